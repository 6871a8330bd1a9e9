package follow

import (
	"cmp"
	"context"
	"fmt"
	"time"
)

// PollVariable names the environment variable that sets the shortest pause between two looks, such as "500ms".
const PollVariable = "HIPAAC_POLL"

// Pace says how often CloudFormation is asked. The zero value is the usual pace.
type Pace struct {
	Shortest time.Duration // the first pause, and the one after each event
	Patience time.Duration // how long to bear that there is no sign of the operation
}

// Pauses grow to twice the shortest: an operation that takes minutes is asked for every four seconds, so that its end is known less than
// five seconds later, and ten of them at once stay below the five calls in a second that CloudFormation allows an account and region.
const (
	usual  = 2 * time.Second
	growth = 2
)

// ParsePace reads the value of PollVariable; "" is the usual pace.
func ParsePace(text string) (Pace, error) {
	if text == "" {
		return Pace{}, nil
	}
	shortest, err := time.ParseDuration(text)
	if err != nil || shortest <= 0 {
		return Pace{}, fmt.Errorf("%s is %q, which is no pause such as 500ms or 5s", PollVariable, text)
	}
	return Pace{Shortest: shortest}, nil
}

func (p Pace) shortest() time.Duration { return cmp.Or(p.Shortest, usual) }
func (p Pace) patience() time.Duration { return cmp.Or(p.Patience, patience) }

// Rest waits for a pause and gives the next one, which is longer; 0 begins anew. It ends early with the context's cause.
func (p Pace) Rest(ctx context.Context, pause time.Duration) (time.Duration, error) {
	pause = max(pause, p.shortest())
	select {
	case <-ctx.Done():
		return 0, context.Cause(ctx)
	case <-time.After(pause):
		return min(pause+pause/4, growth*p.shortest()), nil
	}
}

func (f *follower) pause(ctx context.Context) (err error) {
	f.rest, err = f.pace.Rest(ctx, f.rest)
	return err
}
