package load

import (
	"github.com/hipaac/hipaac/compiler/load/tree"
	"github.com/hipaac/hipaac/schema/shape"
)

// Applied is a control on specs that applies to one.
type Applied struct {
	*shape.Control
	// Paths are those of the values that it asks something of, in its order, written or by default. A control that applies and finds
	// none has said nothing.
	Paths []string
}

// appliedTo says what each control that applies judges in a spec. One that a policy tightens is there in its stricter form alone.
func appliedTo(d *draft, stacks []stack) []Applied {
	all := make([]Applied, 0, len(d.controls))
	for i, c := range d.controls {
		if i > 0 && d.controls[i-1].ID == c.ID {
			continue
		}
		all = append(all, Applied{c, askedBy(c, d.root, stacks)})
	}
	return all
}

func askedBy(c *shape.Control, root *tree.Node, stacks []stack) []string {
	var paths []string
	for _, f := range c.Require.Fields {
		if f.Name != "stacks" {
			paths = asked(paths, f.Type, root.Get(f.Name), f.Name)
			continue
		}
		for _, kind := range f.Type.Fields {
			for _, s := range stacks {
				if s.blueprint != nil && s.blueprint.Name == kind.Name {
					paths = asked(paths, ofOne(kind.Type), s.config, tree.Join("stacks", s.name))
				}
			}
		}
	}
	return paths
}

// ofOne is what is required of one stack of a kind; nil where it is enough that there is one.
func ofOne(kind *shape.Type) *shape.Type {
	if kind.Kind == shape.Map {
		return kind.Elem
	}
	return nil
}

// asked adds the paths below a value of which a pattern says more than where they are.
func asked(paths []string, t *shape.Type, n *tree.Node, path string) []string {
	switch {
	case n == nil:
	case t != nil && t.Kind == shape.Map:
		for i, key := range n.Keys {
			paths = asked(paths, t.Elem, n.Items[i], tree.Join(path, key.Name))
		}
	case t != nil && t.Kind == shape.Struct && len(t.Fields) > 0:
		for _, f := range t.Fields {
			paths = asked(paths, f.Type, n.Get(f.Name), tree.Join(path, f.Name))
		}
	default:
		paths = append(paths, path)
	}
	return paths
}
