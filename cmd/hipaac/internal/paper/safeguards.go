package paper

import (
	"fmt"
	"strings"

	"github.com/hipaac/hipaac/compiler/evidence"
	"github.com/hipaac/hipaac/compiler/law"
)

// inForce is the regulation as it is, a section at a time.
func (d *document) inForce() {
	d.say("## Safeguards in force")
	d.say(`- A **standard** or **general rule** always binds.
- A **required** implementation specification must be implemented (45 CFR 164.306(d)(2)).
- An **addressable** one must be assessed, and implemented where that is reasonable and appropriate; where it is not, the reasons are written
  down and an equivalent measure is taken (45 CFR 164.306(d)(3)). It is not optional.`)
	d.sections(false)
}

// proposal is kept apart: nobody has to meet it, and it may never become law.
func (d *document) proposal() {
	p := d.report.Law.Proposal
	d.say("## The rule proposed in January 2025, which is not law")
	d.say("%s; %s as of %s. %s. If it became final: %s.", plain(p.Citation), plain(p.Status), p.StatusAsOf, plain(p.Agenda), plain(p.ComplianceIfFinal))
	d.say("These rows help to see what it would ask for. None of them counts in the figures above. Where a paragraph's number was not seen in a source that quotes the proposal, only its section is given.")
	d.sections(true)
}

func (d *document) sections(proposed bool) {
	var order []string
	rows := map[string][]*evidence.Safeguard{}
	for i := range d.report.Safeguards {
		s := &d.report.Safeguards[i]
		if s.Proposed != proposed {
			continue
		}
		if rows[s.Section()] == nil {
			order = append(order, s.Section())
		}
		rows[s.Section()] = append(rows[s.Section()], s)
	}
	for _, section := range order {
		d.section(section, rows[section])
	}
}

func (d *document) section(section string, all []*evidence.Safeguard) {
	proposed, what := "", "What each safeguard of "+section+" asks for, what serves it, and what is left"
	if all[0].Proposed {
		proposed, what = ", proposed", "What the proposal would ask for in "+section+", what would serve it, and what would be left"
	}
	d.say("### %s %s%s", section, plain(law.Heading(section)), proposed)
	var rows [][]string
	for _, s := range all {
		rows = append(rows, []string{s.Citation, plain(s.Name), binding(s), "**" + string(s.Status) + "**", shown(s)})
	}
	d.table([]string{"45 CFR", "Safeguard", "Binding", "By these templates", "Verdicts of controls"}, rows)
	d.folded(what, func() {
		for _, s := range all {
			d.safeguard(s)
		}
	})
}

// binding says how binding a safeguard is.
func binding(s *evidence.Safeguard) string {
	switch {
	case s.Proposed:
		return "not law"
	case s.Designation == law.Mandatory:
		return strings.ReplaceAll(s.Kind, "-", " ")
	}
	return string(s.Designation)
}

// shown are the verdicts behind a status.
func shown(s *evidence.Safeguard) string {
	n := s.Counts
	switch {
	case len(s.Through) > 0:
		return "through " + strings.Join(s.Through, ", ")
	case len(s.Controls) == 0:
		return "—"
	}
	return fmt.Sprintf("%s: %s", count(len(s.Controls), "control", "controls"), tally(n))
}

// tally leaves out what there is none of, except for what passed.
func tally(n evidence.Counts) string {
	text := fmt.Sprintf("%d passed", n.Passed)
	for _, part := range []struct {
		n    int
		word string
	}{{n.Failed, "failed"}, {n.Waived, "waived"}, {n.Unknown, "unknown"}} {
		if part.n > 0 {
			text += fmt.Sprintf(", **%d %s**", part.n, part.word)
		}
	}
	return text
}

func (d *document) safeguard(s *evidence.Safeguard) {
	d.say("#### %s %s", s.Citation, plain(s.Name))
	lines := []string{
		fmt.Sprintf("Asks, in other words: %s", plain(s.Demand)),
		fmt.Sprintf("Templates reach: %s. %s", s.Reach.Words(), plain(s.How)),
	}
	if len(s.Controls) > 0 {
		lines = append(lines, "Controls: "+codes(s.Controls))
	}
	for _, r := range s.Remains {
		lines = append(lines, fmt.Sprintf("Left to %s: %s", r.Who, rest(&r)))
	}
	d.say("- %s", strings.Join(lines, "\n- "))
}

// rest is what remains, with the control that says so and who watches it.
func rest(r *evidence.Rest) string {
	text := plain(r.What)
	if r.Control != "" {
		text += " (" + code(r.Control) + ")"
	}
	if r.Watch != "" {
		text += "; " + plain(r.Watch)
	}
	return text
}
