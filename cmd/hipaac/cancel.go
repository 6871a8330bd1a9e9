package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/account"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/destroy"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/follow"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/operate"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/plan"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/progress"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/record"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/recovery"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/render"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
	"github.com/hipaac/hipaac/compiler"
)

type cancelOptions struct {
	reach  reaching
	runs   string
	yes    bool
	format *choice
}

func newCancel(con *console) *cobra.Command {
	o := cancelOptions{format: newChoice("text", "json")}
	cmd := &cobra.Command{
		Use:   "cancel FILE|FOLDER…|RUN",
		Short: "stop updates that run, and bring back what was there before",
		Long: `Cancel stops the updates that run on stacks of specs, or those that a run began,
and follows the rollback to its end. Exit code 6 says that they were taken back.

CloudFormation can stop nothing but an update, and only before its outcome is
decided. A creation, a deletion, an import and the clean-up after an update go on:
cancel says so (exit code 3), and what can be done afterwards.`,
		Example: `  hipaac cancel environments/prod.yaml
  hipaac cancel environments/prod.yaml --stack database --yes
  hipaac cancel 20261122T190720Z-ab12cd`,
		Args:              namedSpecs,
		ValidArgsFunction: completeFiles("yaml", "yml"),
		RunE:              func(_ *cobra.Command, args []string) error { return o.run(con, args) },
	}
	o.reach.add(cmd)
	addRuns(cmd, &o.runs)
	cmd.Flags().BoolVar(&o.yes, "yes", false, "agree to stop what can be stopped")
	addFormat(cmd, o.format)
	return cmd
}

func (o *cancelOptions) run(con *console, args []string) error {
	ctx, stop := interruptible()
	defer stop()
	pace, err := pollPace()
	if err != nil {
		return err
	}
	c := &cancelling{run: record.NewRun(con.now()), targets: &targets{}}
	if len(args) == 1 && nameOfRun.MatchString(args[0]) {
		err = o.ofRun(ctx, c, args[0])
	} else {
		err = o.ofSpecs(ctx, con, c, args)
	}
	if err != nil {
		return err
	}
	if o.format.value == "text" {
		c.write(con)
	}
	if !slices.ContainsFunc(c.found, func(r *recovery.Running) bool { return r.Can }) {
		return o.withoutDoing(con, c)
	}
	return o.carry(ctx, con, c, pace)
}

// cancelling is what was found to run, and what came of stopping it.
type cancelling struct {
	run     string
	targets *targets // without stacks where only a run was named
	callers []plan.Caller
	specs   []compiler.Source
	found   []*recovery.Running
	stopped []recovery.Stopped
}

// ofSpecs looks at the stacks of specs.
func (o *cancelOptions) ofSpecs(ctx context.Context, con *console, c *cancelling, args []string) error {
	t, err := o.reach.findAnyway(con, args)
	if err != nil {
		return err
	}
	places, callers, err := t.enter(ctx)
	if err != nil {
		return asFailure(err)
	}
	c.run, c.targets, c.callers, c.specs = t.run, t, callers, t.specs.set.Sources()
	for i := range t.desired {
		if d := &t.desired[i]; t.wants(d) {
			if err := c.look(ctx, places[d.Target], d.Ref, plan.Title(d), d.Name); err != nil {
				return err
			}
		}
	}
	return nil
}

// ofRun looks at the stacks on which a run began something whose end is not in its record.
func (o *cancelOptions) ofRun(ctx context.Context, c *cancelling, run string) error {
	entries, err := record.Read(record.Path(o.runs, run))
	if err != nil && len(entries) == 0 {
		return asRecordFailure(err)
	}
	begun, err := unfinished(entries)
	if err != nil {
		return err
	}
	sessions := account.NewSessions(account.How{Role: o.reach.role, Always: o.reach.assume, Session: c.run})
	places := map[stack.Target]recovery.Place{}
	for _, b := range begun {
		session, err := sessions.Open(ctx, b.Target, account.Role{})
		if err != nil {
			return asFailure(err)
		}
		if _, known := places[b.Target]; !known {
			places[b.Target] = recovery.Place{Caller: session.Caller, Stacks: session.Stacks()}
			c.callers = append(c.callers, plan.Caller{Target: b.Target, Caller: session.Caller})
		}
	}
	for _, b := range begun {
		if err := c.look(ctx, places[b.Target], b.Ref, b.Name, b.Stack); err != nil {
			return err
		}
	}
	return nil
}

// unfinished lists the calls of a record that began an operation and have no verdict, the last one of each stack.
func unfinished(entries []record.Entry) ([]record.Intend, error) {
	var open []record.Intend
	drop := func(ref stack.Ref) {
		open = slices.DeleteFunc(open, func(i record.Intend) bool { return i.Ref == ref })
	}
	for i := range entries {
		switch entries[i].Kind {
		case record.KindIntend:
			var intend record.Intend
			if err := entries[i].Into(&intend); err != nil {
				return nil, err
			}
			if intend.Stack != "" && intend.Operation == "ExecuteChangeSet" {
				drop(intend.Ref)
				open = append(open, intend)
			}
		case record.KindVerdict:
			var verdict record.Verdict
			if err := entries[i].Into(&verdict); err != nil {
				return nil, err
			}
			if verdict.Outcome != record.Detached && verdict.Outcome != record.Unknown {
				drop(verdict.Ref)
			}
		}
	}
	return open, nil
}

