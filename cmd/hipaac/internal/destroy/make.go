package destroy

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/account"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/plan"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

// How says what a plan is made with.
type How struct {
	// Open gives the right to act in a target, and refuses any other account.
	Open func(ctx context.Context, target stack.Target) (Place, error)
	// Only picks the stacks that are deleted; nil picks all.
	Only func(d *stack.Desired) bool
	// Deployers are the names of the roles that deploy, by environment.
	Deployers map[string]string
	// Stays reports whether a resource, such as test/network.Vpc, or whatever of a stack, such as test/network, shall stay in the account
	// where it cannot be deleted; nil says that of none.
	Stays func(name string) bool
}

// Make finds out what it would mean to delete stacks. Desired are all stacks of the specs, in an order in which they can be deployed.
// Nothing is changed.
func Make(ctx context.Context, how How, desired []stack.Desired) (*Plan, error) {
	p := &Plan{places: map[stack.Target]Place{}}
	if err := p.open(ctx, how, desired); err != nil {
		return nil, err
	}
	for i := range desired {
		if how.Only != nil && !how.Only(&desired[i]) {
			continue
		}
		s := Step{Desired: desired[i]}
		live, found, err := p.places[s.Target].Stacks.Find(ctx, s.Name)
		if err == nil && found {
			s.Live = live
		}
		if err == nil {
			err = s.Read(ctx, p.places[s.Target])
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.Title(), err)
		}
		s.refuseProtected(how.Stays)
		p.Steps = append(p.Steps, s)
	}
	if err := p.guard(ctx, desired); err != nil {
		return nil, err
	}
	p.arrange()
	p.leave(how)
	return p, nil
}

// open asks for the right to act in every target, before anything else is asked of one.
func (p *Plan) open(ctx context.Context, how How, desired []stack.Desired) error {
	for i := range desired {
		t := desired[i].Target
		if _, open := p.places[t]; open || how.Only != nil && !how.Only(&desired[i]) {
			continue
		}
		place, err := how.Open(ctx, t)
		if err != nil {
			return fmt.Errorf("%s: %w", desired[i].Environment, err)
		}
		p.places[t] = place
		p.Callers = append(p.Callers, plan.Caller{Target: t, Caller: place.Caller})
	}
	return nil
}

// Read decides what the state of the stack allows, and where it may be deleted, what that means for each resource. Live is set.
func (s *Step) Read(ctx context.Context, place Place) error {
	ours, err := s.ours(ctx, place.Stacks)
	if err != nil {
		return err
	}
	s.Action = stack.Decide(stack.Situation{Status: s.Live.Status, Ours: ours}, stack.Destroy)
	s.refuse()
	if s.Live.Status.Gone() || s.Live.Status == stack.ReviewInProgress || s.Blocked != nil && s.Blocked.Why == plan.ByBusy {
		return nil
	}
	return s.inspect(ctx, place)
}

// ours answers the table's question: of a stack that waits for a review, whether all change sets are hipaac's; of one that is being
// deleted, whether hipaac began that.
func (s *Step) ours(ctx context.Context, aws Stacks) (bool, error) {
	switch {
	case s.Live.Status == stack.ReviewInProgress:
		sets, err := aws.ChangeSets(ctx, s.Live.ID)
		if err != nil {
			return false, err
		}
		for _, c := range sets {
			if !stack.Ours(c.Name) {
				s.block(plan.ByState, fmt.Sprintf("change set %s of %s, which hipaac did not make, waits for somebody's decision", c.Name, c.Created.UTC().Format("2006-01-02 15:04 UTC")),
					"find out whose it is; whoever made it deletes it, or executes it")
				return false, nil
			}
		}
		return true, nil
	case s.Live.Status.Moving():
		event, found, err := aws.Latest(ctx, s.Live.ID)
		if found {
			s.begun = fmt.Sprintf(" since %s, operation %s", event.At.UTC().Format("2006-01-02 15:04 UTC"), cmp.Or(event.Token, "without a token"))
		}
		return found && stack.Ours(event.Token), err
	}
	return false, nil
}

// refuse says why the state forbids the deletion, where it does.
func (s *Step) refuse() {
	switch {
	case s.Blocked != nil:
	case s.Action == stack.Busy || s.Action == stack.Refuse && s.Live.Status.Moving() && s.Live.Status.Known():
		s.block(plan.ByBusy, fmt.Sprintf("an operation is under way: %s%s", s.Live.Status, s.begun), "wait for its end, or stop an update with \"hipaac cancel\"")
	case s.Live.Status == stack.UpdateRollbackFailed:
		s.block(plan.ByState, "it is in UPDATE_ROLLBACK_FAILED: CloudFormation does not know what it has", "bring it to a known state with \"hipaac recover\" first")
	case s.Action == stack.Refuse:
		s.block(plan.ByState, fmt.Sprintf("it is in the state %s, which hipaac does not know", s.Live.Status), "delete it with the AWS command line, once somebody knows what the state means")
	case s.Live.Protected:
		s.block(plan.ByPolicy, "termination protection is on", fmt.Sprintf("hipaac unprotect SPEC --stack %s", s.Key))
	}
}

