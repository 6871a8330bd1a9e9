package plan

import (
	"strings"
	"testing"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

const importer = `
Resources:
  Db:
    Type: AWS::RDS::DBInstance
    Properties:
      A: !ImportValue clinic-test-network:VpcId
      B: {Fn::ImportValue: !Sub "clinic-${Environment}-network:VpcId"}
      C: !Join ["", [arn, !ImportValue clinic-test-network:VpcId]]
      D: !ImportValue clinic-test-keys:Key
Outputs:
  Own: {Value: !GetAtt Db.Endpoint.Address, Export: {Name: !Sub "${AWS::StackName}:Own"}}
`

func importing(t *testing.T) *Step {
	s := stepOf(t, importer, bare)
	s.Live = stack.Stack{ID: "arn", Status: stack.UpdateComplete, Parameters: map[string]string{"Environment": "test"}, Capabilities: []string{"CAPABILITY_IAM"}}
	return s
}

func value(name string) (string, bool) {
	return map[string]string{"clinic-test-network:VpcId": "vpc-1"}[name], name == "clinic-test-network:VpcId"
}

// The template in between is the live one: all imports of the export, however they are written, have its value, and nothing else changes.
func TestInterim(t *testing.T) {
	s := importing(t)
	i := s.interim(map[string]bool{"clinic-test-network:VpcId": true}, value)
	if i == nil {
		t.Fatalf("blocked: %+v", s.Blocked)
	}
	want := strings.NewReplacer("!ImportValue clinic-test-network:VpcId", "vpc-1", `{Fn::ImportValue: !Sub "clinic-${Environment}-network:VpcId"}`, "vpc-1").Replace(importer) +
		"  HipaacInterim: {Description: Imports that are written out for the time of an update., Value: clinic-test-network:VpcId}\n"
	if !stack.SameTemplate([]byte(want), i.Template) {
		t.Errorf("the template is\n%s", i.Template)
	}
	if !i.Interim || i.Parameters["Environment"] != "test" || i.Capabilities[0] != "CAPABILITY_IAM" || i.Name() == s.Name() || len(i.Digest) != 64 {
		t.Errorf("the step is %+v", i)
	}
	if s.Late == "" || s.Same || !s.Update {
		t.Errorf("the stack's own step does not wait: %+v", s)
	}
}

func TestNoInterim(t *testing.T) {
	for name, change := range map[string]func(*Step){
		"another name than is written":    func(s *Step) { s.Live.Parameters = nil },
		"a value that nobody can read":    func(s *Step) { s.Live.Parameters["Password"] = hidden },
		"a failed update":                 func(s *Step) { s.Live.Status = stack.UpdateFailed },
		"a template that nobody can read": func(s *Step) { s.LiveTemplate = []byte("{") },
	} {
		s := importing(t)
		change(s)
		names := map[string]bool{"clinic-test-network:VpcId": true}
		if name == "another name than is written" {
			names = map[string]bool{"clinic-test-other:VpcId": true}
		}
		if i := s.interim(names, value); i != nil || s.Blocked == nil {
			t.Errorf("%s: step %+v, blocked %+v", name, i, s.Blocked)
		}
	}
}

// Steps come after those that they need, whatever the order in which they were found.
func TestGraph(t *testing.T) {
	target := stack.Target{Account: "444455556666", Region: "us-east-1"}
	ref := func(name string) stack.Ref { return stack.Ref{Target: target, Name: name} }
	step := func(name string, after ...string) *Step {
		s := &Step{Desired: stack.Desired{Ref: ref(name)}}
		for _, a := range after {
			s.After = append(s.After, ref(a))
		}
		return s
	}
	a, b, c := step("a"), step("b", "a", "elsewhere"), step("c", "b")
	g := newGraph([]*Step{a, b, c})
	if !g.reaches(c, a) || g.reaches(a, c) {
		t.Error("who needs whom")
	}
	before := step("before")
	g.steps = append(g.steps, before)
	g.add(a, before)
	var got []string
	for _, s := range g.sorted() {
		line := s.Desired.Name
		for _, n := range s.Needs {
			line += " " + string(rune('0'+n))
		}
		got = append(got, line)
	}
	if want := "before, a 0, b 1, c 2"; strings.Join(got, ", ") != want {
		t.Errorf("got %q, want %q", strings.Join(got, ", "), want)
	}
}
