package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/deploy"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/plan"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/progress"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/record"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/render"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

// carry makes the plan, asks, and carries it out.
func (d *deployment) carry(ctx context.Context) (record.Outcome, error) {
	how := deploy.How{Place: d.place, Pace: d.pace, Exactly: d.plan != ""}
	if d.resume != "" {
		how.Number = int(d.con.now().UnixMilli()) // above every number that an earlier process can have used
	}
	if err := d.takeUp(ctx, &how); err != nil {
		return "", err
	}
	p, err := d.makePlan(ctx, how.Number)
	if err != nil {
		return "", err
	}
	how.Number += len(p.Steps)
	return d.do(ctx, how, p)
}

// do shows the plan, asks, and carries it out. What is not carried out leaves no change sets behind, unless somebody keeps the plan.
func (d *deployment) do(ctx context.Context, how deploy.How, p *plan.Plan) (record.Outcome, error) {
	begun := time.Now()
	err := d.keepPlan(p)
	if err == nil && !p.Nothing() {
		writePlan(d.con.err, p)
		d.con.note("%s", planSummary(p))
		err = d.agree(ctx, p)
	}
	if err != nil {
		if d.plan == "" {
			err = errors.Join(err, p.Discard(context.WithoutCancel(ctx), d.planPlace, d.pace))
		}
		return "", err
	}
	how.Consent, how.Journal = d.consent, d.journal
	view := d.view(p)
	how.Tell = view.Tell
	verdicts := deploy.Run(ctx, how, p)
	view.Close()
	return d.end(&ending{plan: p, verdicts: verdicts, results: view.Results(), took: time.Since(begun)})
}

// place is where a stack is deployed.
func (d *deployment) place(t stack.Target) deploy.Place {
	session := d.places[t]
	return deploy.Place{Stacks: session.Stacks(), Bucket: func(name string) plan.Bucket { return session.Bucket(name) }}
}

// planPlace is the same for whoever makes a plan.
func (d *deployment) planPlace(t stack.Target) plan.Place {
	session := d.places[t]
	if d.journal == nil { // a plan file is verified: nothing is changed
		return plan.Place{Caller: session.Caller, Stacks: session.Stacks(), Bucket: func(name string) plan.Bucket { return session.Bucket(name) }}
	}
	return plan.Place{Caller: session.Caller, Stacks: deploy.Journaled(session.Stacks(), d.journal, t), Bucket: func(name string) plan.Bucket {
		return deploy.JournaledBucket(session.Bucket(name), d.journal, t)
	}}
}

func (d *deployment) makePlan(ctx context.Context, number int) (*plan.Plan, error) {
	how := d.targets.how(d.con, d.pace)
	how.Number = number
	how.Open = func(_ context.Context, t stack.Target) (plan.Place, error) { return d.planPlace(t), nil }
	if d.plan == "" {
		return plan.Make(ctx, how, d.targets.desired)
	}
	how.Select = d.file.Select
	p, err := plan.Verify(ctx, how, d.targets.desired, d.file, version().Version)
	if err != nil {
		return nil, err
	}
	return p, d.beginRecord(p.Run)
}

// keepPlan puts the plan into the record.
func (d *deployment) keepPlan(p *plan.Plan) error {
	for i := range p.Steps {
		s := &p.Steps[i]
		entry := record.Plan{Ref: s.Ref, Step: s.Name(), Action: string(s.Action), Template: s.Digest}
		if s.ChangeSet != nil {
			entry.ChangeSet = s.ChangeSet.ID
		}
		for _, f := range s.Report.Findings {
			at, _ := s.Origin(f.Resource)
			entry.Findings = append(entry.Findings, record.Finding{Class: string(f.Class), Text: ofResource(f.Resource, f.Text), Source: at.Place})
		}
		for k := range s.Losses {
			entry.Losses = append(entry.Losses, s.Losses[k].Name())
		}
		if err := d.journal.Add(record.KindPlan, entry); err != nil {
			return err
		}
	}
	return nil
}

