package eligible_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/compiler/eligible"
)

// TestTable: the counts are those that AWS's sample of 2026-05-22 states; a namespace or prefix with two standings would be judged by the
// order of rows.
func TestTable(t *testing.T) {
	order := []eligible.Standing{eligible.Listed, eligible.Management, eligible.Unclear, eligible.Unlisted}
	count := map[eligible.Standing]int{}
	of := map[string]eligible.Standing{}
	before := eligible.Service{Standing: eligible.Listed}
	for _, s := range eligible.Services() {
		count[s.Standing]++
		group := s.Standing
		if group == eligible.Apart {
			group = eligible.Listed
		}
		at, last := slices.Index(order, group), slices.Index(order, before.Standing)
		if at < last || at == last && strings.ToLower(s.Name) <= strings.ToLower(before.Name) && group != eligible.Management {
			t.Errorf("%s stands after %s", s.Name, before.Name)
		}
		before = s
		before.Standing = group
		for _, n := range slices.Concat(s.Namespaces, s.Prefixes) {
			if of[n] != "" && of[n] != s.Standing {
				t.Errorf("%s is %s and %s", n, of[n], s.Standing)
			}
			of[n] = s.Standing
		}
		for _, p := range s.Parts {
			if s.Excludes == "" || !slices.ContainsFunc(s.Namespaces, func(n string) bool { return strings.HasPrefix(p.Type, "AWS::"+n+"::") }) {
				t.Errorf("%s excludes %v", s.Name, p)
			}
		}
		if s.Name == "" || strings.TrimSpace(s.Name+s.Note+s.Excludes) != s.Name+s.Note+s.Excludes {
			t.Errorf("row %q", s.Name)
		}
	}
	if d := cmp.Diff(map[eligible.Standing]int{"listed": 171, "apart": 2, "management": 24, "unclear": 46, "unlisted": 63}, count); d != "" {
		t.Error(d)
	}
}

func TestOf(t *testing.T) {
	for kind, want := range map[string]eligible.Standing{
		"AWS::S3::Bucket": eligible.Listed, "AWS::DirectoryService::SimpleAD": eligible.Listed, "AWS::IAM::Role": eligible.Management,
		"AWS::Pipes::Pipe": eligible.Unclear, "AWS::S3Express::DirectoryBucket": eligible.Unclear, "AWS::Lightsail::Instance": eligible.Unlisted,
		"Alexa::ASK::Skill": eligible.Apart, "Custom::Lookup": "", "AWS::Tomorrow::Thing": "", "MongoDB::Atlas::Cluster": "", "": "", "AWS::": "",
	} {
		if got := eligible.Of(kind).Standing; got != want {
			t.Errorf("%s is %q, not %q", kind, got, want)
		}
	}
	if names := eligible.Of("AWS::RDS::DBInstance").Names(); names != "Amazon Aurora, Amazon Relational Database Service" {
		t.Errorf("RDS is %s", names)
	}
	want := []eligible.Part{{Type: "AWS::SMSVOICE::PhoneNumber", Property: "NumberCapabilities", Value: "VOICE"}}
	if d := cmp.Diff(want, eligible.Of("AWS::SMSVOICE::PhoneNumber").Excluded); d != "" {
		t.Error(d)
	}
}

func TestPrefixes(t *testing.T) {
	covered := eligible.Prefixes(eligible.Listed)
	for prefix, want := range map[string]bool{"s3": true, "aidevops": true, "s3express": false, "dsql": false, "iam": false, "lightsail": false, "a4b": false} {
		if slices.Contains(covered, prefix) != want {
			t.Errorf("%s is covered: %t", prefix, !want)
		}
	}
	if s, known := eligible.ByPrefix("rds-data"); !known || s.Name != "Amazon Aurora" {
		t.Errorf("rds-data is of %q", s.Name)
	}
	if _, known := eligible.ByPrefix("s3 "); known {
		t.Error("found a prefix that no service has")
	}
}

func BenchmarkOf(b *testing.B) {
	for b.Loop() {
		eligible.Of("AWS::S3::Bucket")
	}
}
