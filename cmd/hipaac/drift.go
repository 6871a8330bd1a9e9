package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/compare"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/drift"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/follow"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

// driftTime is how long CloudFormation may look at one stack: its documentation speaks of several minutes.
const driftTime = 15 * time.Minute

type driftOptions struct {
	reach  reaching
	format *choice
	failOn *choice
}

func newDrift(con *console) *cobra.Command {
	o := driftOptions{format: newChoice("text", "json"), failOn: newChoice("unverified", "drift")}
	cmd := &cobra.Command{
		Use:   "drift [FILE|FOLDER…]",
		Short: "say what was changed past CloudFormation, and what nobody can verify",
		Long: `Drift compares what runs with what the stacks of specs say. CloudFormation
looks at every stack, nested ones included; what it does not compare is read:
types that it leaves out, encryption keys, recorders, policies, rules that
others added to a security group.

It shows what the differences mean, as "hipaac diff" does: data that is lost, or
protected less; access that is broader; safeguards that no longer hold, with the
control and its citation. Each resource names the line of the spec that asked
for it. Values that could be secret are not shown.

Nothing that could not be compared counts as being as it should: it is listed
with the reason. CloudFormation calls a stack in sync although it leaves types
out. Whether the stacks themselves are what the specs compile to says
"hipaac diff --deployed".

Exit code 7 means drift, or something that could not be verified; with
--fail-on drift, only drift. It starts CloudFormation's detection and changes
nothing else. CloudFormation reads with the rights of whoever calls.`,
		Example: `  hipaac drift
  hipaac drift environments/prod.yaml --stack 'data*'
  hipaac drift --fail-on drift --json | jq .findings`,
		ValidArgsFunction: completeFiles("yaml", "yml"),
		RunE:              func(_ *cobra.Command, args []string) error { return o.run(con, args) },
	}
	o.reach.add(cmd)
	addFormat(cmd, o.format)
	cmd.Flags().Var(o.failOn, "fail-on", "what ends with exit code 7")
	completeChoice(cmd, "fail-on", o.failOn)
	return cmd
}

func (o *driftOptions) run(con *console, args []string) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the program at once
	pace, err := drifting()
	if err != nil {
		return err
	}
	t, areas, err := o.reach.enter(ctx, con, args)
	if err != nil {
		return err
	}
	result, err := t.check(ctx, con, pace, areas)
	if err != nil {
		return asFailure(err)
	}
	return o.end(con, result)
}

// drifting is how often CloudFormation is asked whether it is done.
func drifting() (drift.Pace, error) {
	pace, err := follow.ParsePace(os.Getenv(follow.PollVariable))
	if err != nil {
		return drift.Pace{}, &failure{message: err.Error(), usage: true}
	}
	return drift.Pace{Pace: pace, AtMost: driftTime}, nil
}

// drifted is what was found in all accounts and regions.
type drifted struct {
	compare.Difference
	states []*drift.State
	others []string // stacks that no spec asks for
	silent []string // services that did not answer
}

// check looks at all accounts and regions at once; each has limits of its own.
func (t *targets) check(ctx context.Context, con *console, pace drift.Pace, areas []*area) (*drifted, error) {
	var all sync.WaitGroup
	var alone sync.Mutex
	errs := make([]error, len(areas))
	founds, states := make([]*drift.Found, len(areas)), make([][]*drift.State, len(areas))
	for i, a := range areas {
		all.Add(1)
		go func() {
			defer all.Done()
			founds[i], states[i], errs[i] = drift.Check(ctx, drift.Area{
				Target: a.target, Desired: a.desired, Only: func(d stack.Desired) bool { return t.wants(&d) }, Stacks: a.session.Stacks(), Inventory: a.session.Inventory(), Pace: pace,
				Tell: func(stack string) {
					alone.Lock()
					defer alone.Unlock()
					con.note("%s: CloudFormation has looked", stack)
				},
			})
		}()
	}
	all.Wait()
	result := &drifted{}
	for i, a := range areas {
		if errs[i] != nil {
			return nil, fmt.Errorf("%s: %w", a.target, errs[i])
		}
		result.Add(drift.Judge(states[i], t.controls()...))
		result.states = append(result.states, drift.Looked(states[i])...)
		for _, why := range founds[i].Silent {
			result.silent = append(result.silent, a.target.String()+": "+why)
		}
		if t.only != "" {
			continue
		}
		for _, s := range founds[i].Others {
			result.others = append(result.others, a.target.String()+"/"+s.Name)
		}
	}
	return result, nil
}
