package compiler

import (
	"bytes"

	"github.com/hipaac/hipaac/compiler/controls"
	"github.com/hipaac/hipaac/compiler/diag"
	"github.com/hipaac/hipaac/compiler/template"
	"github.com/hipaac/hipaac/schema/shape"
)

// Check judges a CloudFormation template that anybody wrote, by the same controls that judge what hipaac emits. Findings stand at
// the template's own lines. What the template leaves open is a note that says why.
func Check(source Source) (problems diag.List) {
	defer func() {
		if cause := recover(); cause != nil {
			problems = diag.List{internalError(source.Name, cause)}
		}
	}()
	doc, problems := template.Parse(source.Name, source.Text)
	if doc == nil {
		return problems.Sorted()
	}
	verdicts := controls.Judge(doc)[0]
	if doc.TooIntricate() {
		return append(problems, tooIntricate(source.Name)).Sorted()
	}
	return append(problems, controls.Diagnostics(verdicts)...).Sorted()
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
