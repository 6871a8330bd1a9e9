package deploy

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/account"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/follow"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/record"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

// history is what the record of a run says of one stack.
type history struct {
	executing string   // token of an execution or a deletion without a verdict on it
	sets      []string // change sets that were made, and neither executed nor deleted
	ended     *record.Verdict
}

// read takes the record apart, by stack.
func read(entries []record.Entry) (map[stack.Ref]*history, error) {
	all := map[stack.Ref]*history{}
	of := func(ref stack.Ref) *history {
		if all[ref] == nil {
			all[ref] = &history{}
		}
		return all[ref]
	}
	for i := range entries {
		switch e := &entries[i]; e.Kind {
		case record.KindIntend:
			var call record.Intend
			if err := e.Into(&call); err != nil {
				return nil, err
			}
			of(call.Ref).intend(&call, all)
		case record.KindResult:
			var r record.Result
			if err := e.Into(&r); err != nil {
				return nil, err
			}
			if r.Operation == "CreateChangeSet" && r.Error == "" {
				of(r.Ref).sets = append(of(r.Ref).sets, r.ChangeSet)
			}
		case record.KindVerdict:
			var v record.Verdict
			if err := e.Into(&v); err != nil {
				return nil, err
			}
			h := of(v.Ref)
			switch v.Outcome {
			case record.RolledBack, record.Failed:
				h.ended, h.executing = &v, ""
			case record.Done, record.Same:
				h.executing = ""
			}
		}
	}
	return all, nil
}

func (h *history) intend(call *record.Intend, all map[stack.Ref]*history) {
	switch call.Operation {
	case "ExecuteChangeSet", "DeleteStack":
		h.executing = call.Token
	}
	if call.Operation == "ExecuteChangeSet" || call.Operation == "DeleteChangeSet" {
		for _, other := range all { // an entry that was made before the stack was known stands elsewhere
			other.sets = slices.DeleteFunc(other.sets, func(id string) bool { return id == call.ChangeSet })
		}
	}
}

// Resume finds out what became of what a run had begun, before a plan is made for the rest. Operations that are still under way are
// followed to their end. The result are the stacks that came to a bad end: they are not tried again (How.Ended). Entries are those of the
// run's record; without them, whatever is under way is still found by its token.
func Resume(ctx context.Context, how How, name string, stacks []stack.Desired, entries []record.Entry) (map[stack.Ref]Verdict, error) {
	past, err := read(entries)
	if err != nil {
		return nil, err
	}
	ended := map[stack.Ref]Verdict{}
	var mu sync.Mutex
	var all sync.WaitGroup
	errs := make([]error, len(stacks))
	slots := map[stack.Target]chan struct{}{}
	for i := range stacks {
		d := &stacks[i]
		if slots[d.Target] == nil {
			slots[d.Target] = make(chan struct{}, AtOnce)
		}
		h := past[d.Ref]
		if h == nil {
			h = &history{}
		}
		all.Go(func() {
			slots[d.Target] <- struct{}{}
			defer func() { <-slots[d.Target] }()
			v, bad, err := resume(ctx, how, name, d, h)
			if errs[i] = err; bad {
				mu.Lock()
				defer mu.Unlock()
				ended[d.Ref] = v
			}
		})
	}
	all.Wait()
	for i, err := range errs {
		if err != nil {
			return ended, fmt.Errorf("%s/%s: %w", stacks[i].Environment, stacks[i].Key, err)
		}
	}
	return ended, nil
}

// resume looks at one stack.
func resume(ctx context.Context, how How, name string, d *stack.Desired, h *history) (v Verdict, bad bool, err error) {
	if h.ended != nil {
		v.Verdict, v.Err = *h.ended, &account.Error{Message: h.ended.Cause}
		return v, true, nil
	}
	at := how.Place(d.Target)
	r := &run{How: how}
	aws := r.aws(at.Stacks, d.Ref, d.Digest)
	for _, id := range h.sets {
		if err := aws.Discard(ctx, d.Name, id); err != nil && !account.Is(err, account.NotReady) {
			return v, false, err
		}
	}
	op, found, err := underWay(ctx, how, aws, name, d, h)
	if err != nil || !found {
		return v, false, err
	}
	begun := time.Now()
	how.Tell(stack.News{At: begun, Ref: d.Ref, Kind: stack.Started, Text: "was begun before, and goes on"})
	out, err := follow.Follow(ctx, aws, op, how.Pace, func(n stack.News) { r.news(d.Ref, n) })
	if err != nil {
		return v, false, err
	}
	if status := out.Stack.Status; status.Achieved() || status == stack.DeleteComplete {
		return v, false, nil
	}
	s := &step{run: r, aws: aws, begun: begun, id: op.Stack, status: out.Stack.Status}
	s.Desired = *d
	v = s.end(outcomeOf(s.status), s.cause(&out))
	v.Failed = out.Failed
	return v, true, s.restoreAgain(ctx)
}

// underWay finds an operation of the run on a stack: one that goes on, or one that was begun and of whose end nothing is known.
func underWay(ctx context.Context, how How, aws Stacks, name string, d *stack.Desired, h *history) (follow.Operation, bool, error) {
	none := follow.Operation{}
	for look := 1; ; look++ {
		live, found, err := aws.Find(ctx, d.Name)
		if err != nil {
			return none, false, err
		}
		if found && !live.Status.Gone() && (h.executing != "" || live.Status.Moving()) {
			op, begun, err := follow.Attach(ctx, aws, d.Ref, live.ID)
			if err != nil {
				return none, false, err
			}
			if begun && (op.Token == h.executing && op.Token != "" || live.Status.Moving() && stack.OfRun(op.Token, name)) {
				return op, true, nil
			}
		}
		if h.executing == "" || look == tries {
			return none, false, nil
		}
		// The call may have been made, and not be visible yet.
		if _, err := how.Pace.Rest(ctx, 0); err != nil {
			return none, false, err
		}
	}
}

// restoreAgain puts back a stack policy that may have given way before the process was killed.
func (s *step) restoreAgain(ctx context.Context) (err error) {
	if !s.Protect || s.status == stack.RollbackComplete {
		return nil
	}
	if s.LiveTemplate, err = s.aws.Template(ctx, s.id); err != nil {
		return err
	}
	s.SetPolicy = stack.Policy(&s.Desired)
	return s.restore(ctx)
}
