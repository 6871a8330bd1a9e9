package drift_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/awstest"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/drift"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/follow"
)

// Cloud Control is down. Calls under way are given up after ten attempts, no others are made, and what was not answered is not verified.
func TestServiceDown(t *testing.T) {
	b := newBench(t, "prod.yaml")
	b.cloud.Fail(awstest.Fault{Operation: "GetResource", Kind: awstest.Down, Times: 1 << 20})
	found, states, err := drift.Check(t.Context(), b.area())
	if err != nil {
		t.Fatal(err)
	}
	calls := 0
	for _, call := range b.cloud.Calls() {
		if call.Operation == "GetResource" {
			calls++
		}
	}
	silent := 0
	for _, st := range states {
		for _, r := range st.Resources {
			for _, g := range r.Gaps {
				if strings.HasSuffix(g.Why, "it cannot be read: Cloud Control does not answer") {
					silent++
					break
				}
			}
		}
	}
	// Eight calls are under way at a time. They may all be of one type, and then there are eight more.
	if most := 2 * 8 * 10; calls == 0 || calls > most || silent <= 2*8 {
		t.Errorf("%d calls, want at most %d; %d resources without an answer", calls, most, silent)
	}
	t.Logf("%d calls for %d resources", calls, silent)
	want := regexp.MustCompile(`^Cloud Control does not answer and was not asked any more: AWS could not answer to CloudControl GetResource: .*\(ServiceUnavailable\)$`)
	if len(found.Silent) != 1 || !want.MatchString(found.Silent[0]) {
		t.Errorf("silent: %q, want %s once", found.Silent, want)
	}
	if got := differences(states); got != "" {
		t.Errorf("silence is taken for a difference:\n%s", got)
	}
}

// A few calls that are turned away change nothing: what is answered in the end is an answer.
func TestServiceHesitates(t *testing.T) {
	b := newBench(t, "test.yaml").only("keys")
	all, verified, _ := drift.Counts(b.check())
	b.cloud.Fail(awstest.Fault{Operation: "GetResource", Kind: awstest.Throttle, Times: 2})
	found, states, err := drift.Check(t.Context(), b.area())
	if err != nil {
		t.Fatal(err)
	}
	if a, v, _ := drift.Counts(states); a != all || v != verified || len(found.Silent) > 0 {
		t.Errorf("%d of %d verified, silent: %q; want %d of %d", v, a, found.Silent, verified, all)
	}
}

// CloudFormation never gets done. After a while that is said, and the stacks whose turn had not come are not begun.
func TestEndless(t *testing.T) {
	b := newBench(t, "prod.yaml")
	b.cloud.SetPace(1e-9) // no time goes by
	a := b.area()
	a.Pace = drift.Pace{Pace: follow.Pace{Shortest: time.Millisecond}, AtMost: time.Second}
	began := time.Now()
	_, states, err := drift.Check(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	if took := time.Since(began); took > 30*time.Second {
		t.Errorf("it took %s", took)
	}
	late, spared := 0, 0
	for _, st := range states {
		switch why := strings.Join(st.Why, "\n"); why {
		case "cloudformation was not done within 1s":
			late++
		case "cloudformation was not asked to look: it was not done with another stack within 1s":
			spared++
		default:
			t.Errorf("%s: %q", st.Title, why)
		}
	}
	if late == 0 || spared == 0 {
		t.Errorf("%d stacks late, %d not begun", late, spared)
	}
}
