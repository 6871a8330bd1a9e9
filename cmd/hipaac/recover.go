package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/destroy"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/follow"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/operate"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/plan"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/progress"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/record"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/recovery"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/render"
)

type recoverOptions struct {
	reach                               reaching
	runs                                string
	yes, dryRun                         bool
	allow, remove, skip, retain, forced []string
	format                              *choice
}

func newRecover(con *console) *cobra.Command {
	o := recoverOptions{format: newChoice("text", "json")}
	cmd := &cobra.Command{
		Use:   "recover FILE|FOLDER…",
		Short: "bring stacks out of failed states, asking before each step",
		Long: `Recover looks at the state of each stack, says what is wrong and what it would
do, asks, and does that one thing: it goes on with a rollback that failed, takes
back an update that stopped half-way, follows an operation that runs, or deletes
a stack that never came up or could not be deleted.

It never deletes on its own: each deletion is shown resource by resource and
wants --remove with the stack's name, and --allow-loss for each resource that
holds data. Where a rollback cannot go on, the resources that stop it are named;
one is skipped only with --skip or at the terminal, and compared with its
template afterwards. Exit code 7 means that it differs, or could not be compared.`,
		Example: `  hipaac recover environments/test.yaml --dry-run     only look; code 2 if there is something to do
  hipaac recover environments/test.yaml --stack database
  hipaac recover environments/test.yaml --yes --skip test/database.Database`,
		Args:              namedSpecs,
		ValidArgsFunction: completeFiles("yaml", "yml"),
		RunE:              func(_ *cobra.Command, args []string) error { return o.run(con, args) },
	}
	o.reach.add(cmd)
	addRuns(cmd, &o.runs)
	cmd.Flags().BoolVar(&o.dryRun, "dry-run", false, "say what would be done, and change nothing")
	cmd.Flags().BoolVar(&o.yes, "yes", false, "agree to every step that deletes and skips nothing")
	cmd.Flags().StringArrayVar(&o.remove, "remove", nil, "agree to the deletion of a stack that never came up, such as test/network")
	cmd.Flags().StringArrayVar(&o.allow, "allow-loss", nil, "agree to the loss of one resource's data, such as test/database.Database")
	cmd.Flags().StringArrayVar(&o.skip, "skip", nil, "skip a resource that stops a rollback, such as test/database.Database")
	cmd.Flags().StringArrayVar(&o.retain, "retain", nil, "leave a resource that cannot be deleted in the account, such as test/network.Vpc")
	cmd.Flags().StringArrayVar(&o.forced, "force", nil, "leave whatever cannot be deleted of a stack in the account, such as test/network")
	addFormat(cmd, o.format)
	return cmd
}

func (o *recoverOptions) run(con *console, args []string) error {
	ctx, stop := interruptible()
	defer stop()
	pace, err := pollPace()
	if err != nil {
		return err
	}
	t, err := o.reach.findAnyway(con, args)
	if err != nil {
		return err
	}
	places, callers, err := t.enter(ctx)
	if err != nil {
		con.note("nothing was done")
		return asFailure(err)
	}
	shown := &recoveries{dryRun: o.dryRun}
	for i := range t.desired {
		if d := &t.desired[i]; t.wants(d) {
			s, err := recovery.Look(ctx, places[d.Target], *d)
			if err != nil {
				return asFailure(fmt.Errorf("%s: %w", plan.Title(d), err))
			}
			shown.steps = append(shown.steps, s)
		}
	}
	if o.format.value == "text" {
		shown.writeSteps(con)
	}
	if o.dryRun || !shown.anything() {
		return o.withoutDoing(con, shown)
	}
	return o.carry(ctx, con, t, callers, shown, pace)
}

// withoutDoing ends a command that changes nothing.
func (o *recoverOptions) withoutDoing(con *console, shown *recoveries) error {
	if o.format.value == "json" {
		if err := shown.writeJSON(con); err != nil {
			return err
		}
	}
	switch {
	case shown.left():
		con.note("nothing was done")
		return exitError(exitBlocked)
	case shown.anything():
		con.note("nothing was done: --dry-run")
		return exitError(exitDifferent)
	}
	con.note("nothing to recover")
	return nil
}

