package drift

import (
	"context"
	"fmt"
	"time"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/account"
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
}

// Pace says how long is waited between looks, and how long for one stack in all.
type Pace struct{ Shortest, Longest, AtMost time.Duration }

// looked is what CloudFormation found out about one stack. Why is set where it did not look at all of it.
type looked struct {
	drifts map[string]stack.Drift // by logical id, of this look and no earlier one
	why    string
}

// look lets CloudFormation look at a stack and waits until it has. No error of a call decides that nothing drifted: what has no result
// of this very look counts as not looked at.
func (p Pace) look(ctx context.Context, from Stacks, id string) (looked, error) {
	ctx, stop := context.WithTimeout(ctx, p.AtMost)
	defer stop()
	detection, err := p.begin(ctx, from, id)
	if err != nil {
		return p.unfinished(ctx, err)
	}
	wait := p.Shortest
	for {
		d, err := from.Detection(ctx, detection)
		switch {
		case err == nil && !d.Running():
			return p.results(ctx, from, id, d)
		case err != nil && !passing(err):
			return p.unfinished(ctx, err)
		}
		if err := pause(ctx, wait); err != nil {
			return p.unfinished(ctx, err)
		}
		wait = min(wait*3/2, p.Longest)
	}
}

// begin starts a look. While somebody else's is on, CloudFormation refuses; its results may be older than a change, so that it is waited
// for and not taken.
func (p Pace) begin(ctx context.Context, from Stacks, id string) (string, error) {
	for {
		detection, err := from.DetectDrift(ctx, id)
		if err == nil || !passing(err) {
			return detection, err
		}
		if err := pause(ctx, p.Longest); err != nil {
			return "", err
		}
	}
}

func (p Pace) results(ctx context.Context, from Stacks, id string, d stack.Detection) (looked, error) {
	for {
		all, err := from.Drifts(ctx, id)
		if err != nil && passing(err) {
			if err := pause(ctx, p.Longest); err != nil {
				return p.unfinished(ctx, err)
			}
			continue
		}
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
			found.why = fmt.Sprintf("cloudformation could not look at all of the stack: %s", orElse(d.Reason, d.Status))
		}
		return found, nil
	}
}

// unfinished tells the end of the time for one stack from the end of the program, and both from an error.
func (p Pace) unfinished(ctx context.Context, err error) (looked, error) {
	switch {
	case ctx.Err() == context.DeadlineExceeded:
		return looked{why: fmt.Sprintf("cloudformation was not done within %s", p.AtMost)}, nil
	case ctx.Err() != nil:
		return looked{}, context.Cause(ctx)
	}
	return looked{why: err.Error()}, nil
}

func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
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
