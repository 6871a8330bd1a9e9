package stack

import (
	"strings"

	"github.com/hipaac/hipaac/compiler/template"
)

// maker ends the description of every template that hipaac makes. Before it stands for which environment of which system.
const maker = ". Made by hipaac."

// Made reports whether a live template was made from a spec of the environment that the stack belongs to, by its description. A stack of
// the same name that somebody else made is neither to be changed nor to be deleted. Live is nil where the template cannot be read.
func (d *Desired) Made(live *template.Document) bool {
	want, is := environmentOf(d.Document)
	if !is {
		return true // nothing says whose it is
	}
	have, _ := environmentOf(live)
	return have == want
}

// environmentOf is the part of a description that names an environment: "… of clinic, environment prod (production, phi). Made by hipaac."
func environmentOf(doc *template.Document) (string, bool) {
	if doc == nil {
		return "", false
	}
	text := doc.Root.Get("Description")
	if text == nil {
		return "", false
	}
	head, is := strings.CutSuffix(text.Text, maker)
	begin, end := strings.LastIndex(head, " of "), strings.LastIndex(head, " (")
	if !is || begin < 0 || end < begin {
		return "", false
	}
	return head[begin:end], true
}
