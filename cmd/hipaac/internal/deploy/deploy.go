// Package deploy carries a plan out. It guarantees:
//
//   - Nothing happens to a stack that its plan did not show. Each change set is judged again before it is executed, and one that would
//     do more, or lose data without somebody's consent, is deleted.
//   - A stack is touched when those that it needs are done, and not before; where one fails, those that need it are left alone, and all
//     others go on to their end.
//   - Each call that changes something is in the journal before it is made. Its token is the same whenever it is made again, so that a
//     run that was killed can go on: nothing is done twice.
//   - An operation has ended when its events and the stack both say so (package follow). Throttling, errors of AWS and lost answers decide
//     nothing; what became of a call is read.
//   - A stack policy that gives way to a replacement is put back, however the replacement ends.
package deploy

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/account"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/follow"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/plan"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/record"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

// Stacks is what is asked of CloudFormation in one account and region.
type Stacks interface {
	plan.Stacks
	Events(ctx context.Context, id, after string) ([]stack.Event, error)
	Execute(ctx context.Context, stackID, changeSet, token string) error
	Protect(ctx context.Context, id string, on bool) error
	SetPolicy(ctx context.Context, id, policy string) error
	Resources(ctx context.Context, id string) ([]stack.Resource, error)
}

// Place is one account and region, with somebody's rights.
type Place struct {
	Stacks Stacks
	Bucket func(name string) plan.Bucket
}

// Journal keeps what is done. What cannot be kept is not done.
type Journal interface {
	Add(kind string, data any) error
}

// Consent is what somebody agreed to, one by one.
type Consent struct {
	// Losses are the names (plan.Loss) of what may be lost.
	Losses map[string]bool
	// Remade are stacks that failed to come up, and may be deleted to be made again.
	Remade map[stack.Ref]bool
	// Onward are stacks in CREATE_FAILED or UPDATE_FAILED that may be updated as they are.
	Onward map[stack.Ref]bool
}

// How says with what and with whose consent a plan is carried out.
type How struct {
	Place   func(stack.Target) Place
	Journal Journal
	// Tell gets the news. It is called by several goroutines.
	Tell    func(stack.News)
	Consent Consent
	// Exactly allows no change set in the place of one that the plan has.
	Exactly bool
	// AtOnce is how many operations run at the same time in one account and region; 0 is AtOnce.
	AtOnce int
	// Number is a number above which this process has made no change set in this run.
	Number int
	// Ended are stacks that came to a bad end earlier in the run. They are not tried again.
	Ended map[stack.Ref]Verdict
	Pace  follow.Pace
}

// AtOnce is how many operations run at the same time in one account and region, if nothing else is said: so many that ten of them can be
// looked at without coming near the limits of the account.
const AtOnce = 10

// Verdict is what came of a step.
type Verdict struct {
	record.Verdict
	Step *plan.Step
	// Err is why not, where Outcome is neither record.Same nor record.Done.
	Err error
	// Failed are the events of what went wrong, oldest first; ID is the stack's ARN.
	Failed []stack.Event
	ID     string
	Took   time.Duration
	// executed says that an operation was begun, or may have been.
	executed bool
}

// Blocked is why a step was not taken: somebody has to agree first, or to do something else.
type Blocked struct {
	Busy          bool // somebody else is at work
	Message, Hint string
}

func (b *Blocked) Error() string { return b.Message }

// ErrDetached is the cause of a context that ends because nobody looks on any more. What CloudFormation does goes on.
var ErrDetached = errors.New("detached")

// Run takes the steps of a plan, each as soon as those that it needs are done, and says what came of each, in the order of the plan.
func Run(ctx context.Context, how How, p *plan.Plan) []Verdict {
	r := &run{How: how, plan: p, verdicts: make([]Verdict, len(p.Steps))}
	r.number.Store(int64(how.Number))
	if r.AtOnce == 0 {
		r.AtOnce = AtOnce
	}
	nodes := make([]node, len(p.Steps))
	for i := range p.Steps {
		s := &p.Steps[i]
		nodes[i] = node{target: s.Target, after: s.Needs, about: about(s)}
		if len(s.Needs) > 0 && !s.Same {
			r.Tell(stack.News{At: time.Now(), Ref: s.Ref, Kind: stack.Queued, Text: "waits for " + strings.Join(r.titles(s.Needs), ", ")})
		}
	}
	r.all(ctx, newSchedule(nodes, r.AtOnce))
	if ctx.Err() == nil && !r.Exactly {
		r.tidy(ctx)
	}
	return r.verdicts
}

// run is a plan that is being carried out.
type run struct {
	How
	plan     *plan.Plan
	verdicts []Verdict
	number   atomic.Int64
}

