package enforce_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/compiler/controls"
	"github.com/hipaac/hipaac/compiler/policy"
	"github.com/hipaac/hipaac/compiler/policy/enforce"
	"github.com/hipaac/hipaac/compiler/template"
	"github.com/hipaac/hipaac/schema/shape"
)

// judges makes one control of a requirement for things of one type.
func judges(t *testing.T, require string) *controls.Judges {
	t.Helper()
	model, err := shape.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	text := fmt.Sprintf(`
templates: "own-things": {
	title: "things are as they should be"
	citations: ["rule 1"]
	says:   "{name} has {value}"
	remedy: "mend it"
	types: ["Acme::Own::Thing"]
	require: %s
}`, require)
	if strings.Contains(require, "strings.") {
		text = "import \"strings\"\n" + text
	}
	p, problems := policy.Read([]policy.Source{{Name: "policy/own.cue", Text: []byte(text)}}, policy.Known{Model: model, Types: []string{"Acme::Own::Thing"}})
	if problems.Failed() {
		t.Fatalf("%s: %v", require, problems)
	}
	return controls.NewJudges(enforce.Controls(p, nil))
}

// TestPatterns judges one value by one pattern: what the template leaves open is unknown, and nothing else is.
func TestPatterns(t *testing.T) {
	const passed, failed, unknown, none = "pass", "fail", "unknown", ""
	for _, c := range []struct{ require, properties, want, reason string }{
		{`Properties: A: "x"`, `A: x`, passed, "the value"},
		{`Properties: A: "x"`, `A: y`, failed, "another"},
		{`Properties: A: "x"`, `B: x`, failed, "nothing, where something must be"},
		{`Properties: A: "x"`, `{}`, failed, "no properties at all"},
		{`Properties: A?: "x"`, `{}`, none, "nothing, where something may be: no evidence of anything"},
		{`Properties: A?: "x"`, `A: !Ref AWS::NoValue`, none, "AWS::NoValue is nothing"},
		{`Properties: A?: "x"`, `A: y`, failed, "if it is there, it is judged"},
		{`Properties: A: "x"`, `A: !Ref Open`, unknown, "a parameter without a default"},
		{`Properties: A: =~"^x"`, `A: !Ref Defaulted`, unknown, "a default that somebody may replace"},
		{`Properties: A: "x"`, `A: !Ref Defaulted`, failed, "whatever replaces the only value that is right is wrong"},
		{`Properties: A: "y"`, `A: !Ref Defaulted`, failed, "a default that is wrong"},
		{`Properties: A: "x" | "y"`, `A: !Ref Chosen`, passed, "every allowed value is right"},
		{`Properties: A: "x"`, `A: !Ref Chosen`, failed, "one allowed value is wrong"},
		{`Properties: A: "x"`, `A: !GetAtt Other.Name`, unknown, "what AWS makes up"},
		{`Properties: A: "x"`, `A: !If [Never, x, y]`, failed, "a branch that is wrong"},
		{`Properties: A: "x" | "y"`, `A: !If [Never, x, y]`, passed, "both branches are right"},
		{`Properties: A: "x"`, `A: !FindInMap [Values, a, b]`, passed, "a mapping"},
		{`Properties: A: "x"`, `A: !ImportValue other`, unknown, "an import that nobody exports here"},
		{`Properties: A: string`, `A: x`, passed, "any text"},
		{`Properties: A: string`, `A: [x]`, failed, "a list is no text"},
		{`Properties: A: =~"^x"`, `A: [x]`, failed, "a list matches nothing"},
		{`Properties: A: !~"^x"`, `A: [x]`, failed, "a list is not what another text would be"},
		{`Properties: A: !~"^x"`, `A: {x: 1}`, failed, "nor is a map"},
		{`Properties: A: !~"^x"`, `A: y`, passed, "a text that does not match"},
		{`Properties: A: !~"^x"`, `A: xy`, failed, "a text that does"},
		{`Properties: A: !="x"`, `A: x`, failed, "not this one"},
		{`Properties: A: !="x"`, `A: xy`, passed, "another one"},
		{`Properties: A: =~"^x-"`, `A: !Sub "x-${AWS::AccountId}"`, passed, "the beginning tells"},
		{`Properties: A: =~"^x-"`, `A: !Sub "y-${AWS::AccountId}"`, failed, "the beginning tells"},
		{`Properties: A: =~"-x$"`, `A: !Sub "${AWS::AccountId}-x"`, passed, "the end tells"},
		{`Properties: A: =~"^x-[0-9]+$"`, `A: !Sub "x-${AWS::AccountId}"`, unknown, "the rest may or may not match"},
		{`Properties: A: =~"^x-[0-9]+$"`, `A: !Sub "y-${AWS::AccountId}"`, failed, "whatever the rest is"},
		{`Properties: A: =~"(?i)^x-"`, `A: X-1`, passed, "a pattern that does not mind the case"},
		{`Properties: A: =~"(?i)^x-"`, `A: !Sub "X-${Open}"`, unknown, "of which the beginning is not known"},
		{`Properties: A: =~"^x|y$"`, `A: !Sub "z${Open}y"`, unknown, "alternatives have no beginning of their own"},
		{`Properties: A: >=3`, `A: 3`, passed, "a number at the bound"},
		{`Properties: A: >=3`, `A: "3"`, passed, "a number written as text"},
		{`Properties: A: >=3`, `A: 2.9`, failed, "a fraction below it"},
		{`Properties: A: >=3`, `A: many`, failed, "no number"},
		{`Properties: A: >=3 & <=5`, `A: 6`, failed, "above the upper one"},
		{`Properties: A: 3 | 5`, `A: "5"`, passed, "one of the numbers"},
		{`Properties: A: 3 | 5`, `A: 4`, failed, "none of them"},
		{`Properties: A: true`, `A: "true"`, passed, "a truth written as text"},
		{`Properties: A: true`, `A: false`, failed, "the other one"},
		{`Properties: A: bool`, `A: maybe`, failed, "no truth"},
		{`Properties: A: strings.MinRunes(3)`, `A: äöü`, passed, "letters are counted, not bytes"},
		{`Properties: A: strings.MaxRunes(2)`, `A: abc`, failed, "too long"},
		{`Properties: A: [...=~"^x"]`, `A: [x1, x2]`, passed, "each element"},
		{`Properties: A: [...=~"^x"]`, `A: [x1, y2]`, failed, "one of them is wrong"},
		{`Properties: A: [...=~"^x"]`, `A: [x1, !Ref Open]`, unknown, "one of them is open"},
		{`Properties: A: [_, ...]`, `A: []`, failed, "an empty list"},
		{`Properties: A: [_, ...]`, `A: [x]`, passed, "one element"},
		{`Properties: A: {[string]: "x"}`, `A: {a: x, b: x}`, passed, "each entry"},
		{`Properties: A: {[string]: "x"}`, `A: {a: x, b: y}`, failed, "one of them is wrong"},
		{`Properties: A: {[=~"^a"]: "x"}`, `A: {a: x, b: y}`, passed, "only those that the pattern is for"},
		{`Properties: A: {[string]: "x"}`, `A: text`, failed, "no map"},
		{`Properties: A: {[string]: "x"}`, `A: !Ref Open`, unknown, "perhaps a map"},
		{`Properties: A: B: "x"`, `A: {B: x}`, passed, "fields within fields"},
		{`Properties: A: B: "x"`, `A: {C: x}`, failed, "a field that is missing further down"},
		{`Properties: A: B?: "x"`, `{}`, failed, "what must be there itself"},
		{`Properties: A?: B: "x"`, `{}`, none, "what may be missing with all that it holds"},
		{`DeletionPolicy: "Retain"`, `{}`, failed, "beside Properties"},
		{`Tags: "owner": string`, `{}`, none, "a type that is not known to take tags"},
		{`Tags: "owner": string`, `Tags: [{Key: owner, Value: x}]`, passed, "and has some all the same"},
		{`Tags: "owner": string`, `Tags: {other: x}`, failed, "but not this one"},
		{`Properties: A: [_, _, ...]`, `A: !Ref Open`, unknown, "perhaps a list of two"},
		{`Properties: A: [_, _, ...]`, `A: [x, !Ref Open]`, unknown, "two, of which one is open"},
		{`Properties: A: [_, _, ...]`, `A: [x]`, failed, "one is not two"},
		{`Properties: A: [...=~"^x"] & [...=~"y$"]`, `A: [zy]`, failed, "the second pattern does not take the place of the first"},
		{`Properties: A: [...=~"^x"] & [...=~"y$"]`, `A: [xy]`, passed, "both hold"},
	} {
		text := fmt.Sprintf("Parameters:\n  Open: {Type: String}\n  Defaulted: {Type: String, Default: x}\n  Chosen: {Type: String, AllowedValues: [x, y]}\n"+
			"Conditions:\n  Never: !Equals [!Ref Open, never]\nMappings:\n  Values: {a: {b: x}}\n"+
			"Resources:\n  Other: {Type: Acme::Own::Other}\n  Thing:\n    Type: Acme::Own::Thing\n    Properties: %s\n", block(c.properties))
		doc, problems := template.Parse("t.yaml", []byte(text))
		if doc == nil || problems.Failed() {
			t.Fatalf("%s: %v", c.properties, problems)
		}
		results := map[string]bool{}
		for _, v := range judges(t, c.require).Judge(doc)[0] {
			results[string(v.Result)] = true
			if v.Result == controls.Unknown && v.Message == "" {
				t.Errorf("%s of %s: unknown without a reason", c.require, c.properties)
			}
		}
		have := none
		for _, r := range []string{failed, unknown, passed} {
			if results[r] {
				have = r
				break
			}
		}
		if have != c.want {
			t.Errorf("%s of %s: %q, want %q: %s", c.require, c.properties, have, c.want, c.reason)
		}
	}
}

