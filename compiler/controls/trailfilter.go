package controls

import "github.com/hipaac/hipaac/compiler/template"

// countsRoot asks whether a metric filter counts what the root user does.
func countsRoot(filter Subject) Answer {
	pattern := filter.Get("FilterPattern")
	return pattern.Contains("userIdentity.type").And(pattern.Contains("Root"))
}

// countsSignInFailures asks whether a metric filter counts sign-ins that fail.
func countsSignInFailures(filter Subject) Answer {
	pattern := filter.Get("FilterPattern")
	return pattern.Contains("ConsoleLogin").And(pattern.Contains("Failed authentication").Or(pattern.Contains("Failure")))
}

// countsCalls asks whether a metric filter looks at records of CloudTrail.
func countsCalls(filter Subject) Answer {
	pattern := filter.Get("FilterPattern")
	return pattern.Contains("eventName").Or(pattern.Contains("userIdentity"))
}

// tellsOf asks whether a rule of EventBridge is on and hears of a source, such as "aws.guardduty".
func tellsOf(rule Subject, source string) Answer {
	pattern := rule.Get("EventPattern")
	if why, unknown := pattern.Unknown(); unknown {
		return template.Maybe(why)
	}
	if named := pattern.Get("source"); named.Has().Yes() {
		pattern = named // an event has to match every field, so no other field can make up for its source
	}
	heard := template.Sure(false)
	pattern.Texts(func(_ string, v Value) { heard = heard.Or(v.Contains(source)) })
	return rule.Get("State").Is("DISABLED").Not().And(heard)
}

// reachesPeople asks whether a target of a rule is anything but a log, which nobody is called by.
func reachesPeople(c *Case, target Value) Answer {
	arn := target.Get("Arn")
	_, log := c.Target(arn, "AWS::Logs::LogGroup")
	return template.Sure(!log).And(arn.Contains(":log-group:").Not()).And(arn.Has())
}
