package oscal_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	types "github.com/defenseunicorns/go-oscal/src/types/oscal-1-1-3"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/exampletest"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/oscal"
	"github.com/hipaac/hipaac/compiler"
	"github.com/hipaac/hipaac/compiler/evidence"
	"github.com/hipaac/hipaac/compiler/law"
)

type compilerEnvironment = compiler.Environment

func environment(t *testing.T, folder string) *compiler.Environment {
	t.Helper()
	for _, e := range exampletest.Environments(t) {
		if e.Folder == folder {
			return e
		}
	}
	t.Fatalf("no example %s", folder)
	return nil
}

func resultOf(t *testing.T, r *evidence.Report) types.Result {
	t.Helper()
	text, err := oscal.Results(r, made, "v1.2.3")
	if err != nil {
		t.Fatal(err)
	}
	var model types.OscalModels
	if err := json.Unmarshal(text, &model); err != nil {
		t.Fatal(err)
	}
	return model.AssessmentResults.Results[0]
}

// TestEverySafeguardHasAFinding, also those that nobody judged: what is missing in a list looks fulfilled.
func TestEverySafeguardHasAFinding(t *testing.T) {
	for _, e := range exampletest.Environments(t) {
		result := resultOf(t, gathered(e))
		found := map[string]types.Finding{}
		for _, f := range *result.Findings {
			found[f.Target.TargetId] = f
		}
		for _, s := range gathered(e).Safeguards {
			f, known := found[s.ID+"_smt"]
			if known == s.Proposed {
				t.Errorf("%s: %s, proposed %v, has a finding: %v", e.Folder, s.Citation, s.Proposed, known)
			}
			if !known {
				continue
			}
			limited := s.Reach != law.Satisfies || s.Status != evidence.Stated || len(s.Remains) > 0
			if f.Target.Status.State == "satisfied" {
				t.Errorf("%s: %s is called satisfied; nothing that the regulation asks is shown by templates alone", e.Folder, s.Citation)
			}
			if limited && (f.Target.Status.State != "not-satisfied" || f.Target.Status.Reason != "other" || f.Target.Status.Remarks == "") {
				t.Errorf("%s: %s reaches %q, is %q, leaves %d, and is called %v", e.Folder, s.Citation, s.Reach, s.Status, len(s.Remains), f.Target.Status)
			}
			judged := s.Counts != evidence.Counts{}
			if (f.Target.ImplementationStatus != nil) != judged || judged != (f.RelatedObservations != nil) {
				t.Errorf("%s: %s was judged: %v, has a state: %v, observations: %v", e.Folder, s.Citation, judged, f.Target.ImplementationStatus, f.RelatedObservations != nil)
			}
		}
	}
}

// report is a small one, with one safeguard that templates reach wholly and one control that serves it.
func report(change func(*evidence.Report)) *evidence.Report {
	s, _ := law.Find("164.312(e)(2)(i)")
	r := &evidence.Report{
		Environments: []evidence.Environment{{Folder: "prod", Spec: "environments/prod.yaml", System: "clinic", Account: "111122223333", Region: "us-east-1",
			Owner: "platform@clinic.example", Stacks: []evidence.Stack{{Key: "web", Name: "clinic-prod-web", Template: "prod/web.template.yaml", SHA256: strings.Repeat("0", 64)}}}},
		Safeguards: []evidence.Safeguard{{Safeguard: s, Status: evidence.Stated, Controls: []string{"tls"}, Counts: evidence.Counts{Passed: 1}}},
		Controls: []evidence.Control{{ID: "tls", Title: "Connections are encrypted", Kind: evidence.OnTemplates, Tier: "baseline", Why: "others could read along",
			Fix: "ask for HTTPS", Citations: []string{s.Citation}, Counts: evidence.Counts{Passed: 1},
			Verdicts: []evidence.Verdict{{Result: evidence.Passed, Environment: "prod", Resource: "web.Listener", Type: "AWS::ElasticLoadBalancingV2::Listener",
				Template: "prod/web.template.yaml:12", Spec: "environments/prod.yaml:9:3"}}}},
	}
	change(r)
	return r
}

