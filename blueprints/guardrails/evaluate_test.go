package guardrails_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/hipaac/hipaac/compiler/emit/emittest"
	"go.yaml.in/yaml/v3"
)

// request is what AWS knows of a call in a member account. A key that is missing from the context is not in the request.
type request struct {
	principal, action, resource, region string
	context                             map[string]string
}

// words are one text or a list of them, as policies have them.
type words []string

func (w *words) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.ScalarNode {
		*w = words{n.Value}
		return nil
	}
	return n.Decode((*[]string)(w))
}

type statement struct {
	Sid       string                      `yaml:"Sid"`
	Effect    string                      `yaml:"Effect"`
	Action    words                       `yaml:"Action"`
	NotAction words                       `yaml:"NotAction"`
	Resource  words                       `yaml:"Resource"`
	Condition map[string]map[string]words `yaml:"Condition"`
}

// policies are those of a pinned template, by their logical ids.
type policies map[string][]statement

func load(t *testing.T, file string) policies {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var template struct {
		Resources map[string]struct {
			Properties struct {
				Content struct {
					Statement []statement `yaml:"Statement"`
				} `yaml:"Content"`
			} `yaml:"Properties"`
		} `yaml:"Resources"`
	}
	if err := yaml.Unmarshal(text, &template); err != nil {
		t.Fatal(err)
	}
	p := policies{}
	for id, r := range template.Resources {
		p[id] = r.Properties.Content.Statement
	}
	return p
}

// judge names the statements that deny a request, as IAM evaluates them; none means that an account may permit it. Policies on identities
// and those on resources (Perimeter) are asked alike, since either denial is one.
func (p policies) judge(t *testing.T, r request) []string {
	t.Helper()
	context := map[string]string{"aws:PrincipalArn": r.principal, "aws:RequestedRegion": r.region}
	for k, v := range r.context {
		context[k] = v
	}
	var denied []string
	for id, statements := range p {
		if id == "Perimeter" && r.context["perimeter"] == "" {
			continue
		}
		for _, s := range statements {
			if s.Effect != "Deny" {
				t.Fatalf("%s permits something", s.Sid)
			}
			named := len(s.Action) > 0 && matchesAction(s.Action, r.action) || len(s.NotAction) > 0 && !matchesAction(s.NotAction, r.action)
			if named && (r.resource == "" && slices.Contains(s.Resource, "*") || r.resource != "" && emittest.MatchesAny(s.Resource, r.resource)) && holds(t, s.Condition, context) {
				denied = append(denied, s.Sid)
			}
		}
	}
	slices.Sort(denied)
	return denied
}

func holds(t *testing.T, condition map[string]map[string]words, context map[string]string) bool {
	for operator, keys := range condition {
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
	t.Helper()
	if name, ok := strings.CutSuffix(operator, "IfExists"); ok {
		return !present || operatorHolds(t, name, got, present, values)
	}
	switch operator {
	case "Null":
		return (values[0] == "true") == !present
	case "Bool":
		return present && slices.Contains(values, got)
	case "ArnLike":
		return present && emittest.MatchesAny(values, got)
	case "StringNotEquals":
		return !present || !slices.Contains(values, got)
	case "ArnNotLike", "StringNotLike":
		return !present || !emittest.MatchesAny(values, got)
	}
	t.Fatalf("the test does not know the operator %s", operator)
	return false
}

// matchesAction: case does not count in the names of actions.
func matchesAction(patterns []string, action string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return emittest.MatchesAny([]string{strings.ToLower(p)}, strings.ToLower(action)) })
}
