package main

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/account"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/follow"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/progress"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

type watchOptions struct {
	reach  reaching
	format *choice
}

func newWatcher(con *console) *cobra.Command {
	o := watchOptions{format: newChoice("text", "json")}
	cmd := &cobra.Command{
		Use:   "watch [SPEC…|RUN]",
		Short: "follow what CloudFormation does to the stacks of environments",
		Long: `Watch follows every operation that goes on in the stacks of the specs, whoever
began it, until all have ended: those of one run, where a run is named. It only
reads. Ctrl-C stops watching, and nothing else: the operations go on.

On a terminal it shows a tree that moves; elsewhere lines with times, and every
30 seconds what is waited for. As JSON it writes one object a line. A time that
is left is an estimate, from how long the same resources took before or what is
usual for their types.

Exit code 0 means that all went well, or that nothing goes on; 6 that something
was rolled back, 1 that something failed; 130 that the watching was stopped.`,
		Example: `  hipaac watch
  hipaac watch environments/prod.yaml --stack database
  hipaac watch 20261122T190720Z-ab12cd`,
		ValidArgsFunction: completeFiles("yaml", "yml"),
		RunE:              func(_ *cobra.Command, args []string) error { return o.run(con, args) },
	}
	o.reach.add(cmd)
	addFormat(cmd, o.format)
	return cmd
}

var nameOfRun = regexp.MustCompile(`^[0-9]{8}T[0-9]{6}Z-[0-9a-f]{6}$`)

func (o *watchOptions) run(con *console, args []string) error {
	ctx, stop := interruptible()
	defer stop()
	run := ""
	if len(args) == 1 && nameOfRun.MatchString(args[0]) {
		run, args = args[0], nil
	}
	pace, err := pollPace()
	if err != nil {
		return err
	}
	t, err := o.reach.findAnyway(con, args)
	if err != nil {
		return err
	}
	places, err := t.places(ctx)
	if err != nil {
		return asFailure(err)
	}
	w := &watcher{run: run, pace: pace, places: places, seen: map[string]bool{}, how: progress.For(con.err, false)}
	if o.format.value == "json" {
		w.how = progress.For(con.out, true)
	}
	return w.end(ctx, con, w.all(ctx))
}

// watcher follows operations until none goes on any more.
type watcher struct {
	run    string // whose operations; "" is everybody's
	pace   follow.Pace
	places []*place
	how    progress.How
	view   *progress.View // once there is something to show

	mu    sync.Mutex
	seen  map[string]bool // operations, by stack and token
	ended []landing
}

// landing is how one operation ended. The fault is nil where it went well.
type landing struct {
	ref    stack.Ref
	status stack.Status
	fault  *progress.Fault
	good   bool
}

// all follows what goes on, and looks again when that has ended: a run may have begun the next stack meanwhile.
func (w *watcher) all(ctx context.Context) error {
	for {
		found, err := w.look(ctx)
		if err != nil || len(found) == 0 {
			return err
		}
		var steps []progress.Step
		for _, f := range found {
			steps = append(steps, f.step)
		}
		if w.view == nil {
			w.view = progress.New("watching", steps, w.how)
			defer w.view.Close()
		}
		errs := make([]error, len(found))
		var following sync.WaitGroup
		for i, f := range found {
			following.Go(func() { errs[i] = w.follow(ctx, f) })
		}
		following.Wait()
		for _, err := range errs {
			if err != nil {
				return err
			}
		}
	}
}

// flight is an operation that goes on.
type flight struct {
	step    progress.Step
	desired *stack.Desired
	live    stack.Stack
	stacks  *account.Stacks
	op      follow.Operation
}

// look finds the operations that go on and were not followed yet.
func (w *watcher) look(ctx context.Context) ([]flight, error) {
	var found []flight
	for _, p := range w.places {
		stacks := p.session.Stacks()
		live, err := stacks.All(ctx)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", p.target, err)
		}
		for i := range p.desired {
			for _, s := range live {
				if s.Name != p.desired[i].Name || s.Parent != "" || !s.Status.Moving() {
					continue
				}
				f := flight{desired: &p.desired[i], live: s, stacks: stacks}
				if is, err := w.attach(ctx, &f); err != nil {
					return nil, err
				} else if is {
					found = append(found, f)
				}
			}
		}
	}
	return found, nil
}

