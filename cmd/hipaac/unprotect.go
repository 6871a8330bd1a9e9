package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/operate"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/plan"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/record"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/recovery"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

type unprotectOptions struct {
	reach   reaching
	runs    string
	confirm []string
	format  *choice
}

func newUnprotect(con *console) *cobra.Command {
	o := unprotectOptions{format: newChoice("text", "json")}
	cmd := &cobra.Command{
		Use:   "unprotect FILE --stack NAME",
		Short: "lift the termination protection of one stack",
		Long: `Unprotect lifts the termination protection of one stack, so that it can be
deleted. No other command does. It wants the name that CloudFormation knows the
stack by, typed or with --confirm. The next deployment turns the protection on
again where the spec asks for it.`,
		Example:           `  hipaac unprotect environments/prod.yaml --stack database --confirm clinic-prod-database`,
		Args:              namedSpecs,
		ValidArgsFunction: completeFiles("yaml", "yml"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if o.reach.only == "" {
				return misuse(cmd, "unprotect wants to be told which stack, with --stack", "")
			}
			return o.run(con, args)
		},
	}
	o.reach.add(cmd)
	addRuns(cmd, &o.runs)
	cmd.Flags().StringArrayVar(&o.confirm, "confirm", nil, "agree, by the name that CloudFormation knows the stack by")
	addFormat(cmd, o.format)
	return cmd
}

func (o *unprotectOptions) run(con *console, args []string) error {
	ctx, stop := interruptible()
	defer stop()
	t, err := o.reach.findAnyway(con, args)
	if err != nil {
		return err
	}
	d, err := t.one()
	if err != nil {
		return err
	}
	places, callers, err := t.enter(ctx)
	if err != nil {
		return asFailure(err)
	}
	place := places[d.Target]
	live, found, err := place.Stacks.Find(ctx, d.Name)
	switch {
	case err != nil:
		return asFailure(err)
	case !found || live.Status.Gone():
		return &failure{message: fmt.Sprintf("stack %s does not exist", d.Name), code: exitBlocked}
	case !live.Protected:
		return o.done(con, d, "had no termination protection")
	}
	return o.lift(ctx, con, t, d, live, place, callers)
}

// lift asks for the name, and turns the protection off.
func (o *unprotectOptions) lift(ctx context.Context, con *console, t *targets, d *stack.Desired, live stack.Stack, place recovery.Place, callers []plan.Caller) error {
	// The name is all the consent that there is: --yes does not exist here.
	a := &agreement{names: []string{d.Name}, confirm: o.confirm, enough: true, what: fmt.Sprintf("lift the termination protection of %s (%s)", d.Name, plan.Title(d))}
	agreed, err := a.agree(newAsker(con).until(ctx))
	if err != nil {
		return err
	}
	journal, err := t.beginRecord(con, o.runs, t.run, "unprotect", callers, t.specs.set.Sources())
	if err != nil {
		return err
	}
	for _, given := range agreed {
		if err := journal.Add(record.KindApproval, given); err != nil {
			return err
		}
	}
	operator := &operate.Operator{Journal: journal, Tell: func(stack.News) {}}
	err = operator.Call(ctx, operate.Call{Ref: d.Ref, Stack: live.ID, Operation: "UpdateTerminationProtection", Detail: "off", Do: func(ctx context.Context) error {
		return place.Stacks.Protect(ctx, live.ID, false)
	}})
	if err != nil {
		failed := asFailure(err)
		if written := t.endRecord(con, journal, record.Failed, codeOf(err), err.Error()); written != nil {
			return written
		}
		return failed
	}
	if err := t.endRecord(con, journal, record.Done, exitDone, ""); err != nil {
		return err
	}
	return o.done(con, d, "has no termination protection any more")
}

func (o *unprotectOptions) done(con *console, d *stack.Desired, text string) error {
	if o.format.value == "json" {
		return writeResult(con, struct {
			Stack  string `json:"stack"`
			Result string `json:"result"`
		}{d.Name, text})
	}
	fmt.Fprintf(con.out, "%s: stack %s %s\n", plan.Title(d), d.Name, text)
	return nil
}

// one is the stack that is picked, where it is only one.
func (t *targets) one() (*stack.Desired, error) {
	var found *stack.Desired
	for i := range t.desired {
		if d := &t.desired[i]; t.wants(d) {
			if found != nil {
				return nil, &failure{message: fmt.Sprintf("%q is more than one stack: %s and %s", t.only, plan.Title(found), plan.Title(d)), hint: "name one, with its environment before it", usage: true}
			}
			found = d
		}
	}
	return found, nil
}
