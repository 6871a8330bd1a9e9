package render

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/compiler/diag"
)

// github writes workflow commands, which GitHub shows beside the lines of a pull request
// (https://docs.github.com/actions/reference/workflow-commands-for-github-actions). Line breaks, percent signs and, in
// properties, colons and commas are escaped, so that no text of a spec can end a command or start another one. What is known is left
// out, but for what accepts no exception, which is a warning.
//
// The runner keeps ten annotations of each kind for a step (_maxIssueCount in src/Runner.Worker/ExecutionContext.cs of actions/runner,
// as of 2026-11); all stand in the log, and the summary of the job counts them.
func (r *Report) github(b *bytes.Buffer) {
	for i := range r.Diagnostics {
		d := &r.Diagnostics[i]
		if d.Known && !r.inexcusable(d) {
			continue
		}
		lines := append([]string{d.Message}, r.remarks(d)...)
		for j := range lines {
			lines[j] = Visible(lines[j])
		}
		fmt.Fprintf(b, "::%s %s::%s\n", githubLevel(d), strings.Join(r.githubProperties(d), ","),
			githubText.Replace(strings.Join(lines, "\n")))
	}
}

func (r *Report) githubProperties(d *diag.Diagnostic) []string {
	var properties []string
	add := func(name, value string) {
		properties = append(properties, name+"="+githubProperty.Replace(Visible(value)))
	}
	if d.Pos.File != "" {
		add("file", d.Pos.File)
	}
	if d.Pos.Line > 0 {
		add("line", fmt.Sprint(d.Pos.Line))
	}
	if d.Pos.Line > 0 && d.Pos.Col > 0 {
		start, end := r.characters(d.Pos)
		add("col", fmt.Sprint(start))
		add("endColumn", fmt.Sprint(end))
	}
	title := "hipaac"
	if d.ID != "" {
		title += " " + d.ID
	}
	add("title", title)
	return properties
}

func githubLevel(d *diag.Diagnostic) string {
	switch {
	case d.Severity == diag.Note:
		return "notice"
	case d.Known:
		return diag.Warning.String()
	}
	return d.Severity.String()
}

// Markdown is the report as a table of rules, for the summary of a job.
func (r *Report) Markdown() string {
	type line struct {
		severity diag.Severity
		known    bool
		rule     string
		findings int
		first    diag.Position
	}
	lines := map[string]*line{}
	for i := range r.Diagnostics {
		d := &r.Diagnostics[i]
		if d.Waiver != nil || d.Known && !r.inexcusable(d) {
			continue
		}
		l := lines[d.ID]
		if l == nil {
			l = &line{severity: d.Severity, known: true, rule: d.ID, first: d.Pos}
			lines[d.ID] = l
		}
		l.severity = max(l.severity, d.Severity)
		l.known = l.known && d.Known
		l.findings++
	}
	var b strings.Builder
	fmt.Fprintf(&b, "### hipaac check: %s\n", Markdown(r.Summary()))
	if len(lines) == 0 {
		return b.String()
	}
	b.WriteString("\n| severity | rule | findings | first at |\n|---|---|---:|---|\n")
	for _, l := range slices.SortedFunc(maps.Values(lines), func(a, b *line) int {
		return cmp.Or(int(b.severity-a.severity), b.findings-a.findings, strings.Compare(a.rule, b.rule))
	}) {
		severity := l.severity.String()
		if l.known {
			severity += ", known"
		}
		fmt.Fprintf(&b, "| %s | %s | %d | %s |\n", severity, Markdown(l.rule), l.findings, Markdown(l.first.String()))
	}
	return b.String()
}

var (
	githubText     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	githubProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)
