package deploy

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/plan"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
	"github.com/hipaac/hipaac/compiler/change"
	"github.com/hipaac/hipaac/compiler/template"
)

// judge compares a change set with what the plan showed and with what somebody consented to. What is more than that is not executed.
func (s *step) judge(cs *stack.ChangeSet) error {
	for i := range s.Losses {
		if l := &s.Losses[i]; !s.run.Consent.Losses[l.Name()] {
			return blocked(fmt.Sprintf("agree on a terminal, or with --allow-loss %s", l.Name()), "%s holds data, and %s", l.LogicalID, l.Text)
		}
	}
	losses, findings := plan.Judge(&s.Step, *cs)
	var more []string
	for _, l := range losses {
		more = append(more, l.LogicalID+": "+l.Text)
	}
	for _, f := range findings {
		if f.Class != change.DataLoss {
			more = append(more, f.Resource+": "+f.Text)
		}
	}
	if len(more) > 0 {
		return blocked("look at a new plan: \"hipaac plan\"", "CloudFormation would do what the plan did not show: %s", strings.Join(more, "; "))
	}
	return nil
}

// policy is the stack policy before the step. Of a stack that is not protected the plan did not read it.
func (s *step) policy(ctx context.Context) (string, error) {
	if s.Protect || s.LiveTemplate == nil {
		return s.LivePolicy, nil
	}
	return s.aws.Policy(ctx, s.id)
}

// ease lets the stack policy give way to what was consented to, for as long as the update takes. What it denies otherwise would fail in the
// middle of the update, and is refused before.
func (s *step) ease(ctx context.Context, cs *stack.ChangeSet) error {
	now, err := s.policy(ctx)
	if err != nil {
		return err
	}
	denied := stack.Denied(now, cs.Changes)
	if len(denied) == 0 {
		return nil
	}
	for _, id := range denied {
		if !slices.ContainsFunc(s.Losses, func(l plan.Loss) bool { return l.LogicalID == id }) {
			return blocked("change the stack policy first, if those agree who set it", "the stack policy denies the change of %s", id)
		}
	}
	eased := stack.Allowing(now, denied...)
	if still := stack.Denied(eased, cs.Changes); len(still) > 0 {
		return blocked("change the stack policy first, if those agree who set it", "the stack policy, which is not hipaac's, denies the change of %s", strings.Join(still, ", "))
	}
	s.eased = now
	return s.aws.SetPolicy(ctx, s.id, eased)
}

// restore puts the stack policy back after an update that did not succeed. One that gave way in a process which was killed is not the one
// that the plan expected; the stack then gets the policy of the template that it has.
func (s *step) restore(ctx context.Context) error {
	policy := s.eased
	if was, problems := template.Parse(s.Desired.Name, s.LiveTemplate); policy == "" && s.SetPolicy != "" && s.LiveTemplate != nil && !problems.Failed() {
		policy = stack.Policy(&stack.Desired{Document: was})
	}
	if policy == "" {
		return nil
	}
	s.eased = ""
	return s.aws.SetPolicy(ctx, s.id, policy)
}

// settle protects the stack as it is to be protected from now on.
func (s *step) settle(ctx context.Context) error {
	if s.TurnOn {
		if err := s.aws.Protect(ctx, s.id, true); err != nil {
			return fmt.Errorf("termination protection is not on: %w", err)
		}
		s.TurnOn = false
	}
	policy := s.SetPolicy
	if s.eased != "" && policy == "" {
		policy = s.eased
		if s.Protect && !s.Interim {
			policy = stack.Policy(&s.Desired)
		}
	}
	if policy == "" {
		return nil
	}
	if err := s.aws.SetPolicy(ctx, s.id, policy); err != nil {
		return fmt.Errorf("its stack policy is not set: %w", err)
	}
	s.eased = ""
	return nil
}
