// Package alerts builds what tells people of trouble in an account: topics by severity, alarms on the trail, and rules for findings.
package alerts

import (
	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/schema"
)

// Blueprint makes the topics and exports "HighTopicArn", "MediumTopicArn" and "LowTopicArn". It hears of calls through the trail of an
// audit stack that exports "TrailLogGroupName" and tells the fact trail = "management", and through EventBridge where there is none.
var Blueprint = blueprints.Define("alerts", "alarms of the account by severity", []string{"keys"}, uses, build).Wanting("audit").DeployedOnly()

func uses(*schema.Alerts) []blueprints.KeyUse {
	uses := []blueprints.KeyUse{{Class: blueprints.LogsKey, Service: "logs"}} // for the calls that EventBridge counts
	for _, service := range append(publishers, "eventsDelivery", "sns", "snsDelivery", "sqs") {
		uses = append(uses, blueprints.KeyUse{Class: blueprints.MessagesKey, Service: service})
	}
	return uses
}

// publishers are who publishes to the topics.
var publishers = []string{"cloudwatch", "events"}

// severity is how soon somebody has to look.
type severity string

const (
	high   severity = "high"
	medium severity = "medium"
	low    severity = "low"
)

// severities begins with the gravest.
var severities = []severity{high, medium, low}

// alerts is a stack under construction, with its topics.
type alerts struct {
	*blueprints.Stack
	cfg         *schema.Alerts
	topics      map[severity]*blueprints.Resource
	undelivered *blueprints.Resource
}

func build(s *blueprints.Stack, cfg *schema.Alerts) {
	a := &alerts{Stack: s, cfg: cfg, topics: map[severity]*blueprints.Resource{}}
	a.addTopics()
	a.addReaders()
	if trail, known := a.trail(); trail != "" {
		a.watchTrail(trail)
	} else if known {
		a.listen()
	}
	a.announceFindings()
}

// trail is the log group of a trail that records the account's calls, or "". It is not known where the audit stack has a mistake.
func (a *alerts) trail() (group string, known bool) {
	for _, n := range a.Neighbours("audit") {
		if !n.Known() {
			return "", false
		}
		if n.Fact("trail") == "management" && n.Offers("TrailLogGroupName") {
			return n.Import("TrailLogGroupName"), true
		}
	}
	return "", !a.Env.Unread
}

// home is the region in which a partition records calls of global services: IAM and Organizations. As of 2026-11: AWS CloudTrail User
// Guide, "Global service events"; AWS GovCloud (US) User Guide, "AWS CloudTrail".
func home(region string) string {
	if guard.Partition(region) == "aws-us-gov" {
		return "us-gov-west-1"
	}
	return "us-east-1"
}
