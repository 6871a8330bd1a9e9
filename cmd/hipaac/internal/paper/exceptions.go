package paper

import (
	"fmt"
	"strings"

	"github.com/hipaac/hipaac/compiler/evidence"
)

// waivers lists every exception, also one that excuses nothing.
func (d *document) waivers() {
	d.say("## Exceptions")
	if len(d.report.Waivers) == 0 {
		d.say("No spec waives a control.")
		return
	}
	d.say("Each was written into a spec by somebody who answers for it, and ends.")
	for i := range d.report.Waivers {
		w := &d.report.Waivers[i]
		lines := []string{"Reason: " + plain(w.Reason)}
		if w.Measure != "" {
			lines = append(lines, "What protects instead: "+plain(w.Measure))
		}
		if w.Unused {
			lines = append(lines, "**Unused**: nothing fails there, so it excuses nothing, and would excuse what goes wrong there later")
		}
		if w.Title != "" {
			lines = append(lines, fmt.Sprintf("The control: %s; cites %s", plain(w.Title), plain(strings.Join(w.Citations, ", "))))
		}
		d.say("**%s for %s, %s**, of %s (%s)\n\n- %s", code(w.Control), code(w.Environment+": "+w.Resource), until(w), plain(w.Owner), code(w.Spec), strings.Join(lines, "\n- "))
	}
}

// until says how long a waiver holds.
func until(w *evidence.Waiver) string {
	switch {
	case w.Expired:
		return "over since " + w.Expires
	case w.DaysLeft != nil:
		return fmt.Sprintf("until %s, %s left", w.Expires, count(*w.DaysLeft, "day", "days"))
	}
	return "until " + w.Expires
}

// open lists what did not pass, failures first.
func (d *document) open() {
	d.say("## What did not pass")
	rows := append(d.notPassed(evidence.Failed), d.notPassed(evidence.Unknown)...)
	if len(rows) == 0 {
		d.say("Every control passed or is waived wherever it found something to judge.")
		return
	}
	d.say("A failed control recommends what is not there, or was excused by a waiver that is over; one that must hold stops the build. An unknown one could not decide from the templates.")
	d.table([]string{"Result", "Control", "Where", "Why", "Template", "Spec"}, rows)
}

func (d *document) notPassed(result evidence.Result) [][]string {
	var rows [][]string
	for _, c := range d.report.Controls {
		for _, v := range c.Verdicts {
			if v.Result == result {
				rows = append(rows, []string{string(v.Result), code(c.ID), code(v.Environment+": "+where(&v)) + launched(v.Product), why(&v), code(v.At), code(v.Spec)})
			}
		}
	}
	return rows
}

// where is the resource, or the value of a spec.
func where(v *evidence.Verdict) string {
	if v.Resource == "" {
		return v.Path
	}
	return v.Resource
}

// why is the reason with the assumptions that it holds under.
func why(v *evidence.Verdict) string {
	if v.When == "" {
		return plain(v.Reason)
	}
	return plain(fmt.Sprintf("%s, when %s", v.Reason, v.When))
}

func (d *document) prerequisites() {
	if len(d.report.Prerequisites) == 0 {
		return
	}
	d.say("## What the templates count on")
	d.say("CloudFormation cannot make it, and hipaac cannot see it. Whoever deploys sees to it.")
	var rows [][]string
	for _, p := range d.report.Prerequisites {
		rows = append(rows, []string{code(p.Environment), plain(p.What), plain(p.Remedy), plain(strings.Join(p.Citations, ", ")), codes(p.Stacks)})
	}
	d.table([]string{"Environment", "What", "Otherwise", "Serves", "Stacks"}, rows)
}
