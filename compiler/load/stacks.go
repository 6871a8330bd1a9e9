package load

import (
	"cmp"
	"encoding/json"
	"slices"

	"github.com/hipaac/hipaac/compiler/load/tree"
	"github.com/hipaac/hipaac/schema"
	"github.com/hipaac/hipaac/schema/shape"
)

// stack is one stack on its way. The blueprint is nil when it is unknown.
type stack struct {
	name      string
	blueprint *shape.Blueprint
	config    *tree.Node
}

// stacksOf finds the stacks that are maps, sorted by name, and the blueprint of each: what `use` says, or else its name.
func stacksOf(root *tree.Node, m *shape.Model) []stack {
	all := root.Get("stacks")
	var stacks []stack
	if all == nil || all.Kind != tree.Map {
		return nil
	}
	for i, key := range all.Keys {
		config := all.Items[i]
		if config.Kind != tree.Map {
			continue
		}
		name := key.Name
		if use := config.Get("use"); use != nil {
			name = use.Text
		}
		stacks = append(stacks, stack{name: key.Name, blueprint: m.Blueprint(name), config: config})
	}
	slices.SortFunc(stacks, func(a, b stack) int { return cmp.Compare(a.name, b.name) })
	return stacks
}

// fill gives every field that the author left out its default, so that from here on the data is complete and nothing that judges
// it can change it. A wrong or missing tier is reported elsewhere; the highest tier's defaults then avoid errors that only follow.
func fill(root *tree.Node, stacks []stack, m *shape.Model) {
	tier := m.Tiers[len(m.Tiers)-1]
	if said := root.Get("tier"); said != nil && slices.Contains(m.Tiers, said.Text) {
		tier = said.Text
	}
	fillType(root, m.Environment, tier)
	for _, s := range stacks {
		if s.blueprint != nil {
			fillType(s.config, s.blueprint.Type, tier)
		}
	}
}

func fillType(n *tree.Node, t *shape.Type, tier string) {
	switch {
	case n.Kind == tree.Map && t.Kind == shape.Struct:
		for _, f := range t.Fields {
			if preset := f.DefaultFor(tier); preset != nil && n.Get(f.Name) == nil {
				n.Set(tree.Key{Name: f.Name}, tree.Of(preset))
			}
			if value := n.Get(f.Name); value != nil {
				fillType(value, f.Type, tier)
			}
		}
	case n.Kind == tree.Map && t.Kind == shape.Map, n.Kind == tree.List && t.Kind == shape.List:
		for _, item := range n.Items {
			fillType(item, t.Elem, tier)
		}
	}
}

// decode turns a judged tree into the Go types of package schema.
func decode(d *draft, stacks []stack) *Spec {
	spec := &Spec{File: d.file, Waivers: d.waivers(), Waived: d.waived, Controls: appliedTo(d, stacks)}
	into(&spec.Environment, withoutStacks(d.root))
	for _, s := range stacks {
		config := schema.NewConfig(s.blueprint.Name)
		if config == nil {
			panic("internal error: the blueprint " + s.blueprint.Name + " has no Go type; run make generate")
		}
		into(config, s.config)
		spec.Stacks = append(spec.Stacks, Stack{Name: s.name, Blueprint: s.blueprint.Name, Config: config, From: served(s.config)})
	}
	spec.root = d.root.Places()
	return spec
}

// withoutStacks is the environment itself: the stacks have types of their own, and a thousand specs need not be held twice.
func withoutStacks(root *tree.Node) *tree.Node {
	environment := *root
	environment.Keys, environment.Items = nil, nil
	for i, key := range root.Keys {
		if key.Name != "stacks" {
			environment.Keys, environment.Items = append(environment.Keys, key), append(environment.Items, root.Items[i])
		}
	}
	return &environment
}

func served(config *tree.Node) map[string]string {
	from := config.Get("from")
	if from == nil {
		return nil
	}
	served := map[string]string{}
	for i, key := range from.Keys {
		served[key.Name] = from.Items[i].Text
	}
	return served
}

func into(target any, n *tree.Node) {
	if err := json.Unmarshal(n.JSON(), target); err != nil {
		panic("internal error: the Go types do not fit the schema; run make generate: " + err.Error())
	}
}
