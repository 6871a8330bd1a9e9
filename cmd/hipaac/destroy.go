package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/destroy"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/follow"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/operate"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/plan"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/progress"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/record"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/render"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

type destroyOptions struct {
	reach                          reaching
	runs                           string
	yes, dryRun                    bool
	allow, confirm, retain, forced []string
	format                         *choice
}

func newDestroy(con *console) *cobra.Command {
	o := destroyOptions{format: newChoice("text", "json")}
	cmd := &cobra.Command{
		Use:   "destroy FILE|FOLDER…",
		Short: "delete the stacks of environments, after showing what that means",
		Long: `Destroy shows a plan first: for each resource whether it is deleted, kept, or
deleted after a snapshot, what nobody can delete, and what goes on costing. Then
it asks, and deletes each stack after those that need it.

Each resource that holds data and is deleted wants consent of its own, typed or
with --allow-loss. Production wants the environment's name. Without a terminal,
flags have to say all of it; what is missing is named, and nothing is done.

It refuses, before anything is done (exit code 3): a stack whose exports are
imported by a stack that stays, one with termination protection, which only
"hipaac unprotect" lifts, and one with a resource whose deletion protection is
on, which a person turns off with the command that is named. A stack on which somebody is at work is exit code 5.
It never empties a bucket. A destruction that broke off is gone on with by
destroying again.`,
		Example: `  hipaac destroy environments/test.yaml --dry-run    only the plan; code 2 if there is something to delete
  hipaac destroy environments/test.yaml --stack compute
  hipaac destroy environments/test.yaml --yes --allow-loss test/database.Database`,
		Args:              namedSpecs,
		ValidArgsFunction: completeFiles("yaml", "yml"),
		RunE:              func(_ *cobra.Command, args []string) error { return o.run(con, args) },
	}
	o.reach.add(cmd)
	addRuns(cmd, &o.runs)
	cmd.Flags().BoolVar(&o.dryRun, "dry-run", false, "show what would be deleted, and change nothing")
	cmd.Flags().BoolVar(&o.yes, "yes", false, "agree to the plan, but for losses of data and production")
	cmd.Flags().StringArrayVar(&o.allow, "allow-loss", nil, "agree to the loss of one resource's data, such as test/database.Database")
	cmd.Flags().StringArrayVar(&o.confirm, "confirm", nil, "agree to the end of an environment in production, by its name")
	cmd.Flags().StringArrayVar(&o.retain, "retain", nil, "leave a resource that cannot be deleted in the account, such as test/network.Vpc")
	cmd.Flags().StringArrayVar(&o.forced, "force", nil, "leave whatever cannot be deleted of a stack in the account, such as test/network")
	addFormat(cmd, o.format)
	return cmd
}

// namedSpecs asks for at least one spec: what changes an account works on nothing that was not named.
func namedSpecs(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return &failure{message: cmd.Name() + " wants to be told which specs", hint: fmt.Sprintf("name one, such as %q", cmd.CommandPath()+" environments/test.yaml"), usage: true}
	}
	return nil
}

func (o *destroyOptions) run(con *console, args []string) error {
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
	p, err := destroy.Make(ctx, destroy.How{Only: t.wants, Deployers: t.deployers(), Stays: o.stays, Open: func(ctx context.Context, target stack.Target) (destroy.Place, error) {
		session, err := t.open(ctx, target)
		if err != nil {
			return destroy.Place{}, err
		}
		return destroy.Place{Caller: session.Caller, Stacks: session.Stacks(), Inventory: session.Inventory()}, nil
	}}, t.desired)
	if err != nil {
		con.note("nothing was done")
		return asFailure(err)
	}
	return o.carry(ctx, con, t, p, pace)
}

// stays reports whether a resource or whatever of a stack was named to be left where it cannot be deleted.
func (o *destroyOptions) stays(name string) bool {
	return slices.Contains(o.retain, name) || slices.Contains(o.forced, name)
}

// pollPace is how often CloudFormation is asked.
func pollPace() (follow.Pace, error) {
	pace, err := follow.ParsePace(os.Getenv(follow.PollVariable))
	if err != nil {
		return pace, &failure{message: err.Error(), usage: true}
	}
	return pace, nil
}

// carry shows the plan, asks, and does what was agreed to.
func (o *destroyOptions) carry(ctx context.Context, con *console, t *targets, p *destroy.Plan, pace follow.Pace) error {
	shown := &destruction{plan: p, dryRun: o.dryRun}
	if o.format.value == "text" {
		shown.writePlan(con)
	}
	if code := refusal(p); code != exitDone || o.dryRun || p.Nothing() {
		return o.withoutDoing(con, shown, code)
	}
	ask := newAsker(con).until(ctx)
	agreed, err := o.agreement(t, p).agree(ask)
	if err != nil {
		return err
	}
	journal, err := t.beginRecord(con, o.runs, t.run, "destroy", p.Callers, t.specs.set.Sources())
	if err != nil {
		return err
	}
	shown.run = t.run
	if err := writeDown(journal, p, agreed); err != nil {
		return err
	}
	var steps []progress.Step
	for i := range p.Steps {
		s := &p.Steps[i]
		step := progress.Step{Ref: s.Ref, Environment: s.Environment, Key: s.Key}
		for _, j := range s.Waits {
			step.After = append(step.After, p.Steps[j].Ref)
		}
		steps = append(steps, step)
	}
	v := view(con, "destroy "+t.run, steps)
	shown.results = destroy.Do(ctx, destroy.Doing{
		Operator: &operate.Operator{Journal: journal, Pace: pace, Tell: v.Tell}, Run: t.run,
		Stuck: func(_ context.Context, s *destroy.Stuck) (answer destroy.Answer) {
			v.Aside(func() { answer = o.stuck(con, ask, s) })
			return answer
		},
	}, p)
	v.Close()
	code, outcome := shown.code()
	if o.format.value == "json" {
		if err := shown.writeJSON(con); err != nil {
			return err
		}
	}
	shown.writeEnd(con)
	if err := t.endRecord(con, journal, outcome, code, ""); err != nil {
		return err
	}
	if code == exitDone {
		return nil
	}
	return exitError(code)
}

