package page

import (
	"cmp"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/compiler/evidence"
)

// safeguards are those of one part of the regulation.
type safeguards struct {
	Part   part
	Anchor string
	Bar    bar
	Rows   []safeguard
}

// safeguard is one of the regulation, with links to the controls that serve it.
type safeguard struct {
	evidence.Safeguard
	Anchor   string
	Part     part // of the regulation
	Word     word // of its status
	Binding  word // its designation
	Families []string
	Judged   []served
	Below    []citation // the specifications that a standard is shown through
	Rests    []rests
}

// served is a control that serves a safeguard. Control is nil where the report does not have it.
type served struct {
	ID      string
	Control *control
}

// rests are what one party has left to show.
type rests struct {
	Who  string
	Rows []rest
}

type rest struct {
	evidence.Rest
	Known *control
}

// Watched says in few words whether AWS Config watches it; the control says which rules do.
func (r rest) Watched() string {
	switch {
	case r.Known == nil || r.Known.ConfigRule == "" && len(r.Known.WatchedBy) == 0:
		return ""
	case len(r.Known.WatchedBy) == 0:
		return "AWS Config can watch it, and no reported spec deploys the rule"
	case len(r.Known.Unwatched) > 0:
		return "watched by AWS Config in part"
	}
	return "watched by AWS Config"
}

// parties are who shows what templates do not, in the order in which they are listed.
var parties = words{
	{Name: string(evidence.TheAccount), Label: "to run time"}, {Name: string(evidence.ThePeople), Label: "to people"}, {Name: string(evidence.TheCloud), Label: "to AWS"},
}

func newSafeguard(s evidence.Safeguard, known map[string]*control, names anchors) safeguard {
	prefix := ""
	if s.Proposed {
		prefix = "proposed-"
	}
	row := safeguard{
		Safeguard: s, Anchor: names.name(prefix + s.Citation), Part: partOf(s.Section()), Word: statuses.of(string(s.Status)), Binding: bindingOf(s.Safeguard),
		Families: bases(s.NIST),
	}
	for _, id := range s.Controls {
		row.Judged = append(row.Judged, served{id, known[id]})
	}
	slices.SortStableFunc(row.Judged, func(a, b served) int { return cmp.Compare(b.open(), a.open()) })
	for _, r := range s.Remains {
		i := slices.IndexFunc(row.Rests, func(g rests) bool { return g.Who == string(r.Who) })
		if i < 0 {
			i, row.Rests = len(row.Rests), append(row.Rests, rests{Who: string(r.Who)})
		}
		row.Rests[i].Rows = append(row.Rests[i].Rows, rest{r, known[r.Control]})
	}
	slices.SortStableFunc(row.Rests, func(a, b rests) int { return parties.compare(a.Who, b.Who) })
	for i := range row.Rests {
		row.Rests[i].Who = parties.of(row.Rests[i].Who).Label
	}
	return row
}

// open is how many verdicts of the control are something else than passed.
func (s served) open() int {
	if s.Control == nil {
		return 0
	}
	return s.Control.Open()
}

// bases are the controls of NIST SP 800-53 without their enhancements: AC-3 of AC-3(12).
func bases(nist []string) []string {
	var all []string
	for _, n := range nist {
		base, _, _ := strings.Cut(n, "(")
		all = append(all, base)
	}
	slices.SortFunc(all, byNumber)
	return slices.Compact(all)
}

// byNumber orders AC-2 before AC-12.
func byNumber(a, b string) int {
	familyA, numberA, _ := strings.Cut(a, "-")
	familyB, numberB, _ := strings.Cut(b, "-")
	return cmp.Or(strings.Compare(familyA, familyB), cmp.Compare(len(numberA), len(numberB)), strings.Compare(a, b))
}

func (v *view) addSafeguards(all []evidence.Safeguard, known map[string]*control, names anchors) {
	total, proposals := map[string]int{}, map[string]int{}
	binding := map[string]map[string]int{}
	for _, s := range all {
		row := newSafeguard(s, known, names)
		if s.Proposed {
			v.Proposed = append(v.Proposed, row)
			proposals[string(s.Status)]++
			continue
		}
		total[string(s.Status)]++
		d := row.Binding.Name
		if binding[d] == nil {
			binding[d] = map[string]int{}
		}
		binding[d][string(s.Status)]++
		i := slices.IndexFunc(v.Parts, func(g safeguards) bool { return g.Part == row.Part })
		if i < 0 {
			i, v.Parts = len(v.Parts), append(v.Parts, safeguards{Part: row.Part, Anchor: names.name("section-" + row.Part.first)})
		}
		v.Parts[i].Rows = append(v.Parts[i].Rows, row)
	}
	v.Statuses = newBar("all", statuses, total, sum(total))
	v.Proposals = newBar("proposed", statuses, proposals, sum(proposals))
	v.Binding = bars(binding, statuses, designations)
	for i := range v.Parts {
		n := map[string]int{}
		for _, s := range v.Parts[i].Rows {
			n[string(s.Status)]++
		}
		v.Parts[i].Bar = newBar(v.Parts[i].Part.Number(), statuses, n, sum(n))
	}
}

// bars makes one bar of each map, in the order of a table of labels, all on one scale.
func bars(all map[string]map[string]int, table, labels words) []bar {
	most := 0
	var keys []string
	for key, n := range all {
		keys, most = append(keys, key), max(most, sum(n))
	}
	slices.SortFunc(keys, labels.compare)
	var rows []bar
	for _, key := range keys {
		rows = append(rows, newBar(labels.of(key).Label, table, all[key], most))
	}
	return rows
}

func sum(numbers map[string]int) int {
	total := 0
	for _, n := range numbers {
		total += n
	}
	return total
}

// addBelow leads from standards to the specifications that show something of them.
func (v *view) addBelow(cited map[string]*safeguard) {
	for _, p := range v.Parts {
		for i := range p.Rows {
			for _, text := range p.Rows[i].Through {
				p.Rows[i].Below = append(p.Rows[i].Below, citation{text, cited[text]})
			}
		}
	}
}

// cited leads from citations to the safeguards in force.
func (v *view) cited() map[string]*safeguard {
	all := map[string]*safeguard{}
	for i := range v.Parts {
		for j := range v.Parts[i].Rows {
			all[v.Parts[i].Rows[j].Citation] = &v.Parts[i].Rows[j]
		}
	}
	return all
}

// Unsettled is how many verdicts of the controls that serve it are something else than passed.
func (s safeguard) Unsettled() int {
	n := 0
	for _, j := range s.Judged {
		n += j.open()
	}
	return n
}
