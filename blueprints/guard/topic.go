package guard

import (
	"strings"

	"github.com/awslabs/goformation/v7/cloudformation/sns"

	"github.com/hipaac/hipaac/blueprints"
)

// Topic is where news for people goes: who reads it, reader.go and chat.go say.
type Topic struct {
	// ID is the logical id; the policy's is "<ID>Policy". Name is the topic's own, Shown what people read in a mail's sender.
	ID, Name, Shown string
	// Publishers are who may publish in their own name, each of them a name in the table of publishers. With none, the
	// topic is for whoever has the right by IAM.
	Publishers []string
	// From is the path of the stack's configuration that asked for it.
	From string
}

// publisher is a service that publishes to topics in its own name.
type publisher struct {
	sid, principal, people string
	// namesAccount is set where the service's page on permissions has the source account: a condition on a key that a service does not
	// send is never met, and nothing would arrive.
	namesAccount bool
}

// publishers are the services that publish to topics, by their names in the table of key services, as of 2026-11:
//
//   - cloudwatch: Amazon SNS Developer Guide, "Example cases for Amazon SNS access control".
//   - rdsEvents: Amazon RDS User Guide, "Granting permissions to publish notifications to an Amazon SNS topic".
//   - events: Amazon EventBridge User Guide, "Using resource-based policies"; the policy for SNS has no condition. The rules of another
//     account cannot name the topic as a target.
//   - backupEvents: AWS Backup Developer Guide, "Notification options"; no condition either.
var publishers = map[string]publisher{
	"cloudwatch":   {"PublishAlarms", "cloudwatch.amazonaws.com", "CloudWatch", true},
	"rdsEvents":    {"PublishDatabaseEvents", "events.rds.amazonaws.com", "RDS", true},
	"events":       {"PublishRules", "events.amazonaws.com", "EventBridge", false},
	"backupEvents": {"PublishBackups", "backup.amazonaws.com", "AWS Backup", false},
}

// AddTopic adds a topic that is encrypted with the environment's messages key, speaks TLS only, answers nobody of another account, and
// takes news from the services named. The blueprint must need "keys" and declare the uses {MessagesKey, "sns"} and {MessagesKey, <publisher>}.
func AddTopic(s *blueprints.Stack, t Topic) *blueprints.Resource {
	key, signature := s.KeyArn(blueprints.MessagesKey), "2" // SHA-256; the default is SHA-1
	topic := s.Add(t.ID, &sns.Topic{
		TopicName: &t.Name, DisplayName: &t.Shown, KmsMasterKeyId: &key, SignatureVersion: &signature,
	}).From(t.From)
	s.Add(t.ID+"Policy", &sns.TopicPolicy{
		Topics:         []string{topic.Ref()},
		PolicyDocument: Document(topicPolicy(topic, t.Publishers)...),
	}).From(t.From).Say(whoPublishes(t.Publishers))
	return topic
}

// whoPublishes tells the reviewer who publishes beside the services that the policy names, and why some of these have no condition.
func whoPublishes(services []string) string {
	if len(services) == 0 {
		return "Permits nobody by itself: whoever publishes does so by the rights of a role."
	}
	const others = "Whoever in the account has the right by IAM may publish, too."
	var named []string
	for _, service := range services {
		if p := publishers[service]; !p.namesAccount {
			named = append(named, p.people)
		}
	}
	switch len(named) {
	case 0:
		return others
	case 1:
		return named[0] + " does not name the account that it publishes for: its documented policy has no condition.\n" + others
	}
	last := len(named) - 1
	return strings.Join(named[:last], ", ") + " and " + named[last] + " do not name the account that they publish for: their documented policies have no condition.\n" + others
}

func topicPolicy(topic *blueprints.Resource, services []string) []Statement {
	var statements []Statement
	for _, service := range services {
		p, known := publishers[service]
		if !known {
			panic("internal error: " + service + " publishes to topics, and the table of publishers does not know it")
		}
		allow := Statement{
			Sid: p.sid, Effect: "Allow", Principal: Principals{Service: []string{p.principal}},
			Action: []string{"sns:Publish"}, Resource: []string{topic.Ref()},
		}
		if p.namesAccount {
			allow.Condition = Condition{"StringEquals": {"aws:SourceAccount": {blueprints.AccountID}}}
		}
		statements = append(statements, allow)
	}
	// The actions are listed one by one: the policy of a topic takes no "sns:*".
	some, itself := []string{"sns:Publish", "sns:Subscribe"}, []string{topic.Ref()}
	return append(statements, deny("DenyPlainHTTP", some, itself, InTheClear()), deny("DenyOtherAccounts", some, itself, FromElsewhere()))
}
