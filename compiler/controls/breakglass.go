package controls

import (
	"regexp"
	"strings"

	"github.com/hipaac/hipaac/compiler/template"
)

var breakGlass = regexp.MustCompile(`(?i)break[-_ ]?glass|emergency[-_ ]?(access|role|admin|user)|fire[-_ ]?call`)

// isBreakGlass reports whether a role is evidently for emergencies: its logical id, its name, its description or one of its tags says so.
func isBreakGlass(c *Case) bool {
	names := []Value{c.Get("RoleName"), c.Get("Description")}
	for _, tag := range c.Get("Tags").Items() {
		names = append(names, tag.Get("Key"), tag.Get("Value"))
	}
	said := template.Any(names, func(v Value) Answer { return v.Passes(breakGlass.MatchString) })
	return breakGlass.MatchString(c.ID) || said.Yes()
}

// asksSecondFactor asks whether a statement only lets sessions through that say they began with a second factor.
func asksSecondFactor(s Statement) Answer {
	return template.Any(s.Tests(), func(t Test) Answer {
		if why, is := t.Values.Unknown(); is {
			return template.Maybe(why)
		}
		recent := strings.EqualFold(t.Key, "aws:MultiFactorAuthAge") && strings.HasPrefix(t.Operator, "NumericLessThan") && t.Operator == t.base()
		return template.Sure(recent).Or(template.Sure(t.Operator == t.base()).And(t.Says("Bool", "aws:MultiFactorAuthPresent", "true")))
	})
}

// isWatched asks whether the use of a role starts something: an EventBridge rule that is on and has a target, or a metric filter
// whose metric has an alarm.
func isWatched(c *Case) Answer {
	rules := template.Any(c.OfType("AWS::Events::Rule"), func(rule Subject) Answer {
		on := rule.Get("State").Is("DISABLED").Not().And(rule.Get("Targets").Has())
		return on.And(template.Sure(mentions(rule.Get("EventPattern"), c.Subject)))
	})
	return rules.Or(template.Any(c.OfType("AWS::Logs::MetricFilter"), func(filter Subject) Answer {
		return template.Sure(mentions(filter.Get("FilterPattern"), c.Subject)).And(hasAlarm(c, filter))
	}))
}

// mentions reports whether any text of a pattern is about a role: by reference or by the name that the role gives itself.
func mentions(pattern Value, role Subject) bool {
	found := false
	name, named := role.Get("RoleName").Literal()
	pattern.Texts(func(_ string, v Value) {
		text, _ := v.Literal()
		found = found || v.Names(role) || named && name != "" && strings.Contains(text, name)
	})
	return found
}

// hasAlarm asks whether an alarm that does something watches a metric of a filter.
func hasAlarm(c *Case, filter Subject) Answer {
	return template.Any(filter.Get("MetricTransformations").Items(), func(metric Value) Answer {
		return template.Any(c.OfType("AWS::CloudWatch::Alarm"), func(alarm Subject) Answer {
			same := alarm.Get("MetricName").Same(metric.Get("MetricName")).And(alarm.Get("Namespace").Same(metric.Get("MetricNamespace")))
			return same.And(alarm.Get("AlarmActions").Has())
		})
	})
}