func block(properties string) string {
	if strings.HasPrefix(properties, "{") {
		return properties
	}
	return "\n      " + properties
}

// TestUnder: hipaac's controls are made stricter in copies of their own, and a tier that is as high already says nothing.
func TestUnder(t *testing.T) {
	var high, low *controls.Control
	for _, c := range controls.All() {
		if c.Tier == controls.Baseline && !c.Unwaivable && high == nil {
			high = c
		}
		if c.Tier == controls.Recommended && low == nil {
			low = c
		}
	}
	before := [2]controls.Control{*high, *low}
	p := &policy.Policy{Raised: map[string]policy.Raise{high.ID: {Tier: "baseline"}, low.ID: {Tier: "baseline"}}, Unwaivable: nil}
	under := enforce.Controls(p, []*controls.Control{high, low})
	for _, c := range under {
		said := len(c.Policy)
		if c.Tier != controls.Baseline || c.ID == high.ID && said != 0 || c.ID == low.ID && said != 1 {
			t.Errorf("%s: %s, with %d words of the policy", c.ID, c.Tier, said)
		}
	}
	for i, c := range []*controls.Control{high, low} {
		if diff := cmp.Diff(before[i].Tier, c.Tier); diff != "" || c.Policy != nil {
			t.Errorf("%s itself was changed: %s", c.ID, diff)
		}
	}
}
