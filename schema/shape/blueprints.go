package shape

import (
	"cmp"
	"reflect"
	"slices"

	"cuelang.org/go/cue/ast"
)

// blueprints reads the maps "blueprints" and "singletons", to which every blueprint's file adds its own entries.
func (r *reader) blueprints(m *Model) error {
	single := map[string]string{}
	for _, f := range r.entries("singletons") {
		scope, err := text(f.Value)
		if err != nil {
			return err
		}
		single[name(f)] = scope
	}
	for _, f := range r.entries("blueprints") {
		if m.Blueprint(name(f)) != nil {
			return broken(f, "a second blueprint %q", name(f))
		}
		t, _, err := r.typeOf(f.Value)
		if err != nil {
			return err
		}
		m.Blueprints = append(m.Blueprints, &Blueprint{Name: name(f), Type: t, Singleton: single[name(f)]})
	}
	slices.SortFunc(m.Blueprints, func(a, b *Blueprint) int { return cmp.Compare(a.Name, b.Name) })
	return nil
}

// defaults hangs the values that depend on the tier onto the fields they belong to.
func (r *reader) defaults(m *Model) error {
	for _, tier := range r.entries("defaults") {
		if !slices.Contains(m.Tiers, name(tier)) {
			return broken(tier, "defaults for the tier %q, which does not exist", name(tier))
		}
		for _, f := range fieldsOf(tier.Value) {
			b := m.Blueprint(name(f))
			if b == nil {
				return broken(f, "defaults for the blueprint %q, which does not exist", name(f))
			}
			if err := hang(name(tier), f.Value, b.Type); err != nil {
				return err
			}
		}
	}
	return nil
}

// hang walks a literal of defaults and the type it belongs to side by side. "*" is every entry of a map.
func hang(tier string, x ast.Expr, t *Type) error {
	for _, f := range fieldsOf(x) {
		if t.Kind == Map && name(f) == "*" {
			if err := hang(tier, f.Value, t.Elem); err != nil {
				return err
			}
			continue
		}
		field := t.Field(name(f))
		if field == nil {
			return broken(f, "a default for %q, which is no field", name(f))
		}
		if field.Type.Kind == Struct || field.Type.Kind == Map {
			if err := hang(tier, f.Value, field.Type); err != nil {
				return err
			}
			continue
		}
		v, err := value(f.Value)
		if err != nil {
			return err
		}
		if have, ok := field.ByTier[tier]; ok && !reflect.DeepEqual(have, v) {
			return broken(f, "a second default for %q", name(f))
		}
		if field.ByTier == nil {
			field.ByTier = map[string]any{}
		}
		field.ByTier[tier] = v
	}
	return nil
}
