package record

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

var update = flag.Bool("update", false, "rewrite the record in testdata")

// whole writes the record of a run that was killed, resumed and rolled back: an entry of each kind.
func whole(t *testing.T) *Writer {
	t.Helper()
	w, err := Create(t.TempDir(), run)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	now := time.Date(2026, 11, 22, 19, 7, 20, 0, time.UTC)
	w.now = func() time.Time {
		now = now.Add(1500 * time.Millisecond)
		return now
	}
	target := stack.Target{Account: "111122223333", Region: "us-east-1"}
	network, database := stack.Ref{Target: target, Name: "clinic-prod-network"}, stack.Ref{Target: target, Name: "clinic-prod-database"}
	callers := []Caller{{Target: target, ARN: "arn:aws:sts::111122223333:assumed-role/clinic-prod-deploy/ada"}}
	template := strings.Repeat("ab", 32)
	token := stack.Token(run, "prod/network", 1)
	add(t, w, KindBegin, Begin{Run: run, Command: "deploy", Who: "ada@host", Callers: callers, Version: "1.0.0", Specs: []Spec{{"environments/prod.yaml", template}}, Commit: "c0ffee", Plan: template})
	add(t, w, KindPlan, Plan{Ref: network, Step: "prod/network", Action: "change", Template: template})
	add(t, w, KindPlan, Plan{Ref: database, Step: "prod/database", Action: "change", Template: template, ChangeSet: "arn:set",
		Findings: []Finding{{"data-loss", "Database is replaced", "environments/prod.yaml:14:3"}}, Losses: []string{"prod/database.Database"}})
	add(t, w, KindApproval, Approval{Who: "ada@host", How: "--yes"})
	add(t, w, KindApproval, Approval{Who: "ada@host", How: "typed", Losses: []string{"prod/database.Database"}})
	add(t, w, KindIntend, Intend{Ref: network, Operation: "ExecuteChangeSet", Token: token, ChangeSet: "arn:set", Template: template})
	add(t, w, KindTorn, Torn{Bytes: 12, SHA256: template})
	add(t, w, KindResume, Resumed{Who: "bob@host", Callers: callers, Version: "1.0.0"})
	add(t, w, KindResult, Result{Ref: network, Operation: "ExecuteChangeSet", Token: token})
	add(t, w, KindEvent, NewEvent(network, &stack.Event{ID: "1", Stack: "arn:network", LogicalID: "Vpc", Type: "AWS::EC2::VPC", Status: "UPDATE_COMPLETE", At: now}))
	add(t, w, KindVerdict, Verdict{Ref: network, Step: "prod/network", Outcome: Unknown})
	add(t, w, KindVerdict, Verdict{Ref: network, Step: "prod/network", Outcome: Done, Status: stack.UpdateComplete, Template: template})
	add(t, w, KindIntend, Intend{Ref: database, Operation: "ExecuteChangeSet", Token: "other"})
	add(t, w, KindResult, Result{Ref: database, Operation: "ExecuteChangeSet", Token: "other", Error: "no right"})
	add(t, w, KindIntend, Intend{Ref: database, Operation: "DeleteChangeSet"})
	add(t, w, KindVerdict, Verdict{Ref: database, Step: "prod/database", Outcome: RolledBack, Status: stack.UpdateRollbackComplete, Cause: "no right"})
	add(t, w, KindEnd, End{Outcome: RolledBack, Code: 6, Text: "1 stack of 2 was rolled back"})
	return w
}

// A record is written today as it was yesterday: what is kept for years has to be readable by what comes later. Only add to this file.
func TestFormIsKept(t *testing.T) {
	text, err := os.ReadFile(whole(t).Path())
	if err != nil {
		t.Fatal(err)
	}
	kept := filepath.Join("testdata", "run.jsonl")
	if *update {
		if err := os.WriteFile(kept, text, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(kept)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(text)); diff != "" {
		t.Error(diff)
	}
	if entries, err := Read(kept); err != nil || len(entries) != 17 {
		t.Errorf("%d entries, %v", len(entries), err)
	}
}

func TestExamine(t *testing.T) {
	w := whole(t)
	e, err := Examine(w.Path())
	if err != nil {
		t.Fatal(err)
	}
	if e.Broken != nil || e.Head != w.Head() || e.Begin.Who != "ada@host" || e.End == nil || e.End.Code != 6 || len(e.Plans) != 2 || len(e.Approvals) != 2 || e.Torn != 1 ||
		len(e.Resumed) != 1 || e.Resumed[0].Who != "bob@host" || e.Calls != 3 || e.Events != 1 {
		t.Errorf("%+v", e)
	}
	if len(e.Open) != 1 || e.Open[0].Operation != "DeleteChangeSet" || len(e.Refused) != 1 || e.Refused[0].Error != "no right" {
		t.Errorf("open %+v, refused %+v", e.Open, e.Refused)
	}
	if len(e.Verdicts) != 2 || e.Verdicts[0].Outcome != Done || e.Verdicts[1].Outcome != RolledBack {
		t.Errorf("verdicts %+v", e.Verdicts)
	}

	add(t, w, KindResume, Resumed{Who: "eve@host"})
	if e, err := Examine(w.Path()); err != nil || e.End != nil || len(e.Resumed) != 2 {
		t.Errorf("a run that goes on after its end has not ended: %+v, %v", e, err)
	}
	if err := w.Add(KindVerdict, []int{1}); err != nil {
		t.Fatal(err)
	}
	if e, err := Examine(w.Path()); err != nil || e.Broken == nil || e.Broken.Line != 19 {
		t.Errorf("an entry that says something else than its kind: %+v, %v", e, err)
	}
	if _, err := Examine(filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("a file that is not there shows something")
	}
}
