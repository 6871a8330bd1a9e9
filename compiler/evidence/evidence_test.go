package evidence_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/compiler"
	"github.com/hipaac/hipaac/compiler/evidence"
	"github.com/hipaac/hipaac/compiler/law"
)

const head = `hipaac: v1
system: clinic
environment: %s
tier: development
phi: true
account: "444455556666"
region: us-east-1
owner: platform@clinic.example
alerts: [security@clinic.example]
`

const store = `waivers:
  - {control: backup-retention, resource: storage, reason: these are copies that are made anew, measure: the originals are kept for longer, owner: security@clinic.example, expires: "2027-06-30"}
  - {control: s3-versioning, resource: storage.DocumentsBucket, reason: nothing fails there at all today, measure: the originals are kept for longer, owner: security@clinic.example, expires: "2027-06-30"}
stacks: {
  keys: {}, backup: {}, observability: {},
  storage: {buckets: {documents: { backupDays: 7}, letters: {}}}}
`

const account = `stacks: {keys: {}, artifacts: {}, observability: {}, audit: {}, detection: {agents: [ec2], macie: true}, alerts: {}}
`

func gather(t *testing.T, specs map[string]string) []*evidence.Gathered {
	t.Helper()
	var sources []compiler.Source
	for name, text := range specs {
		sources = append(sources, compiler.Source{Name: "environments/" + name + ".yaml", Text: []byte(fmt.Sprintf(head, name) + text)})
	}
	out, problems := compiler.Compile(sources)
	if problems.Failed() {
		t.Fatal(problems)
	}
	var parts []*evidence.Gathered
	for i := range out.Environments {
		parts = append(parts, evidence.Gather(&out.Environments[i]))
	}
	return parts
}

// elsewhere is the environment with the store in another region of the account.
func elsewhere(t *testing.T) []*evidence.Gathered {
	t.Helper()
	text := strings.Replace(fmt.Sprintf(head, "dev")+store, "us-east-1", "us-west-2", 1)
	out, problems := compiler.Compile([]compiler.Source{{Name: "environments/dev.yaml", Text: []byte(text)}})
	if problems.Failed() {
		t.Fatal(problems)
	}
	return []*evidence.Gathered{evidence.Gather(&out.Environments[0])}
}

func safeguard(t *testing.T, r *evidence.Report, citation string) evidence.Safeguard {
	t.Helper()
	for _, s := range r.Safeguards {
		if s.Citation == citation && !s.Proposed {
			return s
		}
	}
	t.Fatal("no safeguard " + citation)
	return evidence.Safeguard{}
}

func control(t *testing.T, r *evidence.Report, id string) evidence.Control {
	t.Helper()
	for _, c := range r.Controls {
		if c.ID == id {
			return c
		}
	}
	t.Fatal("no control " + id)
	return evidence.Control{}
}

// TestStatus: a status says no more than templates can reach, however many controls passed.
func TestStatus(t *testing.T) {
	r := evidence.NewReport(gather(t, map[string]string{"dev": store}))
	for citation, want := range map[string]evidence.Status{
		"164.312(a)(2)(iv)":    evidence.Stated,    // encryption
		"164.308(a)(1)(ii)(A)": evidence.Supported, // a risk analysis is no template
		"164.308(a)(7)(ii)(A)": evidence.InPart,    // a waiver
		"164.312(b)":           evidence.InPart,    // recording, not examining
		"164.308(a)(1)(i)":     evidence.InPart,    // by its specifications
		"164.308(a)(1)(ii)(C)": evidence.People,
		"164.314(a)(2)(i)":     evidence.People, // a contract, although a control cites it
		"164.310(a)(1)":        evidence.Inherited,
		"164.308(a)(4)(ii)(A)": evidence.Unstated, // a clearinghouse
	} {
		if s := safeguard(t, r, citation); s.Status != want {
			t.Errorf("%s is %q with %+v, want %q", citation, s.Status, s.Counts, want)
		}
	}
	if s := safeguard(t, r, "164.314(a)(2)(i)"); s.Counts.Passed == 0 {
		t.Error("the control that cites a contract found nothing: the case is no case")
	}
	process := safeguard(t, r, "164.308(a)(1)(i)")
	want := []string{"164.308(a)(1)(ii)(A)", "164.308(a)(1)(ii)(B)", "164.308(a)(1)(ii)(D)"}
	if d := cmp.Diff(want, process.Through); d != "" || len(process.Controls) > 0 {
		t.Errorf("security management process: %v\n%s", process.Controls, d)
	}
	sum := map[bool]int{}
	for _, s := range r.Safeguards {
		sum[s.Proposed]++
		if s.Proposed && s.Status == evidence.Stated {
			t.Errorf("%s is not law, and %q", s.ID, s.Status)
		}
		if s.Remains[len(s.Remains)-1].Who == evidence.TheAccount {
			t.Errorf("%s leaves nothing to people: %+v", s.ID, s.Remains)
		}
	}
	for _, n := range r.Totals.Safeguards {
		sum[false] -= n
	}
	for _, n := range r.Totals.Proposed {
		sum[true] -= n
	}
	if sum[false] != 0 || sum[true] != 0 {
		t.Errorf("the totals %+v are not those of the rows", r.Totals)
	}
}

