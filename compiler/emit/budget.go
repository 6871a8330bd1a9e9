package emit

import (
	"fmt"

	"github.com/hipaac/hipaac/compiler/diag"
	"github.com/hipaac/hipaac/compiler/template"
)

// Limit is a quota of CloudFormation that a template has used up or nearly so. Source: AWS CloudFormation User Guide,
// "Understand CloudFormation quotas".
type Limit struct {
	// ID names the rule in diagnostics, such as "template-resources".
	ID string
	// Noun is what is counted, such as "resources".
	Noun      string
	Used, Max int
	// Severity is Error over the limit, Warning from 80 % of it, and Note where exceeding it only means a detour.
	Severity diag.Severity
	// Hint is the one remedy.
	Hint string
}

// Message is the sentence of a diagnostic.
func (l Limit) Message() string {
	if l.Severity == diag.Note {
		return fmt.Sprintf("the template has %d %s; more than %d are deployed by way of an S3 bucket", l.Used, l.Noun, l.Max)
	}
	return fmt.Sprintf("the template has %d %s, CloudFormation takes up to %d", l.Used, l.Noun, l.Max)
}

// Budget returns the limits that a template is over or near, in a fixed order. Sizes are those of the compact JSON, which is what
// AWS receives.
func Budget(t Template) []Limit {
	root := t.Document.Root
	const split = "move some of it to a stack of its own"
	quotas := []Limit{
		{ID: "template-size", Noun: "bytes", Used: len(t.JSON), Max: 1_000_000, Hint: split},
		{ID: "template-resources", Noun: "resources", Used: entries(root, "Resources"), Max: 500, Hint: split},
		{ID: "template-outputs", Noun: "outputs", Used: entries(root, "Outputs"), Max: 200, Hint: split},
		{ID: "template-parameters", Noun: "parameters", Used: entries(root, "Parameters"), Max: 200, Hint: split},
		{ID: "template-description", Noun: "bytes of description", Used: length(root.Get("Description")), Max: 1024, Hint: "shorten the description"},
	}
	var near []Limit
	for _, q := range quotas {
		switch {
		case q.Used > q.Max:
			q.Severity = diag.Error
		case q.Used*5 >= q.Max*4:
			q.Severity = diag.Warning
		default:
			continue
		}
		near = append(near, q)
	}
	const inline = 51_200
	if len(t.JSON) > inline {
		near = append(near, Limit{ID: "template-inline-size", Noun: "bytes", Used: len(t.JSON), Max: inline, Severity: diag.Note,
			Hint: "nothing has to be done unless templates may not pass through S3"})
	}
	return near
}

func entries(root *template.Node, section string) int {
	if n := root.Get(section); n != nil {
		return len(n.Keys)
	}
	return 0
}

func length(n *template.Node) int {
	if n == nil {
		return 0
	}
	return len(n.Text)
}
