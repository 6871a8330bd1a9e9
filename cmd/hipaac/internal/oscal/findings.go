package oscal

import (
	"fmt"
	"slices"
	"time"

	types "github.com/defenseunicorns/go-oscal/src/types/oscal-1-1-3"

	"github.com/hipaac/hipaac/compiler/evidence"
)

// findings say of each safeguard in force what can be concluded, with the observations and risks that it follows from.
func (w *writer) findings(observations []types.Observation, risks []types.Risk) []types.Finding {
	observed, risked := map[string][]types.RelatedObservation{}, map[string][]types.AssociatedRisk{}
	for _, o := range observations {
		control := value(o.Props, "control")
		observed[control] = append(observed[control], types.RelatedObservation{ObservationUuid: o.UUID})
	}
	for _, r := range risks {
		control := value(r.Props, "control")
		risked[control] = append(risked[control], types.AssociatedRisk{RiskUuid: r.UUID})
	}
	var all []types.Finding
	for i := range w.report.Safeguards {
		s := &w.report.Safeguards[i]
		if s.Proposed {
			continue
		}
		f := w.finding(s)
		var from []types.RelatedObservation
		var with []types.AssociatedRisk
		for _, control := range s.Controls {
			from, with = append(from, observed[control]...), append(with, risked[control]...)
		}
		f.RelatedObservations, f.RelatedRisks = list(from...), list(with...)
		all = append(all, f)
	}
	return all
}

func (w *writer) finding(s *evidence.Safeguard) types.Finding {
	status, implementation := w.conclude(s)
	n := s.Counts
	return types.Finding{
		UUID: id("finding", append(w.partIDs(), s.ID)...), Title: fmt.Sprintf("45 CFR %s %s", s.Citation, s.Name),
		Description: fmt.Sprintf("%s By the templates it is %s: %d passed, %d failed, %d waived, %d unknown, by %s.",
			s.Demand, s.Status, n.Passed, n.Failed, n.Waived, n.Unknown, counted(len(s.Controls), "control")),
		Props: props(prop("citation", "45 CFR "+s.Citation), prop("designation", string(s.Designation)), prop("reach", string(s.Reach)), prop("status", string(s.Status))),
		Target: types.FindingTarget{
			Type: "statement-id", TargetId: statementID(&s.Safeguard), Title: s.Name, Status: status, ImplementationStatus: implementation,
		},
		Origins: list(types.Origin{Actors: []types.OriginActor{{Type: "tool", ActorUuid: toolID()}}}),
	}
}

// risks are exceptions that somebody answers for, and recommendations that are not followed.
func (w *writer) risks(observations []types.Observation) []types.Risk {
	var all []types.Risk
	for i := range w.report.Waivers {
		if v := &w.report.Waivers[i]; !v.Unused { // one that excuses nothing is no risk
			all = append(all, w.waiver(v))
		}
	}
	for i := range w.report.Controls {
		if k := &w.report.Controls[i]; k.Counts.Failed > 0 {
			all = append(all, w.failure(k))
		}
	}
	for i := range all {
		control, result := value(all[i].Props, "control"), value(all[i].Props, "result")
		for _, o := range observations {
			if value(o.Props, "control") == control && value(o.Props, "result") == result {
				all[i].RelatedObservations = list(types.RelatedObservation{ObservationUuid: o.UUID})
			}
		}
	}
	return all
}

// waiver is an exception. A spec that somebody reviewed makes it, so that its state is an approved deviation, until its last day is over.
func (w *writer) waiver(v *evidence.Waiver) types.Risk {
	name := []string{v.Environment, v.Control, v.Resource}
	r := types.Risk{
		UUID: id("risk", append(w.partIDs(), name...)...), Title: fmt.Sprintf("%s is waived for %s of %s", v.Control, v.Resource, v.Environment),
		Description: w.titled(v.Control), Statement: v.Reason, Status: "deviation-approved",
		Props: props(prop("control", v.Control), prop("result", string(excused(v))), prop("resource", v.Resource), prop("environment", v.Environment), prop("owner", v.Owner), prop("spec-line", v.Spec)),
	}
	if owner := line(v.Owner); owner != "" {
		r.Origins = list(types.Origin{Actors: []types.OriginActor{{Type: "party", ActorUuid: partyID(owner), RoleId: "owner"}}})
	}
	if last, err := time.Parse(time.DateOnly, v.Expires); err == nil {
		deadline := last.AddDate(0, 0, 1).Add(-time.Second) // the last second of the last day
		r.Deadline = &deadline
		if w.made.After(deadline) {
			r.Status = "open"
		}
	}
	if v.Expired {
		r.Status = "open"
	}
	if v.Measure != "" {
		r.MitigatingFactors = list(types.MitigatingFactor{UUID: id("measure", append(w.partIDs(), name...)...), Description: v.Measure})
	}
	return r
}

// excused is what a control says where a waiver stands. What one that is over excused counts as failed.
func excused(v *evidence.Waiver) evidence.Result {
	if v.Expired {
		return evidence.Failed
	}
	return evidence.Waived
}

// failure is what a control found wanting and nobody excused. Where an environment compiles, that is a recommendation.
func (w *writer) failure(k *evidence.Control) types.Risk {
	r := types.Risk{
		UUID: id("risk", append(w.partIDs(), k.ID)...), Title: k.ID + " failed on " + counted(k.Counts.Failed, "resource"), Status: "open",
		Description: line(k.Title), Statement: k.Why, Props: props(prop("control", k.ID), prop("result", string(evidence.Failed)), prop("tier", k.Tier), prop("severity", k.Severity)),
		Origins: list(types.Origin{Actors: []types.OriginActor{{Type: "tool", ActorUuid: toolID()}}}),
	}
	if k.Fix != "" {
		r.Remediations = list(types.Response{
			UUID: id("response", append(w.partIDs(), k.ID)...), Lifecycle: "recommendation", Title: "what the control recommends", Description: k.Fix,
		})
	}
	return r
}

func (w *writer) titled(control string) string {
	if k := w.controls[control]; k != nil {
		return line(k.Title)
	}
	return control
}

// value is that of a property of our own.
func value(all *[]types.Property, name string) string {
	if all == nil {
		return ""
	}
	if i := slices.IndexFunc(*all, func(p types.Property) bool { return p.Ns == namespace && p.Name == name }); i >= 0 {
		return (*all)[i].Value
	}
	return ""
}
