package paper

import (
	"fmt"

	"github.com/hipaac/hipaac/compiler/evidence"
)

func (d *document) summary() {
	r := d.report
	d.say("## At a glance")
	var rows [][]string
	for _, s := range evidence.Statuses {
		rows = append(rows, []string{"**" + string(s) + "**", number(r.Totals.Safeguards[s]), s.Means()})
	}
	d.table([]string{"Safeguards in force", "", "What it means"}, rows)
	n := r.Totals.Verdicts
	d.say("%s judged %s in %s: %s, %s failed, %s waived, %s unknown. %s found nothing to judge.",
		count(r.Totals.Controls, "control", "controls"), count(r.Totals.Resources, "resource", "resources"), count(len(r.Environments), "environment", "environments"),
		count(n.Passed, "verdict passed", "verdicts passed"), number(n.Failed), number(n.Waived), number(n.Unknown), count(len(r.Silent), "control", "controls"))
}

// subject lists what the report is of: specs and templates, to the byte.
func (d *document) subject() {
	d.say("## What it is of")
	var rows [][]string
	for _, e := range d.report.Environments {
		phi := "no"
		if e.PHI {
			phi = "yes"
		}
		rows = append(rows, []string{code(e.Folder), plain(e.System), plain(e.Tier), phi, e.Account, e.Region, plain(e.Owner), code(e.Spec), number(len(e.Stacks))})
	}
	d.table([]string{"Environment", "System", "Tier", "Holds PHI", "Account", "Region", "Owner", "Spec", "Templates"}, rows)
	d.say("Whether data are PHI is what each spec says of itself.%s", d.policy())
	d.folded("Templates, with the SHA-256 of each file", func() {
		var rows [][]string
		for _, e := range d.report.Environments {
			for _, s := range e.Stacks {
				rows = append(rows, []string{code(s.Template), code(s.Name) + launched(s.Product), number(s.Resources), code(s.SHA256)})
			}
		}
		d.table([]string{"Template", "Stack", "Resources", "SHA-256"}, rows)
	})
}

// policy says which organisation's policy judged as well.
func (d *document) policy() string {
	for _, e := range d.report.Environments {
		if e.Policy != "" {
			return " The organisation's own policy judged them, too: its files have the SHA-256 " + code(e.Policy) + "."
		}
	}
	return ""
}

// launched marks what is there only when somebody launches it from a catalog.
func launched(product bool) string {
	if product {
		return " (a product: there only when launched)"
	}
	return ""
}

func number(n int) string { return fmt.Sprint(n) }

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
