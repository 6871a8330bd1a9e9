package compiler_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hipaac/hipaac/compiler/controls"
	regulation "github.com/hipaac/hipaac/compiler/law"
)

var ruleName = regexp.MustCompile(`ConfigRuleName: ([a-z0-9-]+), Source: \{Owner: AWS, SourceIdentifier: ([A-Z0-9_]+)\}`)

// packRule is a line of the table of rules that conformance packs are made of.
type packRule struct{ control, identifier, proof, place, leftOut string }

func packRules(t *testing.T) map[string]packRule {
	t.Helper()
	text, err := os.ReadFile("../blueprints/audit/rules.txt")
	if err != nil {
		t.Fatal(err)
	}
	rules := map[string]packRule{}
	for line := range strings.Lines(string(text)) {
		if c := strings.Split(strings.TrimSpace(line), " | "); len(c) == 8 && !strings.HasPrefix(line, "#") {
			rules[c[0]] = packRule{c[0], c[1], c[2], c[3], c[7]}
		}
	}
	return rules
}

// TestPackNamesControls: a rule of a conformance pack has the name of the control that says why, and stands for nothing else. The
// catalogue has those controls that a template can meet; what only an account or people can show, the table says itself.
func TestPackNamesControls(t *testing.T) {
	rules, identifiers, byTemplate, once := packRules(t), map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, e := range regulation.Catalogue() {
		once[e.ID] = e.Once
	}
	for _, c := range controls.All() {
		byTemplate[c.ID] = true
	}
	if len(rules) != 130 {
		t.Errorf("the table has %d rules", len(rules))
	}
	for name, r := range rules {
		if r.proof == "template" && !byTemplate[name] {
			t.Errorf("no control on templates is called %s", name)
		}
		if !slices.Contains([]string{"template", "account", "people"}, r.proof) || !slices.Contains([]string{"everywhere", "home", "production"}, r.place) {
			t.Errorf("%s: %+v", name, r)
		}
		if once[name] != (r.place == "home") {
			t.Errorf("%s is judged %s, and the catalogue says that an account has it once: %t", name, r.place, once[name])
		}
		if identifiers[r.identifier] {
			t.Errorf("%s is there twice", r.identifier)
		}
		identifiers[r.identifier] = true
	}
	templates, err := filepath.Glob("../blueprints/audit/testdata/*.yaml")
	if err != nil || len(templates) == 0 {
		t.Fatalf("no templates with a pack: %v", err)
	}
	for _, file := range templates {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		found := ruleName.FindAllStringSubmatch(string(text), -1)
		if len(found) < 70 || len(found) != strings.Count(string(text), "AWS::Config::ConfigRule") {
			t.Errorf("%s has %d rules, of which %d have a name and an identifier", file, strings.Count(string(text), "AWS::Config::ConfigRule"), len(found))
		}
		for _, f := range found {
			if rules[f[1]].identifier != f[2] {
				t.Errorf("%s: rule %s has the identifier %s, the table says %+v", file, f[1], f[2], rules[f[1]])
			}
		}
	}
}

// TestOutputPassesItsPack is defect D26: every rule of the pack that a control of the same name judges on templates is passed by all
// environments of this repository, or for rules of production accounts by those of tier production. A rule that is broken here must be
// left out of the pack, with the reason.
func TestOutputPassesItsPack(t *testing.T) {
	judged := map[string]bool{}
	for _, c := range controls.All() {
		judged[c.ID] = true
	}
	rules := packRules(t)
	passed := map[string]bool{}
	for _, e := range compile(t, environments(t)).Environments {
		for _, c := range e.Manifest.Controls {
			r, in := rules[c.Control]
			if !in || r.leftOut != "-" || r.place == "production" && e.Manifest.Tier != "production" {
				continue
			}
			if len(c.Failed) > 0 {
				t.Errorf("%s breaks the rule %s of the conformance pack: %v", e.Folder, c.Control, c.Failed)
			}
			passed[c.Control] = passed[c.Control] || len(c.Passed) > 0
		}
	}
	n := 0
	for name := range passed {
		if judged[name] && passed[name] {
			n++
		}
	}
	if n < 40 {
		t.Errorf("only %d rules of the pack were judged on templates", n)
	}
}
