package observability

import (
	"fmt"

	"github.com/awslabs/goformation/v7/cloudformation/chatbot"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/schema"
)

// addChat tells chats of alarms, where that is possible.
func addChat(s *blueprints.Stack, topic *blueprints.Resource, cfg *schema.Observability) {
	if cfg.Slack != nil && chatPossible(s, "slack") {
		name := s.PhysicalName(s.Key + "-slack")
		role, guardrail := chatRole(s, "Slack", "slack")
		s.Add("Slack", &chatbot.SlackChannelConfiguration{
			ConfigurationName: name, IamRoleArn: role, GuardrailPolicies: guardrail, UserRoleRequired: ptr(true), LoggingLevel: ptr("ERROR"),
			SlackWorkspaceId: cfg.Slack.Workspace, SlackChannelId: cfg.Slack.Channel, SnsTopicArns: []string{topic.Ref()},
		}).From("slack")
	}
	if cfg.Teams != nil && chatPossible(s, "teams") {
		name := s.PhysicalName(s.Key + "-teams")
		role, guardrail := chatRole(s, "Teams", "teams")
		s.Add("Teams", &chatbot.MicrosoftTeamsChannelConfiguration{
			ConfigurationName: name, IamRoleArn: role, GuardrailPolicies: guardrail, UserRoleRequired: ptr(true), LoggingLevel: ptr("ERROR"),
			TeamsTenantId: cfg.Teams.Tenant, TeamId: cfg.Teams.Team, TeamsChannelId: cfg.Teams.Channel, SnsTopicArns: []string{topic.Ref()},
		}).From("teams")
	}
}

// chatRole adds what somebody in the channel may do: look at alarms. The guardrail is the same policy, because AWS takes
// AdministratorAccess where none is named.
func chatRole(s *blueprints.Stack, id, from string) (role string, guardrail []string) {
	r := guard.ServiceRole(s, guard.Role{ID: id + "Role", Service: "chatbot", From: from}, guard.Statement{
		Sid: "LookAtAlarms", Effect: "Allow", Resource: []string{"*"},
		Action: []string{"cloudwatch:DescribeAlarmHistory", "cloudwatch:DescribeAlarms", "cloudwatch:GetMetricData", "cloudwatch:GetMetricStatistics", "cloudwatch:ListMetrics"},
	})
	return r.Arn(), []string{blueprints.Ref(id + "RolePolicy")}
}

// chatPossible refuses chats of systems with PHI and of partitions without the service. As of 2026-11: AWS's "HIPAA Eligible Services
// Reference" and "Regions and quotas for Amazon Q Developer in chat applications".
func chatPossible(s *blueprints.Stack, path string) bool {
	switch {
	case s.Env.PHI:
		s.Refuse(blueprints.Refusal{
			ID: "chat-with-phi", Path: path,
			Message: fmt.Sprintf("stack %q tells a chat of alarms, but the environment holds PHI and AWS's chat service is not HIPAA-eligible", s.Key),
			Hint:    "leave " + path + " out; use alerts, or endpoints of a service that you have an agreement with",
		})
	case guard.Partition(s.Env.Region) == "aws-us-gov":
		s.Refuse(blueprints.Refusal{
			ID: "not-in-partition", Path: path,
			Message: fmt.Sprintf("stack %q tells a chat of alarms, but AWS's chat service is not in region %s", s.Key, s.Env.Region),
			Hint:    "leave " + path + " out; use alerts or endpoints",
		})
	default:
		return true
	}
	return false
}

func ptr[T any](v T) *T { return &v }