// block keeps the first reason.
func (s *Step) block(why plan.Obstacle, message, hint string) {
	if s.Blocked == nil {
		s.Blocked = &plan.Blocked{Why: why, Message: message, Hint: hint}
	}
}

// guard refuses to take away what stacks use that stay.
func (p *Plan) guard(ctx context.Context, desired []stack.Desired) error {
	going := map[stack.Ref]bool{}
	for i := range p.Steps {
		going[p.Steps[i].Ref] = true
	}
	for i := range p.Steps {
		s := &p.Steps[i]
		if s.Live.Status.Gone() {
			continue
		}
		if err := s.askImporters(ctx, p.places[s.Target].Stacks); err != nil {
			return fmt.Errorf("%s: %w", s.Title(), err)
		}
		if s.importers == nil {
			p.Notes = append(p.Notes, fmt.Sprintf("%s: CloudFormation could not be asked who imports its exports; it refuses to delete one that is imported", s.Title()))
		}
		for _, o := range s.Live.Outputs {
			for _, name := range s.importers[o.Export] {
				if !going[stack.Ref{Target: s.Target, Name: name}] {
					s.block(plan.ByImporter, fmt.Sprintf("stack %s, which stays, imports %s", name, o.Export), "delete that stack first, or name it as well")
				}
			}
		}
		if s.Delivery {
			if err := s.guardRole(ctx, p.places[s.Target].Stacks, going, executionRoles(s, desired)); err != nil {
				return fmt.Errorf("%s: %w", s.Title(), err)
			}
		}
	}
	return nil
}

// askImporters asks CloudFormation who imports what the stack exports. Where it does not answer that question, importers stays nil; a
// caller without rights, and one that is stopped, is an error.
func (s *Step) askImporters(ctx context.Context, aws Stacks) error {
	asked := map[string][]string{}
	for _, o := range s.Live.Outputs {
		if o.Export == "" {
			continue
		}
		names, err := aws.Importers(ctx, o.Export)
		if ctx.Err() != nil || account.Is(err, account.WrongIdentity) {
			return err
		}
		if err != nil {
			return nil
		}
		asked[o.Export] = names
	}
	s.importers = asked
	return nil
}

// executionRoles are those that the stacks of the environment are made with.
func executionRoles(s *Step, desired []stack.Desired) []string {
	var roles []string
	for i := range desired {
		if d := &desired[i]; d.Environment == s.Environment && d.Role != "" && !slices.Contains(roles, d.Role) {
			roles = append(roles, d.Role)
		}
	}
	return roles
}

// guardRole: CloudFormation keeps the role that a stack was made with. Without it the stack can neither be changed nor deleted. All stacks
// of the account are asked, whoever made them.
func (s *Step) guardRole(ctx context.Context, aws Stacks, going map[stack.Ref]bool, roles []string) error {
	all, err := aws.All(ctx)
	if err != nil {
		return err
	}
	for _, other := range all {
		if slices.Contains(roles, other.Role) && !going[stack.Ref{Target: s.Target, Name: other.Name}] && other.Parent == "" && !other.Status.Gone() {
			s.block(plan.ByImporter, fmt.Sprintf("stack %s, which stays, is made with a role of this stack and could neither be changed nor deleted without it", other.Name), "delete that stack first, or name it as well")
		}
	}
	return nil
}

// leave keeps a role from deleting itself, and what it is built on.
func (p *Plan) leave(how How) {
	for i := range p.Steps {
		s := &p.Steps[i]
		role := how.Deployers[s.Environment]
		mine := s.Delivery && role != "" && !s.Live.Status.Gone() && strings.Contains(p.places[s.Target].Caller, ":assumed-role/"+role+"/")
		under := slices.IndexFunc(s.Waits, func(j int) bool { return p.Steps[j].Later != "" })
		switch {
		case mine:
			s.Later = fmt.Sprintf("it makes the role %s, with which you act: an administrator deletes it, with \"hipaac destroy SPEC --stack %s\"", role, s.Key)
		case under >= 0 && !s.Live.Status.Gone():
			s.Later = fmt.Sprintf("%s, which stays, needs it", p.Steps[s.Waits[under]].Title())
		}
	}
}

// ReadRollback says what becomes of each resource when CloudFormation rolls back to before the stack was whole: it deletes the stack. A
// resource that is to be kept except on its creation goes, too: this still is its creation.
func (s *Step) ReadRollback(ctx context.Context, place Place) error {
	s.Action, s.unmade = stack.RollBack, true
	return s.inspect(ctx, place)
}
