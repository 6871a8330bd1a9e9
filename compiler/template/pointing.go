package template

import (
	"slices"
	"strings"
)

// Pointing returns the resources of a type whose property names the given resource: by Ref or Fn::GetAtt, or by the same name,
// written or computed, that the resource gives itself.
func (s *Scope) Pointing(kind, property string, to Subject) []Subject {
	var out []Subject
	p := s.pointers(kind, property)
	direct, open := p.direct[to.ID], p.open
	for len(direct)+len(open) > 0 {
		var x Subject
		if len(open) == 0 || len(direct) > 0 && direct[0] < open[0] {
			x, direct = s.Subject(s.byType[kind][direct[0]]), direct[1:]
		} else {
			x, open = s.Subject(s.byType[kind][open[0]]), open[1:]
			if !x.Get(property).Names(to) {
				continue
			}
		}
		if x.Exists() {
			out = append(out, x)
		}
	}
	return out
}

// pointers says which resources of a type lead where by a property, as far as that is so in every deployment. Numbers are places in
// the list of resources of the type.
type pointers struct {
	direct map[string][]int // by the logical id that a plain Ref or Fn::GetAtt names
	open   []int            // where the property has to be evaluated
}

// pointers looks through the resources of a type once, however many others ask who points at them.
func (m *Model) pointers(kind, property string) pointers {
	key := kind + " " + property
	if p, known := m.pointing[key]; known {
		return p
	}
	p := pointers{direct: map[string][]int{}}
	for i, r := range m.byType[kind] {
		switch n, plain := m.plainly(r.Node, "Properties."+property); {
		case !plain:
			p.open = append(p.open, i)
		case n != nil:
			if id := m.named(n); id != "" {
				p.direct[id] = append(p.direct[id], i)
			} else {
				p.open = append(p.open, i)
			}
		}
	}
	if m.pointing == nil {
		m.pointing = map[string]pointers{}
	}
	m.pointing[key] = p
	return p
}

// plainly follows a path as long as nothing on it needs evaluation. A path that ends early is nil and plain.
func (m *Model) plainly(n *Node, path string) (_ *Node, plain bool) {
	for name := range strings.SplitSeq(path, ".") {
		if function, _ := n.Intrinsic(); n.Kind != Map || function != "" {
			return nil, false
		}
		next := n.entry(name)
		if next == nil {
			return nil, !slices.ContainsFunc(n.Keys, func(k Key) bool { return generated(k.Name) })
		}
		n = next
	}
	return n, true
}

// named is the resource that a plain Ref or Fn::GetAtt leads to, or "".
func (m *Model) named(n *Node) string {
	function, argument := n.Intrinsic()
	switch {
	case function == "Fn::GetAtt" && argument.Kind == List && len(argument.Items) == 2:
		argument = argument.Items[0]
	case function != "Ref":
		return ""
	}
	if argument.Kind != String || m.byID[argument.Text] == nil {
		return ""
	}
	return argument.Text
}
