package template

import (
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
)

type valueKind uint8

const (
	absent  valueKind = iota // not there, null, or AWS::NoValue
	written                  // stands in the template: node
	text                     // a string with references or made by a function: words, refs
	unknown                  // cannot be known: words
)

// Value is what an expression is worth in one deployment. It also knows where it stands, so that a finding can point at it, and
// where it would have to stand if it is missing. The zero Value is absent and stands nowhere.
type Value struct {
	scope *Scope
	kind  valueKind
	node  *Node // when written
	near  *Node // the deepest node of the document on the way here
	// words are a text, with marks for references; the rest of the way to what is absent; or why something is unknown. Values are
	// copied all the time, and one string is less than three.
	words string
	refs  []Reference
}

func (s *Scope) absent(near *Node, missing string) Value {
	return Value{scope: s, near: near, words: missing}
}

func (s *Scope) unknown(near *Node, format string, args ...any) Value {
	return Value{scope: s, kind: unknown, near: near, words: fmt.Sprintf(format, args...)}
}

func (s *Scope) made(near *Node, t string, refs ...Reference) Value {
	return Value{scope: s, kind: text, near: near, words: t, refs: refs}
}

// Get follows a path such as "VersioningConfiguration.Status". A missing value remembers what is missing and where.
func (v Value) Get(path string) Value {
	for {
		name, rest, more := strings.Cut(path, ".")
		if v = v.entry(name); !more {
			return v
		}
		path = rest
	}
}

func (v Value) entry(name string) Value {
	switch {
	case v.kind == absent:
		if v.words != "" {
			name = v.words + "." + name
		}
		v.words = name
		return v
	case v.kind == unknown:
		return v
	case v.kind == text && len(v.refs) > 0:
		return v.scope.unknown(v.near, "%s", v.refs[0].why(v.scope.Model))
	case v.kind == text || v.node.Kind == String:
		return v.scope.unknown(v.near, "a text stands where a map is expected")
	}
	if child := v.node.Get(name); child != nil {
		return v.child(child)
	}
	if v.node.Kind == Map {
		for _, k := range v.node.Keys {
			if generated(k.Name) {
				return v.scope.unknown(v.near, "%s may add %q at deployment", k.Name, name)
			}
		}
	}
	return v.scope.absent(v.near, name)
}

// child evaluates a part of a written value. A part of something that a function made points to the function.
func (v Value) child(n *Node) Value {
	c := v.scope.Value(n)
	if v.node != v.near {
		c.near = v.near
	}
	return c
}

// Items are the elements of a list. A single value is a list of itself, as in policy documents; what is absent has no elements;
// what is unknown is a list of one unknown element, so that questions about elements answer Maybe. Elements that are AWS::NoValue
// are left out. Nobody may change the list: it is made once where its elements are the same in every deployment.
func (v Value) Items() []Value {
	switch v = v.settled(); {
	case v.kind == absent:
		return nil
	case v.kind != written || v.node.Kind != List:
		return []Value{v}
	case v.node != v.near || !v.scope.undecided():
		return v.elements()
	}
	list, known := v.scope.lists[v.node]
	if known {
		v.scope.spend(len(list)) // whoever asks again looks at all of them again
		return list
	}
	if list = v.elements(); v.scope.undecided() {
		v.scope.lists[v.node] = list
	}
	return list
}

func (v Value) elements() []Value {
	list := make([]Value, 0, len(v.node.Items))
	for _, n := range v.node.Items {
		if item := v.child(n); item.kind != absent {
			list = append(list, item)
		}
	}
	return slices.Clip(list)
}

// Entry is one entry of a map.
type Entry struct {
	Key   string
	Value Value
}

