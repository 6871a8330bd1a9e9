package page

import (
	"cmp"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/compiler/evidence"
	"github.com/hipaac/hipaac/compiler/law"
)

// word is how the page shows one value of a report: a label, a mark (the name of a symbol and of a colour, so that neither stands
// alone), and what it means. Values that are in no table are shown as they are, with the mark "other".
type word struct{ Name, Label, Mark, Means string }

type words []word

func (all words) of(name string) word {
	if i := all.index(name); i < len(all) {
		return all[i]
	}
	return word{Name: name, Label: name, Mark: "other"}
}

// index is the place of a name in its table. Names that are not in it come last.
func (all words) index(name string) int {
	if i := slices.IndexFunc(all, func(w word) bool { return w.Name == name }); i >= 0 {
		return i
	}
	return len(all)
}

func (all words) compare(a, b string) int {
	return cmp.Or(cmp.Compare(all.index(a), all.index(b)), strings.Compare(a, b))
}

var statuses = words{
	of(evidence.Stated, "good"), of(evidence.InPart, "part"), of(evidence.Supported, "support"),
	of(evidence.Unstated, "none"), of(evidence.People, "people"), of(evidence.Inherited, "aws"),
}

func of(s evidence.Status, mark string) word { return word{string(s), string(s), mark, s.Means()} }

// The worst comes first: this is the order in which verdicts are listed.
var results = words{
	{string(evidence.Failed), "failed", "bad", "the template states the opposite of what the control asks, or leaves it out"},
	{string(evidence.Unknown), "unknown", "unknown", "the template leaves it open; an unknown is never counted as passed"},
	{string(evidence.Waived), "waived", "waived", "it failed, and somebody answers for the exception until a day"},
	{string(evidence.Passed), "passed", "good", "the template states what the control asks"},
}

var kinds = words{
	{string(evidence.OnTemplates), "on templates", "", "They judged each resource of the compiled templates that they apply to."},
	{string(evidence.OnSpecs), "on specs", "", "Floors that a spec has to keep before anything is compiled; the path is the setting that they follow from."},
	{string(evidence.AtRunTime), "at run time", "", "Only the running account shows them. Where AWS Config has a rule that watches, it is named."},
	{string(evidence.ByPeople), "by people", "", "No template and no account shows them: people do them, and keep the record."},
}

var designations = words{
	{"general-rule", "general rule", "", "it frames the standards, and always binds"},
	{"standard", "standard", "", "it always binds"},
	{string(law.Required), "required", "", "an implementation specification that has to be met as it stands"},
	{string(law.Addressable), "addressable", "", "an implementation specification to assess: met, or replaced by an equivalent measure with the reason in writing (164.306(d)(3)); it is not optional"},
	{string(law.Proposed), "proposed: not law", "", "part of the rule proposed in January 2025"},
}

// bindingOf is how binding a safeguard is. What is mandatory is called by its kind.
func bindingOf(s law.Safeguard) word {
	if s.Designation == law.Mandatory {
		return designations.of(s.Kind)
	}
	return designations.of(string(s.Designation))
}

var severities = words{{Name: "critical"}, {Name: "high"}, {Name: "medium"}, {Name: "low"}}

var tiers = words{
	{Name: "baseline", Means: "a failure is an error, and nothing is emitted"},
	{Name: "recommended", Means: "a failure is a warning"},
	{Name: "optional", Means: "a failure is a note"},
}

// part is a section of the regulation, or several that belong together.
type part struct{ first, last, name string }

var regulation = []part{
	{"164.306", "164.306", "General rules"},
	{"164.308", "164.308", "Administrative safeguards"},
	{"164.310", "164.310", "Physical safeguards"},
	{"164.312", "164.312", "Technical safeguards"},
	{"164.314", "164.314", "Organizational requirements"},
	{"164.316", "164.316", "Policies, procedures and documentation"},
	{"164.402", "164.414", "Notification of breaches"},
}

// partOf is the part that a section belongs to. A section that is not known is a part of its own.
func partOf(section string) part {
	for _, p := range regulation {
		if p.first <= section && section <= p.last {
			return p
		}
	}
	return part{first: section, last: section}
}

// Number is how the part is cited.
func (p part) Number() string {
	if p.first == p.last {
		return p.first
	}
	return p.first + " to " + p.last
}

// First is its first section, which names it.
func (p part) First() string { return p.first }

// Name is what the part is about.
func (p part) Name() string { return p.name }
