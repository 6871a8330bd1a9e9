package account

import (
	"testing"
	"time"
)

// AWS turning calls away halves the rate once in a second, down to one call in four; calls that pass bring it back in ten seconds' steps.
func TestLane(t *testing.T) {
	l := newLane(4)
	now := time.Now()
	for _, step := range []struct {
		after     time.Duration
		throttled bool
		rate      float64
		burst     int
	}{
		{0, true, 2, 1}, {100 * time.Millisecond, true, 2, 1}, {time.Second, true, 1, 1}, {time.Second, true, 0.5, 1}, {time.Second, true, 0.25, 1}, {time.Second, true, 0.25, 1},
		{100 * time.Millisecond, false, 0.25, 1}, {time.Second, false, 0.65, 1}, {10 * time.Second, false, 1.05, 1},
	} {
		now = now.Add(step.after)
		if step.throttled {
			l.slower(now)
		} else {
			l.faster(now)
		}
		if got := float64(l.limiter.Limit()); got < step.rate-0.001 || got > step.rate+0.001 || l.limiter.Burst() != step.burst {
			t.Errorf("%+v: %v calls in a second, %d at once", step, got, l.limiter.Burst())
		}
	}
	for range 10 {
		now = now.Add(time.Second)
		l.faster(now)
	}
	if l.limiter.Limit() != 4 || l.limiter.Burst() != 10 {
		t.Errorf("in the end %v calls in a second, %d at once", l.limiter.Limit(), l.limiter.Burst())
	}
}

func TestRateVariable(t *testing.T) {
	for text, want := range map[string]float64{"": 0, "2": 2, "1000": 1000, "0": -1, "fast": -1, "NaN": -1, "Inf": -1, "-1": -1} {
		t.Setenv(rateVariable, text)
		p, err := newPaces()
		if (err != nil) != (want < 0) || err == nil && p.set != want {
			t.Errorf("%q: %v, %v", text, p, err)
		}
	}
}

// What a call pays for the pace, where it does not have to wait.
func BenchmarkPace(b *testing.B) {
	p := &pace{lanes: map[string]*lane{}, set: 1e12}
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			lane := p.of("CloudFormation", "DescribeStacks")
			if err := lane.enter(b.Context()); err != nil {
				b.Error(err)
			}
			lane.faster(time.Now())
		}
	})
}
