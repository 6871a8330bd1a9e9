package destroy

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/account"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/follow"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/operate"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/record"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

// Doing says how a plan is carried out.
type Doing struct {
	*operate.Operator
	Run string
	// Stuck is asked when CloudFormation could not delete some resources of a stack. It is called for one stack at a time.
	Stuck func(ctx context.Context, s *Stuck) Answer
}

// Stuck is a stack that could not be deleted.
type Stuck struct {
	*Step
	Cause     string
	Resources []stack.Resource // those that could not be deleted
	// Again says that the same resources were to be left alone already, so that only force is left.
	Again bool
}

// Answer is what somebody wants done about a stack that is stuck. The zero value leaves it as it is.
type Answer struct {
	Retain bool // leave the resources that could not be deleted in the account, and delete the stack
	Force  bool // let CloudFormation leave behind whatever it cannot delete
}

// Result is what came of a step.
type Result struct {
	*Step
	Outcome record.Outcome
	Status  stack.Status
	Cause   string // why it failed, in a sentence
	Left    []stack.Resource
	Err     error // where the outcome is not known, or the call was refused
}

// atOnce is how many stacks of an account and region are deleted at the same time.
const atOnce = 10

// Do deletes the stacks of a plan that somebody agreed to: each as soon as those that need it are gone. The results are in the order of
// the steps. One that fails keeps back only those that it needs.
func Do(ctx context.Context, d Doing, p *Plan) []Result {
	results := make([]Result, len(p.Steps))
	finished := make([]chan struct{}, len(p.Steps))
	free := map[stack.Target]chan struct{}{}
	for i := range p.Steps {
		finished[i] = make(chan struct{})
		if free[p.Steps[i].Target] == nil {
			free[p.Steps[i].Target] = make(chan struct{}, atOnce)
		}
	}
	asking := make(chan struct{}, 1)
	for i := range p.Steps {
		go func() {
			defer close(finished[i])
			s := &p.Steps[i]
			for _, j := range s.Waits {
				<-finished[j]
				if !gone(&results[j]) {
					results[i] = d.verdict(Result{Step: s, Outcome: record.Skipped, Status: s.Live.Status, Cause: results[j].Title() + ", which needs it, is still there"})
					return
				}
			}
			slot := free[s.Target]
			slot <- struct{}{}
			defer func() { <-slot }()
			results[i] = d.verdict((&deletion{Doing: d, step: s, aws: p.places[s.Target].Stacks, asking: asking}).run(ctx))
		}()
	}
	for i := range finished {
		<-finished[i]
	}
	return results
}

// Remove deletes one stack that somebody agreed to, and writes down what came of it.
func Remove(ctx context.Context, d Doing, aws Stacks, s *Step) Result {
	return d.verdict((&deletion{Doing: d, step: s, aws: aws, asking: make(chan struct{}, 1)}).run(ctx))
}

func gone(r *Result) bool { return r.Outcome == record.Done || r.Outcome == record.Same }

// verdict tells what came of a step, and writes it down.
func (d Doing) verdict(r Result) Result {
	v := record.Verdict{Ref: r.Ref, Step: r.Title(), Stack: r.Live.ID, Outcome: r.Outcome, Status: r.Status, Cause: r.Cause}
	kinds := map[record.Outcome]stack.NewsKind{record.Same: stack.Same, record.Done: stack.Done, record.Skipped: stack.Skipped, record.Blocked: stack.Skipped}
	kind, known := kinds[r.Outcome]
	if !known {
		kind = stack.Failed
	}
	text := r.Cause
	if r.Outcome == record.Done {
		text = "deleted"
	}
	d.Tell(stack.News{Ref: r.Ref, Kind: kind, Status: r.Status, Text: text})
	if err := d.Journal.Add(record.KindVerdict, v); err != nil && r.Err == nil {
		r.Err = err
	}
	return r
}

// deletion is the deletion of one stack.
type deletion struct {
	Doing
	step   *Step
	aws    Stacks
	asking chan struct{}
	n      int // calls so far
}

func (d *deletion) run(ctx context.Context) Result {
	switch {
	case d.step.Later != "":
		return Result{Step: d.step, Outcome: record.Blocked, Status: d.step.Live.Status, Cause: d.step.Later}
	case d.step.Action == stack.Nothing:
		return Result{Step: d.step, Outcome: record.Same}
	case ctx.Err() != nil:
		return d.broken(context.Cause(ctx))
	}
	now, err := d.await(ctx)
	switch {
	case err != nil:
		return d.broken(err)
	case now.Status.Gone():
		return Result{Step: d.step, Outcome: record.Done, Status: stack.DeleteComplete}
	}
	return d.delete(ctx)
}

