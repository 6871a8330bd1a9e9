// Package recovery brings stacks out of the states from which nothing can be deployed, and stops updates that run. It guarantees:
//
//   - What is wrong, and what would be done about it, is shown before anything is done.
//   - Nothing is deleted by itself: where the only way out is a deletion, it is shown resource by resource and wants consent.
//   - As little as possible is skipped of a rollback, each resource by its name, and what was skipped is compared with its template.
//   - A state that nobody here knows is shown as it is, and left alone.
package recovery

import (
	"context"
	"fmt"
	"strings"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/destroy"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/follow"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/plan"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

// Stacks is what is asked of CloudFormation in one account and region.
type Stacks interface {
	destroy.Stacks
	Cancel(ctx context.Context, id, token string) error
	ContinueRollback(ctx context.Context, id, token string, skip []string) error
	RollBack(ctx context.Context, id, token string) error
	Protect(ctx context.Context, id string, on bool) error
	DetectDrift(ctx context.Context, id string) (detection string, err error)
	Detection(ctx context.Context, detection string) (stack.Detection, error)
	Drifts(ctx context.Context, id string) ([]stack.Drift, error)
}

// Place is one account and region, with somebody's rights.
type Place struct {
	Caller string // ARN
	Stacks Stacks
	// Inventory tells whether what protects a resource from its deletion is still on; nil believes the template.
	Inventory destroy.Inventory
}

// Step is what is to be done about one stack.
type Step struct {
	stack.Desired
	Live stack.Stack
	// Action is the next step by the state table.
	Action stack.Action
	// Text is what is found, and what would be done.
	Text string
	// Advice is for people: what they can do, or should know. "" where there is nothing.
	Advice string
	// Removal says what becomes of each resource, where the way out deletes the stack; nil elsewhere.
	Removal *destroy.Step

	aws       Stacks
	inventory destroy.Inventory
}

// Title is how people call the stack, such as "test/network".
func (s *Step) Title() string { return plan.Title(&s.Desired) }

// Acts reports whether the step would change something.
func (s *Step) Acts() bool {
	switch s.Action {
	case stack.ContinueRollback, stack.RollBack, stack.Remove, stack.RetryRemove:
		return true
	}
	return false
}

// Waits reports whether an operation is only followed.
func (s *Step) Waits() bool { return s.Action == stack.Attach || s.Action == stack.Wait }

// Left reports whether only a person can decide, or nobody knows.
func (s *Step) Left() bool { return !s.Acts() && !s.Waits() && s.Action != stack.Nothing }

// Losses are resources that hold data and would be deleted.
func (s *Step) Losses() []plan.Loss {
	if s.Removal == nil {
		return nil
	}
	return s.Removal.Losses
}

// Look finds out what is wrong with a stack. Nothing is changed.
func Look(ctx context.Context, place Place, d stack.Desired) (*Step, error) {
	s := &Step{Desired: d, aws: place.Stacks, inventory: place.Inventory}
	live, found, err := place.Stacks.Find(ctx, d.Name)
	if err != nil {
		return nil, err
	}
	if found {
		s.Live = live
	}
	return s, s.decide(ctx)
}

// decide asks the state table, and reads what its answer depends on.
func (s *Step) decide(ctx context.Context) error {
	s.Action = stack.Decide(stack.Situation{Status: s.Live.Status, Ours: true}, stack.Recover)
	switch s.Action {
	case stack.Remove, stack.RetryRemove:
		return s.removal(ctx)
	case stack.RollBack:
		return s.rollback(ctx)
	case stack.ContinueRollback:
		s.Text = "a rollback of an update failed: " + reason(s.Live) + "; CloudFormation goes on with it"
	case stack.Attach, stack.Wait:
		s.Text = fmt.Sprintf("%s: an operation runs, and is followed to its end", s.Live.Status)
	case stack.Nothing:
		s.Text = "is not there"
		if !s.Live.Status.Gone() {
			s.Text = fmt.Sprintf("%s: there is nothing to recover", s.Live.Status)
		}
	case stack.Explain:
		s.Text = fmt.Sprintf("%s: an import of resources was taken back: %s", s.Live.Status, reason(s.Live))
		s.Advice = "resources that were to be imported are still in the account, and in no stack; import them again with the AWS command line, or destroy the stack"
	default:
		s.Text = fmt.Sprintf("is in the state %s, which hipaac does not know", s.Live.Status)
		s.Advice = "find out what the state means before anything is done"
	}
	return nil
}

// removal reads what a deletion would mean. Change sets that somebody else made are not thrown away.
func (s *Step) removal(ctx context.Context) error {
	s.Removal = &destroy.Step{Desired: s.Desired, Live: s.Live}
	if err := s.Removal.Read(ctx, destroy.Place{Stacks: s.aws, Inventory: s.inventory}); err != nil {
		return err
	}
	if b := s.Removal.Blocked; b != nil {
		s.Action, s.Text, s.Advice, s.Removal = stack.Explain, fmt.Sprintf("%s: %s", s.Live.Status, b.Message), b.Hint, nil
		return nil
	}
	switch s.Live.Status {
	case stack.ReviewInProgress:
		s.Text = "only a change set was ever made: the empty stack is deleted"
	case stack.DeleteFailed:
		s.Text = "a deletion failed: " + reason(s.Live) + "; it is tried again"
	default:
		s.Text = fmt.Sprintf("%s: it never came up, and can only be deleted", s.Live.Status)
		if s.Live.Reason != "" { // most often only its events say why
			s.Text += ": " + reason(s.Live)
		}
	}
	if s.keeps() {
		s.Advice = "what is kept has its name still, so that a new stack cannot make it again: import it into the new one, or give it up first"
	}
	return nil
}

func (s *Step) keeps() bool {
	for _, item := range s.Removal.Items {
		if item.Fate != "deleted" {
			return true
		}
	}
	return false
}

// rollback finds out whether there is anything to go back to. Where it cannot be told, there is not.
func (s *Step) rollback(ctx context.Context) error {
	whole, err := s.wasWhole(ctx)
	if err != nil {
		return err
	}
	if whole {
		s.Text = "an update stopped half-way: " + reason(s.Live) + "; it is taken back to what was there before"
		s.Advice = "to go on instead, deploy"
		return nil
	}
	s.Text = "it was never whole: " + reason(s.Live) + "; to roll back is to delete it"
	s.Advice = "to go on instead, deploy"
	s.Removal = &destroy.Step{Desired: s.Desired, Live: s.Live}
	return s.Removal.ReadRollback(ctx, destroy.Place{Stacks: s.aws})
}

// wasWhole looks for an end of an operation that CloudFormation goes back to. Source: API reference of RollbackStack, as of 2026-11.
func (s *Step) wasWhole(ctx context.Context) (bool, error) {
	if s.Live.Status == stack.CreateFailed {
		return false, nil
	}
	events, err := s.aws.Events(ctx, s.Live.ID, "")
	for i := range events {
		switch e := &events[i]; {
		case !e.OfStack():
		case stack.Status(e.Status).Steady(), stack.Status(e.Status) == stack.ImportRollbackComplete:
			return true, nil
		}
	}
	return false, err
}

func reason(s stack.Stack) string {
	if s.Reason == "" {
		return "CloudFormation gives no reason"
	}
	return strings.TrimRight(s.Reason, ". ")
}

// cause is the first failure of an operation, in words.
func cause(out *follow.Outcome) string {
	if e := out.Cause(); e != nil && e.Reason != "" {
		return fmt.Sprintf("%s: %s", e.LogicalID, e.Reason)
	}
	return reason(out.Stack)
}
