package emit

import (
	"reflect"
	"slices"
	"strconv"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/compiler/template"
)

// beforeResources writes what stands above the resources in a template that people launch: how its parameters are shown, the
// parameters, what is refused of them, and the questions that resources ask about them.
func (w *walker) beforeResources(root *template.Node, s *blueprints.Stack) {
	if len(s.Parameters) > 0 {
		add(root, "Metadata", w.launchForm(s.Parameters))
		add(root, "Parameters", w.section(len(s.Parameters), func(i int) (string, *template.Node) {
			return s.Parameters[i].Name, w.parameter(s.Parameters[i])
		}))
	}
	if len(s.Rules) > 0 {
		add(root, "Rules", w.section(len(s.Rules), func(i int) (string, *template.Node) { return s.Rules[i].Name, w.rule(s.Rules[i]) }))
	}
	if len(s.Conditions) > 0 {
		add(root, "Conditions", w.section(len(s.Conditions), func(i int) (string, *template.Node) {
			return s.Conditions[i].Name, w.text(s.Conditions[i].Test)
		}))
	}
}

// section makes a map of n named entries, in their order.
func (w *walker) section(n int, entry func(int) (string, *template.Node)) *template.Node {
	m := newMap(n)
	for i := range n {
		name, node := entry(i)
		w.enter(name)
		if m.Get(name) != nil || !isLogicalID(name) {
			w.failf("a name has 1 to 255 letters and digits, and stands once in its section")
		}
		add(m, name, node)
		w.leave()
	}
	return m
}

func (w *walker) parameter(p blueprints.Parameter) *template.Node {
	n := newMap(6)
	kind := p.Type
	if kind == "" {
		kind = "String"
	}
	add(n, "Type", w.fixed(kind))
	if p.Description == "" {
		w.failf("parameter %s has no description", p.Name)
	}
	add(n, "Description", w.fixed(p.Description))
	if p.Default != nil {
		add(n, "Default", w.fixed(*p.Default))
	}
	if len(p.Allowed) > 0 {
		add(n, "AllowedValues", w.value(reflect.ValueOf(p.Allowed)))
	}
	for _, text := range []struct{ name, value string }{{"AllowedPattern", p.Pattern}, {"ConstraintDescription", p.Violation}} {
		if text.value != "" {
			add(n, text.name, w.fixed(text.value))
		}
	}
	if p.MaxLength > 0 {
		add(n, "MaxLength", &template.Node{Kind: template.Number, Text: strconv.Itoa(p.MaxLength)})
	}
	return n
}

func (w *walker) rule(r blueprints.Rule) *template.Node {
	n := newMap(2)
	if r.When != "" {
		add(n, "RuleCondition", w.text(r.When))
	}
	assertion := newMap(2)
	add(assertion, "Assert", w.text(r.Assert))
	add(assertion, "AssertDescription", w.fixed(r.Description))
	add(n, "Assertions", newList(assertion))
	return n
}

// launchForm is the metadata that tells the console how to show parameters: under headings, with names for people.
func (w *walker) launchForm(parameters []blueprints.Parameter) *template.Node {
	var groups []string
	labels := newMap(len(parameters))
	for _, p := range parameters {
		if !slices.Contains(groups, p.Group) {
			groups = append(groups, p.Group)
		}
		if p.Label != "" {
			label := newMap(1)
			add(label, "default", w.fixed(p.Label))
			add(labels, p.Name, label)
		}
	}
	shown := newList()
	for _, group := range groups {
		shown.Items = append(shown.Items, w.group(group, parameters))
	}
	form, metadata := newMap(2), newMap(1)
	add(form, "ParameterGroups", shown)
	if len(labels.Keys) > 0 {
		add(form, "ParameterLabels", labels)
	}
	add(metadata, "AWS::CloudFormation::Interface", form)
	return metadata
}

func (w *walker) group(name string, parameters []blueprints.Parameter) *template.Node {
	members := newList()
	for _, p := range parameters {
		if p.Group == name {
			members.Items = append(members.Items, template.Text(p.Name))
		}
	}
	n := newMap(2)
	if name != "" {
		label := newMap(1)
		add(label, "default", w.fixed(name))
		add(n, "Label", label)
	}
	add(n, "Parameters", members)
	return n
}

// condition names a condition of the stack.
func (w *walker) condition(name string) *template.Node {
	if !w.conditions[name] {
		w.failf("asks for the condition %q, which the stack does not have", name)
	}
	return template.Text(name)
}