// await looks at the stack again, and waits for an operation that the plan knows of. A stack that somebody changed since is left alone.
func (d *deletion) await(ctx context.Context) (stack.Stack, error) {
	s := d.step
	now, found, err := d.aws.Find(ctx, s.Live.ID)
	if err != nil || !found || now.Status.Gone() {
		return stack.Stack{}, err
	}
	if now.Status.Moving() && (s.Action == stack.Attach || s.Action == stack.Wait) {
		out, _, err := d.Attach(ctx, d.aws, s.Ref, s.Live.ID, "waits for the operation that runs")
		if err != nil {
			return now, err
		}
		now = out.Stack
	}
	switch wanted := stack.Decide(stack.Situation{Status: now.Status, Ours: true}, stack.Destroy); {
	case now.Status.Gone():
		return now, nil
	case wanted != stack.Remove && wanted != stack.RetryRemove:
		return now, &account.Error{Kind: account.Busy, Message: fmt.Sprintf("it is %s since the plan was made", now.Status), Hint: "somebody else works on it; destroy again when that is over"}
	case !s.Live.Status.Moving() && !now.Updated.Equal(s.Live.Updated):
		return now, &account.Error{Kind: account.Busy, Message: "it was changed since the plan was made", Hint: "destroy again, which makes a new plan"}
	}
	return now, nil
}

// delete makes the call until the stack is gone or nobody knows a better way.
func (d *deletion) delete(ctx context.Context) Result {
	out, err := d.call(ctx, nil, false)
	retained := false
	for {
		if err != nil {
			return d.broken(err)
		}
		if out.Stack.Status == stack.DeleteComplete {
			return Result{Step: d.step, Outcome: record.Done, Status: out.Stack.Status, Left: d.left(ctx)}
		}
		stuck, err2 := d.stuck(ctx, out, retained)
		if err2 != nil {
			return d.broken(err2)
		}
		failed := Result{Step: d.step, Outcome: record.Failed, Status: out.Stack.Status, Cause: stuck.Cause, Left: stuck.Resources}
		if out.Stack.Status != stack.DeleteFailed {
			return failed
		}
		d.asking <- struct{}{}
		answer := d.Stuck(ctx, stuck)
		<-d.asking
		switch {
		case answer.Force:
			out, err = d.call(ctx, nil, true)
		case answer.Retain && !retained && len(stuck.Resources) > 0:
			retained = true
			out, err = d.call(ctx, ids(stuck.Resources), false)
		default:
			return failed
		}
	}
}

func (d *deletion) call(ctx context.Context, retain []string, force bool) (follow.Outcome, error) {
	d.n++
	s := d.step
	token := stack.Token(d.Run, s.Name, d.n)
	c := operate.Call{Ref: s.Ref, Stack: s.Live.ID, Operation: "DeleteStack", Token: token, Text: "deletes", Do: func(ctx context.Context) error {
		return d.aws.Delete(ctx, s.Live.ID, token, s.Role, retain, force)
	}}
	switch {
	case force:
		c.Detail, c.Text = "force", "deletes by force"
	case len(retain) > 0:
		c.Detail = "retain " + strings.Join(retain, " ")
		c.Text = "deletes, and leaves " + strings.Join(retain, ", ")
	}
	return d.Operator.Run(ctx, d.aws, c)
}

// stuck finds out which resources could not be deleted, and why the first of them.
func (d *deletion) stuck(ctx context.Context, out follow.Outcome, again bool) (*Stuck, error) {
	there, err := d.aws.Resources(ctx, d.step.Live.ID)
	if err != nil {
		return nil, err
	}
	failed := slices.DeleteFunc(there, func(r stack.Resource) bool { return r.Status != "DELETE_FAILED" })
	return &Stuck{Step: d.step, Cause: cause(&out), Resources: failed, Again: again}, nil
}

func cause(out *follow.Outcome) string {
	if e := out.Cause(); e != nil {
		return fmt.Sprintf("%s: %s", e.LogicalID, e.Reason)
	}
	if out.Stack.Reason != "" {
		return out.Stack.Reason
	}
	return "CloudFormation gives no reason"
}

// left are the resources that outlived the stack.
func (d *deletion) left(ctx context.Context) []stack.Resource {
	there, err := d.aws.Resources(ctx, d.step.Live.ID)
	if err != nil {
		return nil // the plan has named them
	}
	return slices.DeleteFunc(there, func(r stack.Resource) bool { return r.Status != "DELETE_SKIPPED" })
}

func ids(resources []stack.Resource) []string {
	var all []string
	for _, r := range resources {
		all = append(all, r.LogicalID)
	}
	return all
}

// broken is the result of a step whose end nobody saw.
func (d *deletion) broken(err error) Result {
	r := Result{Step: d.step, Outcome: record.Unknown, Status: d.step.Live.Status, Cause: err.Error(), Err: err}
	problem := (*account.Error)(nil)
	switch {
	case errors.Is(err, context.Canceled):
		r.Outcome, r.Cause = record.Detached, "left to itself"
	case errors.As(err, &problem) && problem.Kind != account.Unreached && problem.Kind != account.WrongIdentity:
		r.Outcome = record.Failed
	}
	return r
}
