package deploy

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/plan"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/record"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

// step is one step that is being taken.
type step struct {
	plan.Step
	run    *run
	aws    *journaled
	bucket func(name string) plan.Bucket
	begun  time.Time
	// id is the stack's ARN, as soon as it is known.
	id       string
	status   stack.Status
	executed bool
	// eased is the policy that the stack had before it gave way, or is to have again; "" where it did not.
	eased string
}

// end is the verdict on the step.
func (s *step) end(o record.Outcome, err error) Verdict {
	v := Verdict{Err: err, ID: s.id, Took: time.Since(s.begun), executed: s.executed}
	v.Outcome, v.Status, v.Stack = o, s.status, s.id
	if o == record.Same || o == record.Done {
		v.Template = s.Digest
	}
	return v
}

// stopped is the verdict where nothing is in motion and the step cannot be taken.
func (s *step) stopped(ctx context.Context, err error) Verdict {
	why := (*Blocked)(nil)
	switch {
	case ctx.Err() != nil:
		return s.end(record.Skipped, context.Cause(ctx))
	case errors.As(err, &why):
		return s.end(record.Blocked, err)
	}
	return s.end(record.Failed, err)
}

// carry brings the stack to what the step says. It looks again first: since the plan was made, time has passed.
func (s *step) carry(ctx context.Context) Verdict {
	if s.Blocked != nil {
		return s.end(record.Blocked, &Blocked{Busy: s.Blocked.Why == plan.ByBusy, Message: s.Blocked.Message, Hint: s.Blocked.Hint})
	}
	for {
		action, err := s.look(ctx)
		switch {
		case err != nil:
			return s.stopped(ctx, err)
		case action == stack.Make || action == stack.Change:
			return s.update(ctx)
		case action == stack.Ask:
			if err := s.mayGoOn(); err != nil {
				return s.stopped(ctx, err)
			}
			return s.update(ctx)
		case action == stack.Attach:
			return s.attach(ctx)
		case action == stack.AskRemove:
			if v, over := s.remove(ctx); over {
				return v
			}
		default: // stack.Wait
			if err := s.wait(ctx); err != nil {
				return s.stopped(ctx, err)
			}
		}
	}
}

// look reads the stack and asks the state table what comes next.
func (s *step) look(ctx context.Context) (stack.Action, error) {
	live, found, err := s.aws.Find(ctx, cmp.Or(s.id, s.Live.ID, s.Desired.Name))
	if err != nil {
		return "", err
	}
	if !found {
		live = stack.Stack{}
	}
	s.status = live.Status
	if !live.Status.Gone() {
		s.id = live.ID
	}
	situation := stack.Situation{Status: live.Status}
	hint := ""
	switch {
	case live.Status == stack.ReviewInProgress:
		sets, err := s.aws.ChangeSets(ctx, live.ID)
		if err != nil {
			return "", err
		}
		situation.Ours = !slices.ContainsFunc(sets, func(c stack.ChangeSet) bool { return !stack.Ours(c.Name) })
		hint = "somebody else prepares its creation: have them execute or delete their change set"
	case live.Status.Moving() && !live.Status.CleaningUp():
		event, found, err := s.aws.Latest(ctx, live.ID)
		if err != nil {
			return "", err
		}
		situation.Ours = found && stack.OfRun(event.Token, s.run.plan.Run)
		if !situation.Ours {
			return "", &Blocked{Busy: true, Message: fmt.Sprintf("somebody else is at work: the stack is %s since %s, operation %q", live.Status, event.At.UTC().Format("2006-01-02 15:04:05 MST"), event.Token),
				Hint: "wait until it has ended; \"hipaac status\" shows it"}
		}
	}
	switch action := stack.Decide(situation, stack.Deploy); action {
	case stack.Make, stack.Change, stack.Ask, stack.Attach, stack.AskRemove, stack.Wait:
		return action, s.sameStack(live)
	default:
		return "", blocked(cmp.Or(hint, "\"hipaac recover\" brings it to a state that can be deployed"), "the stack is %s, which no deployment can change: %s", live.Status, cmp.Or(live.Reason, "no reason is known"))
	}
}

// sameStack refuses a stack that is another than the one that the plan saw.
func (s *step) sameStack(live stack.Stack) error {
	switch was := s.Live; {
	case s.LiveTemplate != nil && live.Status.Gone():
		return blocked("plan again", "the stack was deleted since the plan was made")
	case s.LiveTemplate == nil && live.Status.Steady() && was.Status.Gone():
		return blocked("plan again", "somebody else made the stack since the plan was made")
	}
	return nil
}

// wait lets CloudFormation clean up.
func (s *step) wait(ctx context.Context) error {
	s.tell(stack.News{Kind: stack.Waiting, Text: "waits until CloudFormation has cleaned up after the last update"})
	_, err := s.run.Pace.Rest(ctx, 0)
	return err
}

func (s *step) mayGoOn() error {
	if s.run.Consent.Onward[s.Ref] {
		return nil
	}
	return blocked(fmt.Sprintf("\"hipaac recover --stack %s\" takes it back; on a terminal, \"hipaac deploy\" asks whether to go on", s.Key),
		"the last operation failed and was left as it is: %s", s.status)
}

// changeSet is the change set to execute: the plan's, if it still can be, or a new one. It is nil where there is nothing to do.
func (s *step) changeSet(ctx context.Context) (*stack.ChangeSet, error) {
	if s.ChangeSet != nil {
		now, found, err := s.aws.ChangeSet(ctx, s.ChangeSet.Stack, s.ChangeSet.ID)
		if err != nil {
			return nil, err
		}
		if found && now.Ready() {
			return s.ChangeSet, nil
		}
		if s.run.Exactly {
			return nil, blocked("make a new plan", "the change set of the plan, %s, can no longer be executed: %s", s.ChangeSet.Name, cmp.Or(now.Execution, "it is gone"))
		}
	}
	s.tell(stack.News{Kind: stack.Waiting, Text: "waits for CloudFormation to make the change set"})
	at, n := plan.Place{Stacks: s.aws, Bucket: s.bucket}, s.run.next()
	s.Live.ID = cmp.Or(s.id, s.Live.ID)
	return plan.Propose(ctx, at, s.run.plan.Run, &s.Step, n, s.run.Pace)
}

// tries is how often an execution is asked for whose answer stays away, and how often it is looked for after each.
const tries = 5

func (s *step) tell(n stack.News) {
	n.Ref = s.Ref
	if n.At.IsZero() {
		n.At = time.Now()
	}
	s.run.news(s.Ref, n)
}

// news goes to the journal, too, where it is of CloudFormation.
func (r *run) news(ref stack.Ref, n stack.News) {
	if n.Event != nil {
		_ = r.Journal.Add(record.KindEvent, record.NewEvent(ref, n.Event)) // see verdict
	}
	r.Tell(n)
}
