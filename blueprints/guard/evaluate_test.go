package guard_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/compiler/emit/emittest"
)

// request is what AWS knows of a call when it judges a policy. A key that is missing from the context is not in the request, which
// is what most mistakes in conditions are about.
type request struct {
	principal        string // ARN of a role or account, "service:<name>", or "" for nobody
	action, resource string
	context          map[string]string
}

// judge names the statements of a policy that apply to a request, by effect.
func judge(t *testing.T, p guard.Policy, r request) (allow, deny []string) {
	t.Helper()
	for _, s := range p.Statement {
		if !speaksOf(s.Principal, r.principal) || !emittest.MatchesAny(s.Action, r.action) || !emittest.MatchesAny(s.Resource, r.resource) {
			continue
		}
		if !holds(t, s.Condition, r.context) {
			continue
		}
		switch s.Effect {
		case "Allow":
			allow = append(allow, s.Sid)
		case "Deny":
			deny = append(deny, s.Sid)
		default:
			t.Fatalf("statement %s has the effect %q", s.Sid, s.Effect)
		}
	}
	return allow, deny
}

func speaksOf(statement any, principal string) bool {
	if statement == "*" {
		return true
	}
	p := statement.(guard.Principals)
	if service, ok := strings.CutPrefix(principal, "service:"); ok {
		return slices.Contains(p.Service, service)
	}
	return slices.Contains(p.AWS, "*") || slices.Contains(p.AWS, principal)
}

// holds is IAM's evaluation of a condition block: all operators and keys must hold, any of the values does.
func holds(t *testing.T, c guard.Condition, context map[string]string) bool {
	for operator, keys := range c {
		for key, values := range keys {
			got, present := context[key]
			if !operatorHolds(t, operator, got, present, values) {
				return false
			}
		}
	}
	return true
}

func operatorHolds(t *testing.T, operator, got string, present bool, values []string) bool {
	if name, ok := strings.CutSuffix(operator, "IfExists"); ok {
		return !present || operatorHolds(t, name, got, present, values)
	}
	switch operator {
	case "Null":
		return (values[0] == "true") == !present
	case "StringNotEquals", "ArnNotEquals":
		return !present || !slices.Contains(values, got)
	case "StringEquals", "Bool":
		return present && slices.Contains(values, got)
	case "ForAllValues:StringEquals":
		return !present || slices.Contains(values, got)
	case "StringLike", "ArnLike":
		return present && emittest.MatchesAny(values, got)
	case "ArnNotLike":
		return !present || !emittest.MatchesAny(values, got)
	case "NumericLessThan":
		return present && number(t, got) < number(t, values[0])
	}
	t.Fatalf("the test does not know the operator %s", operator)
	return false
}

func number(t *testing.T, s string) float64 {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatalf("%q is compared as a number", s)
	}
	return f
}
