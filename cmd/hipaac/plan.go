package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/follow"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/plan"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

type planOptions struct {
	reach       reaching
	golden, out string
	format      *choice
	failOn      *choice
}

func newPlan(con *console) *cobra.Command {
	o := planOptions{format: newChoice("text", "json"), failOn: newFailOn()}
	cmd := &cobra.Command{
		Use:   "plan FILE|FOLDER…",
		Short: "say what a deployment would do to the stacks in the accounts",
		Long: `Plan compiles specs, makes sure that the result is what was reviewed and that the
credentials are of the right accounts, and asks CloudFormation what it would do
to each stack. Two judges look at each change, CloudFormation with a change set
and hipaac with both templates; the worse word counts, and who cannot tell says
the worse.

It shows the stacks in the order of a deployment, and then what the changes mean:
data that is lost, broader access, weakened safeguards with the citation, the
rest; each with the line of the spec. A stack that needs another one first gets
its change set when that one is done; what that finds beyond this plan stops the
deployment. An export that changes while a stack imports it takes three steps,
which are shown.

Without -o, all change sets are deleted again. With it they stay, and the plan is
sealed in a file, which "hipaac deploy --plan" carries out within 24 hours, as it
is or not at all: everything in the file is found out again and compared.

Exit code 2 means that there is something to do; 3 that a loss of data needs
consent, or that a state, a policy or an importer is in the way; 5 that somebody
else is at work; 4 that the credentials are of another account.`,
		Example: `  hipaac plan environments/test.yaml
  hipaac plan environments/prod.yaml --stack 'data*' --fail-on access
  hipaac plan environments/prod.yaml -o prod.plan
  hipaac plan environments/*.yaml --json | jq '.steps[] | select(.losses != [])'`,
		Args:              namedSpecs,
		ValidArgsFunction: completeFiles("yaml", "yml"),
		RunE:              func(_ *cobra.Command, args []string) error { return o.run(con, args) },
	}
	o.reach.add(cmd)
	cmd.Flags().StringVar(&o.golden, "golden", goldenFolder, "folder with the reviewed templates")
	cmd.Flags().StringVarP(&o.out, "output", "o", "", "file to seal the plan in, for \"hipaac deploy --plan\"")
	addFormat(cmd, o.format)
	cmd.Flags().Var(o.failOn, "fail-on", "the last section whose findings end with exit code 3")
	completeChoice(cmd, "fail-on", o.failOn)
	return cmd
}

// newFailOn is the last class of findings that nobody lets pass unseen.
func newFailOn() *choice { return newChoice("none", "data-loss", "access", "weakened") }

func (o *planOptions) run(con *console, args []string) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the program at once
	pace, err := pollPace()
	if err != nil {
		return err
	}
	t, err := o.reach.find(con, args)
	if err != nil {
		return err
	}
	if err := asReviewed(o.golden, filesOf(t.environments), args, "nothing was planned"); err != nil {
		return err
	}
	how := t.how(con, pace)
	how.Orphans = true
	p, err := plan.Make(ctx, how, t.desired)
	if err != nil {
		con.note("nothing was planned")
		return asFailure(err)
	}
	return o.end(ctx, con, t, p, pace)
}

// how is what plans are made with.
func (t *targets) how(con *console, pace follow.Pace) plan.How {
	how := plan.How{Run: t.run, Now: con.now(), Deployers: t.deployers(), Controls: t.controls(), Pace: pace, Open: func(ctx context.Context, target stack.Target) (plan.Place, error) {
		session, err := t.open(ctx, target)
		if err != nil {
			return plan.Place{}, fmt.Errorf("%s: %w", target, err)
		}
		return plan.Place{Caller: session.Caller, Stacks: session.Stacks(), Bucket: func(name string) plan.Bucket { return session.Bucket(name) }}, nil
	}}
	if t.only != "" {
		how.Select = []string{t.only}
	}
	return how
}

// end shows the plan, keeps or discards it, and gives the exit code.
func (o *planOptions) end(ctx context.Context, con *console, t *targets, p *plan.Plan, pace follow.Pace) error {
	if o.format.value == "json" {
		if err := writePlanJSON(con, t, p); err != nil {
			return err
		}
	} else {
		if err := t.specs.show(con); err != nil {
			return err
		}
		showPlan(con, p)
		showExpected(con, t.environments)
	}
	if err := summarizePlan(con, p); err != nil {
		return err
	}
	if err := o.keep(ctx, con, t, p, pace); err != nil {
		return err
	}
	con.note("%s", planSummary(p))
	if code := planCode(con, p, o.failOn); code != exitDone {
		return exitError(code)
	}
	return nil
}

// keep seals the plan, if it can be carried out and somebody wants it; otherwise no change set stays.
func (o *planOptions) keep(ctx context.Context, con *console, t *targets, p *plan.Plan, pace follow.Pace) error {
	if o.out != "" && len(p.Blocked()) == 0 && !p.Nothing() {
		if err := p.Sealed(version().Version).Write(o.out); err != nil {
			return &failure{message: fmt.Sprintf("%s cannot be written: %v", o.out, err), hint: "change sets of run " + p.Run + " were made and stay"}
		}
		con.note("sealed in %s until %s; carry it out with \"hipaac deploy --plan %s\" and the same specs", o.out, p.Created.Add(plan.Lifetime).Format("2006-01-02 15:04 MST"), o.out)
		return nil
	}
	if o.out != "" {
		con.note("%s was not written: there is nothing that could be carried out", o.out)
	}
	places := map[stack.Target]plan.Place{}
	how := t.how(con, pace)
	for i := range p.Steps {
		target := p.Steps[i].Target
		if _, known := places[target]; known || p.Steps[i].ChangeSet == nil {
			continue
		}
		place, err := how.Open(context.WithoutCancel(ctx), target)
		if err != nil {
			return asFailure(err)
		}
		places[target] = place
	}
	if err := p.Discard(context.WithoutCancel(ctx), func(at stack.Target) plan.Place { return places[at] }, pace); err != nil {
		return asFailure(err)
	}
	return nil
}

// planCode is the exit code of a plan, and says what is in the way.
func planCode(con *console, p *plan.Plan, failOn *choice) int {
	found := map[plan.Obstacle]bool{}
	for _, s := range p.Blocked() {
		found[s.Blocked.Why] = true
	}
	switch {
	case found[plan.ByFailure]:
		return exitFailed
	case found[plan.ByState] || found[plan.ByPolicy] || found[plan.ByImporter]:
		return exitBlocked
	case found[plan.ByBusy]:
		return exitBusy
	case p.Nothing():
		return exitDone
	case len(p.Losses()) > 0:
		return exitBlocked
	}
	d := p.Difference()
	if worst, any := d.Worst(); any && (&diffOptions{failOn: failOn}).blocks(worst) {
		con.note("blocked: %s needs somebody's approval [--fail-on %s]", sectionTitles[worst], failOn.value)
		return exitBlocked
	}
	return exitDifferent
}
