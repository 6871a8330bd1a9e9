package controls

import (
	"regexp"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/compiler/template"
)

// sendsSourceAccount lists the services whose documentation says, as of 2026-11, that they name the account on whose behalf they act
// (aws:SourceAccount) when they assume a role, and asks for a condition on it:
//
//   - vpc-flow-logs: Amazon VPC User Guide, IAM role for publishing flow logs to CloudWatch Logs
//   - scheduler: EventBridge Scheduler User Guide, Confused deputy prevention
//   - states: Step Functions Developer Guide, Creating an IAM role for your state machine
//   - monitoring.rds: Amazon RDS User Guide, Setting up and enabling Enhanced Monitoring
//   - autoscaling: EC2 Auto Scaling User Guide, Cross-service confused deputy prevention
//
// No other service is held to it. AWS keeps no list, and a condition on a key that a service does not send is never met: the role
// could not be assumed at all. The others are safe without, because IAM lets nobody pass a role to a service for a resource of
// another account.
var sendsSourceAccount = []string{"vpc-flow-logs", "scheduler", "states", "monitoring.rds", "autoscaling"}

// namesItsSource asks whether a service principal is one of those.
func namesItsSource(p Principal) Answer {
	return p.Passes(func(text string) bool {
		return slices.ContainsFunc(sendsSourceAccount, func(service string) bool {
			return text == service+".amazonaws.com" || strings.HasPrefix(text, service+".") && strings.HasSuffix(text, ".amazonaws.com")
		})
	})
}

var accountNumber = regexp.MustCompile(`^(\d{12}|arn:[a-z-]+:(iam|sts)::(\d{12}|\*):.*)$`)

// otherAccount asks whether an AWS principal belongs to another account. What this template or another stack of the account makes is
// one's own, and so is what is put together with AWS::AccountId; a number that is written out may be anybody's.
func otherAccount(p Principal) Answer {
	for _, r := range p.References() {
		if r.Kind == template.ToResource || r.Kind == template.ToOtherStack || r.Name == "AWS::AccountId" {
			return template.No
		}
	}
	return p.Passes(accountNumber.MatchString)
}

// pins asks whether a condition confines a claim of a web identity, such as "sub", to values that are more than a wildcard. The
// provider's name stands before the claim: "token.actions.githubusercontent.com:sub".
func pins(s Statement, claim string) Answer {
	return template.Any(s.Tests(), func(t Test) Answer {
		if why, is := t.Values.Unknown(); is {
			return template.Maybe(why)
		}
		operator := strings.TrimPrefix(t.Operator, "ForAnyValue:")
		if !strings.HasSuffix(strings.ToLower(t.Key), ":"+claim) || !slices.Contains(confining, operator) {
			return template.No
		}
		return template.Any(t.Values.Items(), func(v Value) Answer {
			return v.Passes(func(text string) bool { return strings.Trim(text, "*?:/") == "" || text == "repo:*" })
		}).Not()
	})
}
