package drift

import (
	"slices"
	"strconv"

	"github.com/hipaac/hipaac/compiler/template"
)

// clone is a copy whose own entries can be changed.
func clone(n *template.Node) *template.Node {
	out := *n
	out.Items, out.Keys = slices.Clone(n.Items), slices.Clone(n.Keys)
	return &out
}

func remove(n *template.Node, name string) {
	for i, k := range n.Keys {
		if k.Name == name {
			n.Keys, n.Items = slices.Delete(n.Keys, i, i+1), slices.Delete(n.Items, i, i+1)
			return
		}
	}
}

func orNull(n *template.Node) *template.Node {
	if n == nil {
		return &template.Node{Kind: template.Null}
	}
	return n
}

// put gives a tree with another value at a path: nothing where the value is nil. What is added to a list comes at its end. Where an
// expression stands in the way, what is known takes its place.
func put(n *template.Node, path []string, value *template.Node, added bool) *template.Node {
	if len(path) == 0 {
		return orNull(value)
	}
	if n == nil || n.Kind != template.Map && n.Kind != template.List {
		n = &template.Node{Kind: template.Map}
	}
	if call, _ := n.Intrinsic(); call != "" {
		n = &template.Node{Kind: template.Map}
	}
	out := clone(n)
	i, err := strconv.Atoi(path[0])
	switch {
	case n.Kind == template.List && err == nil && i >= 0 && i < len(n.Items) && !(added && len(path) == 1):
		out.Items[i] = put(n.Items[i], path[1:], value, added) // Null where it is gone: the places of others stay what they are
	case n.Kind == template.List:
		out.Items = append(out.Items, put(nil, path[1:], value, added))
	case len(path) == 1 && value == nil:
		remove(out, path[0])
	default:
		out.Set(path[0], put(n.Get(path[0]), path[1:], value, added))
	}
	return out
}
