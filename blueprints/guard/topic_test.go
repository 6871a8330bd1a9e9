package guard_test

import (
	"testing"

	"github.com/awslabs/goformation/v7/cloudformation/sns"
	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
)

// TestTopicPolicy: services publish that were named, for this account where they say for whom; nobody comes from elsewhere or in the clear.
func TestTopicPolicy(t *testing.T) {
	s := newStack()
	topic := guard.AddTopic(s, guard.Topic{ID: "News", Name: "clinic-prod-news", Shown: "news", Publishers: []string{"cloudwatch", "events"}})
	asked := guard.AddTopic(s, guard.Topic{ID: "Asked", Name: "clinic-prod-asked", Shown: "asked"})
	by := func(account string) map[string]string {
		return service(map[string]string{"aws:PrincipalIsAWSService": "true", "aws:SourceAccount": account})
	}
	for reason, c := range map[string]struct {
		topic             *blueprints.Resource
		principal, action string
		context           map[string]string
		allow, deny       []string
	}{
		"an alarm of the account":           {topic, "service:cloudwatch.amazonaws.com", "sns:Publish", by(blueprints.AccountID), []string{"PublishAlarms"}, nil},
		"an alarm of another account":       {topic, "service:cloudwatch.amazonaws.com", "sns:Publish", by("999900001111"), nil, nil},
		"a rule":                            {topic, "service:events.amazonaws.com", "sns:Publish", by(blueprints.AccountID), []string{"PublishRules"}, nil},
		"a service that was not named":      {topic, "service:backup.amazonaws.com", "sns:Publish", by(blueprints.AccountID), nil, nil},
		"a service does not subscribe":      {topic, "service:events.amazonaws.com", "sns:Subscribe", by(blueprints.AccountID), nil, nil},
		"a role, by IAM":                    {topic, "role", "sns:Publish", good(nil), nil, nil},
		"a role of another account listens": {topic, "role", "sns:Subscribe", good(map[string]string{"aws:PrincipalAccount": "999900001111"}), nil, []string{"DenyOtherAccounts"}},
		"plain HTTP":                        {topic, "role", "sns:Publish", good(map[string]string{"aws:SecureTransport": "false"}), nil, []string{"DenyPlainHTTP"}},
		"nobody was named":                  {asked, "service:cloudwatch.amazonaws.com", "sns:Publish", by(blueprints.AccountID), nil, nil},
		"nobody was named, and HTTP":        {asked, "role", "sns:Publish", good(map[string]string{"aws:SecureTransport": "false"}), nil, []string{"DenyPlainHTTP"}},
	} {
		allow, deny := judge(t, topicPolicyOf(t, s, c.topic), request{c.principal, c.action, c.topic.Ref(), c.context})
		if d := cmp.Diff(c.allow, allow); d != "" {
			t.Errorf("%s: allowed by (-want +got):\n%s", reason, d)
		}
		if d := cmp.Diff(c.deny, deny); d != "" {
			t.Errorf("%s: denied by (-want +got):\n%s", reason, d)
		}
	}
}

func topicPolicyOf(t *testing.T, s *blueprints.Stack, topic *blueprints.Resource) guard.Policy {
	t.Helper()
	for _, r := range s.Resources {
		if p, is := r.Properties.(*sns.TopicPolicy); is && p.Topics[0] == topic.Ref() {
			return p.PolicyDocument.(guard.Policy)
		}
	}
	t.Fatalf("topic %s has no policy", topic.ID)
	return guard.Policy{}
}
