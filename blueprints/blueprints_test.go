package blueprints_test

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/blueprints"
)

func TestParts(t *testing.T) {
	for _, c := range []struct {
		in     string
		want   []blueprints.Part
		reason string
	}{
		{"", nil, "nothing"},
		{"plain ${not} a token", []blueprints.Part{{Text: "plain ${not} a token"}}, "text stays text"},
		{blueprints.Ref("Vpc"), []blueprints.Part{{Intrinsic: json.RawMessage(`{"Ref":"Vpc"}`)}}, "one token"},
		{"a" + blueprints.GetAtt("Key", "Arn") + "b", []blueprints.Part{
			{Text: "a"}, {Intrinsic: json.RawMessage(`{"Fn::GetAtt":["Key","Arn"]}`)}, {Text: "b"},
		}, "text around a token"},
		{"eyJSZWYiOiJYIn0=", []blueprints.Part{{Text: "eyJSZWYiOiJYIn0="}}, `base64 of {"Ref":"X"}: what goformation would take for a function`},
		{"\x02a\x01", []blueprints.Part{{Text: "\x02a\x01"}}, "marks in the wrong order are no token"},
	} {
		if d := cmp.Diff(c.want, blueprints.Parts(c.in)); d != "" {
			t.Errorf("%s (-want +got):\n%s", c.reason, d)
		}
	}
}

// FuzzParts: a token carries any name unharmed, whatever characters it holds, and never swallows the text beside it.
func FuzzParts(f *testing.F) {
	f.Add("before", "Vpc", "after")
	f.Add("", "AWS::Region", "")
	f.Add("${", "a\x01b\x02", "\x03")
	f.Fuzz(func(t *testing.T, before, name, after string) {
		if strings.ContainsAny(before+after, "\x01\x02") || !utf8.ValidString(before) || !utf8.ValidString(name) || !utf8.ValidString(after) {
			t.Skip("the loader refuses control characters and bytes that are not UTF-8")
		}
		var text strings.Builder
		var names []string
		for _, p := range blueprints.Parts(before + blueprints.Ref(name) + after) {
			text.WriteString(p.Text)
			if p.Intrinsic != nil {
				var call map[string]string
				if err := json.Unmarshal(p.Intrinsic, &call); err != nil {
					t.Fatalf("token is not JSON: %v", err)
				}
				names = append(names, call["Ref"])
			}
		}
		if text.String() != before+after || len(names) != 1 || names[0] != name {
			t.Errorf("Parts split %q, %q, %q into text %q and names %q", before, name, after, text.String(), names)
		}
	})
}

func stack() *blueprints.Stack {
	env := &blueprints.Env{System: "clinic", Name: "prod"}
	return blueprints.NewStack(env, "storage", "storage", "clinic-prod-storage", &blueprints.Stack{Blueprint: "keys", Key: "keys", Name: "clinic-prod-keys"})
}

func TestImportRecordsTheEdgeOnce(t *testing.T) {
	s := stack()
	if a, b := s.KeyArn(blueprints.DataKey), s.KeyArn(blueprints.DataKey); a != b {
		t.Errorf("the same import twice gave %q and %q", a, b)
	}
	want := []blueprints.Import{{Blueprint: "keys", Stack: "clinic-prod-keys", Name: "DataKeyArn"}}
	if d := cmp.Diff(want, s.Imports); d != "" {
		t.Errorf("imports (-want +got):\n%s", d)
	}
}

// TestMistakesOfBlueprints: what only a wrong blueprint can do stops the build as an internal error, instead of shipping a
// template in which one resource silently replaced another.
func TestMistakesOfBlueprints(t *testing.T) {
	for name, mistake := range map[string]func(s *blueprints.Stack){
		"internal error: logical id Vpc twice in stack storage": func(s *blueprints.Stack) {
			s.Add("Vpc", blueprints.Typed{Type: "AWS::EC2::VPC"})
			s.Add("Vpc", blueprints.Typed{Type: "AWS::EC2::VPC"})
		},
		"internal error: stack storage takes one network for granted and has 0; is it among the blueprint's needs?": func(s *blueprints.Stack) {
			s.Import("network", "VpcId")
		},
	} {
		func() {
			defer func() {
				if got := recover(); got != name {
					t.Errorf("got %v, want %q", got, name)
				}
			}()
			mistake(stack())
		}()
	}
}

func TestNames(t *testing.T) {
	s := stack()
	if got, want := s.PhysicalName("data"), "clinic-prod-data"; got != want {
		t.Errorf("PhysicalName = %q, want %q", got, want)
	}
	if got, want := s.LogGroupName("access"), "/hipaac/clinic/prod/storage/access"; got != want {
		t.Errorf("LogGroupName = %q, want %q: the logs key admits only this prefix", got, want)
	}
	if got, want := blueprints.SecretsKey.ExportName(), "SecretsKeyArn"; got != want {
		t.Errorf("ExportName = %q, want %q", got, want)
	}
}

// TestLaunchedStacks: a template that is launched many times names everything anew each time, and offers nothing that somebody could count
// on by name.
func TestLaunchedStacks(t *testing.T) {
	s := stack()
	if got, want := s.OwnName("down"), "clinic-prod-storage-down"; got != want {
		t.Errorf("OwnName = %q, want %q", got, want)
	}
	s.Launched = true
	for got, want := range map[string]string{
		s.OwnName("down"):        "clinic-prod-storage-down-" + blueprints.StackName,
		s.OwnName(""):            "clinic-prod-storage-" + blueprints.StackName,
		s.LogGroupName("access"): "/hipaac/clinic/prod/storage/" + blueprints.StackName + "/access",
	} {
		if got != want {
			t.Errorf("a name is %q, want %q", got, want)
		}
	}
	s.Export("BucketName", "b", "")
	s.OfferChart("Requests", blueprints.Metric{})
	s.OfferAlarm("down")
	s.Output("Url", "https://clinic.example", "where it is")
	if len(s.Charts)+len(s.Alarms) > 0 || len(s.Exports) != 1 || !s.Exports[0].Local {
		t.Errorf("it offers %v, %v and %v", s.Exports, s.Charts, s.Alarms)
	}
}
