package deploy

import (
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"time"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/account"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/follow"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/record"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

// update makes or changes the stack, and protects it.
func (s *step) update(ctx context.Context) Verdict {
	if !s.Update {
		if err := s.settle(ctx); err != nil {
			return s.stopped(ctx, err)
		}
		return s.end(record.Done, nil)
	}
	cs, err := s.changeSet(ctx)
	if err != nil {
		return s.stopped(ctx, err)
	}
	if cs == nil { // CloudFormation finds nothing to do
		if err := s.settle(ctx); err != nil {
			return s.stopped(ctx, err)
		}
		return s.end(record.Done, nil)
	}
	s.id = cs.Stack
	op, err := s.execute(ctx, cs)
	if err != nil {
		return s.notExecuted(ctx, cs, err)
	}
	return s.follow(ctx, op)
}

// execute begins the operation, when nothing speaks against it.
func (s *step) execute(ctx context.Context, cs *stack.ChangeSet) (follow.Operation, error) {
	none := follow.Operation{}
	if err := s.judge(cs); err != nil {
		return none, err
	}
	if err := s.ease(ctx, cs); err != nil {
		return none, err
	}
	if s.TurnOn { // before there is anything that could be deleted
		err := s.aws.Protect(ctx, s.id, true)
		if err != nil && (s.LiveTemplate != nil || !account.Is(err, account.Failed)) {
			return none, fmt.Errorf("termination protection is not on: %w", err)
		}
		s.TurnOn = err != nil // AWS does not document whether an empty stack takes it: then again when it is made
	}
	before, _, err := s.aws.Latest(ctx, s.id)
	if err != nil {
		return none, err
	}
	op := follow.Operation{Ref: s.Ref, Stack: s.id, ChangeSet: cs.ID, Token: s.token(cs), After: before.ID}
	return op, s.begin(ctx, op)
}

// token names the execution of a change set: always the same for one, and never the same for two.
func (s *step) token(cs *stack.ChangeSet) string {
	return stack.Token(s.run.plan.Run, s.Name(), int(crc32.ChecksumIEEE([]byte(cs.ID))))
}

// begin executes the change set. Where the answer says that this cannot be done, or stays away, an earlier attempt may have been
// successful: the stack says so.
func (s *step) begin(ctx context.Context, op follow.Operation) error {
	s.executed = true
	for try := 1; ; try++ {
		err := s.aws.Execute(ctx, op.Stack, op.ChangeSet, op.Token)
		if err == nil || !unsure(err) {
			return err
		}
		begun, why := s.hasBegun(ctx, op)
		switch {
		case begun:
			return nil
		case why != nil:
			return why
		case try == tries:
			return err
		}
		s.tell(stack.News{Kind: stack.Waiting, Text: err.Error()})
	}
}

// hasBegun looks for the operation, for a while: reads may be behind.
func (s *step) hasBegun(ctx context.Context, op follow.Operation) (bool, error) {
	pause := time.Duration(0)
	for range tries {
		event, found, err := s.aws.Latest(ctx, op.Stack)
		if err == nil && found && event.Token == op.Token {
			return true, nil
		}
		now, _, err2 := s.aws.Find(ctx, op.Stack)
		switch {
		case err == nil && err2 == nil && now.Status.Moving() && now.Status != s.status && event.Token != "" && !stack.OfRun(event.Token, s.run.plan.Run):
			return false, &Blocked{Busy: true, Message: fmt.Sprintf("somebody else is at work: the stack is %s, operation %q", now.Status, event.Token), Hint: "wait until it has ended"}
		case err == nil && event.Token == "" && err2 == nil && now.ChangeSet == op.ChangeSet && now.Status != stack.ReviewInProgress:
			return true, nil // events without tokens
		}
		if pause, err = s.run.Pace.Rest(ctx, pause); err != nil {
			return false, err
		}
	}
	return false, nil
}

// notExecuted is the verdict where the operation did not begin. A change set that nobody agreed to goes.
func (s *step) notExecuted(ctx context.Context, cs *stack.ChangeSet, err error) Verdict {
	if unsure(err) || ctx.Err() != nil { // it may have begun after all
		return s.end(record.Unknown, s.unknown(ctx, err))
	}
	refused := (*Blocked)(nil)
	if errors.As(err, &refused) && !s.run.Exactly {
		if gone := s.aws.Discard(ctx, cs.Stack, cs.ID); gone != nil {
			err = errors.Join(err, fmt.Errorf("change set %s is left over: %w", cs.Name, gone))
		}
	}
	if lost := s.restore(ctx); lost != nil {
		err = errors.Join(err, fmt.Errorf("the stack policy is not back: %w", lost))
	}
	return s.stopped(ctx, err)
}

func (s *step) unknown(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	return fmt.Errorf("what became of it is not known, and \"hipaac deploy --resume %s\" finds out: %w", s.run.plan.Run, err)
}

// attach follows an operation of this run that was found.
func (s *step) attach(ctx context.Context) Verdict {
	op, found, err := follow.Attach(ctx, s.aws, s.Ref, s.id)
	if err != nil || !found {
		return s.stopped(ctx, err)
	}
	return s.follow(ctx, op)
}

// follow waits for the end of the operation, and leaves the stack as it is to be after it.
func (s *step) follow(ctx context.Context, op follow.Operation) Verdict {
	s.tell(stack.News{Kind: stack.Started, Resources: len(s.Report.Resources)})
	out, err := follow.Follow(ctx, s.aws, op, s.run.Pace, func(n stack.News) { s.run.news(s.Ref, n) })
	switch {
	case ctx.Err() != nil:
		return s.end(record.Detached, context.Cause(ctx))
	case err != nil:
		return s.end(record.Unknown, s.unknown(ctx, err))
	}
	s.status = out.Stack.Status
	if s.status.Achieved() {
		if err := s.settle(ctx); err != nil {
			return s.end(record.Failed, fmt.Errorf("the stack is %s, but %w", s.status, err))
		}
		return s.end(record.Done, nil)
	}
	err = s.cause(&out)
	if lost := s.restore(ctx); lost != nil {
		err = errors.Join(err, fmt.Errorf("the stack policy is not back: %w", lost))
	}
	v := s.end(outcomeOf(s.status), err)
	v.Failed = out.Failed
	return v
}

// outcomeOf tells what CloudFormation undid from what it left in the middle.
func outcomeOf(status stack.Status) record.Outcome {
	switch status {
	case stack.RollbackComplete, stack.UpdateRollbackComplete, stack.ImportRollbackComplete:
		return record.RolledBack
	}
	return record.Failed
}

// cause is the first failure, with the line of the spec that it comes from.
func (s *step) cause(out *follow.Outcome) error {
	e := out.Cause()
	if e == nil {
		return &account.Error{Message: fmt.Sprintf("the stack is %s: %s", out.Stack.Status, out.Stack.Reason)}
	}
	text := fmt.Sprintf("%s (%s): %s", e.LogicalID, e.Type, e.Reason)
	if at, known := s.Origin(e.LogicalID); known && e.Stack == s.id {
		text += ", from " + at.Place + " (" + at.Path + ")"
	}
	return &account.Error{Message: text}
}
