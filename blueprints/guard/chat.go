package guard

import (
	"fmt"

	"github.com/awslabs/goformation/v7/cloudformation/chatbot"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/schema"
)

// TellChats tells channels of Slack and Teams of what topics say, where that is possible. Either may be nil.
func TellChats(s *blueprints.Stack, slack *schema.Slack, teams *schema.Teams, topics ...*blueprints.Resource) {
	if slack != nil && chatPossible(s, "slack") {
		role, guardrail := chatRole(s, "Slack", "slack")
		s.Add("Slack", &chatbot.SlackChannelConfiguration{
			ConfigurationName: s.PhysicalName(s.Key + "-slack"), IamRoleArn: role, GuardrailPolicies: guardrail, UserRoleRequired: ptr(true),
			LoggingLevel: ptr("ERROR"), SlackWorkspaceId: slack.Workspace, SlackChannelId: slack.Channel, SnsTopicArns: refs(topics),
		}).From("slack")
	}
	if teams != nil && chatPossible(s, "teams") {
		role, guardrail := chatRole(s, "Teams", "teams")
		s.Add("Teams", &chatbot.MicrosoftTeamsChannelConfiguration{
			ConfigurationName: s.PhysicalName(s.Key + "-teams"), IamRoleArn: role, GuardrailPolicies: guardrail, UserRoleRequired: ptr(true),
			LoggingLevel: ptr("ERROR"), TeamsTenantId: teams.Tenant, TeamId: teams.Team, TeamsChannelId: teams.Channel, SnsTopicArns: refs(topics),
		}).From("teams")
	}
}

// chatRole adds what somebody in the channel may do: look at alarms. The guardrail is the same policy, because AWS takes
// AdministratorAccess where none is named.
func chatRole(s *blueprints.Stack, id, from string) (role string, guardrail []string) {
	r := ServiceRole(s, Role{ID: id + "Role", Service: "chatbot", From: from}, Statement{
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
	case Partition(s.Env.Region) == "aws-us-gov":
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
