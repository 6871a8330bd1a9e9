package recovery

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

// Skipped is a resource that a rollback cannot bring back.
type Skipped struct {
	Stack string // ARN of the stack that has it, which may be nested
	// Name is how CloudFormation wants to hear it: the logical id, and before it the name of a nested stack.
	Name      string
	LogicalID string
	Type      string
	Reason    string
	// Drift says what a comparison with the template found, or why there was none. Same reports that it found no difference.
	Drift string
	Same  bool
}

// stuckIn are the resources that failed by themselves while the stack was rolled back: those that were only cancelled need not be
// skipped, and CloudFormation refuses to. Source: API reference of ContinueUpdateRollback, as of 2026-11.
func stuckIn(root string, failed []stack.Event) []Skipped {
	var all []Skipped
	for i := range failed {
		e := &failed[i]
		if e.OfStack() || e.Cancelled() || e.Status != "UPDATE_FAILED" || e.Type == "AWS::CloudFormation::Stack" {
			continue
		}
		one := Skipped{Stack: e.Stack, Name: e.LogicalID, LogicalID: e.LogicalID, Type: e.Type, Reason: e.Reason}
		if e.Stack != root {
			one.Name = nameIn(e.Stack) + "." + e.LogicalID
		}
		if !slices.ContainsFunc(all, func(k Skipped) bool { return k.Name == one.Name }) {
			all = append(all, one)
		}
	}
	return all
}

// nameIn is the name of the stack in its ARN.
func nameIn(arn string) string {
	if parts := strings.Split(arn, "/"); len(parts) > 1 {
		return parts[1]
	}
	return arn
}

func namesOf(skipped []Skipped) []string {
	var names []string
	for _, s := range skipped {
		names = append(names, s.Name)
	}
	return names
}

// compare has CloudFormation compare what was skipped with its template. It may not be able to: then it says so, and nobody knows.
func (d Doing) compare(ctx context.Context, s *Step, skipped []Skipped) []Skipped {
	found := map[string][]stack.Drift{}
	trouble := map[string]string{}
	for i := range skipped {
		id := skipped[i].Stack
		if _, done := found[id]; !done && trouble[id] == "" {
			drifts, why := d.drifts(ctx, s, id)
			found[id], trouble[id] = drifts, why
		}
		skipped[i].Drift = "CloudFormation did not compare it with its template: look at it by hand"
		if trouble[id] != "" {
			skipped[i].Drift = "it could not be compared with its template: " + trouble[id]
		}
		for _, drift := range found[id] {
			if drift.LogicalID == skipped[i].LogicalID {
				skipped[i].Drift, skipped[i].Same = said(&drift)
			}
		}
	}
	return skipped
}

func said(d *stack.Drift) (string, bool) {
	switch d.Status {
	case "IN_SYNC":
		return "it is as its template says, as far as CloudFormation compares", true
	case "MODIFIED":
		var paths []string
		for _, difference := range d.Differences {
			paths = append(paths, difference.Path)
		}
		return "it is not as its template says: " + strings.Join(paths, ", "), false
	case "DELETED":
		return "it does not exist any more", false
	}
	return "CloudFormation did not compare it with its template: look at it by hand", false
}

// drifts waits for a comparison of one stack.
func (d Doing) drifts(ctx context.Context, s *Step, id string) ([]stack.Drift, string) {
	detection, err := s.aws.DetectDrift(ctx, id)
	if err != nil {
		return nil, err.Error()
	}
	for pause, n := time.Duration(0), 0; ; n++ {
		state, err := s.aws.Detection(ctx, detection)
		switch {
		case err != nil && n > mostLooks:
			return nil, err.Error()
		case err == nil && state.Status == "DETECTION_FAILED":
			return nil, fmt.Sprintf("the comparison failed: %s", state.Reason)
		case err == nil && !state.Running():
			drifts, err := s.aws.Drifts(ctx, id)
			if err != nil {
				return nil, err.Error()
			}
			return drifts, ""
		case n > mostLooks:
			return nil, "the comparison does not end"
		}
		if pause, err = d.Pace.Rest(ctx, pause); err != nil {
			return nil, err.Error()
		}
	}
}

// mostLooks is how often a comparison is looked at: for about half an hour.
const mostLooks = 500
