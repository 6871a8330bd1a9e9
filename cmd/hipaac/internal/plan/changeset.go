package plan

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/account"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/follow"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

// Refused is why CloudFormation will not make a change set.
type Refused struct {
	Title    string
	Reason   string
	Failures []stack.Failure
	Hint     string
}

func (r *Refused) Error() string {
	return "CloudFormation will not make the change set: " + r.Reason
}

// Propose makes the change set of a step and waits until CloudFormation has. n tells the change sets of one run apart: no two calls for
// one stack have the same. The result is nil where CloudFormation finds nothing to do. A change set that failed is deleted, and with
// it the empty stack that it may have made; the error is then a *Refused.
func Propose(ctx context.Context, at Place, run string, s *Step, n int, pace follow.Pace) (*stack.ChangeSet, error) {
	p, err := proposal(ctx, at, run, s, n)
	if err != nil {
		return nil, err
	}
	id, stackID, err := at.Stacks.Propose(ctx, p)
	found := account.Is(err, account.Exists) // the answer to an earlier call was lost
	if found {
		id, stackID, err = find(ctx, at.Stacks, s, p.Name, err)
	}
	if err != nil {
		return nil, err
	}
	cs, err := wait(ctx, at.Stacks, stackID, id, pace)
	if err != nil {
		return nil, err
	}
	cs.Stack = cmp.Or(cs.Stack, stackID)
	if cs.Ready() {
		if err := made(ctx, at.Stacks, s, cs, p.URL != "", found); err != nil {
			return nil, errors.Join(err, discard(ctx, at.Stacks, s, cs, run, pace))
		}
		return cs, nested(ctx, at.Stacks, cs.Changes)
	}
	why := explain(ctx, at.Stacks, s, cs) // before it goes: what is deleted cannot be asked
	if err := discard(ctx, at.Stacks, s, cs, run, pace); err != nil {
		return nil, err
	}
	if cs.Nothing() {
		return nil, nil
	}
	return nil, why
}

// proposal says what to ask for. Templates that are too long for a call are put into the bucket before.
func proposal(ctx context.Context, at Place, run string, s *Step, n int) (stack.Proposal, error) {
	p := stack.Proposal{
		Stack: s.Desired.Name, Name: stack.NewChangeSetName(run, n), Kind: stack.ForCreation, Body: string(s.Template), Parameters: s.Parameters,
		Capabilities: s.Capabilities, Role: s.Role, Description: "hipaac, run " + run, Token: stack.Token(run, s.Name(), n),
	}
	if s.LiveTemplate != nil {
		p.Stack, p.Kind = s.Live.ID, stack.ForUpdate
	}
	if err := store(ctx, at, s); err != nil {
		return p, err
	}
	if len(s.Template) <= stack.MaxBody {
		return p, nil
	}
	if s.Bucket == "" {
		return p, &account.Error{Message: fmt.Sprintf("the template has %d bytes, more than the %d of a call, and the environment has no bucket for it", len(s.Template), stack.MaxBody),
			Hint: "name one in the spec, as delivery.bucket"}
	}
	bucket := at.Bucket(s.Bucket)
	if err := bucket.Store(ctx, stack.Object(s.Digest), s.Template); err != nil {
		return p, err
	}
	p.Body, p.URL = "", bucket.Address(stack.Object(s.Digest))
	return p, nil
}

// made makes sure that a change set is made from what the step says. CloudFormation itself fetched a template that came by an address, and
// somebody may have put another one there in between; what was only found by its name may be anybody's.
func made(ctx context.Context, aws Stacks, s *Step, cs *stack.ChangeSet, fetched, found bool) error {
	if !fetched && !found {
		return nil
	}
	text, err := aws.TemplateOf(ctx, cs.Stack, cs.ID)
	switch {
	case err != nil:
		return err
	case digest(text) != s.Digest:
		return &account.Error{Kind: account.InUse, Message: fmt.Sprintf("change set %s is made from template %s, not from %s, which was reviewed", cs.Name, digest(text), s.Digest),
			Hint: "find out who else writes to the bucket; nothing was changed"}
	case found && !s.parametersOf(cs):
		return &account.Error{Kind: account.InUse, Message: fmt.Sprintf("change set %s is made with other parameters than the specs lead to", cs.Name),
			Hint: "find out who made it; nothing was changed"}
	}
	return nil
}

// store puts into the bucket what the stack is made with beside its template.
func store(ctx context.Context, at Place, s *Step) error {
	for key, content := range s.Objects {
		if err := at.Bucket(s.Bucket).Store(ctx, key, content); err != nil {
			return err
		}
	}
	for key, content := range s.Seeds {
		if _, err := at.Bucket(s.Bucket).Create(ctx, key, content); err != nil {
			return err
		}
	}
	return nil
}

// find looks for a change set that was made although the call seemed to fail. Its name has the run; made looks at the rest.
func find(ctx context.Context, aws Stacks, s *Step, name string, cause error) (id, stackID string, err error) {
	sets, err := aws.ChangeSets(ctx, cmp.Or(s.Live.ID, s.Desired.Name))
	if err != nil {
		return "", "", err
	}
	for _, c := range sets {
		if c.Name == name {
			return c.ID, c.Stack, nil
		}
	}
	return "", "", cause
}

// patience is how long CloudFormation may take to make a change set, or to answer at all.
const patience = 10 * time.Minute