func (r *run) titles(steps []int) []string {
	var names []string
	for _, i := range steps {
		names = append(names, r.plan.Steps[i].Title())
	}
	return names
}

// all begins whatever can begin until everything has ended. When nobody looks on any more, nothing is begun.
func (r *run) all(ctx context.Context, s *schedule) {
	type end struct {
		step    int
		verdict Verdict
	}
	ends := make(chan end)
	for s.open > 0 {
		for i, any := s.next(); any; i, any = s.next() {
			go func() { ends <- end{i, r.step(ctx, i)} }()
		}
		e := <-ends
		r.verdict(e.step, e.verdict)
		well := e.verdict.Outcome == record.Same || e.verdict.Outcome == record.Done
		for _, i := range s.ended(e.step, well) {
			r.verdict(i, r.skipped(i, e.step, e.verdict))
		}
	}
}

// tidy deletes the change sets of steps that were not taken, and the empty stacks that they made. Those of a plan that was agreed to
// elsewhere stay: it can be carried out later.
func (r *run) tidy(ctx context.Context) {
	rest := plan.Plan{Run: r.plan.Run}
	for i, v := range r.verdicts {
		if s := r.plan.Steps[i]; s.ChangeSet != nil && !v.executed {
			rest.Steps = append(rest.Steps, s)
		}
	}
	err := rest.Discard(ctx, func(t stack.Target) plan.Place {
		return plan.Place{Stacks: r.aws(r.Place(t).Stacks, stack.Ref{Target: t}, "")}
	}, r.Pace)
	if err != nil {
		r.Tell(stack.News{At: time.Now(), Kind: stack.Waiting, Text: err.Error()})
	}
}

// step takes one step, if it is to be taken.
func (r *run) step(ctx context.Context, i int) Verdict {
	s := &step{Step: r.plan.Steps[i], run: r, begun: time.Now()}
	at := r.Place(s.Target)
	s.aws = r.aws(at.Stacks, s.Ref, s.Digest)
	s.bucket = func(name string) plan.Bucket {
		return &journaledBucket{Bucket: at.Bucket(name), journal: r.Journal, ref: s.Ref}
	}
	ended, before := r.Ended[s.Ref]
	switch {
	case before:
		return ended
	case s.Same:
		return s.end(record.Same, nil)
	case ctx.Err() != nil:
		return s.end(record.Skipped, context.Cause(ctx))
	}
	return s.carry(ctx)
}

// aws is CloudFormation for a stack: patient, and with a journal.
func (r *run) aws(s Stacks, ref stack.Ref, template string) *journaled {
	tell := func(n stack.News) {
		n.At, n.Ref = time.Now(), ref
		r.Tell(n)
	}
	return &journaled{Stacks: &patient{Stacks: s, pace: r.Pace, tell: tell}, journal: r.Journal, ref: ref, template: template}
}

// verdict keeps and tells what came of a step.
func (r *run) verdict(i int, v Verdict) {
	p := &r.plan.Steps[i]
	v.Step, v.Ref, v.Verdict.Step = p, p.Ref, p.Title()
	if p.Interim {
		v.Verdict.Step += " (interim)"
	}
	if v.Err != nil {
		v.Cause = v.Err.Error()
	}
	r.verdicts[i] = v
	kind := map[record.Outcome]stack.NewsKind{record.Same: stack.Same, record.Done: stack.Done, record.Skipped: stack.Skipped}[v.Outcome]
	if kind == "" {
		kind = stack.Failed
	}
	if v.Outcome != record.Detached {
		r.Tell(stack.News{At: time.Now(), Ref: p.Ref, Kind: kind, Status: v.Status, Text: v.Cause})
	}
	// An entry that cannot be written is told by the next call that changes something, and by the end of the run.
	_ = r.Journal.Add(record.KindVerdict, v.Verdict)
}

func (r *run) skipped(i, because int, v Verdict) Verdict {
	out := Verdict{Err: fmt.Errorf("%s, which it needs, was not deployed", r.plan.Steps[because].Title())}
	out.Outcome = record.Skipped
	if v.Outcome == record.Detached || errors.Is(v.Err, ErrDetached) {
		out.Err = ErrDetached
	}
	return out
}

// number is one that no change set of the run has yet.
func (r *run) next() int { return int(r.number.Add(1)) }

func blocked(hint, format string, args ...any) error {
	return &Blocked{Message: fmt.Sprintf(format, args...), Hint: hint}
}

// unsure reports whether an error leaves open what became of a call. A change set that is no longer there may have been executed.
func unsure(err error) bool {
	for _, kind := range []account.Kind{account.Unreached, account.Exists, account.NotReady, account.NotThere, account.Busy} {
		if account.Is(err, kind) {
			return true
		}
	}
	return false
}
