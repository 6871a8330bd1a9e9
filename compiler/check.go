package compiler

import (
	"bytes"
	"slices"

	"github.com/hipaac/hipaac/compiler/controls"
	"github.com/hipaac/hipaac/compiler/diag"
	"github.com/hipaac/hipaac/compiler/template"
	"github.com/hipaac/hipaac/schema/shape"
)

// Check judges CloudFormation templates that anybody wrote, by the same controls that judge what hipaac emits. Findings stand at
// the templates' own lines. What a template leaves open is a note that says why.
//
// Templates of which one imports what another exports are judged together: CloudFormation resolves imports within one account and
// region only, so that each can be seen from the other. All others are judged alone. A policy among the sources judges, too.
func Check(sources ...Source) diag.List {
	own, sources, unread := rulesOf(sources)
	found := make([]diag.List, len(sources))
	links := make([]links, len(sources))
	inParallel(len(sources), func(i int) {
		found[i], links[i] = own.read(sources[i], len(sources) > 1)
	})
	groups, problems := together(sources, links)
	judged := make([]diag.List, len(groups))
	inParallel(len(groups), func(i int) { judged[i] = own.checkGroup(groups[i]) })
	return append(append(problems, unread...), slices.Concat(append(found, judged...)...)...).Sorted()
}

// read judges a template that no other has to do with, and says of another what it exports and imports. Its tree is not kept: a folder
// may hold a thousand.
func (own *rules) read(source Source, several bool) (problems diag.List, l links) {
	defer func() {
		if cause := recover(); cause != nil {
			problems, l = diag.List{internalError(source.Name, cause)}, links{}
		}
	}()
	doc, problems := template.Parse(source.Name, source.Text)
	if doc == nil {
		return problems, links{}
	}
	if several {
		l.exports, l.imports = doc.Links()
	}
	if len(l.exports)+len(l.imports) > 0 {
		return problems, l
	}
	return append(problems, own.judged(doc)...), l
}

// checkGroup judges templates together that were read before, and are therefore not reported on again for how they are written.
func (own *rules) checkGroup(sources []Source) (problems diag.List) {
	defer func() {
		if cause := recover(); cause != nil {
			problems = diag.List{internalError(sources[0].Name, cause)}
		}
	}()
	var documents []*template.Document
	for _, s := range sources {
		doc, _ := template.Parse(s.Name, s.Text)
		documents = append(documents, doc)
	}
	return own.judged(documents...)
}

func (own *rules) judged(documents ...*template.Document) diag.List {
	var problems diag.List
	for i, verdicts := range own.judge(documents...) {
		if documents[i].TooIntricate() {
			problems = append(problems, tooIntricate(documents[i].File))
			continue
		}
		problems = append(problems, controls.Diagnostics(verdicts)...)
	}
	return problems
}

// tooIntricate refuses what could only be judged in part: a template must not get past the controls by tiring them.
func tooIntricate(file string) diag.Diagnostic {
	return diag.Diagnostic{
		Severity: diag.Error, ID: "template-too-intricate", Pos: diag.Position{File: file},
		Message: "conditions, parameters and policies depend on each other so much that the template cannot be judged in reasonable time",
		Hint:    "split the template into several stacks",
	}
}

// IsTemplate tells a CloudFormation template from a spec. A spec says its schema version at the margin, a template has sections;
// a file with neither is taken for a spec, whose loader has the better messages for what is missing.
func IsTemplate(source Source) bool {
	text := bytes.TrimLeft(bytes.TrimPrefix(source.Text, []byte("\ufeff")), " \t\r\n")
	if len(text) > 0 && text[0] == '{' {
		return bytes.Contains(text, []byte(`"Resources"`)) || bytes.Contains(text, []byte(`"AWSTemplateFormatVersion"`))
	}
	found := false
	for line := range bytes.Lines(text) {
		if bytes.HasPrefix(line, []byte("hipaac:")) {
			return false
		}
		found = found || startsSection(line)
	}
	return found
}

func startsSection(line []byte) bool {
	for _, section := range []string{"Resources", "AWSTemplateFormatVersion", "Transform"} {
		for _, quote := range []string{"", `"`, "'"} {
			if bytes.HasPrefix(line, []byte(quote+section+quote+":")) {
				return true
			}
		}
	}
	return false
}

// JSONSchema is the JSON Schema of a spec, for editors.
func JSONSchema() ([]byte, error) { return shape.JSONSchema() }