// TestFloors: a control on specs is evidence of the values that it asks something of, at their lines, and of nothing where there are none.
func TestFloors(t *testing.T) {
	r := evidence.NewReport(gather(t, map[string]string{"dev": store}))
	want := []evidence.Verdict{
		{Result: evidence.Waived, Environment: "dev", Spec: "environments/dev.yaml:15:48", Path: "stacks.storage.buckets.documents.backupDays",
			Reason: `bucket "documents" keeps backups for 7 days, needs at least 35`},
		{Result: evidence.Passed, Environment: "dev", Spec: "environments/dev.yaml:15:52", Path: "stacks.storage.buckets.letters.backupDays"},
	}
	if d := cmp.Diff(want, control(t, r, "backup-retention").Verdicts); d != "" {
		t.Errorf("backup-retention (-want +got):\n%s", d)
	}
	if d := cmp.Diff("environments/dev.yaml:9:9", control(t, r, "phi-alert-contacts").Verdicts[0].Spec); d != "" {
		t.Error(d)
	}
	for _, c := range r.Controls {
		if c.Title == "" || len(c.Citations) == 0 {
			t.Errorf("%s says too little: %+v", c.ID, c)
		}
	}
	for _, id := range []string{"flow-log-retention", "rds-multi-az"} { // there is neither a network nor a database
		if !strings.Contains(strings.Join(r.Silent, " ")+" ", id+" ") {
			t.Errorf("%s judged nothing and is not among the silent ones", id)
		}
		for _, c := range r.Controls {
			if c.ID == id {
				t.Errorf("%s judged nothing and says %+v", id, c.Verdicts)
			}
		}
	}
}

// TestWaivers: each exception is there with its place, those that excuse nothing as well, and one whose last day is over excuses nothing.
func TestWaivers(t *testing.T) {
	parts := gather(t, map[string]string{"dev": store})
	check := func(r *evidence.Report, result evidence.Result, expired bool) {
		t.Helper()
		if len(r.Waivers) != 2 || r.Waivers[0].Unused || !r.Waivers[1].Unused {
			t.Fatalf("waivers: %+v", r.Waivers)
		}
		w := r.Waivers[0]
		if w.Spec != "environments/dev.yaml:11:15" || w.Title == "" || len(w.Citations) == 0 || w.Expired != expired || r.Waivers[1].Expired != expired {
			t.Errorf("the waiver is %+v", w)
		}
		if v := control(t, r, "backup-retention").Verdicts[0]; v.Result != result {
			t.Errorf("expired %t: %+v", expired, v)
		}
	}
	check(evidence.NewReport(parts), evidence.Waived, false)
	check(evidence.NewReport([]*evidence.Gathered{parts[0].On("2027-06-30")}), evidence.Waived, false)
	late := evidence.NewReport([]*evidence.Gathered{parts[0].On("2027-07-01")})
	check(late, evidence.Failed, true)
	if n := control(t, late, "backup-retention").Counts; n.Failed != 1 || n.Waived != 0 {
		t.Errorf("counts %+v", n)
	}
}