// Entries are the entries of a map, in the order of the document. Anything but a map has none; ask Unknown first where that matters.
func (v Value) Entries() []Entry {
	if v.kind != written || v.node.Kind != Map {
		return nil
	}
	out := make([]Entry, 0, len(v.node.Items))
	for i, n := range v.node.Items {
		if item := v.child(n); item.kind != absent {
			out = append(out, Entry{Key: v.node.Keys[i].Name, Value: item})
		}
	}
	return out
}

// Keys are the names of the entries of a map, whatever the entries are worth.
func (v Value) Keys() iter.Seq[string] {
	return func(yield func(string) bool) {
		if v.kind != written {
			return
		}
		for i := range v.node.Keys {
			if !yield(v.node.Keys[i].Name) {
				return
			}
		}
	}
}

// settled puts the values that parameters have in this deployment into a text.
func (v Value) settled() Value {
	if v.kind != text || len(v.refs) == 0 {
		return v
	}
	v.scope.spend(len(v.refs) * (1 + len(v.words)/textStep))
	var rest []Reference
	for _, r := range v.refs {
		value, known := v.scope.decide(r)
		if !known {
			rest = append(rest, r)
			continue
		}
		if v.words == r.mark() && r.Kind == ToParameter && isListType(v.scope.parameter(r.Name)) {
			return v.scope.listOf(v.near, value)
		}
		v.words = strings.ReplaceAll(v.words, r.mark(), markFree.Replace(value))
	}
	v.refs = rest
	return v
}

// listOf is the list that a comma-delimited parameter value means.
func (s *Scope) listOf(near *Node, value string) Value {
	list := &Node{Kind: List, Line: near.Line, Col: near.Col}
	for part := range strings.SplitSeq(value, ",") {
		list.Items = append(list.Items, &Node{Kind: String, Text: strings.TrimSpace(part), Line: near.Line, Col: near.Col})
	}
	return Value{scope: s, kind: written, node: list, near: near}
}

// canonical is the value's text with marks for references. Two expressions that mean the same have the same one.
func (v Value) canonical() (string, bool) {
	switch {
	case v.kind == text:
		return v.words, true
	case v.kind == written && v.node.scalar():
		if strings.IndexByte(v.node.Text, markStart) >= 0 || strings.IndexByte(v.node.Text, markEnd) >= 0 {
			return markFree.Replace(v.node.Text), true
		}
		return v.node.Text, true
	}
	return "", false
}

// References lists what the value refers to: the references in a text, or in all elements of a list.
func (v Value) References() []Reference {
	if v.kind == written && v.node.Kind == List {
		var out []Reference
		for _, item := range v.Items() {
			out = append(out, item.refs...)
		}
		return out
	}
	return v.refs
}

// Literal is the text as it stands in the template, when no part of it comes from elsewhere.
func (v Value) Literal() (string, bool) {
	t, ok := v.canonical()
	return t, ok && len(v.refs) == 0
}

// Absent reports whether nothing is there: no such property, null, or AWS::NoValue.
func (v Value) Absent() bool { return v.kind == absent }

// Unknown reports whether the value comes from something that no template can show, and what.
func (v Value) Unknown() (why string, is bool) {
	if v.kind != unknown {
		return "", false
	}
	return v.words, true
}

// missing is the rest of the way to what is absent.
func (v Value) missing() string {
	if v.kind != absent {
		return ""
	}
	return v.words
}

// Shown is a text with its references as people write them, "${Name}", or "" where the value is no text.
func (v Value) Shown() string {
	t, ok := v.canonical()
	if !ok || v.kind == written && (v.node.Kind == Number || v.node.Kind == Bool) {
		return ""
	}
	return unmark(t)
}

// String shows the value in a message.
func (v Value) String() string {
	t, ok := v.canonical()
	switch {
	case v.kind == absent:
		return "nothing"
	case v.kind == written && (v.node.Kind == Number || v.node.Kind == Bool):
		return v.node.Text
	case ok:
		return strconv.Quote(unmark(t))
	case v.kind == written:
		return "a " + v.node.Kind.String()
	}
	return "an unknown value"
}