// attach finds out what operation it is, and what it does, as far as AWS still says so.
func (w *watcher) attach(ctx context.Context, f *flight) (bool, error) {
	op, found, err := follow.Attach(ctx, f.stacks, f.desired.Ref, f.live.ID)
	if err != nil || !found {
		return false, err
	}
	key := f.live.ID + " " + op.Token
	if w.seen[key] || w.run != "" && !stack.OfRun(op.Token, w.run) {
		return false, nil
	}
	w.seen[key] = true
	f.op = op
	f.step = progress.Step{Ref: f.desired.Ref, Environment: f.desired.Environment, Key: f.desired.Key}
	f.expect(ctx)
	return true, ctx.Err()
}

// expect finds out what the operation has to do, for the estimate alone: where AWS does not say it, there is none.
func (f *flight) expect(ctx context.Context) {
	if f.live.Status == stack.CreateInProgress {
		f.step.Document = f.desired.Document
	} else if f.live.ChangeSet != "" {
		if set, found, err := f.stacks.ChangeSet(ctx, f.live.ID, f.live.ChangeSet); err == nil && found && len(set.Changes) > 0 {
			f.step.Document, f.step.Changes = f.desired.Document, set.Changes
		}
	}
	if events, err := f.stacks.Events(ctx, f.live.ID, ""); err == nil {
		f.step.Earlier = events
	}
}

// follow tells of an operation until it has ended, and keeps how.
func (w *watcher) follow(ctx context.Context, f flight) error {
	w.view.Tell(stack.News{Ref: f.op.Ref, Kind: stack.Started, Status: f.live.Status, Text: begunBy(f.live.Status, f.op.Token)})
	var events []stack.Event
	outcome, err := follow.Follow(ctx, f.stacks, f.op, w.pace, func(n stack.News) {
		if n.Event != nil {
			events = append(events, *n.Event)
		}
		w.view.Tell(n)
	})
	if err != nil {
		return fmt.Errorf("%s/%s: %w", f.desired.Environment, f.desired.Key, err)
	}
	e := landing{ref: f.op.Ref, status: outcome.Stack.Status}
	e.good = e.status.Achieved() || e.status == stack.DeleteComplete && f.live.Status == stack.DeleteInProgress
	news := stack.News{Ref: f.op.Ref, Kind: stack.Done, Status: e.status, Text: string(e.status)}
	if !e.good {
		fault, found := progress.Cause(events, nil, f.desired.Sources)
		if !found { // what went wrong happened before anybody watched
			fault, found = w.causeBefore(ctx, &f)
		}
		news.Kind, news.Text = stack.Failed, string(e.status)
		if found {
			e.fault, news.Text = &fault, string(e.status)+": "+fault.Line()
		}
	}
	w.view.Tell(news)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ended = append(w.ended, e)
	return nil
}

func (w *watcher) causeBefore(ctx context.Context, f *flight) (progress.Fault, bool) {
	events, err := progress.Walk(ctx, f.stacks, f.live.ID, f.op.Token)
	if err != nil {
		return progress.Fault{}, false
	}
	return progress.Cause(events, nil, f.desired.Sources)
}

func begunBy(status stack.Status, token string) string {
	text := strings.ToLower(strings.ReplaceAll(string(status), "_", " "))
	return text + after(", begun by ", progress.By(token))
}

// end shows why what failed did, and gives the exit code.
func (w *watcher) end(ctx context.Context, con *console, err error) error {
	for i := range w.ended {
		if e := &w.ended[i]; e.fault != nil {
			w.view.Blame(e.ref, e.fault)
		}
	}
	switch {
	case ctx.Err() != nil:
		con.note("stopped watching; what goes on goes on")
		return exitError(exitStopped)
	case err != nil:
		return asFailure(err)
	case len(w.ended) == 0 && w.run != "":
		con.note("no operation of run %s goes on in these stacks; \"hipaac status\" shows how they stand", w.run)
		return nil
	case len(w.ended) == 0:
		con.note("nothing goes on in these stacks")
		return nil
	}
	code := exitDone
	for _, e := range w.ended {
		switch {
		case e.good:
		case e.status.RolledBack() && !strings.HasSuffix(string(e.status), "_FAILED") && code == exitDone:
			code = exitRolledBack
		case !e.status.RolledBack() || strings.HasSuffix(string(e.status), "_FAILED"):
			code = exitFailed
		}
	}
	con.note("%s ended", operations(len(w.ended)))
	if code != exitDone {
		return exitError(code)
	}
	return nil
}

func operations(n int) string {
	if n == 1 {
		return "1 operation"
	}
	return fmt.Sprintf("%d operations", n)
}
