package plan

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/account"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
	"github.com/hipaac/hipaac/compiler/change"
)

// due are the steps whose change sets can be made now.
func (m *maker) due() []*Step {
	var due []*Step
	for _, s := range m.steps() {
		if !s.Same && s.Update && s.Blocked == nil && s.Late == "" {
			due = append(due, s)
		}
	}
	return due
}

// propose makes those change sets, and takes in what CloudFormation says of them.
func (m *maker) propose(ctx context.Context) error {
	due := m.due()
	if m.given != nil {
		if err := m.readGiven(ctx); err != nil {
			return err
		}
	}
	number := map[*Step]int{}
	for i := range m.plan.Steps {
		number[&m.plan.Steps[i]] = m.Number + i + 1
	}
	return eachStep(ctx, due, func(ctx context.Context, s *Step) error {
		cs, err := m.changeSet(ctx, s, number[s])
		if err != nil {
			return fmt.Errorf("%s: %w", s.Title(), err)
		}
		if s.ChangeSet = cs; cs == nil {
			if s.Blocked == nil && s.Late == "" {
				s.nothing()
			}
			return nil
		}
		if s.Live.ID = cmp.Or(s.Live.ID, cs.Stack); s.Live.Status.Gone() || s.Live.Status == stack.RollbackComplete {
			s.Live.Name, s.Live.Status = s.Desired.Name, stack.ReviewInProgress
		}
		s.merge(*cs)
		s.permit(*cs)
		return m.tidy(ctx, s)
	})
}

// tidy deletes change sets of plans that have expired, before they use up what CloudFormation allows of them. It is a courtesy: who has no
// right to it does without.
func (m *maker) tidy(ctx context.Context, s *Step) error {
	if m.given != nil || s.LiveTemplate == nil {
		return nil
	}
	aws := m.places[s.Target].Stacks
	sets, err := aws.ChangeSets(ctx, s.Live.ID)
	for i := range sets {
		run, ours := stack.RunOf(sets[i].Name)
		if at := began(run); err == nil && ours && !at.IsZero() && sets[i].Ready() && m.Now.Sub(at) > Lifetime {
			err = aws.Discard(ctx, s.Live.ID, sets[i].ID)
		}
	}
	if failed(err) || account.Is(err, account.WrongIdentity) || account.Is(err, account.Unreached) {
		return nil
	}
	return err
}

// permit asks the stack policy before CloudFormation does, in the middle of the update. Consent to a loss covers what the policy says about
// the same resource, and nothing else does.
func (s *Step) permit(cs stack.ChangeSet) {
	s.Denied = nil
	for _, id := range stack.Denied(s.LivePolicy, cs.Changes) {
		if slices.ContainsFunc(s.Losses, func(l Loss) bool { return l.LogicalID == id }) {
			s.Denied = append(s.Denied, id)
			continue
		}
		s.block(ByPolicy, fmt.Sprintf("its stack policy denies the change of %s", id), "change the stack policy first, if those agree who set it")
	}
}

// nothing takes CloudFormation's word that a step changes nothing but, possibly, how the stack is protected.
func (s *Step) nothing() {
	s.Nothing, s.Update, s.Same = true, false, !s.TurnOn && s.SetPolicy == ""
	if s.Same {
		s.Action = stack.Nothing
	}
	s.Report, s.Losses = change.Report{}, nil // what is not carried out means nothing
	s.note("CloudFormation finds nothing to do for it, although templates, parameters, role or capabilities are not the same")
}

// again is added to the number of a change set that is made only to hear once more that there is nothing to do.
const again = 1000

// changeSet makes a change set, or reads the one that a plan file names. It is nil where the step is then blocked, late or nothing.
func (m *maker) changeSet(ctx context.Context, s *Step, n int) (*stack.ChangeSet, error) {
	at := m.places[s.Target]
	if m.given != nil {
		if f := m.named(s); f == nil || !f.Nothing {
			return m.verifyGiven(ctx, s, n)
		}
		n += again
	}
	cs, err := Propose(ctx, at, m.Run, s, n, m.Pace)
	refused := (*Refused)(nil)
	switch {
	case errors.As(err, &refused):
		s.block(ByFailure, refused.Error(), refused.Hint)
		return nil, nil
	case failed(err):
		s.block(ByFailure, "CloudFormation will not make the change set: "+err.Error(), "")
		return nil, nil
	case account.Is(err, account.NotThere) && len(s.Desired.Template) > stack.MaxBody:
		if m.makesSomething(s) {
			s.Late = fmt.Sprintf("bucket %s, which its template goes through, does not exist yet", s.Bucket)
			return nil, nil
		}
		s.block(ByState, err.Error(), "deploy the stack that makes the bucket first")
		return nil, nil
	}
	if err == nil && cs != nil && m.given != nil { // the file says that there is nothing to do
		return &stack.ChangeSet{ID: "one with something to do"}, discard(ctx, at.Stacks, s, cs, m.Run, m.Pace)
	}
	return cs, err
}

// failed reports whether AWS understood what it was asked and will not do it, so that other steps can still be planned.
func failed(err error) bool { return err != nil && account.Is(err, account.Failed) }

// makesSomething reports whether another step of the target makes a stack, so that what is missing may come with it.
func (m *maker) makesSomething(s *Step) bool {
	return slices.ContainsFunc(m.plan.Steps, func(o Step) bool {
		return o.Target == s.Target && o.Action == stack.Make && o.Desired.Name != s.Desired.Name
	})
}
