package compiler

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/compiler/diag"
	"github.com/hipaac/hipaac/compiler/law"
	"github.com/hipaac/hipaac/schema/shape"
)

// Explanation says what stands behind the name in brackets at the end of a finding.
type Explanation struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	// Kind groups rules: those on templates, those on specs, and mistakes in files.
	Kind string `json:"kind"`
	// Tier of a control on templates: baseline, recommended or optional.
	Tier     string        `json:"tier,omitempty"`
	Severity diag.Severity `json:"-"`
	// Weight of a control on templates says how bad it is to break it: critical, high, medium or low.
	Weight    string   `json:"weight,omitempty"`
	Citations []string `json:"citations,omitempty"` // sections of 45 CFR
	// Law says what the sections are called, and how binding they are.
	Law []Section `json:"law,omitempty"`
	// ConfigRule is the rule of AWS Config that watches in a running account what a control asks for; "" where there is none, or where
	// nobody knows of one.
	ConfigRule string `json:"configRule,omitempty"`
	// Residual is what stays unproven when a template is right, and ResidualTo who can show it.
	Residual   string    `json:"residual,omitempty"`
	ResidualTo law.Shown `json:"residualTo,omitempty"`
	// Own is what an organisation's policy cites, and Policy the places in it that ask for the rule, or make it stricter.
	Own    []string `json:"own,omitempty"`
	Policy []string `json:"policy,omitempty"`
	// Waiver says whether a control accepts an exception, and what one needs.
	Waiver     string `json:"waiver,omitempty"`
	Unwaivable bool   `json:"-"`
	Why        string `json:"why,omitempty"`
	Fix        string `json:"fix,omitempty"`
	// Bad and Good are examples; a line that ends in "# fails" is where a finding points.
	Bad  string `json:"bad,omitempty"`
	Good string `json:"good,omitempty"`
}

// Section is a section of 45 CFR that a control cites.
type Section struct {
	Citation    string          `json:"citation"`
	Name        string          `json:"name"`
	Designation law.Designation `json:"designation"`
}

// String is "164.312(b), standard: Audit controls". What the law calls a standard or a general rule always binds.
func (s Section) String() string {
	designation := string(s.Designation)
	if s.Designation == law.Mandatory {
		designation = "standard"
	}
	return fmt.Sprintf("%s, %s: %s", s.Citation, designation, s.Name)
}

// The kinds of rule.
const (
	onTemplates = "controls on templates"
	onSpecs     = "controls on specs"
	mistake     = "mistakes in files"
)

// Explanations lists every rule, by kind and then by id: those of hipaac, as the policy among the sources changes them, and its own.
func Explanations(policy ...Source) []Explanation {
	own, _, _ := rulesOf(policy)
	all := own.explainTemplates()
	all = append(all, own.explainSpecs()...)
	all = append(all, leftToOthers(all)...)
	for i := range all {
		all[i].Law = sections(all[i].Citations)
	}
	return append(all, mistakes...)
}

// sections look citations up in the law. An organisation may cite what is none of it.
func sections(citations []string) []Section {
	var found []Section
	for _, c := range citations {
		if s, known := law.Find(c); known {
			found = append(found, Section{s.Citation, s.Name, s.Designation})
		}
	}
	return found
}

// Explain finds the rule with an id.
func Explain(id string, policy ...Source) (Explanation, bool) {
	all := Explanations(policy...)
	i := slices.IndexFunc(all, func(e Explanation) bool { return e.ID == id })
	if i < 0 {
		return Explanation{}, false
	}
	return all[i], true
}

func (own *rules) explainTemplates() []Explanation {
	var all []Explanation
	entries := map[string]law.Entry{}
	for _, entry := range append(law.Catalogue(), law.Beyond()...) {
		entries[entry.ID] = entry
	}
	for _, c := range own.controls {
		e := Explanation{
			ID: c.ID, Title: c.Title, Kind: onTemplates, Tier: string(c.Tier), Severity: c.Tier.Severity(), Weight: string(c.Severity),
			Citations: c.Citations, Waiver: waiverNeeds(c.Unwaivable, c.Citations), Unwaivable: c.Unwaivable, Why: c.Why, Fix: c.Fix, Own: c.Own,
		}
		e.addEntry(entries[c.ID])
		for _, said := range c.Policy {
			e.Policy = append(e.Policy, said.Pos.String())
		}
		if len(c.Bad) > 0 {
			e.Bad = strings.TrimPrefix(string(c.Bad[0]), "\n")
		}
		if len(c.Good) > 0 {
			e.Good = strings.TrimPrefix(string(c.Good[0]), "\n")
		}
		all = append(all, e)
	}
	return all
}

func waiverNeeds(unwaivable bool, citations []string) string {
	switch {
	case unwaivable:
		return "not accepted"
	case binding(citations) != "":
		return "needs a measure that protects instead"
	}
	return "needs a reason"
}

// schemaModel is the schema that is built in.
func schemaModel() *shape.Model {
	model, err := shape.Embedded()
	if err != nil {
		panic("internal error: the embedded schema: " + err.Error())
	}
	return model
}

func (own *rules) explainSpecs() []Explanation {
	var all []Explanation
	known := own.waivable()
	for _, c := range own.onSpecs() {
		e := Explanation{
			ID: c.ID, Title: c.Title, Kind: onSpecs, Severity: diag.Error, Citations: c.Citations, Fix: c.Remedy,
			Waiver: waiverNeeds(known[c.ID].unwaivable, c.Citations), Unwaivable: known[c.ID].unwaivable, Why: reason(c),
		}
		if c.Own != nil {
			e.Own = c.Own.Citations
		}
		for _, said := range known[c.ID].policy {
			e.Policy = append(e.Policy, said.Pos.String())
		}
		all = append(all, e)
	}
	return all
}

// onSpecs are the controls on specs, by id: one that a policy tightens in its stricter form alone.
func (own *rules) onSpecs() []*shape.Control {
	all := schemaModel().Controls
	if own.policy != nil {
		all = append(slices.Clone(own.policy.Controls), all...)
		slices.SortStableFunc(all, func(a, b *shape.Control) int { return strings.Compare(a.ID, b.ID) })
		all = slices.CompactFunc(all, func(a, b *shape.Control) bool { return a.ID == b.ID })
	}
	return all
}

// reason says what a control on specs follows from.
func reason(c *shape.Control) string {
	why := "the organisation asks for it"
	switch {
	case c.Own != nil && !c.Own.Tightens:
	case c.Own != nil:
		why = "the law makes it " + c.Designation + ", and the organisation asks for more"
	default:
		why = "the law makes it " + c.Designation
	}
	if c.Because == "" {
		return why
	}
	return "the floor follows from \"" + c.Because + "\" of the environment; " + why
}
