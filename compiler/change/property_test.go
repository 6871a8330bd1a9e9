package change

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/compiler/template"
)

// mirrored is what the way back should be: what was added goes, and what was before comes after.
func mirrored(list []Resource) []Resource {
	var out []Resource
	for _, r := range list {
		switch r.Verb {
		case Added:
			r.Verb = Removed
		case Removed:
			r.Verb = Added
		}
		var properties []Property
		for _, p := range r.Properties {
			p.Before, p.After = p.After, p.Before
			properties = append(properties, p)
		}
		r.Properties, r.Old, r.Refused = properties, "", ""
		out = append(out, r)
	}
	return out
}

// plainly leaves out what has no mirror: another type, what becomes of the old one, and what CloudFormation thinks of it.
func plainly(list []Resource) []Resource {
	var out []Resource
	for _, r := range list {
		if slices.ContainsFunc(r.Properties, func(p Property) bool { return p.Path == "Type" }) {
			continue
		}
		r.Old, r.Refused = "", ""
		out = append(out, r)
	}
	return out
}

// The way back changes the same things the other way round, and takes away what the way there gave.
func TestMirror(t *testing.T) {
	for _, pair := range [][2]string{{"dev", "test"}, {"test", "prod"}, {"dev", "portal"}, {"hub", "registry"}} {
		a, b := environment(t, pair[0]), environment(t, pair[1])
		there, back := Compare(a, b), Compare(b, a)
		if diff := cmp.Diff(mirrored(plainly(there.Resources)), plainly(back.Resources)); diff != "" {
			t.Errorf("%v: resources (-mirrored there +back):\n%.3000s", pair, diff)
		}
		narrower := map[string]bool{}
		for _, f := range back.Of(Other) {
			narrower[f.Stack+" "+f.Resource+" "+f.Text] = true
		}
		seen := 0
		for _, f := range there.Of(Access) {
			var text string
			switch {
			case strings.HasPrefix(f.Text, "allows "):
				text = "narrower: no longer " + strings.TrimSuffix(f.Text, ", which it did not")
			case strings.HasPrefix(f.Text, "no longer denies ") && f.Path != "":
				text = "narrower: denies " + strings.TrimPrefix(f.Text, "no longer denies ") + ", which it did not"
			default:
				continue
			}
			seen++
			if gone := find(b, f.Stack).Document == nil || find(a, f.Stack).Document == nil; !gone && !narrower[f.Stack+" "+f.Resource+" "+text] {
				t.Errorf("%v: %s.%s %s, and on the way back not: %s", pair, f.Stack, f.Resource, f.Text, text)
			}
		}
		if pair[0] == "test" && seen < 50 {
			t.Errorf("%v: only %d grants were compared", pair, seen)
		}
	}
}

// The same templates give the same report.
func TestDeterministic(t *testing.T) {
	a, b := environment(t, "test"), environment(t, "prod")
	first := Compare(a, b)
	for range 3 {
		if diff := cmp.Diff(first, Compare(environment(t, "test"), environment(t, "prod"))); diff != "" {
			t.Fatalf("another report:\n%.2000s", diff)
		}
	}
}

// Nobody's template stops the comparison, or makes it last for ever.
func FuzzCompare(f *testing.F) {
	for _, seed := range [][2]string{
		{"Resources: {A: {Type: 'AWS::S3::Bucket'}}", "Resources: {A: {Type: 'AWS::SQS::Queue', Properties: {QueueName: !Sub '${A.Arn}${!x}'}}}"},
		{`{"Resources": {"A": {"Type": "T", "Properties": {"P": {"Statement": {"Effect": "Allow", "NotAction": ["a*"], "Principal": {"AWS": ["*"]}}}}}}}`, "Resources: {A: {Type: T, Properties: [1]}}"},
		{"Conditions: {A: !Condition B, B: !Not [!Condition A]}\nResources: {R: {Type: T, Condition: A, Properties: !If [B, {X: 1}, !Ref AWS::NoValue]}}", "Resources: {R: {Type: T, DeletionPolicy: {Ref: X}}}"},
		{"Parameters: {P: {Type: CommaDelimitedList, Default: 'a,b'}}\nResources: {S: {Type: 'AWS::EC2::SecurityGroup', Properties: {SecurityGroupIngress: !Ref P}}}",
			"Mappings: {M: {a: {b: c}}}\nResources: {S: {Type: 'AWS::EC2::SecurityGroup', Properties: {SecurityGroupIngress: !FindInMap [M, !Ref AWS::Region, b]}}}"},
		{"Resources: {N: {Type: 'AWS::EC2::NetworkAclEntry', Properties: {PortRange: x}}, L: {Type: 'AWS::Lambda::Permission'}, R: {Type: 'AWS::EC2::Route'}}", "Resources: {N: {Type: 'AWS::EC2::NetworkAclEntry'}}"},
		{"Resources: {B: {Type: 'AWS::S3::Bucket', Properties: {LifecycleConfiguration: {Rules: {Fn::If: [a, b, c]}}, Tags: [{Key: a}, {Key: a}]}}}", "Resources: {B: {Type: 'AWS::S3::Bucket', Properties: {LifecycleConfiguration: 1}}}"},
	} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, old, new string) {
		if len(old)+len(new) > 1<<14 {
			return
		}
		a, _ := template.Parse("a", []byte(old))
		b, _ := template.Parse("b", []byte(new))
		if a == nil || b == nil {
			return
		}
		was, is := []Stack{{Name: "s", Document: a}}, []Stack{{Name: "s", Document: b}}
		there, back := Compare(was, is), Compare(is, was)
		if diff := cmp.Diff(mirrored(plainly(there.Resources)), plainly(back.Resources)); diff != "" {
			t.Errorf("resources (-mirrored there +back):\n%s", diff)
		}
		if r := Compare(was, was); len(r.Resources)+len(r.Findings) > 0 {
			t.Errorf("compared with itself: %+v", r)
		}
	})
}

// BenchmarkCompare compares 500 resources with 500 others of the same names. It should take less than 100 ms.
func BenchmarkCompare(b *testing.B) {
	was, is := append(environment(b, "test"), extra(b, "dev")...), append(environment(b, "prod"), extra(b, "portal")...)
	n := 0
	for _, s := range is {
		n += len(s.Document.Resources)
	}
	for b.Loop() {
		Compare(was, is)
	}
	b.ReportMetric(float64(n), "resources")
}

// extra is a second environment beside another.
func extra(b *testing.B, name string) []Stack {
	list := environment(b, name)
	for i := range list {
		list[i].Name = "second-" + list[i].Name
	}
	return list
}
