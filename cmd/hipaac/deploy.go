package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/account"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/deploy"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/follow"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/plan"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/progress"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/record"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

type deployOptions struct {
	reach              reaching
	golden, plan, runs string
	resume             string
	yes                bool
	allow              []string
	format             *choice
}

// latest is what --resume without a run means.
const latest = "latest"

func newDeploy(con *console) *cobra.Command {
	o := deployOptions{format: newChoice("text", "json", "jsonl")}
	cmd := &cobra.Command{
		Use:   "deploy FILE|FOLDER…",
		Short: "bring the stacks of environments to what was reviewed",
		Long: `Deploy compiles specs, refuses what is not in the golden folder, asks AWS whose
the credentials are, and makes a plan: a change set for each stack that differs.
It shows what that means, asks, and carries it out: each stack as soon as those
that it needs are done, in several accounts and regions at the same time.

Each resource that holds data and would be deleted or replaced wants consent of
its own, typed or with --allow-loss; --yes covers everything else. What a change
set would do beyond the plan is not done. Without a terminal and without --yes,
deploy shows the plan and ends with exit code 3. With --plan it carries out the
change sets of a plan file, and nothing else.

When CloudFormation rolls a stack back, those that need it are left alone, all
others go on, and the exit code is 6. Ctrl-C detaches: operations that run go on,
and --resume goes on with the run, as it does when the program was killed. No
operation is done twice.

The record of each run lies in the folder of --runs; "hipaac verify" shows that
nobody changed it. The environment variable HIPAAC_POLL, such as 500ms, is the
shortest pause between two looks at an operation: 2s if it is not set.`,
		Example: `  hipaac deploy environments/test.yaml
  hipaac deploy environments/prod.yaml --yes --allow-loss prod/database.Database
  hipaac deploy environments/prod.yaml --plan prod.plan --yes
  hipaac deploy --resume 20261122T190720Z-ab12cd environments/prod.yaml`,
		ValidArgsFunction: completeFiles("yaml", "yml"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if o.resume == latest && len(args) > 0 && runName.MatchString(args[0]) {
				o.resume, args = args[0], args[1:]
			}
			if err := namedSpecs(cmd, args); err != nil {
				return err
			}
			if o.plan != "" && (o.resume != "" || o.reach.only != "") {
				return misuse(cmd, "a plan file says itself which stacks and which run it is for: --plan goes with neither --stack nor --resume", "")
			}
			return o.run(con, args)
		},
	}
	o.reach.add(cmd)
	addRuns(cmd, &o.runs)
	cmd.Flags().StringVar(&o.golden, "golden", goldenFolder, "folder with the reviewed templates")
	cmd.Flags().StringVar(&o.plan, "plan", "", "carry out this plan file, and nothing else")
	cmd.Flags().BoolVar(&o.yes, "yes", false, "agree to the plan, but for losses of data")
	cmd.Flags().StringArrayVar(&o.allow, "allow-loss", nil, "agree to the loss of one resource's data, such as test/database.Database")
	cmd.Flags().StringVar(&o.resume, "resume", "", "go on with a run, the last one that did not end if none is named")
	cmd.Flags().Lookup("resume").NoOptDefVal = latest
	addFormat(cmd, o.format)
	return cmd
}

// runName is how runs are named, which no spec is.
var runName = regexp.MustCompile(`^[0-9]{8}T[0-9]{6}Z-[0-9a-f]{6}$`)

// deployment is one run.
type deployment struct {
	*deployOptions
	con     *console
	args    []string
	targets *targets
	pace    follow.Pace
	file    *plan.File // of --plan
	journal *record.Writer
	entries []record.Entry // of the run so far, where it is gone on with
	places  map[stack.Target]*account.Session
	callers []plan.Caller
	watch   *watch
	summary *progress.Summary // nil where nothing was carried out
	consent deploy.Consent
}

