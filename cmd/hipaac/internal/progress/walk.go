package progress

import (
	"context"
	"slices"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

// Events is who knows the events of a stack: all of them where after is "", oldest first.
type Events interface {
	Events(ctx context.Context, id, after string) ([]stack.Event, error)
}

// Walk reads the events of the operation with a token, or of the last one where the token is "", and those of the nested stacks in which
// something failed, so that Cause finds the first fault. The operation begins with an event of the stack as a whole.
func Walk(ctx context.Context, from Events, id, token string) ([]stack.Event, error) {
	return walk(ctx, from, id, token, map[string]bool{})
}

func walk(ctx context.Context, from Events, id, token string, seen map[string]bool) ([]stack.Event, error) {
	if seen[id] {
		return nil, nil
	}
	seen[id] = true
	events, err := from.Events(ctx, id, "")
	if err != nil {
		return nil, err
	}
	events = lastOperation(events, token)
	for _, e := range events {
		if e.Type != nestedType || e.OfStack() || !e.Failed() || e.Cancelled() || e.PhysicalID == "" {
			continue
		}
		below, err := walk(ctx, from, e.PhysicalID, e.Token, seen)
		if err != nil {
			return nil, err
		}
		events = append(events, below...)
	}
	return events, nil
}

// lastOperation are the events of the operation with a token. Where it is "", or no event has it, they are those from the last beginning
// of an operation on; a rollback that AWS began is no beginning.
func lastOperation(events []stack.Event, token string) []stack.Event {
	if i := slices.IndexFunc(events, func(e stack.Event) bool { return token != "" && e.Token == token }); i >= 0 {
		events = events[i:]
		if next := slices.IndexFunc(events, func(e stack.Event) bool { return begins(&e) && e.Token != token }); next > 0 {
			events = events[:next]
		}
		return events
	}
	for i := len(events) - 1; i >= 0; i-- {
		if begins(&events[i]) {
			return events[i:]
		}
	}
	return events
}

func begins(e *stack.Event) bool {
	s := stack.Status(e.Status)
	return e.OfStack() && s.Moving() && !s.CleaningUp() && !s.RolledBack()
}