func (o *destroyOptions) agreement(t *targets, p *destroy.Plan) *agreement {
	going := 0
	environments := map[string]bool{}
	for i := range p.Steps {
		if s := &p.Steps[i]; s.Action != stack.Nothing && s.Later == "" {
			going++
			environments[s.Environment] = true
		}
	}
	return &agreement{
		losses: p.Losses(), allow: o.allow, confirm: o.confirm, yes: o.yes, what: fmt.Sprintf("delete %s", stacks(going)),
		names: t.production(func(folder string) bool { return environments[folder] }),
	}
}

func stacks(n int) string {
	if n == 1 {
		return "1 stack"
	}
	return fmt.Sprintf("%d stacks", n)
}

// refusal is the exit code of a plan that is not carried out, or exitDone.
func refusal(p *destroy.Plan) int {
	code := exitDone
	for _, s := range p.Blocked() {
		if s.Blocked.Why == plan.ByBusy {
			return exitBusy
		}
		code = exitBlocked
	}
	return code
}

// withoutDoing ends a command that changes nothing.
func (o *destroyOptions) withoutDoing(con *console, shown *destruction, code int) error {
	if o.format.value == "json" {
		if err := shown.writeJSON(con); err != nil {
			return err
		}
	}
	switch {
	case code != exitDone:
		con.note("nothing was done")
	case shown.plan.Nothing():
		con.note("nothing to delete: none of the stacks exists")
		return nil
	default:
		con.note("nothing was done: --dry-run")
		code = exitDifferent
	}
	return exitError(code)
}

// writeDown puts the plan and the approvals into the record.
func writeDown(journal *record.Writer, p *destroy.Plan, agreed []record.Approval) error {
	for i := range p.Steps {
		s := &p.Steps[i]
		entry := record.Plan{Ref: s.Ref, Step: s.Title(), Action: string(s.Action)}
		for _, l := range s.Losses {
			entry.Losses = append(entry.Losses, l.Name())
			entry.Findings = append(entry.Findings, record.Finding{Class: "data-loss", Text: l.LogicalID + ": " + l.Text})
		}
		if err := journal.Add(record.KindPlan, entry); err != nil {
			return err
		}
	}
	for _, a := range agreed {
		if err := journal.Add(record.KindApproval, a); err != nil {
			return err
		}
	}
	return nil
}

// stuck asks what is to be done about a stack that could not be deleted. Nothing is left behind that nobody named.
func (o *destroyOptions) stuck(con *console, ask *asker, s *destroy.Stuck) destroy.Answer {
	var names []string
	for _, r := range s.Resources {
		names = append(names, s.Title()+"."+r.LogicalID)
		con.note("%s", render.Visible(fmt.Sprintf("%s.%s (%s) could not be deleted: %s", s.Title(), r.LogicalID, r.PhysicalID, r.Reason)))
	}
	con.note("first cause: %s", render.Visible(s.Cause))
	named := func(name string) bool { return slices.Contains(o.retain, name) }
	if !s.Again && len(names) > 0 {
		if all(names, named) {
			return destroy.Answer{Retain: true}
		}
		if ask.here() {
			return destroy.Answer{Retain: ask.typed("retain", "leave %s in the account, where no stack knows it, and delete the rest? type retain:", strings.Join(names, ", "))}
		}
		con.note("remove what holds them and destroy again, or leave them in the account: %s", "--retain "+strings.Join(names, " --retain "))
		return destroy.Answer{}
	}
	means := "CloudFormation then leaves behind whatever it cannot delete, known to no stack, and calls the stack deleted"
	if slices.Contains(o.forced, s.Title()) {
		return destroy.Answer{Force: true}
	}
	if ask.here() {
		return destroy.Answer{Force: ask.typed("force "+s.Title(), "%s. Type \"force %s\" to have it so:", means, s.Title())}
	}
	con.note("the last way is --force %s: %s", s.Title(), means)
	return destroy.Answer{}
}

func all(names []string, test func(string) bool) bool {
	return !slices.ContainsFunc(names, func(n string) bool { return !test(n) })
}

// view shows a run on its way: on stderr, as stdout has the plan and the result.
func view(con *console, run string, steps []progress.Step) *progress.View {
	return progress.New(run, steps, progress.For(con.err, false))
}
