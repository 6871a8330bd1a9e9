package follow

import (
	"context"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/account"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

const nestedType = "AWS::CloudFormation::Stack"

// lookBelow reads the events of nested stacks, and of those that are nested in them. A failure stands there with its reason; the stack
// above only says that something below it failed. Events of earlier operations are passed over.
func (f *follower) lookBelow(ctx context.Context) error {
	for _, id := range f.below() {
		events, err := f.stacks.Events(ctx, id, f.nested[id])
		if account.Is(err, account.NotThere) {
			continue
		}
		if err != nil {
			return err
		}
		for i := range events {
			f.nested[id] = events[i].ID
			if !events[i].At.Before(f.since) {
				f.happened(&events[i])
			}
		}
	}
	return nil
}

func (f *follower) below() []string {
	ids := make([]string, 0, len(f.nested))
	for id := range f.nested {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// Cause is the failure that came first, or nil where nothing failed: not a step that was only cancelled because of another one, and not
// a stack that failed because of what is in it.
func (o *Outcome) Cause() *stack.Event {
	var first, second *stack.Event
	for i := range o.Failed {
		e := &o.Failed[i]
		switch {
		case e.Cancelled():
		case e.OfStack() || e.Type == nestedType && isEcho(e.Reason):
			if second == nil || e.At.Before(second.At) {
				second = e
			}
		case first == nil || e.At.Before(first.At):
			first = e
		}
	}
	if first == nil {
		return second
	}
	return first
}

// isEcho knows the reasons that CloudFormation gives for a nested stack in which something failed.
func isEcho(reason string) bool {
	return strings.HasPrefix(reason, "Embedded stack ") || strings.HasPrefix(reason, "Nested change set ")
}
