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
	s.settle(p, kind, property)
	sure := p.direct[to.Resource]
	if len(p.named) > 0 {
		if name, ok := to.ownName(); ok {
			sure = slices.Compact(slices.Sorted(slices.Values(slices.Concat(sure, p.named[name]))))
		}
	}
	s.spend(len(sure))
	open := p.open
	for len(sure)+len(open) > 0 {
		var x Subject
		if len(open) == 0 || len(sure) > 0 && sure[0] < open[0] {
			x, sure = s.subject(s.set.byType[kind][sure[0]]), sure[1:]
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
	direct map[*Resource][]int // by the resource that is led to
	named  map[string][]int    // by the name of it, for those that lead by a name
	open   []int               // where the property has to be evaluated in each deployment
	// settled says that open has been looked through for what is the same in every deployment.
	settled bool
}

// pointers looks through the resources of a type once, however many others ask who points at them.
func (s *Set) pointers(kind, property string) *pointers {
	key := kind + " " + property
	if p, known := s.pointing[key]; known {
		return p
	}
	p := &pointers{direct: map[*Resource][]int{}}
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
		s.pointing = map[string]*pointers{}
	}
	s.pointing[key] = p
	return p
}

// settle evaluates what is open, and keeps what no decision had a part in: a thousand policies that name their buckets by the same
// function are not evaluated anew for each of a thousand buckets.
func (s *Scope) settle(p *pointers, kind, property string) {
	if p.settled || !s.undecided() {
		return
	}
	p.settled = true
	var open []int
	for _, i := range p.open {
		r := s.set.byType[kind][i]
		to, names, same := s.leads(s.subject(r).Get(property))
		if !same {
			open = append(open, i)
			continue
		}
		for _, resource := range to {
			p.direct[resource] = inOrder(p.direct[resource], i)
		}
		for _, name := range names {
			if p.named == nil {
				p.named = map[string][]int{}
			}
			p.named[name] = inOrder(p.named[name], i)
		}
	}
	p.open = open
}

// maxParts bounds the parts of an ARN that can be the name of what it leads to.
const maxParts = 16

// leads says which resources and which names a value leads to, and whether that is the same in every deployment.
func (s *Scope) leads(v Value) (to []*Resource, names []string, same bool) {
	for _, r := range v.References() {
		if r.Kind == ToResource && r.in != nil && r.in.byID[r.Name] != nil {
			to = append(to, r.in.byID[r.Name])
		}
	}
	if v.kind != absent && v.kind != unknown {
		for _, item := range v.Items() {
			t, ok := item.canonical()
			if !ok {
				continue
			}
			if strings.Count(t, ":") > maxParts {
				return nil, nil, false
			}
			names = append(names, t)
			for rest, more := t, true; more; {
				if _, rest, more = strings.Cut(rest, ":"); more {
					names = append(names, rest)
				}
			}
		}
	}
	return to, names, s.undecided()
}

// inOrder adds a number to a list that is in order.
func inOrder(list []int, i int) []int {
	at, found := slices.BinarySearch(list, i)
	if found {
		return list
	}
	return slices.Insert(list, at, i)
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
