package alerts

import (
	"fmt"
	"strings"

	"github.com/awslabs/goformation/v7/cloudformation/events"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
)

// listen hears of calls by rules of EventBridge, which get what any trail records in this region: that of an organization, too. A call that
// counts by itself is told at once; one that counts in numbers goes to a log group and is counted there.
func (a *alerts) listen() {
	here := a.Env.Region == home(a.Env.Region)
	var counted []call
	for _, c := range calls() {
		switch {
		case c.global && !here:
		case c.count != nil && c.most(a) > 1:
			counted = append(counted, c)
		default:
			a.announce(c)
		}
	}
	if len(counted) > 0 {
		a.countEvents(counted)
	}
	a.Expect(blueprints.Prerequisite{
		ID: "trail-in-region", What: "a trail of the account or its organization records management events in region " + a.Env.Region + ", without which no alarm on calls ever goes off",
		Remedy:    "aws cloudtrail describe-trails --include-shadow-trails --region " + a.Env.Region,
		Citations: []string{"164.312(b)", "164.308(a)(1)(ii)(D)"},
	})
	if !here {
		a.Expect(blueprints.Prerequisite{
			ID: "alerts-on-global-calls", What: "the alerts of another region hear of calls of IAM and Organizations: those beside the account's trail, or in " + home(a.Env.Region) + ", where alone EventBridge has them",
			Remedy:    "add a spec for one of the two with the stack alerts: {}",
			Citations: []string{"164.308(a)(6)(ii)"},
		})
	}
}

func (a *alerts) announce(c call) {
	guard.AnnounceTo(a.Stack, []string{a.topics[c.severity].Ref()}, a.undelivered, guard.Announcement{
		ID: c.id + "Rule", Name: c.name, Description: c.title, Pattern: c.event(), Reads: c.reads,
		Says: a.headline(c.severity) + c.title + ": <who> called <what> of <service> at <when> from <where>, account <account>, region <region>. " +
			"Error: <error> (empty if it succeeded). " + c.does,
		Values: map[string]string{
			"who": "$.detail.userIdentity.arn", "what": "$.detail.eventName", "service": "$.detail.eventSource", "when": "$.detail.eventTime",
			"where": "$.detail.sourceIPAddress", "account": "$.account", "region": "$.detail.awsRegion", "error": "$.detail.errorCode",
		},
	})
}

// headline starts every message.
func (a *alerts) headline(sev severity) string {
	return fmt.Sprintf("%s, %s %s. ", strings.ToUpper(string(sev)), a.Env.System, a.Env.Name)
}

// countEvents keeps the events of calls that count in numbers in a log group, where metric filters count them.
func (a *alerts) countEvents(counted []call) {
	group := guard.LogGroup(a.Stack, "CountedEvents", "counted", 90, guard.Audit).
		Say("Only to count calls in: the record itself is the trail's.")
	policy := guard.ReceiveEvents(a.Stack, "CountedEventsPolicy", "counted", group)
	for _, c := range counted {
		rule := guard.Rule(a.Stack, guard.Announcement{Name: c.name, Description: c.title, Pattern: c.event(), Reads: c.reads})
		rule.Targets = []events.Rule_Target{{
			Id: "count", Arn: guard.GroupArn(a.Stack, "counted"),
			DeadLetterConfig: &events.Rule_DeadLetterConfig{Arn: ptr(a.undelivered.Arn())},
		}}
		a.Add(c.id+"Rule", rule).DependsOn(group, policy)
		a.count(c, group.Ref(), "$.detail.")
	}
}
