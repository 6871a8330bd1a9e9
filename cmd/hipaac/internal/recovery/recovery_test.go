package recovery_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/awstest"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/recovery"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

func TestNothing(t *testing.T) {
	b := newBench(t)
	b.looks(b.look(), stack.Nothing, "is not there")
	b.cloud.Make(owner, region, "s", []byte(plain), nil)
	s := b.look()
	b.looks(s, stack.Nothing, "CREATE_COMPLETE: there is nothing to recover")
	b.recovers(s, "same: ")
}

// stuckRollback leaves the stack in UPDATE_ROLLBACK_FAILED: the update fails, and so does bringing back the VPC, so many times.
func stuckRollback(t *testing.T, times int) *bench {
	b := withStack(t)
	b.fail("Topic", "create", 1)
	b.fail("Vpc", "rollback", times)
	b.update(wider)
	return b
}

// A rollback that failed for a reason that is gone needs nothing but to be continued.
func TestContinues(t *testing.T) {
	b := stuckRollback(t, 1)
	s := b.look()
	b.looks(s, stack.ContinueRollback, "a rollback of an update failed: The following resource(s) failed to update: [Vpc]")
	b.recovers(s, "done: is UPDATE_ROLLBACK_COMPLETE", "ContinueUpdateRollback")
	if want := []string{"ContinueUpdateRollback hipaac-r1-s-1", "verdict done"}; !slices.Equal(b.journal, want) {
		t.Errorf("journal %q", b.journal)
	}
}

// The answer is lost, and CloudFormation does not know the token any more when the border asks again: what runs is followed, not taken for
// somebody else's.
func TestContinuesAfterALostAnswer(t *testing.T) {
	b := stuckRollback(t, 1)
	b.cloud.ForgetTokens()
	s := b.look()
	b.cloud.Fail(awstest.Fault{Operation: "ContinueUpdateRollback", Kind: awstest.Lost, Times: 1})
	b.recovers(s, "done: is UPDATE_ROLLBACK_COMPLETE", "ContinueUpdateRollback", "ContinueUpdateRollback")
}

// Nothing is skipped that nobody named, and then only what failed by itself; afterwards it is compared.
func TestSkips(t *testing.T) {
	b := stuckRollback(t, 0)
	b.recovers(b.look(), "failed: Vpc: it does not work", "ContinueUpdateRollback")
	var asked []string
	b.skip = func(failed []recovery.Skipped) []recovery.Skipped {
		for _, f := range failed {
			asked = append(asked, f.Name+" "+f.Reason)
		}
		return failed
	}
	b.journal = nil
	r := b.recovers(b.look(), "done: is UPDATE_ROLLBACK_COMPLETE", "ContinueUpdateRollback", "ContinueUpdateRollback", "DetectStackDrift")
	if !slices.Equal(asked, []string{"Vpc it does not work"}) {
		t.Errorf("asked about %q", asked)
	}
	if len(b.journal) != 3 || b.journal[1] != "ContinueUpdateRollback hipaac-r1-s-2 skip Vpc" {
		t.Errorf("journal %q", b.journal)
	}
	if len(r.Skipped) != 1 || r.Skipped[0].Name != "Vpc" || r.Skipped[0].Same || r.Skipped[0].Drift != "CloudFormation did not compare it with its template: look at it by hand" {
		t.Errorf("skipped %+v", r.Skipped)
	}
}

