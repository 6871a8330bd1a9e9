package template

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// ask answers a question about a scalar's text. The possible function decides a text that still holds references: false when no
// value of theirs can make it true.
func (v Value) ask(test func(string) bool, possible func(string, []Reference) bool) Answer {
	v = v.settled()
	t, ok := v.canonical()
	switch {
	case v.kind == unknown:
		return Maybe(v.words)
	case !ok:
		return No
	case len(v.refs) == 0:
		return Sure(test(t))
	case !possible(t, v.refs):
		return No
	}
	return Maybe(v.refs[0].why(v.scope.Model))
}

// Is asks whether the value is one of the given texts.
func (v Value) Is(want ...string) Answer {
	return v.ask(
		func(t string) bool { return slices.Contains(want, t) },
		func(t string, refs []Reference) bool {
			return slices.ContainsFunc(want, func(w string) bool { return couldBe(t, refs, w) && !v.ruledOut(t, w) })
		})
}

// ruledOut reports whether a condition that holds in this deployment says that a reference is not this text, as HasKey does in
// !Not [!Equals [!Ref Key, ""]].
func (v Value) ruledOut(reference, text string) bool {
	if v.scope == nil {
		return false
	}
	return slices.Contains(v.scope.excluded[reference], text) || slices.ContainsFunc(v.refs, func(r Reference) bool {
		return r.Kind == ToParameter && r.mark() == reference && r.in.refuses(r.in.parameter(r.Name), text)
	})
}

// refuses reports whether CloudFormation takes a text for no value of a parameter: it is too short, or the pattern does not match
// all of it. A pattern that Go cannot read may match.
func (m *Model) refuses(parameter *Node, text string) bool {
	if !readsItself(parameter) {
		return false
	}
	kind := textOf(parameter.Get("Type"))
	if text == "" && (kind == "Number" || strings.HasPrefix(kind, "AWS::") || strings.HasPrefix(kind, "List<AWS::")) {
		return true // it has to be a number, or one of what the account has
	}
	if least, err := strconv.Atoi(textOf(parameter.Get("MinLength"))); err == nil && len(text) < least {
		return true
	}
	pattern := parameter.Get("AllowedPattern")
	if !pattern.scalar() {
		return false
	}
	allowed, known := m.patterns[pattern]
	if !known {
		allowed, _ = regexp.Compile("^(?:" + pattern.Text + ")$")
		m.patterns[pattern] = allowed
	}
	return allowed != nil && !allowed.MatchString(text)
}

// IsTrue asks whether the value is true, as a boolean or as the text that CloudFormation takes for one. Absent is not true.
func (v Value) IsTrue() Answer { return v.Is("true", "True", "TRUE") }

// IsFalse asks whether the value is false. Absent is not false: say so where the default matters.
func (v Value) IsFalse() Answer { return v.Is("false", "False", "FALSE") }

// Has asks whether something is there at all. An empty text is nothing, an empty list or map is something.
func (v Value) Has() Answer {
	v = v.settled()
	switch {
	case v.kind == absent:
		return No
	case v.kind == unknown:
		return Maybe(v.words)
	case v.kind == written && !v.node.scalar():
		return Yes
	}
	return v.Is("").Not()
}

// Scalar asks whether the value is a text, a number or a truth, and no list or map.
func (v Value) Scalar() Answer {
	v = v.settled()
	if v.kind == unknown {
		return Maybe(v.words)
	}
	_, ok := v.canonical()
	return Sure(ok)
}

// Starts asks whether the text begins with one of the prefixes.
func (v Value) Starts(prefixes ...string) Answer {
	return Any(prefixes, func(prefix string) Answer {
		v := v.settled()
		if t, ok := v.canonical(); ok && len(v.refs) > 0 {
			head, _, _ := strings.Cut(t, string(markStart))
			if strings.HasPrefix(head, prefix) {
				return Yes
			}
			return v.ask(nil, func(_ string, refs []Reference) bool {
				return strings.HasPrefix(prefix, head) && refs[0].mayHold(prefix[len(head)])
			})
		}
		return v.ask(func(t string) bool { return strings.HasPrefix(t, prefix) }, nil)
	})
}

// Ends asks whether the text ends with one of the suffixes.
func (v Value) Ends(suffixes ...string) Answer {
	return Any(suffixes, func(suffix string) Answer {
		v := v.settled()
		if t, ok := v.canonical(); ok && len(v.refs) > 0 {
			tail := t[strings.LastIndexByte(t, markEnd)+1:]
			if strings.HasSuffix(tail, suffix) {
				return Yes
			}
			return v.ask(nil, func(_ string, refs []Reference) bool {
				return strings.HasSuffix(suffix, tail) && refs[len(refs)-1].mayHold(suffix[len(suffix)-len(tail)-1])
			})
		}
		return v.ask(func(t string) bool { return strings.HasSuffix(t, suffix) }, nil)
	})
}

// Contains asks whether the stretch stands anywhere in the text.
func (v Value) Contains(stretch string) Answer {
	v = v.settled()
	if t, ok := v.canonical(); ok && len(v.refs) > 0 && strings.Contains(t, stretch) {
		return Yes
	}
	return v.ask(func(t string) bool { return strings.Contains(t, stretch) }, anyWild)
}

// Passes asks a question of one's own about the text. While any part of the text is open the answer is Maybe.
func (v Value) Passes(test func(string) bool) Answer {
	return v.ask(test, func(string, []Reference) bool { return true })
}

