// Package law is what hipaac knows of the regulation, and of the controls beyond their own files, as dated data: the safeguards of
// 45 CFR Part 164, in force and proposed, and who can show that a control holds. Nothing here judges anything.
package law

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"
)

// Edition says of when the facts are.
type Edition struct {
	Compiled string   `yaml:"compiled" json:"compiled"` // the day on which the data was put together
	InForce  string   `yaml:"inForce" json:"inForce"`   // the text in force
	Proposal Proposal `yaml:"proposal" json:"proposal"`
}

// Proposal is the rule of January 2025 that is not law, and where it stands.
type Proposal struct {
	Citation          string `yaml:"citation" json:"citation"`
	Status            string `yaml:"status" json:"status"`
	StatusAsOf        string `yaml:"statusAsOf" json:"statusAsOf"`
	Agenda            string `yaml:"agenda" json:"agenda"`
	ComplianceIfFinal string `yaml:"complianceIfFinal" json:"complianceIfFinal"`
}

// Designation says how binding a safeguard is.
type Designation string

// The designations of 45 CFR 164.306(d), and that of the proposal, which would have no addressable ones.
const (
	Mandatory   Designation = "mandatory" // a standard or a general rule
	Required    Designation = "required"
	Addressable Designation = "addressable"
	Proposed    Designation = "proposed-required" // not law
)

// Reach is what templates can do for a safeguard.
type Reach string

// How far templates reach. What is inherited is AWS's under the shared responsibility; of "none", people have to see to all.
const (
	Satisfies Reach = "satisfies"
	Partial   Reach = "partial"
	Evidence  Reach = "evidence" // they only support the proof
	Inherited Reach = "inherited"
	None      Reach = "none"
)

var reaches = map[Reach]string{
	Satisfies: "the whole of it, as far as it concerns resources",
	Partial:   "a part of it",
	Evidence:  "not itself, only proof that helps",
	Inherited: "not at all: it is AWS's under the shared responsibility",
	None:      "not at all: people have to see to it",
}

// Words say how far that is.
func (r Reach) Words() string { return reaches[r] }

// Safeguard is one standard or implementation specification. Demand is a paraphrase.
type Safeguard struct {
	ID          string      `yaml:"id" json:"id"`             // "hipaa-164-312-a-1"
	Citation    string      `yaml:"citation" json:"citation"` // "164.312(a)(1)"
	Kind        string      `yaml:"kind" json:"kind"`         // general-rule, standard, implementation-specification, proposed …
	Name        string      `yaml:"name" json:"name"`
	Designation Designation `yaml:"designation" json:"designation"`
	Proposed    bool        `yaml:"proposed" json:"proposed,omitempty"`
	Demand      string      `yaml:"demand" json:"demand"`
	Reach       Reach       `yaml:"iac" json:"reach"`
	How         string      `yaml:"how" json:"how"`           // what templates can do for it, and what not
	Of          []string    `yaml:"of" json:"of,omitempty"`   // the standards that an implementation specification belongs to
	People      string      `yaml:"people" json:"people"`     // what is left to people where templates state what they can
	AWS         string      `yaml:"aws" json:"aws,omitempty"` // and to AWS
	NIST        []string    `yaml:"nist80053" json:"nist80053,omitempty"`
	HITRUST     []string    `yaml:"hitrust" json:"hitrust,omitempty"` // categories of the CSF
	// Confirmed says of a proposed safeguard that its paragraph's number was seen in a source that quotes the proposal. Where it was not,
	// the citation is the section only: no number is printed that nobody verified.
	Confirmed bool `yaml:"confirmed" json:"confirmed,omitempty"`
	// Controls say which sections in force they cite. Some serve a safeguard without that, and public mappings cite some sections for
	// what does not serve them: the encryption of a disk is no protection of transmission.
	Controls []string `yaml:"controls" json:"-"` // that serve it, cited or not
	As       []string `yaml:"as" json:"-"`       // of a proposed safeguard: sections in force whose controls would serve it, too
	Except   []string `yaml:"except" json:"-"`   // controls that cite it and do not serve it, or whole categories of them
}

