package compiler

import (
	"slices"
	"sync"

	"github.com/hipaac/hipaac/compiler/controls"
	"github.com/hipaac/hipaac/compiler/diag"
	"github.com/hipaac/hipaac/compiler/policy"
	"github.com/hipaac/hipaac/compiler/policy/enforce"
	"github.com/hipaac/hipaac/compiler/template"
	"github.com/hipaac/hipaac/schema/shape"
)

// rules are what a compilation judges by: the controls of hipaac, and what an organisation's policy adds to them.
type rules struct {
	policy *policy.Policy // nil where there is none
	digest string         // of the policy
	// controls are those on templates, and judge judges by them. waivable are all controls.
	controls []*controls.Control
	judge    func(...*template.Document) [][]controls.Verdict
	waivable func() map[string]waivableControl
}

// hipaacs are the rules without a policy.
var hipaacs = sync.OnceValue(func() *rules {
	all := controls.All()
	return &rules{controls: all, judge: controls.Judge, waivable: sync.OnceValue(func() map[string]waivableControl { return waivables(all, nil) })}
})

// rulesOf reads the policy among the sources, and returns the others.
func rulesOf(sources []Source) (*rules, []Source, diag.List) {
	var files []policy.Source
	var others []Source
	for _, s := range sources {
		if s.Policy {
			files = append(files, policy.Source{Name: s.Name, Text: s.Text})
		} else {
			others = append(others, s)
		}
	}
	if len(files) == 0 {
		return hipaacs(), sources, nil
	}
	p, problems := policy.Read(files, known())
	all := enforce.Controls(p, controls.All())
	return &rules{
		policy: p, digest: digest(p.Text()), controls: all, judge: controls.NewJudges(all).Judge,
		waivable: sync.OnceValue(func() map[string]waivableControl { return waivables(all, p) }),
	}, others, problems
}

// Controls are those on templates: of hipaac as a policy makes them stricter, and the policy's own.
func Controls(policy ...Source) ([]*controls.Control, diag.List) {
	own, _, problems := rulesOf(policy)
	return own.controls, problems
}

// known is what a policy can speak of.
func known() policy.Known {
	k := policy.Known{Model: schemaModel(), Tiers: map[string]string{}}
	for _, c := range controls.All() {
		k.Tiers[c.ID] = string(c.Tier)
		for _, t := range c.Types {
			if t != controls.AnyType {
				k.Types = append(k.Types, t)
			}
		}
	}
	slices.Sort(k.Types)
	k.Types = slices.Compact(k.Types)
	for _, m := range mistakes {
		k.Taken = append(k.Taken, m.ID)
	}
	return k
}

// placeOf is where a policy asks for a control on specs.
func placeOf(own *shape.Own) diag.Position {
	return diag.Position{File: own.File, Line: own.Line, Col: own.Col}
}
