package compiler

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/compiler/controls"
	"github.com/hipaac/hipaac/compiler/diag"
	"github.com/hipaac/hipaac/compiler/load"
	"github.com/hipaac/hipaac/compiler/plan"
)

// commentWidth is where a line of safeguards is broken, so that a template reads well beside its diff.
const commentWidth = 116

// header is the comment at the top of a template: a reviewer who opens it alone knows where it comes from, and what its
// configuration was excused from.
func header(spec *load.Spec, s *plan.Stack) []string {
	lines := []string{
		fmt.Sprintf("%s, from %s. Made by hipaac: change the spec and build again.", s.Name, withinRoot(spec.File)),
	}
	for i := range spec.Waivers {
		w := &spec.Waivers[i]
		if slices.ContainsFunc(spec.Waived, func(d diag.Diagnostic) bool { return d.Waiver.Pos == w.Pos }) && w.Resource == s.Key {
			lines = append(lines, sentence(w)...)
		}
	}
	return lines
}

// resourceComments says above each resource which path of the spec asked for it, what is odd about it, and which controls judged
// it and passed, or are waived, so that a reviewer needs no second document.
func resourceComments(spec *load.Spec, s *plan.Stack, verdicts []controls.Verdict) func(id string) []string {
	passed, waived := map[string][]string{}, map[string][]string{}
	for _, v := range verdicts {
		if v.Result == controls.Pass {
			passed[v.Resource.ID] = append(passed[v.Resource.ID], v.Control.ID)
		} else if w := excuse(spec, s, v); w != nil {
			waived[v.Resource.ID] = append(waived[v.Resource.ID], sentence(w)...)
		}
	}
	resources := map[string]*blueprints.Resource{}
	for _, r := range s.Resources {
		resources[r.ID] = r
	}
	return func(id string) []string {
		r := resources[id]
		lines := []string{"from " + plan.SpecPath(s.Key, r.SpecPath)}
		if remarks := r.Remarks(); remarks != "" {
			lines = append(lines, strings.Split(remarks, "\n")...)
		}
		lines = append(lines, waived[id]...)
		return append(lines, wrap("safeguards: ", passed[id])...)
	}
}

// sentence writes a waiver in lines.
func sentence(w *diag.Waiver) []string { return fold(w.Control + " " + w.String()) }

// fold breaks a sentence into lines, the second and later ones indented.
func fold(text string) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		switch {
		case line == "":
			line = word
		case len(line)+1+len(word) > commentWidth:
			lines, line = append(lines, line), "  "+word
		default:
			line += " " + word
		}
	}
	return append(lines, line)
}

func specPath(s *plan.Stack, id string) string {
	for _, r := range s.Resources {
		if r.ID == id {
			return plan.SpecPath(s.Key, r.SpecPath)
		}
	}
	return plan.SpecPath(s.Key, "")
}

// wrap writes a list of words after a label, broken into lines that align below the first word.
func wrap(label string, words []string) []string {
	if len(words) == 0 {
		return nil
	}
	lines, line := []string{}, label+words[0]
	for _, w := range words[1:] {
		if len(line)+2+len(w) > commentWidth {
			lines = append(lines, line+",")
			line = strings.Repeat(" ", len(label)) + w
			continue
		}
		line += ", " + w
	}
	return append(lines, line)
}
