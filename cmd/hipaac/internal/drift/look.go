package drift

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/account"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/follow"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

// Stacks is what is asked of CloudFormation in one account and region.
type Stacks interface {
	Templates
	Resources(ctx context.Context, id string) ([]stack.Resource, error)
	Policy(ctx context.Context, id string) (string, error)
	DetectDrift(ctx context.Context, id string) (string, error)
	Detection(ctx context.Context, detection string) (stack.Detection, error)
	Drifts(ctx context.Context, id string) ([]stack.Drift, error)
}

// Inventory reads a resource's properties, as JSON, and says whether there is one.
type Inventory interface {
	Properties(ctx context.Context, kind, id string) ([]byte, bool, error)
	// Service is the one that is asked about a type.
	Service(kind string) string
}

// Pace says how often CloudFormation is asked whether it is done, and how long it may take for one stack. Where it takes longer, no look at
// another stack of the account and region is begun, so that all ends within twice that time.
type Pace struct {
	follow.Pace
	AtMost time.Duration
}

// looked is what CloudFormation found out about one stack. Why is set where it did not look at all of it.
type looked struct {
	drifts map[string]stack.Drift // by logical id, of this look and no earlier one
	why    string
	late   bool // it was not done in time
}

// look lets CloudFormation look at a stack and waits until it has. No error of a call decides that nothing drifted: what has no result
// of this very look counts as not looked at.
func (p Pace) look(ctx context.Context, from Stacks, id string) (looked, error) {
	ctx, stop := context.WithTimeout(ctx, p.AtMost)
	defer stop()
	// While somebody else's look is on, CloudFormation refuses another. Its results may be older than a change, so that it is waited for
	// and not taken.
	detection, err := again(ctx, p, func() (string, error) { return from.DetectDrift(ctx, id) })
	if err != nil {
		return p.unfinished(ctx, err)
	}
	var d stack.Detection
	for rest := time.Duration(0); d.Status == "" || d.Running(); {
		if rest, err = p.Rest(ctx, rest); err != nil {
			return p.unfinished(ctx, err)
		}
		if d, err = again(ctx, p, func() (stack.Detection, error) { return from.Detection(ctx, detection) }); err != nil {
			return p.unfinished(ctx, err)
		}
	}
	all, err := again(ctx, p, func() ([]stack.Drift, error) { return from.Drifts(ctx, id) })
	if err != nil {
		return p.unfinished(ctx, err)
	}
	found := looked{drifts: map[string]stack.Drift{}}
	for _, one := range all {
		if !one.At.Before(d.At) {
			found.drifts[one.LogicalID] = one
		}
	}
	if d.Status != "DETECTION_COMPLETE" {
		found.why = fmt.Sprintf("cloudformation could not look at all of the stack: %s", cmp.Or(d.Reason, d.Status))
	}
	return found, nil
}

// again makes a call until AWS answers.
func again[T any](ctx context.Context, p Pace, call func() (T, error)) (T, error) {
	for rest := time.Duration(0); ; {
		answer, err := call()
		if err == nil || !passing(err) {
			return answer, err
		}
		if rest, err = p.Rest(ctx, rest); err != nil {
			return answer, err
		}
	}
}

// unfinished tells the end of the time for one stack from the end of the program, and both from an error.
func (p Pace) unfinished(ctx context.Context, err error) (looked, error) {
	switch {
	case ctx.Err() == context.DeadlineExceeded:
		return looked{why: fmt.Sprintf("cloudformation was not done within %s", p.AtMost), late: true}, nil
	case ctx.Err() != nil:
		return looked{}, context.Cause(ctx)
	}
	return looked{why: err.Error()}, nil
}

// passing reports whether an error says nothing of the account: AWS did not answer, or somebody else's operation is under way. What was
// asked for then is asked again.
func passing(err error) bool {
	return account.Is(err, account.Unreached) || account.Is(err, account.Busy)
}

// detectable are the states in which CloudFormation looks at a stack (user guide, "Detect unmanaged configuration changes"; "Import AWS
// resources" says it of those that were imported).
func detectable(s stack.Status) bool {
	switch s {
	case stack.CreateComplete, stack.UpdateComplete, stack.UpdateRollbackComplete, stack.UpdateRollbackFailed, stack.ImportComplete:
		return true
	}
	return false
}
