package blueprints

import (
	"fmt"
	"slices"
	"strings"
)

// Neighbour is another stack of the environment, as the one that it serves may see it: by what it offers, never by how it is built.
type Neighbour struct{ stack, by *Stack }

// Neighbour is the stack that serves one of the blueprint's needs.
func (s *Stack) Neighbour(blueprint string) Neighbour {
	found := s.Neighbours(blueprint)
	if len(found) != 1 {
		panic(fmt.Sprintf("internal error: stack %s takes one %s for granted and has %d; is it among the blueprint's needs?", s.Key, blueprint, len(found)))
	}
	return found[0]
}

// Neighbours are the stacks that serve one of the blueprint's wants, by their names in the spec. There may be none.
func (s *Stack) Neighbours(blueprint string) []Neighbour {
	var found []Neighbour
	for _, server := range s.servers {
		if server.Blueprint == blueprint {
			found = append(found, Neighbour{server, s})
		}
	}
	return found
}

// AllNeighbours are all stacks that serve this one, needs and wants, by their names in the spec.
func (s *Stack) AllNeighbours() []Neighbour {
	found := make([]Neighbour, 0, len(s.servers))
	for _, server := range s.servers {
		found = append(found, Neighbour{server, s})
	}
	slices.SortFunc(found, func(a, b Neighbour) int { return strings.Compare(a.Key(), b.Key()) })
	return found
}

// Known is false where the spec has a mistake in the neighbour, or lacks it: what it offers is not known, and nothing may be refused
// because of it. No template is written from such a spec.
func (n Neighbour) Known() bool {
	return n.stack.Name != "" && !slices.ContainsFunc(n.stack.Refusals, func(r Refusal) bool { return !r.Warn })
}

// Key is the neighbour's name in the spec, Blueprint its kind.
func (n Neighbour) Key() string       { return n.stack.Key }
func (n Neighbour) Blueprint() string { return n.stack.Blueprint }

// Import takes a value that the neighbour exports.
func (n Neighbour) Import(name string) string {
	n.by.imported(Import{Blueprint: n.stack.Blueprint, Stack: n.stack.Name, Name: name})
	return ImportValue(n.stack.Name + ":" + name)
}

// Offers reports whether the neighbour has an export of that name.
func (n Neighbour) Offers(name string) bool {
	return slices.ContainsFunc(n.stack.Exports, func(e Export) bool { return e.Name == name })
}

// ImportSeries takes the exports "<start>1<end>", "<start>2<end>" and so on, as many as there are: one for each zone.
func (n Neighbour) ImportSeries(start, end string) []string {
	var values []string
	for i := 1; n.Offers(fmt.Sprint(start, i, end)); i++ {
		values = append(values, n.Import(fmt.Sprint(start, i, end)))
	}
	return values
}

// Fact is what the neighbour tells of itself, or "".
func (n Neighbour) Fact(name string) string { return n.stack.Facts[name] }

// Grants are the rights that the neighbour offers to the workload. Taking them imports what they name.
func (n Neighbour) Grants() []Grant {
	for _, g := range n.stack.Grants {
		for _, r := range g.Resources {
			n.importFrom(r)
		}
		for _, keys := range g.Condition {
			for _, values := range keys {
				for _, v := range values {
					n.importFrom(v)
				}
			}
		}
	}
	return n.stack.Grants
}

// Variables are the environment variables that the neighbour offers to the workload. Taking them imports what they name.
func (n Neighbour) Variables() []Variable {
	for _, v := range n.stack.Variables {
		n.importFrom(v.Value)
	}
	return n.stack.Variables
}

// importFrom records the imports inside a value that the neighbour made for use in another stack. It may stem from a stack further
// on, such as the key that the neighbour itself imports.
func (n Neighbour) importFrom(value string) {
	for _, export := range importsIn(value) {
		stack, name, _ := strings.Cut(export, ":")
		n.by.imported(Import{Blueprint: n.stack.Blueprint, Stack: stack, Name: name})
	}
}

func (s *Stack) imported(i Import) {
	if !slices.ContainsFunc(s.Imports, func(have Import) bool { return have.Stack == i.Stack && have.Name == i.Name }) {
		s.Imports = append(s.Imports, i)
	}
}
