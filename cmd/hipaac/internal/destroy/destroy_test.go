package destroy_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/awstest"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/destroy"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

// A plan says of each resource what becomes of it, in the order in which it does, and changes nothing.
func TestPlan(t *testing.T) {
	b := newEnvironment(t)
	b.protection(true)
	p := b.plan()
	var got []string
	for _, s := range p.Steps {
		got = append(got, fmt.Sprintf("%s %s waits for %v", s.Key, s.Action, s.Waits))
		for _, item := range s.Items {
			line := fmt.Sprintf("  %s %s", item.Fate, item.ID)
			for _, text := range []string{item.Text, item.Lock, item.Command, item.Costs} {
				if text != "" {
					line += " | " + text
				}
			}
			got = append(got, line)
		}
		for _, line := range s.Costs.Lines {
			got = append(got, "  costs "+line.Count.String()+" "+line.What)
		}
	}
	b.is(got, []string{
		"app remove waits for []",
		"  deleted Rule",
		"data remove waits for [0]",
		"  kept Log | the log group leaves the stack: it stays in the account with its records, and goes on costing | gigabytes taken in, kept and scanned for identifiers",
		"  deleted Scratch | the bucket is deleted with its objects; deletion fails while it holds objects or versions | hipaac empties no bucket | aws s3 rb s3://t-data-Scratch-37E417D4754E --force",
		"  kept Records | the bucket leaves the stack: it stays in the account with its objects, and goes on costing | object lock: nobody can delete a version before its time | gigabytes, requests",
		"  snapshot Database | the database is deleted; a last snapshot is kept, other backups of it are not | deletion protection: the deletion fails until somebody turns it off | aws rds modify-db-instance --db-instance-identifier t-data-Database-9EE2D587C790 --no-deletion-protection --apply-immediately | gigabytes of the snapshot",
		"  deleted Group",
		"  kept Key | the key leaves the stack: it stays in the account with all that is encrypted under it, and goes on costing",
		"  costs 1 key",
		"network remove waits for [1]",
		"  deleted Net",
		"  deleted Vpc",
	})
	var losses []string
	for _, l := range p.Losses() {
		losses = append(losses, l.Name())
	}
	b.is(losses, []string{"test/data.Scratch", "test/data.Database"})
	b.is(b.changes(), nil)
}

// A deletion that AWS is known to refuse is not begun. Who turned the protection off hears no more of it; where nobody can tell, there is
// a warning. The template says in each case that it is on.
func TestDeletionProtection(t *testing.T) {
	const command = "aws rds modify-db-instance --db-instance-identifier t-data-Database-9EE2D587C790 --no-deletion-protection --apply-immediately"
	const warning = "deletion protection: the deletion fails unless somebody turned it off, which could not be looked at: "
	for name, c := range map[string]struct {
		on            any
		denied        bool
		stays         []string
		blocked       []string
		lock, command string
	}{
		"on":              {on: true, blocked: []string{"data policy: deletion protection is on: Database"}, lock: "deletion protection: the deletion fails until somebody turns it off", command: command},
		"on, may be left": {on: true, stays: []string{"test/data.Database"}, lock: "deletion protection: the deletion fails until somebody turns it off", command: command},
		"on, by force":    {on: true, stays: []string{"test/data"}, lock: "deletion protection: the deletion fails until somebody turns it off", command: command},
		"off":             {on: false},
		"no answer to it": {on: nil, lock: warning + "the answer does not say", command: command},
		"no right to ask": {on: false, denied: true, lock: warning, command: command},
	} {
		t.Run(name, func(t *testing.T) {
			b := newEnvironment(t)
			b.protection(c.on)
			b.stays = c.stays
			if c.denied {
				b.cloud.Deny("GetResource")
			}
			p := b.plan()
			b.is(blocked(p), c.blocked)
			if len(c.blocked) > 0 && p.Blocked()[0].Blocked.Hint != command {
				t.Errorf("hint %s", p.Blocked()[0].Blocked.Hint)
			}
			i := slices.IndexFunc(p.Steps[1].Items, func(i destroy.Item) bool { return i.ID == "Database" })
			if item := p.Steps[1].Items[i]; !strings.HasPrefix(item.Lock, c.lock) || (c.lock == "") != (item.Lock == "") || item.Command != c.command {
				t.Errorf("lock %q, command %q", item.Lock, item.Command)
			}
			b.is(b.changes(), nil)
		})
	}
}

