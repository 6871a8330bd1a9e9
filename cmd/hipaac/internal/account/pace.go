package account

import (
	"context"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/smithy-go/middleware"
	"golang.org/x/time/rate"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

// AWS limits how often each operation is called in an account and region, and shares that among everybody who works there. CloudFormation
// does not publish its limits; about five calls of DescribeStacks in a second are known to pass. These rates leave a part to others. What
// only gets one document, such as a template, is cheap.
const (
	// calls of one operation in a second
	stackRate = 4
	otherRate = 10
	// so many may come at once after a rest, in seconds' worth of calls
	rest = 2.5
	// a throttled operation is never slower
	slowest = 0.25
)

// rateVariable sets how many calls of one operation are made in a second, in each account and region: less where others need the share,
// or more where nobody counts, as in tests.
const rateVariable = "HIPAAC_RATE"

// paces are the rates of all accounts and regions.
type paces struct {
	mu  sync.Mutex
	all map[stack.Target]*pace
	set float64 // calls in a second, or 0 for the usual
}

func newPaces() (*paces, error) {
	p := &paces{all: map[stack.Target]*pace{}}
	text := os.Getenv(rateVariable)
	if text == "" {
		return p, nil
	}
	set, err := strconv.ParseFloat(text, 64)
	if err != nil || !(set >= slowest) || math.IsInf(set, 0) {
		return nil, &Error{Message: fmt.Sprintf("%s is %q, which is no number of calls in a second", rateVariable, text), Hint: fmt.Sprintf("set it to %v or more, or not at all", slowest)}
	}
	p.set = set
	return p, nil
}

func (p *paces) of(target stack.Target) *pace {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.all[target] == nil {
		p.all[target] = &pace{lanes: map[string]*lane{}, set: p.set}
	}
	return p.all[target]
}

// pace is the rate in one account and region, with a lane for each operation: AWS counts them apart, so that reading does not hold up
// changing.
type pace struct {
	mu    sync.Mutex
	lanes map[string]*lane
	set   float64
}

func (p *pace) of(service, operation string) *lane {
	p.mu.Lock()
	defer p.mu.Unlock()
	name := service + " " + operation
	if p.lanes[name] == nil {
		usual := p.set
		switch {
		case usual > 0:
		case service == "CloudFormation" && !strings.HasPrefix(operation, "Get"):
			usual = stackRate
		default:
			usual = otherRate
		}
		p.lanes[name] = newLane(usual)
	}
	return p.lanes[name]
}

// add puts the pace into a client: each attempt of each call waits for its turn, before it is signed.
func (p *pace) add(s *middleware.Stack) error {
	return s.Finalize.Insert(middleware.FinalizeMiddlewareFunc("Pace", func(ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler) (middleware.FinalizeOutput, middleware.Metadata, error) {
		lane := p.of(awsmiddleware.GetServiceID(ctx), awsmiddleware.GetOperationName(ctx))
		if err := lane.enter(ctx); err != nil {
			return middleware.FinalizeOutput{}, middleware.Metadata{}, err
		}
		out, metadata, err := next.HandleFinalize(ctx, in)
		switch {
		case isThrottle(err):
			lane.slower(time.Now())
		case err == nil:
			lane.faster(time.Now())
		}
		return out, metadata, err
	}), "Retry", middleware.After)
}

// lane is the rate of one operation. AWS turning a call away halves it; calls that pass bring it back within a minute.
type lane struct {
	limiter *rate.Limiter
	usual   float64
	mu      sync.Mutex
	changed time.Time
}

func newLane(usual float64) *lane {
	return &lane{limiter: rate.NewLimiter(rate.Limit(usual), burst(usual)), usual: usual}
}

func burst(usual float64) int { return max(1, int(usual*rest)) }

// enter waits for a turn.
func (l *lane) enter(ctx context.Context) error {
	turn := l.limiter.Reserve()
	pause := turn.Delay()
	if pause == 0 {
		return nil
	}
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		turn.Cancel()
		return context.Cause(ctx)
	}
}

// slower halves the rate, at most once in a second: calls that were under way together are turned away together.
func (l *lane) slower(now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if now.Sub(l.changed) < time.Second {
		return
	}
	l.changed = now
	l.limiter.SetLimitAt(now, max(l.limiter.Limit()/2, slowest))
	l.limiter.SetBurstAt(now, 1)
}

// faster adds a tenth of the usual rate, at most once in a second. The burst comes back with the whole rate.
func (l *lane) faster(now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.limiter.Limit() >= rate.Limit(l.usual) || now.Sub(l.changed) < time.Second {
		return
	}
	l.changed = now
	l.limiter.SetLimitAt(now, min(l.limiter.Limit()+rate.Limit(l.usual/10), rate.Limit(l.usual)))
	if l.limiter.Limit() == rate.Limit(l.usual) {
		l.limiter.SetBurstAt(now, burst(l.usual))
	}
}