// TestWatched: what only a running account shows is watched where a reported spec deploys a rule in the same account, and nowhere else.
func TestWatched(t *testing.T) {
	const id = "iam-root-no-access-key"
	alone := control(t, evidence.NewReport(gather(t, map[string]string{"dev": store})), id)
	if len(alone.WatchedBy) > 0 || len(alone.Unwatched) != 1 || !strings.Contains(alone.Watch, "not watched: no reported spec") {
		t.Errorf("without a conformance pack: %q %+v", alone.Watch, alone.WatchedBy)
	}
	parts := gather(t, map[string]string{"dev": store, "account": account})
	both := evidence.NewReport(parts)
	got := control(t, both, id)
	want := []evidence.Watch{{Rule: id, Environment: "account", Resource: "audit.Pack", Account: "444455556666", Region: "us-east-1"}}
	if d := cmp.Diff(want, got.WatchedBy); d != "" || len(got.Unwatched) > 0 || got.Watch != "watched by the AWS Config rule iam-root-no-access-key (audit.Pack of account)" {
		t.Errorf("%q, not in %v (-want +got):\n%s", got.Watch, got.Unwatched, d)
	}
	var rest []string
	for _, x := range safeguard(t, both, "164.312(a)(2)(i)").Remains {
		rest = append(rest, string(x.Who)+": "+x.What+" "+x.Watch)
	}
	wantRest := []string{
		"run time: Root has no access keys watched by the AWS Config rule iam-root-no-access-key (audit.Pack of account)",
		"people: unique users inside applications and in the identity provider ",
	}
	if d := cmp.Diff(wantRest, rest); d != "" {
		t.Errorf("what remains (-want +got):\n%s", d)
	}
	far := evidence.NewReport(append(gather(t, map[string]string{"account": account}), elsewhere(t)...))
	if c := control(t, far, id); len(c.Unwatched) > 0 {
		t.Errorf("an account has one root user, in whatever region: %q", c.Watch)
	}
	if c := control(t, far, "rds-snapshots-not-public"); len(c.WatchedBy) != 1 || len(c.Unwatched) != 1 || c.Unwatched[0] != "dev" {
		t.Errorf("a rule watches its own region: %q", c.Watch)
	}
	if d := cmp.Diff(both.Controls, evidence.NewReport([]*evidence.Gathered{parts[1], parts[0]}).Controls); d != "" {
		t.Errorf("the report depends on the order of its parts:\n%s", d)
	}
}

// TestCatalogue: every control that judges is in the catalogue, or is one on specs; what the catalogue alone knows says what it is, and
// why nothing implements it where a template could show it.
func TestCatalogue(t *testing.T) {
	implemented := map[string]bool{}
	for _, e := range compiler.Explanations() {
		if e.Kind == "controls on templates" || e.Kind == "controls on specs" {
			implemented[e.ID] = e.Kind == "controls on templates"
		}
	}
	listed := map[string]bool{}
	for _, e := range append(law.Catalogue(), law.Beyond()...) {
		if listed[e.ID] {
			t.Errorf("%s is listed twice", e.ID)
		}
		listed[e.ID] = true
		if judged, known := implemented[e.ID]; known && !judged {
			t.Errorf("%s is a control on specs and an entry of the catalogue", e.ID)
		}
		if implemented[e.ID] {
			continue
		}
		if e.Title == "" || e.Category == "" || e.Severity == "" || e.Tier == "" || len(e.Citations) == 0 || e.Asks == "" {
			t.Errorf("%s has no file, and the catalogue says too little: %+v", e.ID, e)
		}
		if e.Shown == law.ByTemplate && e.Reason == "" {
			t.Errorf("a template could show %s, and nothing says why it is not judged", e.ID)
		}
	}
	for id, onTemplates := range implemented {
		if onTemplates && !listed[id] {
			t.Errorf("%s judges and is not in the catalogue", id)
		}
	}
}

// TestCitations: every section that a control or the data name is one of the law, none of them one that others cite too broadly.
func TestCitations(t *testing.T) {
	broad := []string{"164.308(a)(4)(ii)(A)", "164.308(a)(5)(ii)(A)", "164.314(b)"}
	check := func(who string, citations []string) {
		for _, c := range citations {
			if _, known := law.Find(c); !known {
				t.Errorf("%s cites %s, which is no section", who, c)
			}
			for _, b := range broad {
				if strings.HasPrefix(c, b) {
					t.Errorf("%s cites %s, which is about something else", who, c)
				}
			}
		}
	}
	for _, e := range compiler.Explanations() {
		if strings.HasPrefix(e.Kind, "controls") {
			check(e.ID, e.Citations)
		}
	}
	ids := map[string]bool{}
	for _, e := range law.Catalogue() {
		check(e.ID, e.Citations)
		ids[e.ID] = true
	}
	for _, s := range law.Safeguards() {
		check(s.ID, s.As)
		if s.Kind == "implementation-specification" != (len(s.Of) > 0) {
			t.Errorf("%s belongs to %v", s.ID, s.Of)
		}
		for _, of := range s.Of {
			if standard, _ := law.Find(of); standard.Kind != "standard" {
				t.Errorf("%s belongs to %s, which is no standard", s.ID, of)
			}
		}
		for _, id := range s.Controls {
			if !ids[id] {
				t.Errorf("%s would be served by %s, which is no control", s.ID, id)
			}
		}
	}
}
