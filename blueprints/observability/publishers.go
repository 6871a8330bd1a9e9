package observability

import (
	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
)

// publishing lists the services that publish to the topic in their own name, as of 2026-11. The account is named where the service's
// page on permissions has it: a condition on a key that a service does not send is never met, and no alarm would arrive.
//
//   - cloudwatch: Amazon SNS Developer Guide, "Example cases for Amazon SNS access control".
//   - events.rds: Amazon RDS User Guide, "Granting permissions to publish notifications to an Amazon SNS topic".
//   - events: Amazon EventBridge User Guide, "Using resource-based policies"; the policy for SNS has no condition. The rules of another
//     account cannot name the topic as a target.
//   - backup: AWS Backup Developer Guide, "Notification options"; no condition either.
var publishing = []struct {
	sid, service string
	namesAccount bool
}{
	{"PublishAlarms", "cloudwatch.amazonaws.com", true},
	{"PublishDatabaseEvents", "events.rds.amazonaws.com", true},
	{"PublishRules", "events.amazonaws.com", false},
	{"PublishBackups", "backup.amazonaws.com", false},
}

// publishers is the topic's policy.
func publishers(topic *blueprints.Resource) []guard.Statement {
	var statements []guard.Statement
	for _, p := range publishing {
		allow := guard.Statement{
			Sid: p.sid, Effect: "Allow", Principal: guard.Principals{Service: []string{p.service}},
			Action: []string{"sns:Publish"}, Resource: []string{topic.Ref()},
		}
		if p.namesAccount {
			allow.Condition = guard.Condition{"StringEquals": {"aws:SourceAccount": {blueprints.AccountID}}}
		}
		statements = append(statements, allow)
	}
	return append(statements,
		deny("DenyPlainHTTP", topic, guard.InTheClear()),
		deny("DenyOtherAccounts", topic, guard.FromElsewhere()),
	)
}

// deny lists the actions one by one: the policy of a topic takes no "sns:*".
func deny(sid string, topic *blueprints.Resource, when guard.Condition) guard.Statement {
	return guard.Statement{
		Sid: sid, Effect: "Deny", Principal: "*", Action: []string{"sns:Publish", "sns:Subscribe"}, Resource: []string{topic.Ref()}, Condition: when,
	}
}