// Each stack goes after those that need it, by its ARN, with a token, and what was about to be done is on disk before.
func TestDo(t *testing.T) {
	b := newEnvironment(t)
	b.is(b.do(b.plan()), []string{"app done", "data done [Key] [Log] [Records]", "network done"})
	b.is(b.journal, []string{
		"intend DeleteStack t-app hipaac-r1-t-app-1", "result DeleteStack t-app ", "verdict t-app done",
		"intend DeleteStack t-data hipaac-r1-t-data-1", "result DeleteStack t-data ", "verdict t-data done",
		"intend DeleteStack t-network hipaac-r1-t-network-1", "result DeleteStack t-network ", "verdict t-network done",
	})
	if p := b.plan(); !p.Nothing() {
		t.Error("there is still something to delete")
	}
}

// What a stack outside of the run imports stops everything, before anything is done.
func TestImporters(t *testing.T) {
	b := newEnvironment(t)
	b.is(blocked(b.plan("network")), []string{"network importer: stack t-data, which stays, imports t-network:Vpc"})
	b.is(blocked(b.plan("network", "data")), []string{"data importer: stack t-app, which stays, imports t-data:Group"})
	b.is(blocked(b.plan("app")), nil)
	b.is(b.changes(), nil)
}

func TestProtected(t *testing.T) {
	b := newEnvironment(t)
	live, _, _ := b.stacks.Find(t.Context(), "t-network")
	if err := b.stacks.Protect(t.Context(), live.ID, true); err != nil {
		t.Fatal(err)
	}
	p := b.plan()
	b.is(blocked(p), []string{"network policy: termination protection is on"})
	if hint := p.Blocked()[0].Blocked.Hint; !strings.Contains(hint, "hipaac unprotect SPEC --stack network") {
		t.Error(hint)
	}
}

// The role that deploys cannot delete what makes it; somebody else's stack that acts with that role keeps it there.
func TestDelivery(t *testing.T) {
	b := newEnvironment(t)
	b.deploy("delivery", `{"Resources":{"Role":{"Type":"AWS::SNS::Topic"}}}`)
	for i := range b.desired {
		b.desired[i].Delivery = b.desired[i].Key == "delivery"
		if b.desired[i].Key == "network" {
			b.desired[i].After = append(b.desired[i].After, ref("delivery"))
		}
	}
	b.caller = "arn:aws:sts::111122223333:assumed-role/t-deploy/me"
	p := b.plan()
	if last := p.Steps[len(p.Steps)-1]; last.Key != "delivery" || !strings.Contains(last.Later, "an administrator deletes it") {
		t.Errorf("%s is last: %s", last.Key, last.Later)
	}
	b.is(b.do(p)[:3], []string{"app done", "data done [Key] [Log] [Records]", "network done"})
	if s, _ := b.cloud.Stack(owner, region, "t-delivery"); s.Status != "CREATE_COMPLETE" {
		t.Errorf("the role deleted itself: %s", s.Status)
	}
	b.caller = "arn:aws:iam::111122223333:user/admin"
	b.is(b.do(b.plan("delivery")), []string{"delivery done"})
}

// CloudFormation acts with the role that a stack was made with, for ever: the role stays as long as such a stack does.
func TestRoleInUse(t *testing.T) {
	const role = "arn:aws:iam::111122223333:role/t-execution"
	b := newBench(t)
	b.deploy("delivery", `{"Resources":{"Role":{"Type":"AWS::SNS::Topic"}}}`)
	b.role = role
	b.deploy("app", `{"Resources":{"Topic":{"Type":"AWS::SNS::Topic"}}}`, "delivery")
	b.desired[0].Delivery, b.desired[1].Role = true, role
	b.is(blocked(b.plan("delivery")), []string{"delivery importer: stack t-app, which stays, is made with a role of this stack and could neither be changed nor deleted without it"})
	b.is(b.do(b.plan()), []string{"app done", "delivery done"})
}

