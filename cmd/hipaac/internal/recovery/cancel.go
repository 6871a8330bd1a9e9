package recovery

import (
	"context"
	"fmt"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/account"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/operate"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/record"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

// Running is a stack whose operation somebody wants to stop.
type Running struct {
	Ref   stack.Ref
	Title string
	Live  stack.Stack
	// Can reports whether CloudFormation can stop it: an update, before its outcome is decided.
	Can bool
	// Text is what runs, and what would be done or why it cannot.
	Text string
	// Since and Token say which operation it is, as far as CloudFormation shows it.
	Begun stack.Event

	aws Stacks
}

// LookRunning finds out what runs on a stack, by its name or ARN. Nothing is changed.
func LookRunning(ctx context.Context, place Place, ref stack.Ref, title, nameOrID string) (*Running, error) {
	r := &Running{Ref: ref, Title: title, aws: place.Stacks}
	live, found, err := place.Stacks.Find(ctx, nameOrID)
	if err != nil {
		return nil, err
	}
	if !found {
		r.Text = "is not there"
		return r, nil
	}
	r.Live = live
	if live.Status.Moving() {
		if r.Begun, _, err = place.Stacks.Latest(ctx, live.ID); err != nil {
			return nil, err
		}
	}
	r.Can, r.Text = cancellable(live.Status)
	return r, nil
}

// Runs reports whether an operation runs.
func (r *Running) Runs() bool { return r.Live.Status.Moving() }

// cancellable says whether CloudFormation can stop what it does in a state. Source: API reference of CancelUpdateStack, and "Canceling a
// stack update" in the user guide, as of 2026-11.
func cancellable(s stack.Status) (bool, string) {
	switch {
	case s == stack.UpdateInProgress:
		return true, "an update runs; it is stopped, and CloudFormation brings back what was there before"
	case !s.Known():
		return false, fmt.Sprintf("is in the state %s, which hipaac does not know", s)
	case s == stack.CreateInProgress:
		return false, "a creation cannot be cancelled: wait for its end, then \"hipaac destroy\" or \"hipaac recover\""
	case s.CleaningUp():
		return false, "the outcome is decided, and only what was replaced is being deleted: wait for its end, then deploy what was there before"
	case s == stack.DeleteInProgress:
		return false, "a deletion cannot be cancelled: wait for its end, then deploy again"
	case s == stack.ImportInProgress:
		return false, "an import cannot be cancelled: wait for its end"
	case s.Moving():
		return false, "it is being rolled back already: wait for its end"
	case s.Gone():
		return false, "is not there"
	}
	return false, fmt.Sprintf("nothing runs: it is %s", s)
}

// Stopped is what came of an attempt to stop an update.
type Stopped struct {
	*Running
	Outcome record.Outcome
	Status  stack.Status
	Text    string
	Err     error
}

// Cancel stops an update, and follows the rollback to its end. An update that was quicker stays.
func Cancel(ctx context.Context, d Doing, r *Running) Stopped {
	token := stack.Token(d.Run, r.Ref.Name, 1)
	out := Stopped{Running: r, Status: r.Live.Status}
	err := d.Call(ctx, call(r, token))
	if account.Is(err, account.Failed) || account.Is(err, account.Busy) { // it may have ended in the meantime
		if now, found, again := r.aws.Find(ctx, r.Live.ID); again == nil && found && now.Status != stack.UpdateInProgress {
			err = nil
		}
	}
	if err == nil {
		outcome, found, attached := d.Attach(ctx, r.aws, r.Ref, r.Live.ID, "follows the rollback")
		err = attached
		switch {
		case err != nil:
		case !found:
			err = &account.Error{Message: "CloudFormation shows no operation", Hint: "look with \"hipaac status\""}
		case outcome.Stack.Status == stack.UpdateRollbackComplete:
			out.Outcome, out.Status, out.Text = record.RolledBack, outcome.Stack.Status, "cancelled; it is as it was before"
		case outcome.Stack.Status.Achieved():
			out.Outcome, out.Status, out.Text = record.Failed, outcome.Stack.Status, "the update was quicker, and is complete"
		default:
			out.Outcome, out.Status, out.Text = record.Failed, outcome.Stack.Status, fmt.Sprintf("is %s: %s", outcome.Stack.Status, cause(&outcome))
		}
	}
	if err != nil {
		b := broken(&Step{Live: r.Live}, err)
		out.Outcome, out.Text, out.Err = b.Outcome, b.Text, err
	}
	return d.stopped(out)
}

func (d Doing) stopped(s Stopped) Stopped {
	kind := stack.Failed
	if s.Outcome == record.RolledBack {
		kind = stack.Done
	}
	d.Tell(stack.News{Ref: s.Ref, Kind: kind, Status: s.Status, Text: s.Text})
	v := record.Verdict{Ref: s.Ref, Step: s.Title, Stack: s.Live.ID, Outcome: s.Outcome, Status: s.Status, Cause: s.Text}
	if err := d.Journal.Add(record.KindVerdict, v); err != nil && s.Err == nil {
		s.Err = err
	}
	return s
}

func call(r *Running, token string) operate.Call {
	return operate.Call{Ref: r.Ref, Stack: r.Live.ID, Operation: "CancelUpdateStack", Token: token, Text: "cancels the update", Do: func(ctx context.Context) error {
		return r.aws.Cancel(ctx, r.Live.ID, token)
	}}
}
