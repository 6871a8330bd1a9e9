package template

import (
	"fmt"
	"strings"

	"github.com/hipaac/hipaac/compiler/diag"
)

// Subject is a resource as it is in one deployment.
type Subject struct {
	*Resource
	scope *Scope
}

// Subject looks at a resource in this deployment.
func (s *Scope) Subject(r *Resource) Subject { return Subject{r, s} }

// Find returns the resource of the document with a logical id, if it exists in this deployment.
func (s *Scope) Find(id string) (Subject, bool) {
	r := s.byID[id]
	if r == nil {
		return Subject{}, false
	}
	x := s.Subject(r)
	return x, x.Exists()
}

// Exists reports whether the resource's Condition, if it has one, lets it exist.
func (x Subject) Exists() bool {
	c := x.Node.Get("Condition")
	return c == nil || c.Kind != String || x.scope.Condition(c.Text)
}

// Get follows a path below Properties.
func (x Subject) Get(path string) Value {
	return x.Whole().entry("Properties").Get(path)
}

// Properties are all properties of the resource.
func (x Subject) Properties() Value { return x.Whole().entry("Properties") }

// Attribute is an entry beside Properties, such as DeletionPolicy.
func (x Subject) Attribute(name string) Value { return x.Whole().entry(name) }

// Whole is the resource's entry itself, for findings that concern all of it.
func (x Subject) Whole() Value {
	return Value{scope: x.scope, kind: written, node: x.Node, near: x.Node}
}

// Self is what Ref of the resource returns, as Covers compares it.
func (x Subject) Self() string { return Reference{Name: x.ID, in: x.scope.Model}.mark() }

// Att is what Fn::GetAtt of the resource returns, as Covers compares it.
func (x Subject) Att(name string) string {
	return Reference{Name: x.ID, Attribute: name, in: x.scope.Model}.mark()
}

// Tag is the value of a tag, whichever of the three shapes the type uses: a list of Key and Value, the same with further fields,
// or a map. The property is usually "Tags".
func (x Subject) Tag(property, key string) Value {
	tags := x.Get(property)
	if tags.kind == written && tags.node.Kind == Map {
		return tags.Get(key)
	}
	missing := tags
	if tags.kind != absent {
		missing = x.scope.absent(tags.near, key)
	}
	for _, tag := range tags.Items() {
		if name := tag.node.Get("Key"); name != nil && name.Kind == String && name.Text != key && !strings.Contains(name.Text, "{{") {
			continue // another tag, as is plain without evaluation
		}
		switch is := tag.entry("Key").Is(key); {
		case is.Yes():
			return tag.entry("Value")
		case !is.No():
			missing = x.scope.unknown(tag.near, "%s", is.Why())
		}
	}
	return missing
}

// Place is where a finding about a value of a resource points, and the path there. What is missing points to the deepest key that
// exists, and a missing property to the resource, as does the zero Value. A value of another document of the set points there.
func (m *Model) Place(r *Resource, v Value) (diag.Position, string) {
	if v.near == nil {
		v.near = r.Node
	} else if v.scope != nil {
		m = v.scope.Model // the value may stand in another document of the set
	}
	m.reach(r, v.near)
	path := m.path(v.near)
	if missing := v.missing(); missing != "" {
		path += "." + missing
	}
	if n := v.near; n.Line > 0 && n.scalar() && v.missing() == "" {
		return diag.Position{File: m.File, Line: n.Line, Col: n.Col}, path
	}
	if v.missing() != "" && v.near == r.Node.Get("Properties") {
		v.near = r.Node
	}
	for n := v.near; n != nil; {
		l, inside := m.parent(n)
		if name, _ := n.Intrinsic(); inside && l.parent.Kind == Map && name == "" {
			if key := l.parent.Keys[l.index]; key.Line > 0 {
				return diag.Position{File: m.File, Line: key.Line, Col: key.Col, Len: len(key.Name)}, path
			}
		}
		if n.Line > 0 {
			return diag.Position{File: m.File, Line: n.Line, Col: n.Col}, path
		}
		n = l.parent
	}
	return diag.Position{File: m.File}, path
}

// Place is where a value stands, or would have to stand if it is missing.
type Place struct {
	near    *Node
	missing string
}

// Stands is where a finding about the value would point.
func (v Value) Stands() Place { return Place{v.near, v.missing()} }

// SamePlace reports whether findings about two values would point at the same thing.
func (v Value) SamePlace(w Value) bool { return v.Stands() == w.Stands() }

// Node is the node of the document that the value is, or the deepest one above where it is missing.
func (v Value) Node() *Node { return v.near }

func (m *Model) path(n *Node) string {
	l, ok := m.parent(n)
	if !ok {
		return ""
	}
	if l.parent.Kind == List {
		return fmt.Sprintf("%s[%d]", m.path(l.parent), l.index)
	}
	return strings.TrimPrefix(m.path(l.parent)+"."+l.parent.Keys[l.index].Name, ".")
}