// TestConclusions: one thing that is left, of whatever kind, and a safeguard is not called satisfied.
func TestConclusions(t *testing.T) {
	judged := func(r *evidence.Report, result evidence.Result, counts evidence.Counts) {
		r.Controls[0].Verdicts[0].Result, r.Controls[0].Counts, r.Safeguards[0].Counts = result, counts, counts
		r.Safeguards[0].Status = evidence.InPart
	}
	for _, c := range []struct {
		name, want, remark string
		change             func(*evidence.Report)
	}{
		{"all passed, nothing left", "satisfied pass implemented", "not shown here", func(*evidence.Report) {}},
		{"templates reach a part", "not-satisfied other partial", "do not show the whole", func(r *evidence.Report) { r.Safeguards[0].Reach = law.Partial }},
		{"templates only support", "not-satisfied other partial", "do not show the whole", func(r *evidence.Report) { r.Safeguards[0].Reach = law.Evidence }},
		{"the law's data leaves something", "not-satisfied other partial", "people: mail", func(r *evidence.Report) {
			r.Safeguards[0].Remains = []evidence.Rest{{Who: evidence.ThePeople, What: "mail"}}
		}},
		{"run time is left", "not-satisfied other partial", "run time: certificates (acm); watched by acm-check", func(r *evidence.Report) {
			r.Safeguards[0].Remains = []evidence.Rest{{Who: "run time", What: "certificates", Control: "acm", ConfigRule: "acm-check", Watch: "watched by acm-check"}}
		}},
		{"a prerequisite is left", "not-satisfied other partial", "prerequisite of prod: a certificate", func(r *evidence.Report) {
			r.Prerequisites = []evidence.Prerequisite{{Prerequisite: compiler.Prerequisite{What: "a certificate", Citations: r.Controls[0].Citations}, Environment: "prod"}}
		}},
		{"waived", "not-satisfied other partial", "waived", func(r *evidence.Report) { judged(r, evidence.Waived, evidence.Counts{Waived: 1}) }},
		{"unknown", "not-satisfied other partial", "could not judge", func(r *evidence.Report) { judged(r, evidence.Unknown, evidence.Counts{Unknown: 1}) }},
		{"a recommendation failed", "not-satisfied other partial", "recommends", func(r *evidence.Report) {
			judged(r, evidence.Failed, evidence.Counts{Failed: 1})
			r.Controls[0].Tier = "recommended"
		}},
		{"what must hold failed", "not-satisfied fail partial", "must hold", func(r *evidence.Report) { judged(r, evidence.Failed, evidence.Counts{Failed: 1}) }},
		{"nobody judged", "not-satisfied other", "no control found anything", func(r *evidence.Report) {
			r.Controls, r.Safeguards[0].Controls, r.Safeguards[0].Counts, r.Safeguards[0].Status = nil, nil, evidence.Counts{}, evidence.Unstated
		}},
		{"left to AWS", "not-satisfied other", "shared responsibility", func(r *evidence.Report) {
			r.Controls, r.Safeguards[0].Controls, r.Safeguards[0].Counts, r.Safeguards[0].Status = nil, nil, evidence.Counts{}, evidence.Inherited
		}},
	} {
		target := (*resultOf(t, report(c.change)).Findings)[0].Target
		got := target.Status.State + " " + target.Status.Reason
		if target.ImplementationStatus != nil {
			got += " " + target.ImplementationStatus.State
		}
		if got != c.want || !strings.Contains(target.Status.Remarks, c.remark) {
			t.Errorf("%s: %s (%s), want %s with %q", c.name, got, target.Status.Remarks, c.want, c.remark)
		}
	}
}