func (c *cancelling) look(ctx context.Context, place recovery.Place, ref stack.Ref, title, nameOrID string) error {
	r, err := recovery.LookRunning(ctx, place, ref, title, nameOrID)
	if err != nil {
		return asFailure(fmt.Errorf("%s: %w", title, err))
	}
	c.found = append(c.found, r)
	return nil
}

// withoutDoing ends a command that stops nothing.
func (o *cancelOptions) withoutDoing(con *console, c *cancelling) error {
	if o.format.value == "json" {
		if err := c.writeJSON(con); err != nil {
			return err
		}
	}
	if slices.ContainsFunc(c.found, func(r *recovery.Running) bool { return r.Runs() || !r.Live.Status.Known() }) {
		con.note("nothing was cancelled")
		return exitError(exitBlocked)
	}
	con.note("nothing runs that could be cancelled")
	return nil
}

// carry asks, and stops all updates at once: each moment they go on is a change that has to be taken back.
func (o *cancelOptions) carry(ctx context.Context, con *console, c *cancelling, pace follow.Pace) error {
	var running []*recovery.Running
	var steps []progress.Step
	for _, r := range c.found {
		if r.Can {
			environment, key, _ := strings.Cut(r.Title, "/")
			running = append(running, r)
			steps = append(steps, progress.Step{Ref: r.Ref, Environment: environment, Key: key})
		}
	}
	agreed, err := (&agreement{yes: o.yes, what: "cancel the update of " + stacks(len(running))}).agree(newAsker(con).until(ctx))
	if err != nil {
		return err
	}
	journal, err := c.targets.beginRecord(con, o.runs, c.run, "cancel", c.callers, c.specs)
	if err != nil {
		return err
	}
	for _, a := range agreed {
		if err := journal.Add(record.KindApproval, a); err != nil {
			return err
		}
	}
	v := view(con, "cancel "+c.run, steps)
	doing := recovery.Doing{Doing: destroy.Doing{Run: c.run, Operator: &operate.Operator{Journal: journal, Pace: pace, Tell: v.Tell}}}
	c.stopped = make([]recovery.Stopped, len(running))
	var all sync.WaitGroup
	for i, r := range running {
		all.Go(func() { c.stopped[i] = recovery.Cancel(ctx, doing, r) })
	}
	all.Wait()
	v.Close()
	code, outcome := c.code()
	if o.format.value == "json" {
		if err := c.writeJSON(con); err != nil {
			return err
		}
	}
	for i := range c.stopped {
		s := &c.stopped[i]
		con.note("%s", render.Visible(s.Title+": "+s.Text))
		if problem := (*account.Error)(nil); errors.As(s.Err, &problem) && problem.Hint != "" {
			con.note("hint: %s", render.Visible(problem.Hint))
		}
	}
	if err := c.targets.endRecord(con, journal, outcome, code, ""); err != nil {
		return err
	}
	return exitError(code)
}

// code is 6 where all that was to be stopped was taken back.
func (c *cancelling) code() (int, record.Outcome) {
	code, outcome := exitRolledBack, record.RolledBack
	for i := range c.stopped {
		s := &c.stopped[i]
		switch s.Outcome {
		case record.RolledBack:
		case record.Detached:
			return exitStopped, record.Detached
		default:
			if rank[codeOf(s.Err)] > rank[code] {
				code, outcome = codeOf(s.Err), s.Outcome
			}
		}
	}
	return code, outcome
}

func (c *cancelling) write(con *console) {
	var b strings.Builder
	for _, r := range c.found {
		fmt.Fprintf(&b, "%s: %s\n", r.Title, r.Text)
		if r.Runs() && !r.Begun.At.IsZero() {
			fmt.Fprintf(&b, "  since %s, token %s\n", r.Begun.At.UTC().Format(time.RFC3339), r.Begun.Token)
		}
	}
	writeLines(con, b.String())
}

func (c *cancelling) writeJSON(con *console) error {
	type one struct {
		Title   string         `json:"title"`
		Stack   string         `json:"stack"`
		Account string         `json:"account"`
		Region  string         `json:"region"`
		Status  stack.Status   `json:"status"`
		Can     bool           `json:"canBeCancelled"`
		Text    string         `json:"text"`
		Outcome record.Outcome `json:"outcome,omitempty"`
		After   stack.Status   `json:"after,omitempty"`
		Result  string         `json:"result,omitempty"`
	}
	result := struct {
		Run    string `json:"run,omitempty"`
		Stacks []one  `json:"stacks"`
	}{"", []one{}}
	for _, r := range c.found {
		o := one{Title: r.Title, Stack: r.Ref.Name, Account: r.Ref.Account, Region: r.Ref.Region, Status: r.Live.Status, Can: r.Can, Text: r.Text}
		for i := range c.stopped {
			if s := &c.stopped[i]; s.Running == r {
				result.Run = c.run
				o.Outcome, o.After, o.Result = s.Outcome, s.Status, s.Text
			}
		}
		result.Stacks = append(result.Stacks, o)
	}
	return writeResult(con, result)
}
