package template

import (
	"slices"
	"strings"
)

// Pointing returns the resources of a type whose property names the given resource: by Ref or Fn::GetAtt, or by the same name,
// written or computed, that the resource gives itself. They may stand in any document of the set.
func (s *Scope) Pointing(kind, property string, to Subject) []Subject {
	var out []Subject
	p := s.set.pointers(kind, property)
	direct, open := p.direct[to.Resource], p.open
	for len(direct)+len(open) > 0 {
		var x Subject
		if len(open) == 0 || len(direct) > 0 && direct[0] < open[0] {
			x, direct = s.subject(s.set.byType[kind][direct[0]]), direct[1:]
		} else {
			x, open = s.subject(s.set.byType[kind][open[0]]), open[1:]
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
	direct map[*Resource][]int // by what a plain Ref, Fn::GetAtt or Fn::ImportValue leads to
	open   []int               // where the property has to be evaluated
}

// pointers looks through the resources of a type once, however many others ask who points at them.
func (s *Set) pointers(kind, property string) pointers {
	key := kind + " " + property
	if p, known := s.pointing[key]; known {
		return p
	}
	p := pointers{direct: map[*Resource][]int{}}
	for i, r := range s.byType[kind] {
		switch n, plain := plainly(r.Node, "Properties."+property); {
		case !plain:
			p.open = append(p.open, i)
		case n != nil:
			if to := r.in.named(n); to != nil {
				p.direct[to] = append(p.direct[to], i)
			} else {
				p.open = append(p.open, i)
			}
		}
	}
	if s.pointing == nil {
		s.pointing = map[string]pointers{}
	}
	s.pointing[key] = p
	return p
}

// plainly follows a path as long as nothing on it needs evaluation. A path that ends early is nil and plain.
func plainly(n *Node, path string) (_ *Node, plain bool) {
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

// named is the resource that a plain Ref, Fn::GetAtt or Fn::ImportValue leads to in every deployment, or nil.
func (m *Model) named(n *Node) *Resource {
	function, argument := n.Intrinsic()
	switch {
	case function == "Fn::ImportValue" && argument.Kind == String:
		e, found := m.set.exports[argument.Text]
		if value := e.output.Get("Value"); found && !e.twice && e.in != m && value != nil && e.output.Get("Condition") == nil && !isImport(value) {
			return e.in.named(value)
		}
		return nil
	case function == "Fn::GetAtt" && argument.Kind == List && len(argument.Items) == 2:
		argument = argument.Items[0]
	case function != "Ref":
		return nil
	}
	if argument.Kind != String {
		return nil
	}
	return m.byID[argument.Text]
}

func isImport(n *Node) bool {
	function, _ := n.Intrinsic()
	return function == "Fn::ImportValue"
}