// TestRisks: an exception is a deviation with its last day, owner and measure, and open when that day is over.
func TestRisks(t *testing.T) {
	waived := func(expires string) types.Risk {
		r := report(func(r *evidence.Report) {
			r.Controls[0].Verdicts[0].Result, r.Controls[0].Counts = evidence.Waived, evidence.Counts{Waived: 1}
			r.Waivers = []evidence.Waiver{{Environment: "prod", Spec: "environments/prod.yaml:30:3", Waiver: compiler.Waiver{
				Control: "tls", Resource: "web.Listener", Reason: "an old device", Measure: "a tunnel", Owner: "security@clinic.example", Expires: expires}}}
		})
		for _, write := range []func(*evidence.Report, time.Time, string) ([]byte, error){oscal.Component, oscal.Results} {
			if text, err := write(r, made, "(devel)"); err != nil || validate(text) != nil {
				t.Errorf("a report with a waiver: %v %v", err, validate(text))
			}
		}
		result := resultOf(t, r)
		if (*result.Findings)[0].RelatedRisks == nil {
			t.Error("the finding does not know its risk")
		}
		return (*result.Risks)[0]
	}
	r := waived("2026-11-22")
	if r.Status != "deviation-approved" || r.Statement != "an old device" || (*r.MitigatingFactors)[0].Description != "a tunnel" ||
		!r.Deadline.Equal(time.Date(2026, 11, 22, 23, 59, 59, 0, time.UTC)) || r.RelatedObservations == nil {
		t.Errorf("on its last day a waiver is %+v", r)
	}
	if r := waived("2026-11-21"); r.Status != "open" {
		t.Errorf("a waiver that is over is %q", r.Status)
	}
	unused := resultOf(t, report(func(r *evidence.Report) {
		r.Waivers = []evidence.Waiver{{Environment: "prod", Unused: true, Waiver: compiler.Waiver{Control: "tls", Resource: "web.Listener", Owner: "x", Expires: "2027-01-01"}}}
	}))
	if unused.Risks != nil {
		t.Errorf("a waiver that excuses nothing is a risk: %+v", *unused.Risks)
	}
	result := resultOf(t, report(func(r *evidence.Report) {
		r.Controls[0].Verdicts[0].Result, r.Controls[0].Tier, r.Controls[0].Counts = evidence.Failed, "recommended", evidence.Counts{Failed: 1}
	}))
	if r := (*result.Risks)[0]; r.Status != "open" || (*r.Remediations)[0].Description != "ask for HTTPS" || r.RelatedObservations == nil {
		t.Errorf("a failed recommendation is %+v", r)
	}
}

// TestComponents: a component claims only what passed in it, and spells NIST's controls as NIST's catalogue does.
func TestComponents(t *testing.T) {
	requirements := func(change func(*evidence.Report)) []string {
		text, err := oscal.Component(report(change), made, "v1.2.3")
		if err != nil {
			t.Fatal(err)
		}
		var model types.OscalModels
		if err := json.Unmarshal(text, &model); err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, c := range *model.ComponentDefinition.Components {
			if c.ControlImplementations == nil {
				continue
			}
			for _, set := range *c.ControlImplementations {
				for _, r := range set.ImplementedRequirements {
					ids = append(ids, c.Title+": "+r.ControlId)
				}
			}
		}
		return ids
	}
	got := requirements(func(r *evidence.Report) { r.Controls[0].NIST = []string{"SC-8(1)", "SC-8", "not of NIST"} })
	want := []string{"stack clinic-prod-web: hipaa-164-312-e-2-i", "stack clinic-prod-web: sc-8", "stack clinic-prod-web: sc-8.1"}
	if !slices.Equal(got, want) {
		t.Errorf("requirements %q, want %q", got, want)
	}
	if got := requirements(func(r *evidence.Report) { r.Safeguards[0].Proposed = true }); len(got) > 0 {
		t.Errorf("what is only proposed is claimed: %q", got)
	}
	for _, result := range []evidence.Result{evidence.Failed, evidence.Waived, evidence.Unknown} {
		if got := requirements(func(r *evidence.Report) { r.Controls[0].Verdicts[0].Result = result }); len(got) > 0 {
			t.Errorf("what is %s is claimed: %q", result, got)
		}
	}
}
