package compiler

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/hipaac/hipaac/compiler/diag"
	"github.com/hipaac/hipaac/compiler/load"
	"github.com/hipaac/hipaac/compiler/plan"
)

// publish adds to the manifest what can only be said when all templates are written: the digests that some are deployed with, and
// the versions of the products.
func (m *Manifest) publish(spec *load.Spec, plans []plan.Stack) diag.List {
	digests := map[string]string{}
	for _, s := range m.Stacks {
		digests[s.Key] = s.JSONSHA256
	}
	var problems diag.List
	for i, s := range plans {
		for _, p := range s.Parameters {
			if p.Digest == "" {
				continue
			}
			if m.Stacks[i].Parameters == nil {
				m.Stacks[i].Parameters = map[string]string{}
			}
			m.Stacks[i].Parameters[p.Name] = digests[p.Digest]
		}
		for _, p := range s.Products {
			at := fmt.Sprintf("stacks.%s.products.%s", s.Key, p.Stack)
			m.Products = append(m.Products, Product{
				Stack: p.Stack, Catalog: s.Key, Name: p.Name, Version: digests[p.Stack], Old: p.Old, Retired: p.Retired, First: p.First,
				At: Place{Path: at, Pos: spec.KeyPosition(at)},
			})
			problems = append(problems, retiresItself(spec, at, p.Stack, digests[p.Stack], p.Retired)...)
		}
	}
	return problems
}

// retiresItself refuses to take away the version that the product has now: people could launch none.
func retiresItself(spec *load.Spec, at, product, version string, retired []string) diag.List {
	i := slices.Index(retired, version)
	if i < 0 {
		return nil
	}
	at = fmt.Sprintf("%s.retired[%d]", at, i)
	return diag.List{{
		Severity: diag.Error, ID: "retired-current", Pos: spec.Position(at), Path: at,
		Message: fmt.Sprintf("version %.12s is the one that product %q has now: without it there is none to launch", version, product),
		Hint:    "change the product first, or leave the version out of retired",
	}}
}

// expect adds what a stack counts on. Stacks that count on the very same say it once; where they mean different things by one name, both
// stand.
func (m *Manifest) expect(s *plan.Stack) {
	for _, p := range s.Prerequisites {
		i := slices.IndexFunc(m.Prerequisites, func(have Prerequisite) bool { return have.ID == p.ID && have.What == p.What })
		if i >= 0 {
			m.Prerequisites[i].Stacks = append(m.Prerequisites[i].Stacks, s.Key)
			continue
		}
		m.Prerequisites = append(m.Prerequisites, Prerequisite{ID: p.ID, What: p.What, Remedy: p.Remedy, Citations: p.Citations, Stacks: []string{s.Key}})
	}
	slices.SortStableFunc(m.Prerequisites, func(a, b Prerequisite) int { return cmp.Compare(a.ID, b.ID) })
}