// A resource of a nested stack is skipped by that stack's name, on the root.
func TestSkipsNested(t *testing.T) {
	b := newBench(t)
	b.cloud.Bucket("store", owner, region)
	child := func(hostnames string) string {
		b.cloud.Object("store", hostnames+".json", []byte(`{"Resources":{"Vpc":{"Type":"AWS::EC2::VPC","Properties":{"CidrBlock":"10.0.0.0/16","EnableDnsHostnames":`+hostnames+`}}}}`))
		return `"Child":{"Type":"AWS::CloudFormation::Stack","Properties":{"TemplateURL":"https://store.s3.us-east-1.amazonaws.com/` + hostnames + `.json"}}`
	}
	b.cloud.Make(owner, region, "s", []byte(`{"Resources":{`+child("false")+`}}`), nil)
	b.fail("Topic", "create", 1)
	b.fail("Vpc", "rollback", 0)
	b.update(`{"Resources":{` + child("true") + `,"Topic":{"Type":"AWS::SNS::Topic","DependsOn":"Child"}}}`)
	if b.status() != "UPDATE_ROLLBACK_FAILED" {
		t.Fatal(b.status())
	}
	var names []string
	b.skip = func(failed []recovery.Skipped) []recovery.Skipped {
		for _, f := range failed {
			names = append(names, f.Name)
		}
		return failed
	}
	b.recovers(b.look(), "done: is UPDATE_ROLLBACK_COMPLETE", "ContinueUpdateRollback", "ContinueUpdateRollback", "DetectStackDrift")
	if len(names) != 1 || !strings.HasPrefix(names[0], "s-Child-") || !strings.HasSuffix(names[0], ".Vpc") {
		t.Errorf("skipped %q", names)
	}
}

// Where there is nothing to go back to, a rollback is a deletion: even what is otherwise kept goes, and it is shown so.
func TestRollBackOfACreation(t *testing.T) {
	b := withStack(t)
	b.cloud.SetStatus(owner, region, "s", "CREATE_FAILED")
	s := b.look()
	b.looks(s, stack.RollBack, "it was never whole")
	var fates []string
	for _, item := range s.Removal.Items {
		fates = append(fates, item.ID+" "+string(item.Fate))
	}
	if want := []string{"Records kept", "Key deleted", "Vpc deleted"}; !slices.Equal(fates, want) {
		t.Errorf("%q, want %q", fates, want)
	}
	if losses := s.Losses(); len(losses) != 1 || losses[0].Name() != "test/main.Key" {
		t.Errorf("losses %+v", losses)
	}
}

func TestRollBackOfAnUpdate(t *testing.T) {
	b := withStack(t)
	b.cloud.SetStatus(owner, region, "s", "UPDATE_FAILED")
	s := b.look()
	b.looks(s, stack.RollBack, "an update stopped half-way")
	if s.Removal != nil {
		t.Error("nothing is deleted by it")
	}
	b.recovers(s, "done: is UPDATE_ROLLBACK_COMPLETE", "RollbackStack")
}

// A stack that never came up is deleted, and what it leaves is named.
func TestRemoves(t *testing.T) {
	b := newBench(t)
	b.fail("Vpc", "create", 0)
	b.update(plain)
	if b.status() != "ROLLBACK_COMPLETE" {
		t.Fatal(b.status())
	}
	s := b.look()
	b.looks(s, stack.Remove, "it never came up, and can only be deleted")
	b.recovers(s, "done: deleted", "DeleteStack")
}

func TestReview(t *testing.T) {
	b := newBench(t)
	b.cloud.Interfere(owner, region, "s", awstest.Proposes)
	s := b.look()
	b.looks(s, stack.Explain, "which hipaac did not make, waits for somebody's decision")
	if !strings.Contains(s.Text, "2026-11-01") {
		t.Errorf("nobody says since when: %s", s.Text)
	}
	b.recovers(s, "blocked: "+s.Text)

	b = newBench(t)
	if _, _, err := b.propose(); err != nil {
		t.Fatal(err)
	}
	s = b.look()
	b.looks(s, stack.Remove, "only a change set was ever made")
	b.recovers(s, "done: deleted", "DeleteStack")
}

func TestDeleteFailed(t *testing.T) {
	b := withStack(t)
	b.fail("Vpc", "delete", 1)
	b.cloud.Interfere(owner, region, "s", awstest.Deletes)
	b.cloud.Advance(time.Hour)
	s := b.look()
	b.looks(s, stack.RetryRemove, "a deletion failed: The following resource(s) failed to delete: [Vpc]; it is tried again")
	b.recovers(s, "done: deleted", "DeleteStack")
}

