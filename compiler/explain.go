package compiler

import (
	"slices"
	"strings"

	"github.com/hipaac/hipaac/compiler/controls"
	"github.com/hipaac/hipaac/compiler/diag"
	"github.com/hipaac/hipaac/schema/shape"
)

// Explanation says what stands behind the name in brackets at the end of a finding.
type Explanation struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	// Kind groups rules: those on templates, those on specs, and mistakes in files.
	Kind string `json:"kind"`
	// Tier of a control on templates: baseline, recommended or optional.
	Tier      string        `json:"tier,omitempty"`
	Severity  diag.Severity `json:"-"`
	Citations []string      `json:"citations,omitempty"` // sections of 45 CFR
	// Waiver says whether a control accepts an exception, and what one needs.
	Waiver string `json:"waiver,omitempty"`
	Why    string `json:"why,omitempty"`
	Fix    string `json:"fix,omitempty"`
	// Bad and Good are examples; a line that ends in "# fails" is where a finding points.
	Bad  string `json:"bad,omitempty"`
	Good string `json:"good,omitempty"`
}

// The kinds of rule.
const (
	onTemplates = "controls on templates"
	onSpecs     = "controls on specs"
	mistake     = "mistakes in files"
)

// Explanations lists every rule, by kind and then by id.
func Explanations() []Explanation {
	all := templateControls()
	all = append(all, specControls()...)
	return append(all, mistakes...)
}

// Explain finds the rule with an id.
func Explain(id string) (Explanation, bool) {
	all := Explanations()
	i := slices.IndexFunc(all, func(e Explanation) bool { return e.ID == id })
	if i < 0 {
		return Explanation{}, false
	}
	return all[i], true
}

func templateControls() []Explanation {
	var all []Explanation
	for _, c := range controls.All() {
		e := Explanation{
			ID: c.ID, Title: c.Title, Kind: onTemplates, Tier: string(c.Tier), Severity: c.Tier.Severity(),
			Citations: c.Citations, Waiver: waiverNeeds(c.Unwaivable, c.Citations), Why: c.Why, Fix: c.Fix,
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

func specControls() []Explanation {
	var all []Explanation
	for _, c := range schemaModel().Controls {
		all = append(all, Explanation{
			ID: c.ID, Title: c.Title, Kind: onSpecs, Severity: diag.Error, Citations: c.Citations, Fix: c.Remedy,
			Waiver: waiverNeeds(c.Unwaivable, c.Citations),
			Why:    "the floor follows from \"" + c.Because + "\" of the environment; the law makes it " + c.Designation,
		})
	}
	return all
}
