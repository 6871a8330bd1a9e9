// Package policy reads what an organisation asks for beyond hipaac: a folder of CUE files that tighten and never loosen. A policy
// holds patterns that judge. It fills in nothing and changes no value, and what would weaken a control of hipaac is an error at its
// line. Nothing in it is computed: no loops, no conditions, no arithmetic, so that reading one takes no longer than its length, and a
// reviewer sees what is asked for.
package policy

import (
	"cmp"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/compiler/diag"
	"github.com/hipaac/hipaac/schema/shape"
)

// Source is one file as bytes. Name is how diagnostics call it.
type Source struct {
	Name string
	Text []byte
}

// Policy is what an organisation asks for. The nil Policy asks for nothing.
type Policy struct {
	// Controls judge specs: the organisation's own, and those of the schema that it tightens, by id. All have Own.
	Controls []*shape.Control
	// Rules judge templates, by id.
	Rules []*Rule
	// Raised are the controls on templates of hipaac whose tier is higher than its own, by id.
	Raised map[string]Raise
	// Unwaivable are the controls, whoever made them, that accept no exception, with the place where the policy says so.
	Unwaivable map[string]diag.Position
	// Longest is how long an exception may last, no day where none is allowed; nil where the policy does not say.
	Longest *diag.Most

	// Broken says that the policy has mistakes: what it does not have here, it may have.
	Broken bool

	sources []Source
}

// Raise is a higher tier for a control on templates.
type Raise struct {
	Tier string
	Pos  diag.Position
}

// Rule is a control on templates, as a pattern.
type Rule struct {
	ID, Title    string
	Says, Remedy string // with {name}, {value} and {want}
	Tier         string
	// Citations are sections of 45 CFR, Own what else it cites, such as "clinic policy 4.2".
	Citations, Own []string
	// Types are types of resources; "*" is each.
	Types []string
	// Require is a pattern over a resource: what stands beside Type, such as Properties, and Tags, which are those of the resource
	// whatever shape its type gives them.
	Require    *shape.Type
	Unwaivable bool
	Pos        diag.Position
}

// Known is what a policy can speak of.
type Known struct {
	// Model is the schema of specs.
	Model *shape.Model
	// Tiers are the tiers of controls on templates by their ids.
	Tiers map[string]string
	// Types are the types of resources that any of these controls knows.
	Types []string
	// Taken are the names of other rules, which no control can have.
	Taken []string
}

// Tiers from the least to the most severe.
var tiers = []string{"optional", "recommended", "baseline"}

// Read reads a policy. What is right in one with mistakes is there all the same, so that all mistakes of policy and specs are found in
// one run; nothing may be made under it.
func Read(sources []Source, known Known) (*Policy, diag.List) {
	sources = slices.Clone(sources)
	slices.SortStableFunc(sources, func(a, b Source) int { return strings.Compare(a.Name, b.Name) })
	p := &Policy{Raised: map[string]Raise{}, Unwaivable: map[string]diag.Position{}, sources: sources}
	r := &reader{known: known, policy: p, first: map[string]diag.Position{}, imported: map[string]bool{}}
	files := r.parse(sources)
	if r.problems.Failed() {
		p.Broken = true
		return p, r.problems.Sorted()
	}
	r.patterns = shape.NewPatterns(files)
	for _, f := range files {
		r.imports(f)
	}
	r.definitions(files)
	if !r.problems.Failed() {
		r.files(files)
	}
	if len(p.Controls) > 0 {
		r.compile()
	}
	p.Broken = r.problems.Failed()
	slices.SortFunc(p.Controls, func(a, b *shape.Control) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(p.Rules, func(a, b *Rule) int { return cmp.Compare(a.ID, b.ID) })
	return p, r.problems.Sorted()
}

// Incomplete reports whether the policy has mistakes, and may have controls that are not here.
func (p *Policy) Incomplete() bool { return p != nil && p.Broken }

// NoWaivers reports whether the policy allows no exception at all.
func (p *Policy) NoWaivers() bool { return p != nil && p.Longest != nil && p.Longest.Days == 0 }

// Text is all files of the policy, one after the other in the order of their names.
func (p *Policy) Text() []byte {
	var all []byte
	for _, s := range p.sources {
		all = append(all, s.Text...)
	}
	return all
}