// carry asks about each step and does it, one stack after the other.
func (o *recoverOptions) carry(ctx context.Context, con *console, t *targets, callers []plan.Caller, shown *recoveries, pace follow.Pace) error {
	ask := newAsker(con).until(ctx)
	agreed := map[*recovery.Step][]record.Approval{}
	for _, s := range shown.steps {
		if s.Acts() {
			given, err := o.agreement(s).agree(ask)
			if err != nil {
				return err
			}
			agreed[s] = given
		}
	}
	journal, err := t.beginRecord(con, o.runs, t.run, "recover", callers, t.specs.set.Sources())
	if err != nil {
		return err
	}
	shown.run = t.run
	var steps []progress.Step
	for _, s := range shown.steps {
		steps = append(steps, progress.Step{Ref: s.Ref, Environment: s.Environment, Key: s.Key})
		entry := record.Plan{Ref: s.Ref, Step: s.Title(), Action: string(s.Action)}
		for _, l := range s.Losses() {
			entry.Losses = append(entry.Losses, l.Name())
		}
		if err := journal.Add(record.KindPlan, entry); err != nil {
			return err
		}
		for _, a := range agreed[s] {
			if err := journal.Add(record.KindApproval, a); err != nil {
				return err
			}
		}
	}
	v := view(con, "recover "+t.run, steps)
	removing := &destroyOptions{retain: o.retain, forced: o.forced}
	doing := recovery.Doing{
		Doing: destroy.Doing{
			Operator: &operate.Operator{Journal: journal, Pace: pace, Tell: v.Tell}, Run: t.run,
			Stuck: func(_ context.Context, s *destroy.Stuck) (answer destroy.Answer) {
				v.Aside(func() { answer = removing.stuck(con, ask, s) })
				return answer
			},
		},
		Skip: func(_ context.Context, s *recovery.Step, failed []recovery.Skipped) (skip []recovery.Skipped) {
			v.Aside(func() { skip = o.skipped(con, ask, journal, s, failed) })
			return skip
		},
	}
	for _, s := range shown.steps {
		shown.results = append(shown.results, recovery.Do(ctx, doing, s))
	}
	v.Close()
	return shown.end(con, t, journal, o.format.value)
}

func (o *recoverOptions) agreement(s *recovery.Step) *agreement {
	a := &agreement{losses: s.Losses(), allow: o.allow, yes: o.yes, what: fmt.Sprintf("%s: %s", s.Title(), s.Action)}
	if s.Removal != nil {
		a.names, a.confirm, a.flag, a.what = []string{s.Title()}, o.remove, "--remove", "delete stack "+s.Name
	}
	return a
}

// skipped asks which resources may be skipped, after saying what that means.
func (o *recoverOptions) skipped(con *console, ask *asker, journal *record.Writer, s *recovery.Step, failed []recovery.Skipped) []recovery.Skipped {
	var out []recovery.Skipped
	con.note("the rollback of %s cannot go on because of %d of its resources. A resource that is skipped counts as rolled back, whatever it is: "+
		"it no longer is what the template says, until it is mended by hand or by a deployment, and the next update may fail because of it.", s.Title(), len(failed))
	for _, f := range failed {
		name := s.Title() + "." + f.Name
		con.note("%s", render.Visible(fmt.Sprintf("%s (%s): %s", name, f.Type, f.Reason)))
		how := ""
		switch {
		case slices.Contains(o.skip, name):
			how = "--skip"
		case ask.typed(name, "mend it and recover again, or type %s to skip it:", name):
			how = "typed"
		}
		if how == "" {
			con.note("not skipped; mend it and recover again, or skip it with --skip %s", name)
			return nil // to skip the others alone would not help
		}
		if err := journal.Add(record.KindApproval, record.Approval{Who: whoActs(), How: how + " skip " + name}); err != nil {
			con.note("%v", err)
			return nil
		}
		out = append(out, f)
	}
	return out
}
