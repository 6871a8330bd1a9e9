package deploy_test

import (
	"context"
	"fmt"
	"runtime"
	"testing"
	"time"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/awstest"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/deploy"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/follow"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

// BenchmarkPolling measures, at the usual pace and in real time, how much later than CloudFormation a run knows that an operation has
// ended. It may be 5 s.
func BenchmarkPolling(b *testing.B) {
	for i := range b.N {
		cloud, url := awstest.Start(b)
		credentials(b.Setenv, url)
		b.Setenv("HIPAAC_RATE", "")
		cloud.AccessKey("AKIDEXAMPLE", awstest.Identity{Account: here.Account})
		cloud.SetPace(1)
		cloud.Takes("AWS::SNS::Topic", time.Duration(9+i%5)*time.Second)
		aws := stacksOf(b.Context(), b)
		how := deploy.How{Pace: follow.Pace{Shortest: 2 * time.Second}, Journal: nothing{}, Tell: func(stack.News) {}}
		o := carry(b.Context(), how, aws, aws, nothing{}, "20261122T190720Z-000001", together(desired("web", false, topic)), how.Tell)
		ended := cloud.Now()
		s, _ := cloud.Stack(here.Account, here.Region, "web")
		if o.err != nil || len(s.Operations) != 1 {
			b.Fatal(o.err, s.Operations)
		}
		late := ended.Sub(s.Operations[0].Ended)
		b.ReportMetric(late.Seconds(), "s-late")
		if late > 5*time.Second {
			b.Errorf("%s late", late)
		}
	}
}

// BenchmarkFleet deploys 200 stacks, ten of which wait for one, and measures the memory that it takes.
func BenchmarkFleet(b *testing.B) {
	for range b.N {
		cloud, url := awstest.Start(b)
		credentials(b.Setenv, url)
		cloud.AccessKey("AKIDEXAMPLE", awstest.Identity{Account: here.Account})
		aws := stacksOf(b.Context(), b)
		var all []stack.Desired
		for n := range 200 {
			all = append(all, desired(fmt.Sprintf("s%d", n), false, topic))
		}
		how := deploy.How{Journal: nothing{}, Tell: func(stack.News) {}}
		o := carry(context.Background(), how, aws, aws, nothing{}, "20261122T190720Z-000001", together(all...), how.Tell)
		if o.err != nil {
			b.Fatal(o.err)
		}
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		b.ReportMetric(float64(m.Sys)/(1<<20), "MiB-of-the-system")
	}
}

// nothing is a journal that keeps nothing.
type nothing struct{}

func (nothing) Add(string, any) error { return nil }
