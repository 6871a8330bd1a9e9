package paper

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/compiler/evidence"
)

// controls lists each control that judged something, with every resource and line.
func (d *document) controls() {
	d.say("## Controls, resources and lines")
	for _, part := range []struct {
		kind         evidence.Kind
		title, about string
	}{
		{evidence.OnTemplates, "On templates", "A control judges a kind of resource in a template. Lines are those of the reviewed templates and of the specs that asked for the resource."},
		{evidence.OnSpecs, "On specs", "A control on specs is a floor that follows from what a spec says of itself, such as holding PHI: the build refuses a value below it."},
	} {
		var of []*evidence.Control
		for i := range d.report.Controls {
			if c := &d.report.Controls[i]; c.Kind == part.kind {
				of = append(of, c)
			}
		}
		if len(of) == 0 {
			continue
		}
		d.say("### %s\n\n%s", part.title, part.about)
		for _, c := range of {
			d.control(c)
		}
	}
	if silent := d.report.Silent; len(silent) > 0 {
		d.folded(count(len(silent), "control", "controls")+" found nothing to judge here", func() { d.say("%s", codes(silent)) })
	}
}

func (d *document) control(c *evidence.Control) {
	d.folded(fmt.Sprintf("%s: %s (%s)", c.ID, c.Title, strings.ReplaceAll(tally(c.Counts), "**", "")), func() {
		lines := []string{"Cites " + plain(strings.Join(append(slices.Clone(c.Citations), c.Own...), ", "))}
		if c.Why != "" {
			lines = append(lines, "Without it: "+plain(c.Why))
		}
		for _, more := range []struct{ label, text string }{
			{"Asked for by the organisation's policy: ", strings.Join(c.Policy, ", ")}, {"In the running account: ", c.Watch}, {"Leaves open: ", c.Residual}, {"NIST SP 800-53r5: ", strings.Join(c.NIST, ", ")},
		} {
			if more.text != "" {
				lines = append(lines, more.label+plain(more.text))
			}
		}
		if c.Unwaivable {
			lines = append(lines, "Accepts no waiver")
		}
		d.say("- %s", strings.Join(lines, "\n- "))
		d.verdicts(c)
	})
}

// verdicts are all of them, what did not pass first.
func (d *document) verdicts(c *evidence.Control) {
	worst := []evidence.Result{evidence.Failed, evidence.Waived, evidence.Unknown, evidence.Passed}
	sorted := slices.Clone(c.Verdicts)
	slices.SortStableFunc(sorted, func(a, b evidence.Verdict) int {
		return slices.Index(worst, a.Result) - slices.Index(worst, b.Result)
	})
	var rows [][]string
	for i := range sorted {
		v := &sorted[i]
		result := string(v.Result)
		if v.Reason != "" {
			result += ": " + why(v)
		}
		if c.Kind == evidence.OnSpecs {
			rows = append(rows, []string{result, code(v.Environment), code(v.Path), code(v.Spec)})
		} else {
			rows = append(rows, []string{result, code(v.Resource) + launched(v.Product), code(v.Type), code(v.Template), code(v.Spec)})
		}
	}
	if c.Kind == evidence.OnSpecs {
		d.table([]string{"Result", "Environment", "Value", "Spec"}, rows)
	} else {
		d.table([]string{"Result", "Resource", "Type", "Template", "Spec"}, rows)
	}
}
