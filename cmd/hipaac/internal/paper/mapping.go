package paper

import (
	"fmt"
	"strings"

	"github.com/hipaac/hipaac/compiler/evidence"
	"github.com/hipaac/hipaac/compiler/retention"
)

// mapping leads to other frameworks, by numbers only: the text of the HITRUST CSF is licensed.
func (d *document) mapping() {
	d.say("## Other frameworks")
	d.say("Controls of NIST SP 800-53r5 as SP 800-66r2 maps the standards, and categories of the HITRUST CSF as hipaac reads them. Neither is assessed here.")
	d.folded("Mapping of each safeguard in force", func() {
		var rows [][]string
		for _, s := range d.report.Safeguards {
			if !s.Proposed && len(s.NIST)+len(s.HITRUST) > 0 {
				rows = append(rows, []string{s.Citation, plain(s.Name), strings.Join(s.NIST, ", "), strings.Join(s.HITRUST, ", ")})
			}
		}
		d.table([]string{"45 CFR", "Safeguard", "NIST SP 800-53r5", "HITRUST CSF category"}, rows)
	})
}

// sources says of when the facts behind the report are.
func (d *document) sources() {
	l := d.report.Law
	d.say("## About the data")
	d.say(`- Law in force: %s. The list of safeguards was put together on %s; read the regulation before relying on a line.
- Proposed rule: %s, %s as of %s.
- Which controls serve which safeguard is what AWS, NIST and others publish, and what hipaac adds; sections that they cite too broadly
  (isolation of clearinghouses, security reminders, group health plans; transmission, for what is stored) are left out.
- A control is one way to serve a safeguard: that one failed proves no violation, and that all passed proves no conformity.`,
		plain(l.InForce), l.Compiled, plain(l.Proposal.Citation), plain(l.Proposal.Status), l.Proposal.StatusAsOf)
}

// retention is how long records are kept, and how much of a store would be lost for how long.
func (d *document) retention() {
	if d.records() == 0 {
		return
	}
	d.say("## Retention and recovery")
	d.say("Of the regulation in force, only documentation has a number: six years (164.316(b)(2)(i)). The marks of %d hours for the age of a copy and %d hours for a restoration are of the proposed rule, which is not law. How long a restoration takes depends on how much there is, so that no template shows it.", retention.CopyMark, retention.RestoreMark)
	for i := range d.report.Environments {
		d.keeps(&d.report.Environments[i])
	}
}

func (d *document) records() int {
	n := 0
	for _, e := range d.report.Environments {
		n += len(e.Retention.Records) + len(e.Retention.Stores)
	}
	return n
}

func (d *document) keeps(e *evidence.Environment) {
	t := e.Retention
	if len(t.Records)+len(t.Stores) == 0 {
		return
	}
	d.say("### Environment %s", plain(e.Folder))
	var rows [][]string
	for _, r := range t.Records {
		locked := r.Locked
		if locked == "" {
			locked = "no"
		}
		rows = append(rows, []string{plain(r.Class), code(r.Resource), kept(r.Days), floor(r.Floor), plain(locked), plain(r.After), plain(r.Why)})
	}
	if len(rows) > 0 {
		d.table([]string{"Record", "Kept in", "Kept for", "At least", "Locked", "Then", "Where it is said"}, rows)
	}
	rows = nil
	for _, s := range t.Stores {
		phi := "no"
		if s.PHI {
			phi = "yes"
		}
		rows = append(rows, []string{code(s.Resource), phi, figure(s.Point), figure(s.Time), plain(strings.Join(s.Copies, "; ")), plain(s.Tested)})
	}
	if len(rows) > 0 {
		d.table([]string{"Store", "Holds PHI", "Oldest that a copy can be", "Restored in", "Copies", "Restoration tested by"}, rows)
	}
}

// kept is a number of days in words.
func kept(days int) string {
	switch days {
	case 0:
		return "for ever"
	case retention.Unknown:
		return "unknown"
	}
	return count(days, "day", "days")
}

func floor(days int) string {
	if days == 0 {
		return "—"
	}
	return count(days, "day", "days")
}

// figure is a number of hours against its mark.
func figure(f retention.Figure) string {
	text := "unknown"
	switch {
	case f.Hours == retention.Unknown:
	case f.Hours < 1:
		text = fmt.Sprintf("%.0f min", f.Hours*60)
	default:
		text = fmt.Sprintf("%g h", f.Hours)
	}
	if f.Mark > 0 {
		text += fmt.Sprintf("; within %g h: %s", f.Mark, plain(f.Meets))
	}
	if f.Why != "" {
		text += " (" + plain(f.Why) + ")"
	}
	return text
}
