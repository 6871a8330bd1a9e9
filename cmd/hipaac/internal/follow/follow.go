// Package follow watches an operation of CloudFormation until it has ended. It guarantees:
//
//   - The stack is known by its ARN and the operation by its token, so that neither another stack of the name nor another operation is
//     taken for the one that was asked for.
//   - An outcome is told only when the events of the operation and the stack itself say the same. A read that is behind, as reads of
//     CloudFormation may be for seconds, says something else and is made again.
//   - Throttling, errors of AWS and lost connections never decide an outcome: they are told as Waiting, and the state is read again.
//   - When it returns an error, nothing is known of the outcome and the operation goes on. The same operation can be followed again.
//
// The waiters of the SDK are not used: they take old states and undone updates for success.
package follow

import (
	"context"
	"fmt"
	"time"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/account"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

// Stacks is what is asked of CloudFormation.
type Stacks interface {
	Find(ctx context.Context, nameOrID string) (stack.Stack, bool, error)
	Events(ctx context.Context, id, after string) ([]stack.Event, error)
	Latest(ctx context.Context, id string) (stack.Event, bool, error)
}

// Operation is one that CloudFormation was asked for, or that Attach found.
type Operation struct {
	Ref   stack.Ref
	Stack string // ARN
	Token string // ClientRequestToken of the call
	// ChangeSet is the ARN of the change set that was executed, or "". It identifies an operation whose events carry no token.
	ChangeSet string
	// After is the id of an event from before the call. It only saves reading older ones: "" is always right.
	After string
	begun bool // the event that began it is known, and is After
}

// Outcome is how an operation ended.
type Outcome struct {
	// Stack is as the operation left it. Its Status is a final one; stack.DeleteComplete where it is gone.
	Stack stack.Stack
	// Failed are the steps that went wrong, oldest first, those of nested stacks among them.
	Failed []stack.Event
}

// patience is how long CloudFormation may show no sign of an operation that it accepted, or answer with nothing but errors.
const patience = 10 * time.Minute

// Attach finds the operation that began last on a stack, whoever asked for it, so that it can be followed. It is false where there was
// none yet. One that ended since is followed to its end, too, which is then at once.
func Attach(ctx context.Context, s Stacks, ref stack.Ref, id string) (Operation, bool, error) {
	event, found, err := s.Latest(ctx, id)
	if err != nil || !found {
		return Operation{}, false, err
	}
	return Operation{Ref: ref, Stack: id, Token: event.Token, After: event.ID, begun: true}, true, nil
}

// Follow waits until the operation has ended, and tells of each event, oldest first. Resources of nested stacks are told of as well.
// The error is the context's cause, account.WrongIdentity where the credentials no longer do, or what AWS went on saying.
func Follow(ctx context.Context, s Stacks, op Operation, pace Pace, tell func(stack.News)) (Outcome, error) {
	f := &follower{stacks: s, op: op, pace: pace, tell: tell, nested: map[string]string{}, sign: time.Now(), after: op.After, begun: op.begun}
	for {
		done, err := f.look(ctx)
		switch {
		case ctx.Err() != nil:
			return Outcome{}, context.Cause(ctx)
		case done:
			return Outcome{Stack: f.stack, Failed: f.failed}, nil
		case err == nil && f.begun:
			f.sign = time.Now()
		case account.Is(err, account.WrongIdentity):
			return Outcome{}, err
		case time.Since(f.sign) > pace.patience():
			return Outcome{}, f.silent(err)
		case err != nil:
			f.news(stack.News{Kind: stack.Waiting, Text: err.Error()})
		}
		if err := f.pause(ctx); err != nil {
			return Outcome{}, err
		}
	}
}

// follower is what is known of an operation so far.
type follower struct {
	stacks Stacks
	op     Operation
	pace   Pace
	tell   func(stack.News)

	after  string            // the newest event that was read
	nested map[string]string // the same of each nested stack that took part, by ARN
	begun  bool
	since  time.Time    // when it began
	last   stack.Status // the newest that an event says of the stack as a whole
	failed []stack.Event
	stack  stack.Stack
	doubt  stack.Status // a status that ends the operation if it still stands at the next look
	rest   time.Duration
	sign   time.Time // when there last was an answer about the operation
}

// look reads what is new, and reports whether the operation has ended.
func (f *follower) look(ctx context.Context) (bool, error) {
	events, err := f.stacks.Events(ctx, f.op.Stack, f.after)
	if err != nil && !account.Is(err, account.NotThere) {
		return false, err
	}
	gone := err != nil
	for i := range events {
		if err := f.take(ctx, &events[i]); err != nil {
			return false, err
		}
		f.after = events[i].ID
	}
	if err := f.lookBelow(ctx); err != nil {
		return false, err
	}
	if len(events) > 0 {
		f.rest = 0
	}
	if f.begun && f.last != "" && f.last.Moving() && !gone {
		return false, nil
	}
	return f.ended(ctx)
}

// take makes use of one event of the stack.
func (f *follower) take(ctx context.Context, e *stack.Event) error {
	if !f.begun {
		ours, err := f.begins(ctx, e)
		if err != nil || !ours {
			return err
		}
		f.begun, f.since = true, e.At
	}
	if e.OfStack() {
		f.last = stack.Status(e.Status)
		f.doubt = ""
	}
	f.happened(e)
	return nil
}

// begins reports whether an event is the first of the operation. All events of an operation carry its token; where a stand-in for
// CloudFormation leaves tokens out, the stack says which change set was executed.
func (f *follower) begins(ctx context.Context, e *stack.Event) (bool, error) {
	if !e.OfStack() || !stack.Status(e.Status).Moving() {
		return false, nil
	}
	if e.Token != "" || f.op.ChangeSet == "" {
		return e.Token == f.op.Token, nil
	}
	now, found, err := f.stacks.Find(ctx, f.op.Stack)
	return found && now.ChangeSet == f.op.ChangeSet, err
}

func (f *follower) happened(e *stack.Event) {
	if e.Failed() {
		f.failed = append(f.failed, *e)
	}
	if e.Type == nestedType && !e.OfStack() && e.PhysicalID != "" {
		if _, known := f.nested[e.PhysicalID]; !known {
			f.nested[e.PhysicalID] = ""
		}
	}
	f.news(stack.News{At: e.At, Kind: stack.Happened, Event: e, Status: f.last})
}

// ended compares what the events say with the stack. A stack that is gone is final, whoever deleted it.
func (f *follower) ended(ctx context.Context) (bool, error) {
	now, found, err := f.stacks.Find(ctx, f.op.Stack)
	switch {
	case err != nil:
		return false, err
	case !found && !f.begun:
		return false, nil // not visible yet
	case !found:
		f.stack = stack.Stack{ID: f.op.Stack, Name: f.op.Ref.Name, Status: stack.DeleteComplete}
		return true, nil
	}
	f.stack = now
	switch {
	case now.Status == stack.DeleteComplete:
		return true, nil
	case !f.begun || now.Status != f.last || now.Status.Moving() || now.Status == stack.ReviewInProgress:
		return false, nil
	case now.Status == stack.CreateFailed || now.Status == stack.UpdateFailed:
		return f.stands(now.Status), nil
	}
	return true, nil
}

// stands reports whether a status was seen at the look before, too: a failed stack may be on its way to a rollback.
func (f *follower) stands(s stack.Status) bool {
	before := f.doubt
	f.doubt = s
	return before == s
}

func (f *follower) news(n stack.News) {
	if n.At.IsZero() {
		n.At = time.Now()
	}
	n.Ref = f.op.Ref
	f.tell(n)
}

// silent is the error for an operation of which nothing can be seen.
func (f *follower) silent(err error) error {
	if err != nil {
		return err
	}
	return &account.Error{Message: fmt.Sprintf("CloudFormation accepted an operation on stack %s and shows no sign of it for %s", f.op.Ref.Name, f.pace.patience()),
		Hint: "look at the stack's events in the console; hipaac can be started again, and repeats no call"}
}
