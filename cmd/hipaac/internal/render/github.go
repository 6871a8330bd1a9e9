package render

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/hipaac/hipaac/compiler/diag"
)

// github writes workflow commands, which GitHub shows beside the lines of a pull request
// (https://docs.github.com/actions/reference/workflow-commands-for-github-actions). Line breaks, percent signs and, in
// properties, colons and commas are escaped, so that no text of a spec can end a command or start another one.
func (r *Report) github(b *bytes.Buffer) {
	for i := range r.Diagnostics {
		d := &r.Diagnostics[i]
		lines := append([]string{d.Message}, remarks(d)...)
		for j := range lines {
			lines[j] = Visible(lines[j])
		}
		fmt.Fprintf(b, "::%s %s::%s\n", githubLevel(d.Severity), strings.Join(r.githubProperties(d), ","),
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

func githubLevel(s diag.Severity) string {
	if s == diag.Note {
		return "notice"
	}
	return s.String()
}

var (
	githubText     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	githubProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)
