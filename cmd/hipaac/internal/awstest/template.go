package awstest

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// template is a CloudFormation template in JSON. What is not listed here, such as Transform, the stand-in does not know.
type template struct {
	Description string
	Metadata    map[string]any
	Parameters  map[string]parameter
	Mappings    map[string]map[string]map[string]any
	Conditions  map[string]any
	Resources   map[string]definition
	Outputs     map[string]struct {
		Value     any
		Condition string
		Export    struct{ Name any }
	}
}

type parameter struct {
	Type, AllowedPattern string
	Default              any
	AllowedValues        []any
	NoEcho               any
}

// definition is a resource as a template has it.
type definition struct {
	Type, Condition, DeletionPolicy, UpdateReplacePolicy string
	DependsOn                                            any // a text or a list
	Properties, Metadata                                 map[string]any
	UpdatePolicy, CreationPolicy                         any
}

// parse reads a template and refuses what CloudFormation refuses at once.
func parse(body []byte) (*template, response) {
	t := &template{}
	if err := json.Unmarshal(body, t); err != nil {
		return nil, invalidInput("Template format error: JSON not well-formed or of an unknown shape: %v", err)
	}
	switch {
	case len(t.Resources) == 0:
		return nil, invalidInput("Template format error: At least one Resources member must be defined.")
	case len(t.Resources) > 500:
		return nil, invalidInput("Template format error: Number of resources, %d, is greater than maximum allowed, 500", len(t.Resources))
	case len(t.Outputs) > 200:
		return nil, invalidInput("Template format error: Number of outputs, %d, is greater than maximum allowed, 200", len(t.Outputs))
	}
	for _, id := range t.ids() {
		if t.Resources[id].Type == "" {
			return nil, invalidInput("Template format error: [/Resources/%s] Every Resources object must contain a Type member.", id)
		}
		for _, other := range t.needs(id) {
			if _, there := t.Resources[other]; !there {
				return nil, invalidInput("Template format error: Unresolved resource dependencies [%s] in the Resources block of the template", other)
			}
		}
	}
	for _, o := range t.Outputs {
		for _, r := range references(o.Value) {
			if _, there := t.Resources[r.to]; !there && !t.knows(r.to) {
				return nil, invalidInput("Template format error: Unresolved resource dependencies [%s] in the Outputs block of the template", r.to)
			}
		}
	}
	if circle := t.circle(); len(circle) > 0 {
		return nil, invalidInput("Circular dependency between resources: [%s]", strings.Join(circle, ", "))
	}
	return t, response{}
}

func (t *template) ids() []string { return slices.Sorted(maps.Keys(t.Resources)) }

// knows reports whether a name is a parameter's or a pseudo parameter's.
func (t *template) knows(name string) bool {
	_, there := t.Parameters[name]
	return there || strings.HasPrefix(name, "AWS::")
}

// needs are the resources that have to be there before a resource: those that it refers to, and those that it names in DependsOn.
func (t *template) needs(id string) []string {
	d := t.Resources[id]
	var all []string
	switch on := d.DependsOn.(type) {
	case string:
		all = append(all, on)
	case []any:
		for _, one := range on {
			all = append(all, fmt.Sprint(one))
		}
	}
	for _, r := range references(map[string]any(d.Properties)) {
		if !t.knows(r.to) {
			all = append(all, r.to)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// circle gives resources that wait for each other.
func (t *template) circle() []string {
	done := map[string]bool{}
	for again := true; again; {
		again = false
		for _, id := range t.ids() {
			if !done[id] && !slices.ContainsFunc(t.needs(id), func(n string) bool { return !done[n] }) {
				done[id], again = true, true
			}
		}
	}
	return slices.DeleteFunc(t.ids(), func(id string) bool { return done[id] })
}

// order gives the resources, each after those that it needs.
func (t *template) order() []string {
	var all []string
	var visit func(id string)
	visit = func(id string) {
		if slices.Contains(all, id) {
			return
		}
		for _, n := range t.needs(id) {
			visit(n)
		}
		all = append(all, id)
	}
	for _, id := range t.ids() {
		visit(id)
	}
	return all
}

// reference is what a template says about something else in it: a Ref, or with an attribute a GetAtt.
type reference struct{ to, attribute string }

// entity is how a change set names what caused a change.
func (r reference) entity() string {
	if r.attribute == "" {
		return r.to
	}
	return r.to + "." + r.attribute
}

var variable = regexp.MustCompile(`\$\{([^!}][^}]*)\}`)

// references are all that stand in a value, in any branch of a condition.
func references(value any) []reference {
	var all []reference
	switch v := value.(type) {
	case []any:
		for _, one := range v {
			all = append(all, references(one)...)
		}
	case map[string]any:
		if function, argument, is := intrinsic(v); is {
			return referencesOf(function, argument)
		}
		for _, key := range slices.Sorted(maps.Keys(v)) {
			all = append(all, references(v[key])...)
		}
	}
	return all
}

func referencesOf(function string, argument any) []reference {
	switch function {
	case "Ref":
		return []reference{{to: fmt.Sprint(argument)}}
	case "Fn::GetAtt":
		return []reference{attributeOf(argument)}
	case "Fn::Sub":
		text, own := substitution(argument)
		all := references(own)
		for _, m := range variable.FindAllStringSubmatch(text, -1) {
			if _, is := own[m[1]]; !is {
				to, attribute, _ := strings.Cut(m[1], ".")
				all = append(all, reference{to, attribute})
			}
		}
		return all
	case "Condition":
		return nil
	}
	return references(argument)
}

// intrinsic tells a function from an ordinary object.
func intrinsic(v map[string]any) (function string, argument any, is bool) {
	if len(v) != 1 {
		return "", nil, false
	}
	for key, value := range v {
		if text, isText := value.(string); key == "Condition" && !isText || key == "Ref" && !isText {
			return "", nil, false
		} else if key == "Condition" {
			return key, text, true
		}
		return key, value, key == "Ref" || strings.HasPrefix(key, "Fn::")
	}
	return "", nil, false
}

func attributeOf(argument any) reference {
	if list, is := argument.([]any); is && len(list) == 2 {
		return reference{fmt.Sprint(list[0]), fmt.Sprint(list[1])}
	}
	to, attribute, _ := strings.Cut(fmt.Sprint(argument), ".")
	return reference{to, attribute}
}

// substitution takes the argument of Fn::Sub apart: the text, and the variables that it brings along.
func substitution(argument any) (string, map[string]any) {
	if list, is := argument.([]any); is && len(list) == 2 {
		own, _ := list[1].(map[string]any)
		return fmt.Sprint(list[0]), own
	}
	return fmt.Sprint(argument), nil
}
