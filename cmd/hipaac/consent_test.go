package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/plan"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/record"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

// A run that is gone on with goes by what was agreed to in it, and by nothing else: not by what was only shown, and not by consent so old
// that what it was about may hold other data by now.
func TestAgreedBefore(t *testing.T) {
	now := time.Date(2026, 11, 22, 20, 0, 0, 0, time.UTC)
	entry := func(ago time.Duration, kind string, data any) record.Entry {
		text, err := json.Marshal(data)
		if err != nil {
			t.Fatal(err)
		}
		return record.Entry{At: now.Add(-ago), Kind: kind, Data: text}
	}
	ref := func(name string) stack.Ref {
		return stack.Ref{Target: stack.Target{Account: "1", Region: "r"}, Name: name}
	}
	shown := func(ago time.Duration, name string, losses ...string) record.Entry {
		return entry(ago, record.KindPlan, record.Plan{Ref: ref(name), Step: name, Template: "t", Losses: losses})
	}
	yes := func(ago time.Duration, losses ...string) record.Entry {
		return entry(ago, record.KindApproval, record.Approval{How: "typed", Losses: losses})
	}
	resumed := entry(time.Minute, record.KindResume, record.Resumed{})
	step := func(name string, losses ...plan.Loss) plan.Step {
		return plan.Step{Desired: stack.Desired{Ref: ref(name), Digest: "t"}, Losses: losses}
	}
	table := plan.Loss{Stack: "test/data", LogicalID: "Table"}
	for _, c := range []struct {
		name    string
		entries []record.Entry
		steps   []plan.Step
		want    bool
	}{
		{"agreed", []record.Entry{shown(time.Hour, "a"), yes(time.Hour)}, []plan.Step{step("a")}, true},
		{"never agreed", []record.Entry{shown(time.Hour, "a")}, []plan.Step{step("a")}, false},
		{"shown, then killed; agreed to another later", []record.Entry{shown(time.Hour, "a"), shown(time.Hour, "b"), resumed, shown(time.Minute, "b"), yes(time.Minute)}, []plan.Step{step("a")}, false},
		{"the other one", []record.Entry{shown(time.Hour, "a"), shown(time.Hour, "b"), resumed, shown(time.Minute, "b"), yes(time.Minute)}, []plan.Step{step("b")}, true},
		{"a loss that was named", []record.Entry{shown(time.Hour, "a", "test/data.Table"), yes(time.Hour, "test/data.Table")}, []plan.Step{step("a", table)}, true},
		{"a loss that nobody named", []record.Entry{shown(time.Hour, "a", "test/data.Table"), yes(time.Hour)}, []plan.Step{step("a", table)}, false},
		{"a loss, named too long ago", []record.Entry{shown(25*time.Hour, "a", "test/data.Table"), yes(25*time.Hour, "test/data.Table")}, []plan.Step{step("a", table)}, false},
	} {
		d := &deployment{con: &console{now: func() time.Time { return now }}, entries: c.entries}
		if got := d.agreedBefore(&plan.Plan{Steps: c.steps}); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

// What AWS says reaches people as text: it neither clears the screen nor is a command to GitHub, whichever way it comes.
func TestNoteIsText(t *testing.T) {
	var b bytes.Buffer
	con := &console{err: &b}
	con.note("%s", "the reason\x1b[2J ##[add-mask]e")
	con.report(&failure{message: "AWS says \x1b]0;x\a", hint: "##[stop-commands]x"})
	if got := b.String(); strings.ContainsAny(got, "\x1b\a") || strings.Contains(got, "##[") || !strings.Contains(got, `\x1b[2J #\x23[add-mask]e`) {
		t.Errorf("%q", got)
	}
}