// What CloudFormation cannot delete is named with its cause; it is left in the account only if somebody says so.
func TestStuck(t *testing.T) {
	b := newEnvironment(t)
	b.cloud.FailResource(awstest.Trouble{Stack: "t-data", LogicalID: "Scratch", On: "delete", Reason: "The bucket you tried to delete is not empty"})
	b.is(b.do(b.plan()), []string{"app done", "data failed: Scratch: The bucket you tried to delete is not empty [Scratch]", "network skipped: test/data, which needs it, is still there"})
	p := b.plan()
	if p.Steps[1].Action != stack.RetryRemove {
		t.Errorf("action %s", p.Steps[1].Action)
	}
	b.stuck = func(s *destroy.Stuck) destroy.Answer { return destroy.Answer{Retain: !s.Again} }
	b.is(b.do(p), []string{"app same", "data done [Key] [Log] [Records] [Scratch]", "network done"})
}

func TestForce(t *testing.T) {
	b := newEnvironment(t)
	b.cloud.FailResource(awstest.Trouble{Stack: "t-app", On: "delete", Reason: "no"})
	asked := 0
	b.stuck = func(*destroy.Stuck) destroy.Answer { asked++; return destroy.Answer{Force: true} }
	b.is(b.do(b.plan("app")), []string{"app done [Rule]"})
	if asked != 1 {
		t.Errorf("asked %d times", asked)
	}
}

// Destroying again goes on with a deletion that runs; a stack that somebody else works on is left alone.
func TestInMotion(t *testing.T) {
	b := newEnvironment(t)
	live, _, _ := b.stacks.Find(t.Context(), "t-app")
	b.cloud.Takes("AWS::EC2::SecurityGroupIngress", time.Hour)
	if err := b.stacks.Delete(t.Context(), live.ID, "hipaac-r0-t-app-9", "", nil, false); err != nil {
		t.Fatal(err)
	}
	p := b.plan("app")
	b.is(blocked(p), nil)
	b.cloud.Calls()
	b.cloud.SetTick(time.Hour)
	b.is(b.do(p), []string{"app done"})
	b.is(b.changes(), nil)

	b = newEnvironment(t)
	live, _, _ = b.stacks.Find(t.Context(), "t-app")
	b.cloud.Takes("AWS::EC2::SecurityGroupIngress", time.Hour)
	if err := b.stacks.Delete(t.Context(), live.ID, "Console-DeleteStack-1", "", nil, false); err != nil {
		t.Fatal(err)
	}
	if got := blocked(b.plan("app")); len(got) != 1 || !strings.HasPrefix(got[0], "app busy: an operation is under way: DELETE_IN_PROGRESS since 2026-11-01 ") || !strings.HasSuffix(got[0], "operation Console-DeleteStack-1") {
		t.Errorf("blocked %q", got)
	}
}

// A stack that was changed after the plan was shown is not deleted: nobody consented to that.
func TestChangedSince(t *testing.T) {
	b := newEnvironment(t)
	p := b.plan("app")
	b.deploy("app", strings.Replace(app, "5432", "3306", 2))
	b.cloud.Calls()
	b.is(b.do(p), []string{"app failed: it was changed since the plan was made"})
	b.is(b.changes(), nil)
}

// A stack that somebody made under the name of one that is gone is another stack: only what the plan showed is deleted.
func TestAnotherOfTheName(t *testing.T) {
	b := newEnvironment(t)
	p := b.plan("app")
	b.is(b.do(b.plan("app")), []string{"app done"})
	b.deploy("app", app)
	b.cloud.Calls()
	b.is(b.do(p), []string{"app done"})
	b.is(b.changes(), nil)
}

// When the answer to the call is lost, the stack is deleted once.
func TestLostAnswer(t *testing.T) {
	b := newEnvironment(t)
	b.cloud.Fail(awstest.Fault{Operation: "DeleteStack", Kind: awstest.Lost, Times: 1})
	b.is(b.do(b.plan("app")), []string{"app done"})
	s, _ := b.cloud.Stack(owner, region, "t-app")
	deletions := 0
	for _, o := range s.Operations {
		if o.Kind == "DELETE" {
			deletions++
		}
	}
	if deletions != 1 {
		t.Errorf("%d deletions: %+v", deletions, s.Operations)
	}
}

// Whoever stops detaches: the deletion goes on, and nothing else is begun.
func TestDetach(t *testing.T) {
	b := newEnvironment(t)
	b.cloud.Takes("AWS::EC2::SecurityGroupIngress", time.Hour)
	ctx, stop := context.WithCancel(t.Context())
	time.AfterFunc(100*time.Millisecond, stop)
	b.is(b.doIn(ctx, b.plan()), []string{"app detached: left to itself", "data skipped: test/app, which needs it, is still there", "network skipped: test/data, which needs it, is still there"})
}
