package load

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/compiler/diag"
	"github.com/hipaac/hipaac/compiler/load/tree"
	"github.com/hipaac/hipaac/schema/shape"
)

// place is where the explainer is: how messages name it, and where it stands.
type place struct {
	path string
	// name is `zones`, `endpoints[1]`, `stack "network"`; of is what it belongs to: `stack "network"`.
	name, of string
	// key is where a missing field is reported.
	key diag.Position
}

func (p place) String() string {
	switch {
	case p.name == "":
		return "the environment"
	case p.of == "":
		return p.name
	}
	return p.name + " of " + p.of
}

// field is a place below a struct.
func (p place) field(name string, key diag.Position) place {
	child := place{path: tree.Join(p.path, name), name: name, key: p.key}
	if p.name != "" {
		child.of = p.String()
	}
	if !key.IsZero() {
		child.key = key
	}
	return child
}

// entry is a place below a map. An entry that has fields is a thing with a name: `bucket "documents"`.
func (p place) entry(key tree.Key, elem *shape.Type) place {
	child := p.field(key.Name, key.Pos)
	child.name, child.of = tree.Join(p.name, key.Name), p.of
	if elem.Kind == shape.Struct {
		child.name, child.of = thing(elem, p.name)+fmt.Sprintf(" %q", key.Name), ""
	}
	return child
}

// thing is the noun for an entry of a map: its type's name, or the map's name in the singular.
func thing(elem *shape.Type, plural string) string {
	if elem.Name != "" {
		return strings.ToLower(elem.Name)
	}
	return strings.TrimSuffix(plural, "s")
}

func (p place) element(i int) place {
	p.path, p.name = tree.Index(p.path, i), tree.Index(p.name, i)
	return p
}

// contains reports whether a list of problems says something about a path, or about what is above or below it.
func contains(problems diag.List, path string) bool {
	return slices.ContainsFunc(problems, func(p diag.Diagnostic) bool {
		return p.Path != "" && (within(p.Path, path) || within(path, p.Path))
	})
}

// within reports whether a path lies at or below another.
func within(path, top string) bool {
	rest, ok := strings.CutPrefix(path, top)
	return ok && (rest == "" || rest[0] == '.' || rest[0] == '[')
}
