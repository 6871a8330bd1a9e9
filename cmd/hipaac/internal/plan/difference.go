package plan

import (
	"slices"
	"strings"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/compare"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
	"github.com/hipaac/hipaac/compiler/change"
)

// Difference is what the plan changes, in the form in which differences of templates are shown, each with the line of the spec. Stacks
// are called by their titles.
func (p *Plan) Difference() compare.Difference {
	var d compare.Difference
	for i := range p.Steps {
		s := &p.Steps[i]
		switch {
		case s.Same:
			continue
		case s.Interim: // nothing becomes of it but what the stack's other step says
		case s.LiveTemplate == nil:
			d.Files = append(d.Files, compare.File{Path: s.Title(), Verb: change.Added})
		default:
			d.Entries = append(d.Entries, compare.Entries(s.Title(), s.LiveTemplate, s.Template)...)
		}
		for _, r := range s.Report.Resources {
			if !s.Interim {
				d.Resources = append(d.Resources, compare.Resource{Resource: r, From: s.from(r.ID)})
			}
		}
		for _, f := range s.Report.Findings {
			d.Findings = append(d.Findings, compare.Finding{Finding: f, From: s.from(f.Resource)})
		}
	}
	order := change.Classes()
	slices.SortStableFunc(d.Findings, func(a, b compare.Finding) int { return slices.Index(order, a.Class) - slices.Index(order, b.Class) })
	return d
}

// from is the place in the spec, with its path. A finding may be about a resource of a nested stack: that is its stack's.
func (s *Step) from(id string) string {
	id, _, _ = strings.Cut(id, ".")
	if at, known := s.Origin(id); known {
		return at.Place + " (" + at.Path + ")"
	}
	return ""
}

// Counts are how many stacks are made, changed, only protected, or stay as they are.
func (p *Plan) Counts() (made, changed, guarded, same int) {
	for i := range p.Steps {
		switch s := &p.Steps[i]; {
		case s.Interim:
		case s.Same:
			same++
		case !s.Update:
			guarded++
		case s.LiveTemplate == nil || s.Action == stack.AskRemove:
			made++
		default:
			changed++
		}
	}
	return made, changed, guarded, same
}