// What runs is followed, whoever began it.
func TestAttaches(t *testing.T) {
	b := withStack(t)
	b.cloud.Interfere(owner, region, "s", awstest.Updates)
	s := b.look()
	b.looks(s, stack.Attach, "UPDATE_IN_PROGRESS: an operation runs")
	b.recovers(s, "done: is UPDATE_COMPLETE")
}

func TestUnknownState(t *testing.T) {
	b := withStack(t)
	b.cloud.SetStatus(owner, region, "s", "PAUSED")
	s := b.look()
	b.looks(s, stack.Refuse, "is in the state PAUSED, which hipaac does not know")
	b.recovers(s, "blocked: "+s.Text)
}

// What was shown is what is done: a stack that moved on since is looked at anew.
func TestMovedOn(t *testing.T) {
	b := stuckRollback(t, 1)
	s := b.look()
	b.cloud.SetStatus(owner, region, "s", "UPDATE_COMPLETE")
	b.recovers(s, "failed: it was UPDATE_ROLLBACK_FAILED when it was shown, and has changed since")
}

// cancel looks at stack "s" and stops what runs.
func (b *bench) cancel() recovery.Stopped {
	b.Helper()
	r, err := recovery.LookRunning(b.Context(), b.place, stack.Ref{Target: here, Name: "s"}, "test/main", "s")
	if err != nil {
		b.Fatal(err)
	}
	if !r.Can {
		return recovery.Stopped{Running: r, Text: r.Text}
	}
	b.cloud.Calls()
	return recovery.Cancel(b.Context(), b.doing(), r)
}

func TestCancel(t *testing.T) {
	b := withStack(t)
	b.cloud.Takes("AWS::EC2::VPC", time.Hour)
	b.cloud.Begin(owner, region, "s", []byte(wider), nil)
	s := b.cancel()
	if s.Outcome != "rolled back" || s.Text != "cancelled; it is as it was before" || s.Begun.Token == "" {
		t.Errorf("%s: %s, since %v", s.Outcome, s.Text, s.Begun)
	}
	b.changed("CancelUpdateStack")
	if b.status() != "UPDATE_ROLLBACK_COMPLETE" {
		t.Error(b.status())
	}
}

// An update that ends before it is stopped stays as it is, and that is no success.
func TestCancelTooLate(t *testing.T) {
	b := withStack(t)
	b.cloud.Takes("AWS::EC2::VPC", time.Minute)
	b.cloud.Begin(owner, region, "s", []byte(wider), nil)
	r, err := recovery.LookRunning(b.Context(), b.place, stack.Ref{Target: here, Name: "s"}, "test/main", "s")
	if err != nil || !r.Can {
		t.Fatal(r, err)
	}
	b.cloud.Advance(time.Hour)
	if s := recovery.Cancel(t.Context(), b.doing(), r); s.Outcome != "failed" || s.Text != "the update was quicker, and is complete" {
		t.Errorf("%s: %s", s.Outcome, s.Text)
	}
}

func TestCannotCancel(t *testing.T) {
	for status, want := range map[stack.Status]string{
		stack.CreateInProgress: "a creation cannot be cancelled", stack.UpdateCleanupInProgress: "the outcome is decided", stack.DeleteInProgress: "a deletion cannot be cancelled",
		stack.UpdateRollbackInProgress: "it is being rolled back already", stack.ImportInProgress: "an import cannot be cancelled", stack.UpdateComplete: "nothing runs", "PAUSED": "does not know",
	} {
		b := withStack(t)
		b.cloud.SetStatus(owner, region, "s", string(status))
		if s := b.cancel(); s.Can || !strings.Contains(s.Text, want) {
			t.Errorf("%s: %s", status, s.Text)
		}
		b.changed()
	}
}
