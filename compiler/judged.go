package compiler

import (
	"fmt"
	"path"
	"strings"

	"github.com/hipaac/hipaac/compiler/controls"
	"github.com/hipaac/hipaac/compiler/diag"
	"github.com/hipaac/hipaac/compiler/emit"
	"github.com/hipaac/hipaac/compiler/load"
	"github.com/hipaac/hipaac/compiler/plan"
)

// atSpec turns what the controls found in an emitted document into diagnostics at the line of the spec that asked for the resource:
// the author of a spec can change a spec, not a template. What could not be judged is left to the manifest, which lists it; an
// author can do nothing about it. A finding that a waiver of the spec excuses is a note.
func atSpec(spec *load.Spec, s *plan.Stack, verdicts []controls.Verdict) diag.List {
	var problems diag.List
	for _, v := range verdicts {
		if v.Result != controls.Fail {
			continue
		}
		path := specPath(s, v.Resource.ID)
		for _, p := range controls.Diagnostics([]controls.Verdict{v}) {
			p.Notes = append(p.Notes, diag.Text{Message: fmt.Sprintf("resource %s.%s, at %s in the template of stack %q", s.Key, v.Resource.ID, p.Path, stackOf(p.Pos.File, s))})
			p.Path, p.Pos = path, spec.KeyPosition(path)
			if w := excuse(spec, s, v); w != nil {
				p = p.Excused(w)
			}
			problems = append(problems, p)
		}
	}
	return problems
}

// stackOf is the key of the stack whose template a finding points into: usually that of the resource, sometimes that of a stack that
// it depends on.
func stackOf(file string, s *plan.Stack) string {
	if key, is := strings.CutSuffix(path.Base(file), templateEnding); is {
		return key
	}
	return s.Key
}

// overBudget reports the limits of CloudFormation that a template exceeds or comes near. A limit that only means a detour through
// S3 is left to the table that `build` prints.
func overBudget(spec *load.Spec, s *plan.Stack, t emit.Template) diag.List {
	var problems diag.List
	path := plan.SpecPath(s.Key, "")
	for _, l := range emit.Budget(t) {
		if l.Severity == diag.Note {
			continue
		}
		problems = append(problems, diag.Diagnostic{
			Severity: l.Severity, ID: l.ID, Path: path, Pos: spec.KeyPosition(path), Hint: l.Hint,
			Message: fmt.Sprintf("stack %q: %s", s.Key, l.Message()),
		})
	}
	return problems
}
