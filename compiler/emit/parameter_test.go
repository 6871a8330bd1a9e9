package emit_test

import (
	"strings"
	"testing"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/compiler/emit"
)

// launched is a stack as people launch it from a catalog: each part of a template that an environment's own never has.
func launched() *blueprints.Stack {
	s := newStack()
	tier := s.Parameter(blueprints.Parameter{Name: "Tier", Group: "What it is for", Label: "Tier of the server", Description: "Who may reach it",
		Allowed: []string{"PROD", "TEST"}, Default: ptr("TEST")})
	name := s.Parameter(blueprints.Parameter{Name: "Name", Group: "What it is for", Description: "Its name", Pattern: "^[a-z]+$",
		Violation: "must be lower-case letters", MaxLength: 20})
	s.Rule(blueprints.Rule{Name: "NamedInProduction", When: blueprints.Equals(tier, "PROD"),
		Assert: blueprints.Contains([]string{"web", "api"}, name), Description: "production has two names"})
	open := s.Condition("Open", blueprints.Equals(tier, "PROD"))
	s.Condition("Closed", blueprints.Not(blueprints.Holds(open)))
	s.Add("Door", custom(map[string]any{"Name": name, "Width": blueprints.If(open, "2", blueprints.NoValue)})).If(open)
	s.Output("Url", "https://"+name+".example", "Where it is")
	s.Export("Door", blueprints.Ref("Door"), "The door")
	s.Exports[1].Condition = open
	return s
}

func TestLaunchedTemplate(t *testing.T) {
	d, err := emit.Document(launched())
	if err != nil {
		t.Fatal(err)
	}
	got := string(emit.Render(d, nil, nil))
	const want = `Metadata:
  AWS::CloudFormation::Interface:
    ParameterGroups:
      - Label:
          default: What it is for
        Parameters: [Tier, Name]
    ParameterLabels:
      Tier:
        default: Tier of the server

Parameters:
  Tier:
    Type: String
    Description: Who may reach it
    Default: TEST
    AllowedValues: [PROD, TEST]
  Name:
    Type: String
    Description: Its name
    AllowedPattern: '^[a-z]+$'
    ConstraintDescription: must be lower-case letters
    MaxLength: 20

Rules:
  NamedInProduction:
    RuleCondition: !Equals [!Ref Tier, PROD]
    Assertions:
      - Assert: !Contains [[web, api], !Ref Name]
        AssertDescription: production has two names

Conditions:
  Open: !Equals [!Ref Tier, PROD]
  Closed: !Not
    - Condition: Open

Resources:
  Door:
    Type: Custom::Thing
    Condition: Open
    Properties:
      Name: !Ref Name
      Width: !If
        - Open
        - '2'
        - !Ref AWS::NoValue

Outputs:
  Url:
    Description: Where it is
    Value: !Sub 'https://${Name}.example'
  Door:
    Description: The door
    Condition: Open
    Value: !Ref Door
    Export:
      Name: clinic-prod-storage:Door
`
	if _, got, _ = strings.Cut(got, "\n\n"); got != want {
		t.Errorf("got\n%s", got)
	}
}

// TestLaunchedMistakes: a blueprint that asks for what its template does not declare is told so, and writes nothing.
func TestLaunchedMistakes(t *testing.T) {
	for _, c := range []struct {
		spoil func(s *blueprints.Stack)
		want  string
	}{
		{func(s *blueprints.Stack) { s.Resources[0].If("Shut") }, `asks for the condition "Shut", which the stack does not have`},
		{func(s *blueprints.Stack) { s.Exports[0].Condition = "Shut" }, `asks for the condition "Shut", which the stack does not have`},
		{func(s *blueprints.Stack) { s.Output("Other", blueprints.If("Shut", "a", "b"), "x") }, `asks for the condition "Shut", which the stack does not have`},
		{func(s *blueprints.Stack) { s.Condition("Odd", blueprints.Holds("Shut")) }, `asks for the condition "Shut", which the stack does not have`},
		{func(s *blueprints.Stack) { s.Output("Other", blueprints.Ref("Nmae"), "x") }, `refers to "Nmae", which is no resource or parameter of the stack`},
		{func(s *blueprints.Stack) { s.Parameter(blueprints.Parameter{Name: "Name", Description: "again"}) }, "stands once in its section"},
		{func(s *blueprints.Stack) { s.Parameter(blueprints.Parameter{Name: "a-b", Description: "odd"}) }, "a name has 1 to 255 letters and digits"},
		{func(s *blueprints.Stack) { s.Parameter(blueprints.Parameter{Name: "Mute"}) }, "parameter Mute has no description"},
	} {
		s := launched()
		c.spoil(s)
		if _, err := emit.Document(s); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got %v, want %q", err, c.want)
		}
	}
}