// wait looks at a change set until CloudFormation has made it. What it answers meanwhile decides nothing: not that there is no such
// change set yet, nor that there are too many calls.
func wait(ctx context.Context, aws Stacks, stackID, id string, pace follow.Pace) (*stack.ChangeSet, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, patience, &account.Error{Message: fmt.Sprintf("CloudFormation has not made change set %s within %s", id, patience),
		Hint: "try again; \"aws cloudformation describe-change-set\" shows what it waits for"})
	defer cancel()
	for pause := time.Duration(0); ; {
		cs, found, err := aws.ChangeSet(ctx, stackID, id)
		switch {
		case err != nil && !account.Is(err, account.Unreached):
			return nil, err
		case err == nil && found && !cs.Pending():
			return &cs, nil
		}
		if pause, err = pace.Rest(ctx, pause); err != nil {
			return nil, err
		}
	}
}

// nested reads what the change sets of nested stacks hold.
func nested(ctx context.Context, aws Stacks, changes []stack.ResourceChange) error {
	for i := range changes {
		if changes[i].Nested == "" {
			continue
		}
		below, found, err := aws.ChangeSet(ctx, "", changes[i].Nested)
		if err != nil {
			return err
		}
		if !found { // nobody can tell what it does
			changes[i].Below = []stack.ResourceChange{{Action: "Dynamic", LogicalID: "?", Type: nestedType}}
			continue
		}
		if err := nested(ctx, aws, below.Changes); err != nil {
			return err
		}
		changes[i].Below = below.Changes
	}
	return nil
}

// explain says why a change set failed: what the validations and the hooks say in detail, and otherwise the reason of the change set.
func explain(ctx context.Context, aws Stacks, s *Step, cs *stack.ChangeSet) error {
	r := &Refused{Title: s.Title(), Reason: cmp.Or(cs.Reason, cs.Status+", "+cs.Execution)}
	if cs.Nothing() {
		return r
	}
	for _, ask := range []func(context.Context, string) ([]stack.Failure, error){aws.Failures, aws.Hooks} {
		more, err := ask(ctx, cs.ID)
		if err != nil {
			r.Hint = fmt.Sprintf("details could not be read: %v", err)
			continue
		}
		r.Failures = append(r.Failures, more...)
	}
	var lines []string
	for _, f := range r.Failures {
		if !f.Warning {
			lines = append(lines, s.failure(f))
		}
	}
	if len(lines) > 0 {
		r.Reason = strings.Join(lines, "; ")
	}
	return r
}

// failure is one detail, with the line of the spec.
func (s *Step) failure(f stack.Failure) string {
	id := f.LogicalID
	if rest, is := strings.CutPrefix(f.Path, "/Resources/"); is && id == "" {
		id, _, _ = strings.Cut(rest, "/")
	}
	text := strings.TrimSpace(id + " " + f.Type)
	if f.Path != "" {
		text += " at " + f.Path
	}
	if text != "" {
		text += ": "
	}
	text += f.Reason
	if f.Name != "" {
		text += " [" + f.Name + "]"
	}
	if at, known := s.Origin(id); known {
		text += ", from " + at.Place + " (" + at.Path + ")"
	}
	return text
}

// discard deletes a change set, and the stack with it where that is nothing but the shell of its creation.
func discard(ctx context.Context, aws Stacks, s *Step, cs *stack.ChangeSet, run string, pace follow.Pace) error {
	if err := aws.Discard(ctx, cs.Stack, cs.ID); err != nil {
		return err
	}
	if s.LiveTemplate != nil || cs.Stack == "" {
		return nil
	}
	live, found, err := aws.Find(ctx, cs.Stack)
	if err != nil || !found || live.Status != stack.ReviewInProgress {
		return err
	}
	left, err := aws.ChangeSets(ctx, live.ID)
	if err != nil || len(left) > 0 {
		return err
	}
	if err := aws.Delete(ctx, live.ID, stack.Token(run, s.Name()+"-shell", 1), "", nil, false); err != nil {
		if account.Is(err, account.WrongIdentity) { // who deploys need not have the right to delete stacks
			s.note("the empty stack that its change set made stays as REVIEW_IN_PROGRESS, since it may not be deleted: %v", err)
			return nil
		}
		return err
	}
	return vanished(ctx, aws, live.ID, pace)
}

// maxLooks is how often it is looked whether an empty stack is gone. That takes seconds; who comes next may find it going.
const maxLooks = 10

func vanished(ctx context.Context, aws Stacks, id string, pace follow.Pace) error {
	pause := time.Duration(0)
	for range maxLooks {
		live, found, err := aws.Find(ctx, id)
		if err == nil && (!found || live.Status.Gone()) {
			return nil
		}
		if pause, err = pace.Rest(ctx, pause); err != nil {
			return err
		}
	}
	return nil
}

// Discard deletes the change sets of a plan that is not carried out, and the empty stacks that they made.
func (p *Plan) Discard(ctx context.Context, place func(stack.Target) Place, pace follow.Pace) error {
	var due []*Step
	for i := range p.Steps {
		if p.Steps[i].ChangeSet != nil {
			due = append(due, &p.Steps[i])
		}
	}
	return eachStep(ctx, due, func(ctx context.Context, s *Step) error {
		if err := discard(ctx, place(s.Target).Stacks, s, s.ChangeSet, p.Run, pace); err != nil {
			return fmt.Errorf("%s: change set %s is left over: %w", s.Title(), s.ChangeSet.Name, err)
		}
		return nil
	})
}

// gone is the status of a change set that does not exist.
const gone = "gone"

// adopt reads a change set that was made before.
func adopt(ctx context.Context, at Place, stackID, id string) (*stack.ChangeSet, error) {
	cs, found, err := at.Stacks.ChangeSet(ctx, stackID, id)
	if err != nil || !found {
		return &stack.ChangeSet{Status: gone}, err
	}
	return &cs, nested(ctx, at.Stacks, cs.Changes)
}
