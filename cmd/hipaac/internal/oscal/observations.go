package oscal

import (
	"fmt"

	types "github.com/defenseunicorns/go-oscal/src/types/oscal-1-1-3"

	"github.com/hipaac/hipaac/compiler/evidence"
)

// said is one word of one control: what an observation is of.
type said struct {
	control string
	result  evidence.Result
}

func (s said) id(w *writer) string {
	return id("observation", append(w.partIDs(), s.control, string(s.result))...)
}

// outcomes are the words that a control can say, worst first.
var outcomes = []evidence.Result{evidence.Failed, evidence.Unknown, evidence.Waived, evidence.Passed}

var outcomeWords = map[evidence.Result]string{
	evidence.Passed:  "passed on",
	evidence.Failed:  "failed on",
	evidence.Waived:  "failed, and is excused by a waiver, on",
	evidence.Unknown: "could not judge",
}

// observations say of each control what it said of what. Resources about which it said the same are the subjects of one.
func (w *writer) observations() []types.Observation {
	subjects := map[said][]types.SubjectReference{}
	w.eachVerdict(func(k *evidence.Control, v *evidence.Verdict, p *part) {
		s := types.SubjectReference{SubjectUuid: p.id, Type: "component", Title: p.environment.Spec, Remarks: v.Reason}
		if v.Resource != "" {
			s.SubjectUuid, s.Type, s.Title = resourceID(p, v), "inventory-item", v.Environment+": "+v.Resource
		}
		s.Props = props(prop("template-line", v.Template), prop("spec-line", v.Spec))
		key := said{k.ID, v.Result}
		subjects[key] = append(subjects[key], s)
	})
	var all []types.Observation
	for i := range w.report.Controls {
		k := &w.report.Controls[i]
		for _, result := range outcomes {
			key := said{k.ID, result}
			if about := subjects[key]; len(about) > 0 {
				all = append(all, w.observation(k, key, about))
			}
		}
	}
	return all
}

func (w *writer) observation(k *evidence.Control, key said, about []types.SubjectReference) types.Observation {
	what := "resource"
	if k.Kind == evidence.OnSpecs {
		what = "spec"
	}
	o := types.Observation{
		UUID: key.id(w), Title: k.ID + ": " + string(key.result), Collected: w.made, Methods: []string{"TEST"}, Types: list("control-objective"),
		Description: fmt.Sprintf("%s: the control %s %s.", line(k.Title), outcomeWords[key.result], counted(len(about), what)),
		Props: props(prop("control", k.ID), prop("result", string(key.result)), prop("kind", string(k.Kind)), prop("tier", k.Tier), prop("severity", k.Severity),
			prop("count", fmt.Sprint(len(about)))),
		Origins:  list(types.Origin{Actors: []types.OriginActor{{Type: "tool", ActorUuid: toolID()}}}),
		Subjects: &about,
	}
	if k.Residual != "" {
		o.Remarks = "Not shown by it: " + line(k.Residual)
	}
	return o
}
