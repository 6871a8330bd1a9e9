package plan

import (
	"slices"
	"strings"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
	"github.com/hipaac/hipaac/compiler/change"
)

// merge takes CloudFormation's word into the step.
func (s *Step) merge(cs stack.ChangeSet) {
	losses, findings := Judge(s, cs)
	for i := range cs.Changes {
		r := &cs.Changes[i]
		if r.Type == nestedType && automatic(r) {
			continue
		}
		if known := s.resource(r.LogicalID); known != nil {
			known.Replacement = worse(known.Replacement, replacementOf(r))
			if known.Verb == change.Changed && known.Replacement != change.InPlace && known.Old == "" {
				known.Old = s.fate(r, known)
			}
		} else {
			s.Report.Resources = append(s.Report.Resources, s.unforeseen(r))
		}
		for k := range s.Losses {
			if s.Losses[k].LogicalID == r.LogicalID {
				s.Losses[k].PhysicalID = r.PhysicalID
			}
		}
	}
	for _, l := range losses {
		s.Losses = slices.DeleteFunc(s.Losses, func(k Loss) bool { return k.LogicalID == l.LogicalID })
		s.Losses = append(s.Losses, l)
	}
	s.Report.Add(change.Report{Findings: findings})
	slices.SortStableFunc(s.Report.Resources, func(a, b change.Resource) int { return strings.Compare(a.ID, b.ID) })
	slices.SortStableFunc(s.Losses, func(a, b Loss) int { return strings.Compare(a.LogicalID, b.LogicalID) })
}

func worse(a, b change.Replacement) change.Replacement {
	for _, level := range []change.Replacement{change.WillReplace, change.MayReplace} {
		if a == level || b == level {
			return level
		}
	}
	return change.InPlace
}

// unforeseen is what CloudFormation alone says of a resource. Its values are shortened.
func (s *Step) unforeseen(r *stack.ResourceChange) change.Resource {
	out := change.Resource{Stack: s.Title(), ID: r.LogicalID, Type: r.Type, Verb: change.Changed, Replacement: replacementOf(r)}
	switch r.Action {
	case "Add", "Import":
		out.Verb, out.Replacement = change.Added, change.InPlace
	case "Remove":
		out.Verb, out.Replacement, out.Old = change.Removed, change.InPlace, s.fate(r, nil)
	default:
		if out.Replacement != change.InPlace {
			out.Old = s.fate(r, nil)
		}
		for _, d := range r.Details {
			path := strings.ReplaceAll(strings.TrimPrefix(d.Path, "/"), "/", ".")
			if path == "" {
				continue
			}
			p := change.Property{Path: path, Before: d.Before, After: d.After}
			if d.Dynamic {
				p.Through = d.Cause
			}
			out.Properties = append(out.Properties, p)
			if d.Recreation == "Always" || d.Recreation == "Conditionally" {
				out.Because = append(out.Because, path)
			}
		}
	}
	return out
}