// ServedBy reports whether a control serves the safeguard, given its category and the sections in force that it cites.
func (s *Safeguard) ServedBy(id, category string, citations []string) bool {
	cited := func(section string) bool { return slices.Contains(citations, section) }
	switch {
	case slices.Contains(s.Controls, id):
		return true
	case s.Proposed:
		return slices.ContainsFunc(s.As, cited)
	}
	return cited(s.Citation) && !slices.Contains(s.Except, id) && !slices.Contains(s.Except, category)
}

// Section is the section of the safeguard, "164.312".
func (s *Safeguard) Section() string { section, _, _ := strings.Cut(s.Citation, "("); return section }

// Shown says who can show that a control holds.
type Shown string

// A template shows it, only the running account does, or people do.
const (
	ByTemplate Shown = "template"
	AtRunTime  Shown = "runtime"
	ByPeople   Shown = "process"
)

// Entry is a control of the catalogue.
type Entry struct {
	ID         string   `yaml:"id"`
	Shown      Shown    `yaml:"shown"`
	ConfigRule string   `yaml:"config"` // the rule of AWS Config that watches it, "" where there is none
	Once       bool     `yaml:"once"`   // the rule is about what an account has once, such as users, in whatever region it is judged
	NIST       []string `yaml:"nist80053"`
	Residual   string   `yaml:"residual"`   // what stays unproven when the template is right
	ResidualTo Shown    `yaml:"residualTo"` // who can show it: run time where nothing is said
	Reason     string   `yaml:"reason"`     // why no file implements it, though a template could show it
	// The rest is said only of what no file of package controls implements.
	Title     string   `yaml:"title"`
	Category  string   `yaml:"category"`
	Severity  string   `yaml:"severity"`
	Tier      string   `yaml:"tier"`
	Citations []string `yaml:"citations"`
	Asks      string   `yaml:"asks"`
}

//go:embed safeguards.yaml
var safeguardsText []byte

//go:embed catalogue.yaml
var catalogueText []byte

type safeguardsFile struct {
	Edition    `yaml:",inline"`
	Sections   map[string]string `yaml:"sections"`
	Safeguards []Safeguard       `yaml:"safeguards"`
}

var read = sync.OnceValue(func() safeguardsFile {
	var file safeguardsFile
	mustRead(safeguardsText, &file)
	for i := range file.Safeguards {
		if s := &file.Safeguards[i]; s.Proposed && !s.Confirmed {
			s.Citation = s.Section()
		}
	}
	return file
})

type catalogueFile struct {
	Controls []Entry `yaml:"controls"`
	Beyond   []Entry `yaml:"beyond"`
}

var readCatalogue = sync.OnceValue(func() catalogueFile {
	var file catalogueFile
	mustRead(catalogueText, &file)
	return file
})

func mustRead(text []byte, into any) {
	if err := yaml.Unmarshal(text, into); err != nil {
		panic("internal error: the data of package law: " + err.Error())
	}
}

// Dates says of when the facts are.
func Dates() Edition { return read().Edition }

// Heading is that of a section such as 164.312 in the regulation.
func Heading(section string) string { return read().Sections[section] }

// Safeguards are all rows, in the order of the regulation, what is proposed after what is in force.
func Safeguards() []Safeguard { return own(read().Safeguards) }

// Find is the safeguard in force with a citation.
func Find(citation string) (Safeguard, bool) {
	all := read().Safeguards
	i := slices.IndexFunc(all, func(s Safeguard) bool { return !s.Proposed && s.Citation == citation })
	if i < 0 {
		return Safeguard{}, false
	}
	return all[i].own(), true
}

// Catalogue are the controls that hipaac set out to judge or to report, implemented or not.
func Catalogue() []Entry { return own(readCatalogue().Controls) }

// Beyond are the controls on templates that hipaac has beside those.
func Beyond() []Entry { return own(readCatalogue().Beyond) }

// own are rows that a caller may change, down to their lists: the data is read once, and shared by all.
func own[Row interface{ own() Row }](rows []Row) []Row {
	all := make([]Row, len(rows))
	for i, row := range rows {
		all[i] = row.own()
	}
	return all
}

func (s Safeguard) own() Safeguard {
	for _, list := range []*[]string{&s.Of, &s.NIST, &s.HITRUST, &s.Controls, &s.As, &s.Except} {
		*list = slices.Clone(*list)
	}
	return s
}

func (e Entry) own() Entry {
	e.NIST, e.Citations = slices.Clone(e.NIST), slices.Clone(e.Citations)
	return e
}
