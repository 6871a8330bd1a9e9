package recovery

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/account"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/destroy"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/follow"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/operate"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/record"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

// Doing says how steps are carried out.
type Doing struct {
	destroy.Doing
	// Skip is asked when a rollback cannot go on because of some resources. It gives those that may be skipped.
	Skip func(ctx context.Context, s *Step, failed []Skipped) []Skipped
}

// Result is what came of a step.
type Result struct {
	*Step
	Outcome record.Outcome
	Status  stack.Status
	Text    string // what happened, in a sentence
	Skipped []Skipped
	Left    []stack.Resource // what outlived a stack that was deleted
	Err     error
}

// Do carries a step out that somebody agreed to.
func Do(ctx context.Context, d Doing, s *Step) Result {
	switch {
	case s.Action == stack.Nothing:
		return d.verdict(Result{Step: s, Outcome: record.Same, Status: s.Live.Status})
	case s.Waits():
		return d.verdict(d.attach(ctx, s))
	case s.Left():
		return d.verdict(Result{Step: s, Outcome: record.Blocked, Status: s.Live.Status, Text: s.Text})
	}
	if err := s.stillThere(ctx); err != nil {
		return d.verdict(broken(s, err))
	}
	switch s.Action {
	case stack.ContinueRollback:
		return d.verdict(d.goOn(ctx, s))
	case stack.RollBack:
		return d.rollBack(ctx, s)
	}
	return d.remove(ctx, s)
}

// stillThere refuses a stack whose state is not the one that was shown.
func (s *Step) stillThere(ctx context.Context) error {
	now, found, err := s.aws.Find(ctx, s.Live.ID)
	if err == nil && (!found || now.Status != s.Live.Status || !now.Updated.Equal(s.Live.Updated)) {
		return &account.Error{Kind: account.Busy, Message: fmt.Sprintf("it was %s when it was shown, and has changed since", s.Live.Status), Hint: "recover again, which looks anew"}
	}
	return err
}

// attach follows what runs. What has to be done after it is a new question.
func (d Doing) attach(ctx context.Context, s *Step) Result {
	out, found, err := d.Attach(ctx, s.aws, s.Ref, s.Live.ID, "waits for the operation that runs")
	switch {
	case err != nil:
		return broken(s, err)
	case !found:
		return broken(s, &account.Error{Message: "CloudFormation shows no operation", Hint: "recover again, which looks anew"})
	}
	r := s.after(&out)
	if r.Outcome == record.Failed { // of somebody's operation, about whose outcome nobody was asked yet
		r.Outcome, r.Text = record.Blocked, r.Text+"; recover again to go on"
	}
	return r
}

// after is the result of an operation: good where nothing is left to be recovered.
func (s *Step) after(out *follow.Outcome) Result {
	r := Result{Step: s, Outcome: record.Done, Status: out.Stack.Status, Text: fmt.Sprintf("is %s", out.Stack.Status)}
	if stack.Decide(stack.Situation{Status: r.Status, Ours: true}, stack.Recover) != stack.Nothing {
		r.Outcome, r.Text = record.Failed, fmt.Sprintf("is %s: %s", r.Status, cause(out))
	}
	return r
}

func (d Doing) run(ctx context.Context, s *Step, n int, operation, text, detail string, call func(ctx context.Context, token string) error) (follow.Outcome, error) {
	token := stack.Token(d.Run, s.Name, n)
	return d.Operator.Run(ctx, s.aws, operate.Call{
		Ref: s.Ref, Stack: s.Live.ID, Operation: operation, Token: token, Text: text, Detail: detail,
		Do: func(ctx context.Context) error { return call(ctx, token) },
	})
}

// rollBack takes an operation back that stopped half-way. A stack that was never whole is gone then, or only its name is left.
func (d Doing) rollBack(ctx context.Context, s *Step) Result {
	out, err := d.run(ctx, s, 1, "RollbackStack", "rolls back", "", func(ctx context.Context, token string) error { return s.aws.RollBack(ctx, s.Live.ID, token) })
	switch {
	case err != nil:
		return d.verdict(broken(s, err))
	case s.Removal != nil && out.Stack.Status == stack.RollbackComplete:
		s.Removal.Live = out.Stack
		s.Removal.Action = stack.Remove
		return d.remove(ctx, s)
	}
	return d.verdict(s.after(&out))
}

// remove deletes a stack, as agreed.
func (d Doing) remove(ctx context.Context, s *Step) Result {
	r := destroy.Remove(ctx, d.Doing, s.aws, s.Removal)
	text := "deleted"
	if r.Cause != "" {
		text = r.Cause
	}
	return Result{Step: s, Outcome: r.Outcome, Status: r.Status, Text: text, Left: r.Left, Err: r.Err}
}

// goOn goes on with a rollback; first with nothing skipped, then with as little as can be.
func (d Doing) goOn(ctx context.Context, s *Step) Result {
	var skipped []Skipped
	for n := 1; ; n++ {
		names := namesOf(skipped)
		text, detail := "goes on with the rollback", ""
		if len(names) > 0 {
			text, detail = text+", and skips "+strings.Join(names, ", "), "skip "+strings.Join(names, " ")
		}
		out, err := d.run(ctx, s, n, "ContinueUpdateRollback", text, detail, func(ctx context.Context, token string) error {
			return s.aws.ContinueRollback(ctx, s.Live.ID, token, names)
		})
		if err != nil {
			return broken(s, err)
		}
		if out.Stack.Status != stack.UpdateRollbackFailed {
			r := s.after(&out)
			if len(skipped) > 0 && r.Outcome == record.Done {
				r.Skipped = d.compare(ctx, s, skipped)
			}
			return r
		}
		failed := stuckIn(s.Live.ID, out.Failed)
		more := d.Skip(ctx, s, failed)
		if len(more) == 0 {
			return Result{Step: s, Outcome: record.Failed, Status: out.Stack.Status, Text: cause(&out)}
		}
		skipped = append(skipped, more...)
	}
}

// verdict tells what came of a step, and writes it down.
func (d Doing) verdict(r Result) Result {
	kind := stack.Done
	switch r.Outcome {
	case record.Done:
	case record.Same:
		kind = stack.Same
	case record.Blocked:
		kind = stack.Skipped
	default:
		kind = stack.Failed
	}
	d.Tell(stack.News{Ref: r.Ref, Kind: kind, Status: r.Status, Text: r.Text})
	v := record.Verdict{Ref: r.Ref, Step: r.Title(), Stack: r.Live.ID, Outcome: r.Outcome, Status: r.Status}
	if r.Outcome != record.Done {
		v.Cause = r.Text
	}
	if err := d.Journal.Add(record.KindVerdict, v); err != nil && r.Err == nil {
		r.Err = err
	}
	return r
}

// broken is the result of a step whose end nobody saw, or that AWS refused.
func broken(s *Step, err error) Result {
	r := Result{Step: s, Outcome: record.Unknown, Status: s.Live.Status, Text: err.Error(), Err: err}
	problem := (*account.Error)(nil)
	switch {
	case errors.Is(err, context.Canceled):
		r.Outcome, r.Text = record.Detached, "left to itself"
	case errors.As(err, &problem) && problem.Kind != account.Unreached && problem.Kind != account.WrongIdentity:
		r.Outcome = record.Failed
	}
	return r
}