// Outline asks a question about the text in which each reference to what AWS makes up (a name, an id, an ARN, an account) is a single
// placeholder, U+FFFC. It is for questions about the wildcards that stand around such references. Parameters are not known: Maybe.
func (v Value) Outline(test func(string) bool) Answer {
	v = v.settled()
	t, ok := v.canonical()
	if !ok || anyWild(t, v.refs) {
		return v.Passes(test)
	}
	for _, r := range v.refs {
		t = strings.ReplaceAll(t, r.mark(), "\ufffc")
	}
	return Sure(test(t))
}

func anyWild(_ string, refs []Reference) bool { return slices.ContainsFunc(refs, Reference.wild) }

// AtLeast asks whether the value is a number no smaller than n.
func (v Value) AtLeast(n float64) Answer {
	v = v.settled()
	least, most := v.bounds()
	switch {
	case least >= n:
		return Yes
	case most < n:
		return No
	}
	return v.number(func(f float64) bool { return f >= n })
}

// AtMost asks whether the value is a number no larger than n.
func (v Value) AtMost(n float64) Answer {
	v = v.settled()
	least, most := v.bounds()
	switch {
	case most <= n:
		return Yes
	case least > n:
		return No
	}
	return v.number(func(f float64) bool { return f <= n })
}

func (v Value) number(test func(float64) bool) Answer {
	return v.Passes(func(t string) bool {
		f, err := strconv.ParseFloat(t, 64)
		return err == nil && test(f)
	})
}

// bounds are the least and the most that CloudFormation takes for a parameter of type Number whose value nobody knows, and everything
// for any other value.
func (v Value) bounds() (least, most float64) {
	least, most = math.Inf(-1), math.Inf(1)
	if v.kind != text || len(v.refs) != 1 || v.refs[0].Kind != ToParameter || v.words != v.refs[0].mark() {
		return least, most
	}
	p := v.refs[0].in.parameter(v.refs[0].Name)
	if t := p.Get("Type"); !t.scalar() || t.Text != "Number" {
		return least, most
	}
	if f, err := strconv.ParseFloat(textOf(p.Get("MinValue")), 64); err == nil {
		least = f
	}
	if f, err := strconv.ParseFloat(textOf(p.Get("MaxValue")), 64); err == nil {
		most = f
	}
	return least, most
}

func textOf(n *Node) string {
	if !n.scalar() {
		return ""
	}
	return n.Text
}

// Same asks whether two values will be equal in this deployment.
func (v Value) Same(w Value) Answer {
	v, w = v.settled(), w.settled()
	a, okA := v.canonical()
	b, okB := w.canonical()
	switch {
	case v.kind == unknown:
		return Maybe(v.words)
	case w.kind == unknown:
		return Maybe(w.words)
	case !okA || !okB:
		return No
	case a == b:
		return Yes
	case len(w.refs) == 0:
		return v.Is(b)
	case len(v.refs) == 0:
		return w.Is(a)
	}
	return Maybe(v.refs[0].why(v.scope.Model))
}

// Names reports whether the value, or an element of it, leads to a resource: by Ref or Fn::GetAtt, or by the name that the resource
// gives itself.
func (v Value) Names(x Subject) bool {
	for _, r := range v.References() {
		if r.Kind == ToResource && r.Name == x.ID && r.in == x.scope.Model {
			return true
		}
	}
	if v.kind == absent || v.kind == unknown {
		return false
	}
	name, ok := x.ownName()
	if !ok {
		return false
	}
	for _, item := range v.Items() {
		if t, ok := item.canonical(); ok && (t == name || strings.HasSuffix(t, ":"+name)) {
			return true
		}
	}
	return false
}

// ownName is the name that a resource gives itself, if it is of a type that others refer to by name.
func (x Subject) ownName() (string, bool) {
	property := nameProperty[x.Type]
	if property == "" {
		return "", false
	}
	name, ok := x.Get(property).canonical()
	return name, ok && name != ""
}

// nameProperty is the property in which a resource of a type names itself, for types that others refer to by name.
var nameProperty = map[string]string{
	"AWS::S3::Bucket":                      "BucketName",
	"AWS::Logs::LogGroup":                  "LogGroupName",
	"AWS::IAM::Role":                       "RoleName",
	"AWS::IAM::ManagedPolicy":              "ManagedPolicyName",
	"AWS::SNS::Topic":                      "TopicName",
	"AWS::SQS::Queue":                      "QueueName",
	"AWS::DynamoDB::Table":                 "TableName",
	"AWS::RDS::DBCluster":                  "DBClusterIdentifier",
	"AWS::RDS::DBInstance":                 "DBInstanceIdentifier",
	"AWS::RDS::DBParameterGroup":           "DBParameterGroupName",
	"AWS::RDS::DBClusterParameterGroup":    "DBClusterParameterGroupName",
	"AWS::RDS::DBSubnetGroup":              "DBSubnetGroupName",
	"AWS::Backup::BackupVault":             "BackupVaultName",
	"AWS::Kinesis::Stream":                 "Name",
	"AWS::Lambda::Function":                "FunctionName",
	"AWS::Redshift::ClusterParameterGroup": "ParameterGroupName",
	"AWS::EMR::SecurityConfiguration":      "Name",
	"AWS::Glue::SecurityConfiguration":     "Name",
}