// agree refuses what cannot be done, and gathers consent to the rest: from the flags, from what was agreed to earlier in the run, and from
// whoever sits at the terminal.
func (d *deployment) agree(ctx context.Context, p *plan.Plan) error {
	if blocked := p.Blocked(); len(blocked) > 0 {
		f := &failure{message: fmt.Sprintf("nothing was deployed: %s cannot be", blocked[0].Title()), hint: blocked[0].Blocked.Hint, code: exitBlocked}
		for _, s := range blocked {
			switch s.Blocked.Why {
			case plan.ByFailure:
				f.code = exitFailed
			case plan.ByBusy:
				f.code = exitBusy
			}
		}
		return f
	}
	ask := newAsker(d.con)
	d.consent = deploy.Consent{Losses: map[string]bool{}, Remade: map[stack.Ref]bool{}, Onward: map[stack.Ref]bool{}}
	given, err := d.interruptible(ctx, func() ([]record.Approval, error) {
		over, err := d.failedOnes(ctx, ask, p)
		if err != nil {
			return nil, err
		}
		if d.agreedBefore(p) {
			return append(over, record.Approval{Who: whoActs(), How: "agreed to earlier in the run"}), nil
		}
		a := &agreement{losses: p.Losses(), allow: d.allow, yes: d.yes, what: "deploy " + stacks(toDo(p))}
		given, err := a.agree(ask)
		return append(over, given...), err
	})
	if err != nil {
		return err
	}
	for _, l := range p.Losses() {
		d.consent.Losses[l.Name()] = true
	}
	for _, a := range given {
		if err := d.journal.Add(record.KindApproval, a); err != nil {
			return err
		}
	}
	return nil
}

// interruptible lets Ctrl-C end a question: who reads from a terminal does not hear of it.
func (d *deployment) interruptible(ctx context.Context, ask func() ([]record.Approval, error)) (given []record.Approval, err error) {
	answered := make(chan struct{})
	go func() {
		defer close(answered)
		given, err = ask()
	}()
	select {
	case <-answered:
		return given, err
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// failedOnes asks what becomes of stacks whose last operation failed. Nothing is deleted, and nothing goes on over a failure, unless
// somebody at a terminal says so for this very stack, which the record keeps.
func (d *deployment) failedOnes(ctx context.Context, ask *asker, p *plan.Plan) (given []record.Approval, err error) {
	for i := range p.Steps {
		s := &p.Steps[i]
		if s.Action != stack.AskRemove && s.Action != stack.Ask {
			continue
		}
		at := d.places[s.Target].Stacks()
		d.con.note("%s is %s", s.Title(), s.Live.Status)
		if events, err := progress.Walk(ctx, at, s.Live.ID, ""); err == nil {
			if fault, known := progress.Cause(events, nil, s.Sources); known {
				fault.Write(d.con.err, s.Title())
			}
		}
		hint := fmt.Sprintf("\"hipaac recover %s --stack %s\" takes it back, after asking", strings.Join(d.args, " "), s.Key)
		if s.Action == stack.Ask {
			if !ask.typed("on", "type on to deploy over it:") {
				return nil, &failure{message: fmt.Sprintf("nothing was deployed: the last operation on %s failed and was left as it is", s.Title()), hint: hint, code: exitBlocked}
			}
			d.consent.Onward[s.Ref] = true
			given = append(given, record.Approval{Who: whoActs(), How: fmt.Sprintf("typed on: %s is deployed over %s", s.Title(), s.Live.Status)})
			continue
		}
		resources, err := at.Resources(ctx, s.Live.ID)
		if err != nil {
			return nil, err
		}
		for _, r := range deploy.Kept(resources) {
			d.con.note("%s", render.Visible(fmt.Sprintf("  stays in the account, known to no stack: %s %s %s", r.LogicalID, r.Type, r.PhysicalID)))
		}
		if !ask.typed(s.Desired.Name, "type %s to delete what failed to come up, and make it again:", s.Desired.Name) {
			return nil, &failure{message: fmt.Sprintf("nothing was deployed: %s failed to come up and has to be deleted before it is made again", s.Title()), hint: hint, code: exitBlocked}
		}
		d.consent.Remade[s.Ref] = true
		given = append(given, record.Approval{Who: whoActs(), How: fmt.Sprintf("typed %s: what is left of %s is deleted", s.Desired.Name, s.Live.ID)})
	}
	return given, nil
}

func toDo(p *plan.Plan) int {
	refs := map[stack.Ref]bool{}
	for i := range p.Steps {
		if !p.Steps[i].Same {
			refs[p.Steps[i].Ref] = true
		}
	}
	return len(refs)
}

// view shows the run while it goes on.
func (d *deployment) view(p *plan.Plan) *progress.View {
	var steps []progress.Step
	for i := range p.Steps {
		s := &p.Steps[i]
		if slices.ContainsFunc(steps, func(k progress.Step) bool { return k.Ref == s.Ref }) {
			continue
		}
		var changes []stack.ResourceChange
		if s.ChangeSet != nil {
			changes = s.ChangeSet.Changes
		}
		steps = append(steps, progress.NewStep(&s.Desired, changes))
	}
	out := progress.For(d.con.err, false)
	if d.format.value == "jsonl" {
		out = progress.For(d.con.out, true)
	}
	return progress.New("deploy "+d.targets.run, steps, out)
}

// ofResource says what was found of a resource, or, where it names none, of the whole stack.
func ofResource(resource, text string) string {
	if resource == "" {
		return text
	}
	return resource + ": " + text
}
