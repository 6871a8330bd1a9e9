package main

import (
	"testing"
	"time"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/record"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

// What a run began and has no end of in its record may still run; what has an end, or was only about to be made, does not.
func TestUnfinished(t *testing.T) {
	ref := func(name string) stack.Ref {
		return stack.Ref{Target: stack.Target{Account: scriptAccount, Region: scriptRegion}, Name: name}
	}
	run := record.NewRun(time.Now())
	folder := t.TempDir()
	w, err := record.Create(folder, run)
	if err != nil {
		t.Fatal(err)
	}
	execute := func(name string) record.Intend {
		return record.Intend{Ref: ref(name), Stack: "arn:" + name, Operation: "ExecuteChangeSet", Token: "t"}
	}
	for _, e := range []struct {
		kind string
		data any
	}{
		{record.KindBegin, record.Begin{Run: run, Command: "deploy"}},
		{record.KindIntend, execute("done")},
		{record.KindVerdict, record.Verdict{Ref: ref("done"), Outcome: record.Done}},
		{record.KindIntend, execute("left")},
		{record.KindVerdict, record.Verdict{Ref: ref("left"), Outcome: record.Detached}},
		{record.KindIntend, record.Intend{Ref: ref("proposed"), Stack: "arn:proposed", Operation: "CreateChangeSet"}},
		{record.KindIntend, execute("killed")},
		{record.KindIntend, execute("killed")},
	} {
		if err := w.Add(e.kind, e.data); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	entries, err := record.Read(record.Path(folder, run))
	if err != nil {
		t.Fatal(err)
	}
	open, err := unfinished(entries)
	if err != nil || len(open) != 2 || open[0].Stack != "arn:left" || open[1].Stack != "arn:killed" {
		t.Errorf("%+v, %v", open, err)
	}
	for text, want := range map[string]bool{run: true, "environments": false, "20261122T190720Z-ab12cd.yaml": false} {
		if nameOfRun.MatchString(text) != want {
			t.Errorf("%s: taken for a run: %v", text, !want)
		}
	}
}
