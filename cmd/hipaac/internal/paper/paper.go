// Package paper writes a report as a Markdown document that auditors read, in a browser or printed, and as JSON for programs.
//
// Texts of specs are shown as they are written and cannot do more: none becomes a heading, a link, a picture or HTML.
package paper

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/hipaac/hipaac/compiler/evidence"
)

// Markdown writes the document. Made is the day that it bears; version is hipaac's own. The same arguments give the same bytes.
func Markdown(w io.Writer, r *evidence.Report, made time.Time, version string) error {
	d := &document{report: r, made: made.UTC().Format(time.DateOnly), version: version}
	d.title()
	d.expired()
	d.about()
	d.summary()
	d.subject()
	d.waivers()
	d.open()
	d.inForce()
	d.proposal()
	d.remains()
	d.prerequisites()
	d.retention()
	d.controls()
	d.mapping()
	d.sources()
	_, err := io.WriteString(w, d.text.String())
	return err
}

// document is the Markdown on its way.
type document struct {
	report        *evidence.Report
	made, version string
	text          strings.Builder
}

// say adds a paragraph, a heading or a list.
func (d *document) say(format string, args ...any) {
	fmt.Fprintf(&d.text, format+"\n\n", args...)
}

// table adds a table. Cells are Markdown already.
func (d *document) table(head []string, rows [][]string) {
	d.row(head)
	d.text.WriteString("|" + strings.Repeat(" --- |", len(head)) + "\n")
	for _, r := range rows {
		d.row(r)
	}
	d.text.WriteString("\n")
}

func (d *document) row(cells []string) {
	d.text.WriteString("| " + strings.Join(cells, " | ") + " |\n")
}

// folded adds what is long, closed until somebody opens it. The summary is a text, not Markdown.
func (d *document) folded(summary string, inside func()) {
	d.say("<details>\n<summary>%s</summary>", inHTML(summary))
	inside()
	d.say("</details>")
}

func (d *document) title() {
	d.say("# Safeguards of 45 CFR Part 164 that templates state")
	d.say("%s, on %s. Written by hipaac %s.", strings.Join(d.subjects(), "; "), d.made, plain(d.version))
}

// subjects names the accounts and what is of them.
func (d *document) subjects() []string {
	var accounts []string
	folders := map[string][]string{}
	for _, e := range d.report.Environments {
		if folders[e.Account] == nil {
			accounts = append(accounts, e.Account)
		}
		folders[e.Account] = append(folders[e.Account], plain(e.Folder))
	}
	for i, account := range accounts {
		accounts[i] = fmt.Sprintf("account %s: %s", account, strings.Join(folders[account], ", "))
	}
	return accounts
}

// expired says what must not be overlooked: an exception whose time is over is none.
func (d *document) expired() {
	var over []string
	for _, w := range d.report.Waivers {
		if w.Expired && !w.Unused {
			over = append(over, fmt.Sprintf("> - %s for %s ended on %s; %s answers for it (%s)", code(w.Control), code(w.Resource), w.Expires, plain(w.Owner), code(w.Spec)))
		}
	}
	if len(over) > 0 {
		d.say("> [!CAUTION]\n> **%s of a control %s over.** What it excused counts as failed in this report.\n>\n%s", count(len(over), "waiver", "waivers"), isAre(len(over)), strings.Join(over, "\n"))
	}
}

func isAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

func (d *document) about() {
	d.say("## What this is, and what it is not")
	d.say(`This report says which technical measures the CloudFormation templates of these environments state, which safeguard of the HIPAA Security
Rule each measure serves, and at which line of a template and of a spec it stands. It was read from the templates and from nothing
else, so anybody can check each line.`)
	d.say(`- It does not say that any rule of law is met. A safeguard asks for policies, people and records as well, and whether measures are
  reasonable and appropriate is for the organization to decide (45 CFR 164.306(b)). No certification of the Department of Health and Human
  Services exists.
- It does not say what runs in the account. What was deployed, what changed since, and what stands outside of these templates is for run
  time to show; the sections below name the rules of AWS Config that watch it.
- A control that could not decide is counted as unknown, never as passed.
- What the safeguards demand is paraphrased. This is no legal advice.`)
}