func (o *deployOptions) run(con *console, args []string) error {
	d := &deployment{deployOptions: o, con: con, args: args, places: map[stack.Target]*account.Session{}}
	var err error
	if d.pace, err = pollPace(); err != nil {
		return err
	}
	if d.targets, err = o.reach.find(con, args); err != nil {
		return err
	}
	if err := asReviewed(d.golden, filesOf(d.targets.environments), args, "nothing was deployed"); err != nil {
		return err
	}
	d.targets.forget()
	if o.plan != "" {
		if d.file, err = plan.Open(o.plan); err != nil {
			return &failure{message: err.Error(), hint: "\"hipaac plan -o\" writes one"}
		}
	}
	d.watch = newWatch(newAsker(con).here())
	defer d.watch.end()
	if err := d.begin(d.watch.ctx); err != nil {
		return d.refused(err)
	}
	outcome, err := d.carry(d.watch.ctx)
	if d.journal == nil { // a plan file that does not hold
		return d.refused(err)
	}
	code := exitDone
	if err != nil {
		code = con.report(d.refused(err))
		outcome = outcomeOf(code)
	}
	if err := d.targets.endRecord(con, d.journal, outcome, code, ""); err != nil {
		return err
	}
	if s := d.summary; s != nil {
		s.Record, s.Head = d.journal.Path(), d.journal.Head()
		if err := s.Publish(); err != nil {
			con.note("%v", err)
		}
	}
	if code == exitDone {
		return nil
	}
	return exitError(code)
}

// begin checks every identity before anything else is asked of an account, and begins the record.
func (d *deployment) begin(ctx context.Context) error {
	for i := range d.targets.desired {
		s := &d.targets.desired[i]
		if !d.wants(s) || d.places[s.Target] != nil {
			continue
		}
		session, err := d.targets.open(ctx, s.Target)
		if err != nil {
			return fmt.Errorf("%s: %w", s.Target, err)
		}
		d.places[s.Target] = session
		d.callers = append(d.callers, plan.Caller{Target: s.Target, Caller: session.Caller})
	}
	if d.resume != "" {
		return d.goOn()
	}
	if d.plan != "" {
		return nil // its record begins when the file holds
	}
	return d.beginRecord(d.targets.run)
}

// wants reports whether a stack is deployed.
func (d *deployment) wants(s *stack.Desired) bool {
	if d.file != nil {
		return len(d.file.Select) == 0 || plan.Matches(s, d.file.Select)
	}
	return d.targets.wants(s)
}

func (d *deployment) beginRecord(run string) (err error) {
	d.targets.run = run
	d.journal, err = d.targets.beginRecord(d.con, d.runs, run, "deploy", d.callers, d.targets.specs.set.Sources())
	return err
}

// refused turns an error into what people read, and says that nothing was done where that is so.
func (d *deployment) refused(err error) error {
	var problem *record.Error
	var wrong *plan.Refusal
	var known *failure
	switch {
	case errors.Is(err, deploy.ErrDetached) && d.resume != "":
		return &failure{message: "detached from run " + d.targets.run + ": what runs goes on", hint: d.howToGoOn(), code: exitStopped}
	case errors.Is(err, deploy.ErrDetached):
		return &failure{message: "stopped: nothing was deployed", code: exitStopped}
	case errors.As(err, &known):
		return err
	case errors.As(err, &problem):
		return asRecordFailure(err)
	case errors.As(err, &wrong):
		return &failure{message: wrong.Error(), hint: "nothing was deployed; make a new plan", code: exitBlocked}
	case errors.Is(err, os.ErrNotExist):
		return &failure{message: err.Error()}
	}
	return asFailure(err)
}

func (d *deployment) howToGoOn() string {
	return fmt.Sprintf("go on with it: hipaac deploy --resume %s %s", d.targets.run, strings.Join(d.args, " "))
}

// outcomeOf is what a record says of an exit code.
func outcomeOf(code int) record.Outcome {
	switch code {
	case exitDone:
		return record.Done
	case exitBlocked, exitBusy, exitIdentity:
		return record.Blocked
	case exitRolledBack:
		return record.RolledBack
	case exitStopped:
		return record.Detached
	}
	return record.Failed
}
