package change

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/hipaac/hipaac/compiler/template"
)

// same reports whether two settled trees mean the same: the order of a map's keys and the kind of a scalar make no difference to
// CloudFormation.
func same(a, b *template.Node) bool {
	switch {
	case a == b:
		return true
	case a == nil || b == nil:
		return false
	case scalar(a) && scalar(b):
		return a.Text == b.Text
	case a.Kind != b.Kind || len(a.Items) != len(b.Items):
		return false
	case a.Kind == template.Map:
		for i, k := range a.Keys {
			var other *template.Node
			if b.Keys[i].Name == k.Name {
				other = b.Items[i]
			} else {
				other = b.Get(k.Name)
			}
			if other == nil || !same(a.Items[i], other) {
				return false
			}
		}
		return true
	}
	for i := range a.Items {
		if !same(a.Items[i], b.Items[i]) {
			return false
		}
	}
	return true
}

// Values lists where two trees of any section differ, as a Report does it for resources. Nothing is put in for parameters.
func Values(old, new *template.Node) []Property { return difference("", old, new) }

// difference lists the properties in which two trees differ, as deep as they have the same shape.
func difference(path string, a, b *template.Node) []Property {
	switch {
	case same(a, b):
		return nil
	case plainMap(a) && plainMap(b):
		var out []Property
		for _, k := range keys(a, b) {
			out = append(out, difference(below(path, k), a.Get(k), b.Get(k))...)
		}
		return out
	case isList(a) && isList(b):
		return elements(path, a, b)
	}
	return []Property{{Path: path, Before: show(a), After: show(b)}}
}

func plainMap(n *template.Node) bool {
	name, _ := n.Intrinsic()
	return n != nil && n.Kind == template.Map && (name == "" || name == "Condition")
}

func isList(n *template.Node) bool { return n != nil && n.Kind == template.List }

// keys are those of both maps, sorted, so that nobody's order decides.
func keys(a, b *template.Node) []string {
	var list []string
	for _, n := range []*template.Node{a, b} {
		each(n, func(name string, _ *template.Node) { list = append(list, name) })
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// elements compares two lists. What stands in both is no change; what is left is compared by name where the elements have names, and by
// place where they have none.
func elements(path string, a, b *template.Node) []Property {
	if nameA, nameB := elementNames(a), elementNames(b); nameA != nil && nameB != nil {
		return byName(path, a, b, nameA, nameB)
	}
	left, right := unmatched(a.Items, b.Items), unmatched(b.Items, a.Items)
	if len(left)+len(right) == 0 {
		return []Property{{Path: path, Before: show(a), After: show(b)}} // another order
	}
	var out []Property
	for i := range max(len(a.Items), len(b.Items)) {
		inA, inB := slices.Contains(left, i), slices.Contains(right, i)
		switch at := element(path, i); {
		case inA && inB:
			out = append(out, difference(at, a.Items[i], b.Items[i])...)
		case inA:
			out = append(out, Property{Path: at, Before: show(a.Items[i])})
		case inB:
			out = append(out, Property{Path: at, After: show(b.Items[i])})
		}
	}
	return out
}

func byName(path string, a, b *template.Node, nameA, nameB []string) []Property {
	var out []Property
	union := slices.Concat(nameA, nameB)
	slices.Sort(union)
	for _, name := range slices.Compact(union) {
		var was, is *template.Node
		if i := slices.Index(nameA, name); i >= 0 {
			was = a.Items[i]
		}
		if i := slices.Index(nameB, name); i >= 0 {
			is = b.Items[i]
		}
		out = append(out, difference(path+"["+name+"]", was, is)...)
	}
	if out == nil && !unordered(a) {
		return []Property{{Path: path, Before: show(a), After: show(b)}}
	}
	return out
}

// unordered tells lists of tags and environment variables, whose order means nothing.
func unordered(n *template.Node) bool {
	return !slices.ContainsFunc(n.Items, func(item *template.Node) bool {
		return len(item.Keys) > 3 || item.Get("Value") == nil
	})
}

// elementKeys are what names an element of a list, the first that all elements have.
var elementKeys = [][]string{{"Namespace", "OptionName"}, {"Sid"}, {"Key"}, {"Name"}, {"Id"}, {"PolicyName"}, {"RuleName"}, {"AttributeName"},
	{"IndexName"}, {"DeviceName"}, {"ParameterKey"}, {"OriginId"}}

// elementNames names the elements of a list, or is nil where that is impossible.
func elementNames(n *template.Node) []string {
	if len(n.Items) == 0 {
		return nil
	}
next:
	for _, by := range elementKeys {
		names := make([]string, 0, len(n.Items))
		seen := make(map[string]bool, len(n.Items))
		for _, item := range n.Items {
			var parts []string
			for _, key := range by {
				value := item.Get(key)
				if !scalar(value) {
					continue next
				}
				parts = append(parts, value.Text)
			}
			name := strings.Join(parts, " ")
			if seen[name] || strings.ContainsAny(name, "[]") {
				continue next
			}
			seen[name] = true
			names = append(names, name)
		}
		return names
	}
	return nil
}

// maxElements is up to how many elements a list is compared with each other element; longer ones are compared place by place.
const maxElements = 400

// unmatched are the places in a of what does not stand in b.
func unmatched(a, b []*template.Node) []int {
	var out []int
	used := make([]bool, len(b))
	for i, item := range a {
		if i < len(b) && !used[i] && same(item, b[i]) {
			used[i] = true
			continue
		}
		at := -1
		if len(a) <= maxElements && len(b) <= maxElements {
			for j := range b {
				if !used[j] && same(item, b[j]) && !(j < len(a) && same(a[j], b[j])) {
					at = j
					break
				}
			}
		}
		if at < 0 {
			out = append(out, i)
		} else {
			used[at] = true
		}
	}
	return out
}

func below(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

func element(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }

// show writes a value on one line, as a template in flow style would.
func show(n *template.Node) string {
	if n == nil {
		return ""
	}
	switch name, argument := n.Intrinsic(); {
	case name == "Fn::GetAtt" && isPair(argument):
		return "!GetAtt " + argument.Items[0].Text + "." + argument.Items[1].Text
	case name == "Ref" && argument.Kind == template.String:
		return "!Ref " + argument.Text
	case name != "" && name != "Condition":
		return "!" + strings.TrimPrefix(name, "Fn::") + " " + show(argument)
	}
	switch n.Kind {
	case template.Null:
		return "null"
	case template.String:
		return strconv.Quote(n.Text)
	case template.List:
		parts := make([]string, len(n.Items))
		for i, item := range n.Items {
			parts[i] = show(item)
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case template.Map:
		parts := make([]string, len(n.Items))
		for i, item := range n.Items {
			parts[i] = fmt.Sprintf("%s: %s", n.Keys[i].Name, show(item))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	}
	return n.Text
}
