package oscal

import (
	"fmt"
	"slices"
	"strings"

	types "github.com/defenseunicorns/go-oscal/src/types/oscal-1-1-3"

	"github.com/hipaac/hipaac/compiler/evidence"
	"github.com/hipaac/hipaac/compiler/law"
)

// conclude says what templates allow to conclude of a safeguard, and that is little. "satisfied" is said only where templates reach the
// whole of it, every control that serves it passed on all that it judged, and nothing is left: not to run time, to people or to AWS, and
// not to a prerequisite. Package law names something that is left of every safeguard today, so that no report says it. All else is
// "not-satisfied", because OSCAL has no third word, for the reason "other": not shown. The reason "fail" is kept for a control that must hold
// and did not.
func (w *writer) conclude(s *evidence.Safeguard) (types.ObjectiveStatus, *types.ImplementationStatus) {
	left := w.left(s)
	remark := func(text string) string {
		if len(s.Through) > 0 {
			text += " No control cites the standard itself; it is shown through 45 CFR " + strings.Join(s.Through, ", ") + "."
		}
		if len(left) > 0 {
			text += " Left to show:\n\n" + strings.Join(left, "\n")
		}
		return text
	}
	partial := &types.ImplementationStatus{State: "partial", Remarks: reachOf(s)}
	switch {
	case w.broken(s):
		return types.ObjectiveStatus{State: "not-satisfied", Reason: "fail", Remarks: remark("A control that must hold did not.")}, partial
	case s.Status == evidence.Stated && s.Reach == law.Satisfies && len(left) == 0:
		return types.ObjectiveStatus{State: "satisfied", Reason: "pass",
			Remarks: "By the templates: every control that serves it passed on all that it judged, and nothing else is known to be left. That the account runs what the templates say is not shown here.",
		}, &types.ImplementationStatus{State: "implemented", Remarks: reachOf(s)}
	}
	status := types.ObjectiveStatus{State: "not-satisfied", Reason: "other", Remarks: remark(unshown[s.Status])}
	if total(s.Counts) == 0 {
		return status, nil // what nobody looked at has no state
	}
	return status, partial
}

// unshown says why a safeguard is not called satisfied. None of it means that it is violated.
var unshown = map[evidence.Status]string{
	evidence.Stated:    "Not found wanting, and not shown: the controls that serve it passed, and templates do not show the whole of it.",
	evidence.InPart:    "Shown in part: templates reach a part of it, or a control that serves it is waived, could not judge, or recommends what is not there.",
	evidence.Supported: "Supported only: templates cannot meet it; controls passed whose proof helps those who do.",
	evidence.Unstated:  "Not judged: templates could serve it, and no control found anything to judge here.",
	evidence.Inherited: "Not judged: it is AWS's under the shared responsibility, as its business associate agreement says.",
	evidence.People:    "Not judged: no template reaches it; people have to see to it.",
}

func reachOf(s *evidence.Safeguard) string {
	return fmt.Sprintf("By the templates. How far they reach: %s. %s", s.Reach.Words(), s.How)
}

// broken tells whether a control failed that is not a recommendation.
func (w *writer) broken(s *evidence.Safeguard) bool {
	return slices.ContainsFunc(s.Controls, func(name string) bool {
		k := w.controls[name]
		return k.Counts.Failed > 0 && !recommends(k)
	})
}

func recommends(k *evidence.Control) bool { return k.Tier == "recommended" || k.Tier == "optional" }

// left lists what remains to be shown of a safeguard.
func (w *writer) left(s *evidence.Safeguard) []string {
	var all []string
	for _, r := range s.Remains {
		text := fmt.Sprintf("- %s: %s", r.Who, line(r.What))
		if r.Control != "" {
			text += " (" + r.Control + ")"
		}
		if r.Watch != "" {
			text += "; " + r.Watch
		}
		all = append(all, text)
	}
	for _, p := range w.report.Prerequisites {
		if slices.Contains(p.Citations, s.Citation) {
			all = append(all, fmt.Sprintf("- prerequisite of %s: %s", p.Environment, line(p.What)))
		}
	}
	return all
}
