package controls

import (
	"slices"
	"strings"

	"github.com/hipaac/hipaac/compiler/template"
)

// Statement is one statement of a policy document: of a role, a key, a bucket, an endpoint.
type Statement struct{ Value }

// Statements reads a policy document, whose Statement may be a list or a single map.
func Statements(document Value) []Statement {
	items := document.Get("Statement").Items()
	out := make([]Statement, len(items))
	for i, item := range items {
		out[i] = Statement{item}
	}
	return out
}

// Allows asks whether the statement grants.
func (s Statement) Allows() Answer { return s.Get("Effect").Is("Allow") }

// Denies asks whether the statement refuses.
func (s Statement) Denies() Answer { return s.Get("Effect").Is("Deny") }

// Action asks whether the statement speaks of an action, such as "kms:Decrypt", or of a whole pattern of them, such as "s3:*".
func (s Statement) Action(name string) Answer {
	return s.includes("Action", "NotAction", func(v Value) Answer { return v.CoversFold(name) }, func(v Value) Answer { return v.OverlapsFold(name) })
}

// Resource asks whether the statement speaks of all the given resources: an ARN or a pattern, in which Self and Att of a Subject
// stand for what is not known yet.
func (s Statement) Resource(target string) Answer {
	return s.includes("Resource", "NotResource", func(v Value) Answer { return v.Covers(target) }, func(v Value) Answer { return v.OverlapsFold(target) })
}

func (s Statement) includes(positive, negative string, covers, overlaps func(Value) Answer) Answer {
	if listed := s.Get(positive); !listed.Absent() {
		return template.Any(listed.Items(), covers)
	}
	if excepted := s.Get(negative); !excepted.Absent() {
		return template.Any(excepted.Items(), overlaps).Not() // one exception is enough: what is left is not all of it
	}
	return template.No
}

// Principal is who a statement speaks of. Kind is "AWS", "Service", "Federated" or "CanonicalUser".
type Principal struct {
	Kind string
	Value
}

// Principals lists who the statement names. The short form "*" is the AWS principal "*".
func (s Statement) Principals() []Principal {
	named := s.Get("Principal")
	entries := named.Entries()
	if len(entries) == 0 && !named.Absent() {
		return []Principal{{"AWS", named}}
	}
	var out []Principal
	for _, e := range entries {
		for _, item := range e.Value.Items() {
			out = append(out, Principal{e.Key, item})
		}
	}
	return out
}

// Everyone asks whether the statement speaks of anybody at all, by "*" or by naming only exceptions.
func (s Statement) Everyone() Answer {
	if !s.Get("NotPrincipal").Absent() {
		return template.Yes
	}
	return template.Any(s.Principals(), func(p Principal) Answer {
		if p.Kind != "AWS" {
			return template.No
		}
		return p.Is("*")
	})
}

// DeniesEveryone asks whether the statement refuses whoever asks. One that refuses everybody but a list (NotPrincipal) does not.
func (s Statement) DeniesEveryone() Answer {
	return s.Denies().And(template.Sure(s.Get("NotPrincipal").Absent())).And(s.Everyone())
}

// Test is one line of a statement's Condition: {"Bool": {"aws:SecureTransport": "false"}}.
type Test struct {
	Operator, Key string
	Values        Value
}

// Tests lists the lines of the Condition. All of them must hold for the statement to apply. A Condition that is unknown is one
// test of unknown values.
func (s Statement) Tests() []Test {
	var out []Test
	condition := s.Get("Condition")
	if _, is := condition.Unknown(); is {
		return []Test{{Values: condition}}
	}
	for _, operator := range condition.Entries() {
		if _, is := operator.Value.Unknown(); is {
			out = append(out, Test{Operator: operator.Key, Values: operator.Value})
		}
		for _, line := range operator.Value.Entries() {
			out = append(out, Test{Operator: operator.Key, Key: line.Key, Values: line.Value})
		}
	}
	return out
}

// Says asks whether the test is exactly that a context key has a value, such as Bool, aws:SecureTransport, false. "IfExists" and
// the qualifiers of sets make no difference.
func (t Test) Says(operator, key, value string) Answer {
	if why, is := t.Values.Unknown(); is {
		return template.Maybe(why)
	}
	if !strings.EqualFold(t.Key, key) || !strings.EqualFold(t.base(), operator) {
		return template.No
	}
	return template.All(t.Values.Items(), func(v Value) Answer { return v.Is(value) })
}

// base is the operator without what is said around it: "ForAnyValue:StringLikeIfExists" is "StringLike".
func (t Test) base() string {
	operator := strings.TrimSuffix(t.Operator, "IfExists")
	return strings.TrimPrefix(strings.TrimPrefix(operator, "ForAnyValue:"), "ForAllValues:")
}

// confining are the operators that let only listed values through. Their "IfExists" forms also let requests through that lack the
// key, and the negated operators everything but a few.
var confining = []string{"StringEquals", "StringEqualsIgnoreCase", "StringLike", "ArnEquals", "ArnLike", "IpAddress"}

// confines reports whether the test lets only values through that it lists. Keys with several values, such as aws:PrincipalOrgPaths, have
// to be asked with "ForAnyValue:"; "ForAllValues:" also lets requests through that lack the key.
func (t Test) confines() bool {
	return slices.Contains(confining, strings.TrimPrefix(t.Operator, "ForAnyValue:"))
}

// Confined asks whether the Condition confines the statement to known values of one of the context keys.
func (s Statement) Confined(keys ...string) Answer {
	return template.Any(s.Tests(), func(t Test) Answer {
		if why, is := t.Values.Unknown(); is {
			return template.Maybe(why)
		}
		isKey := slices.ContainsFunc(keys, func(key string) bool { return strings.EqualFold(key, t.Key) })
		if !isKey || !t.confines() {
			return template.No
		}
		return template.Any(t.Values.Items(), func(v Value) Answer {
			switch {
			case t.Operator == "IpAddress":
				return wholeInternet(v)
			case strings.HasPrefix(t.base(), "StringEquals") && len(v.References()) > 0:
				return template.No // it has no wildcards: whatever comes from elsewhere, it is one value
			}
			return v.Outline(admitsStrangers)
		}).Not()
	})
}

// Document is a policy document and the name by which messages call it.
type Document struct {
	Name string
	Value
}

// Documents are the policy documents that a resource grants rights with, inline ones included; trust policies are not. A function of
// the Serverless macro has a role of its own, with the documents, names and ARNs that stand under its Policies.
func Documents(x Subject) []Document {
	var out []Document
	if x.Type == serverlessFunction {
		for _, p := range x.Get("Policies").Items() {
			_, hidden := p.Unknown()
			if hidden || len(p.Entries()) > 0 && !p.Get("Statement").Absent() {
				out = append(out, Document{"an inline policy", p})
			}
		}
		return out
	}
	if d := x.Get("PolicyDocument"); !d.Absent() {
		out = append(out, Document{"the policy", d})
	}
	for _, p := range x.Get("Policies").Items() {
		out = append(out, Document{"inline policy " + p.Get("PolicyName").String(), p.Get("PolicyDocument")})
	}
	return out
}

const serverlessFunction = "AWS::Serverless::Function"

// ManagedPolicies are the managed policies that a resource names: ARNs, and for functions of the Serverless macro names as well.
func ManagedPolicies(x Subject) []Value {
	if x.Type == serverlessFunction {
		return x.Get("Policies").Items()
	}
	return x.Get("ManagedPolicyArns").Items()
}
