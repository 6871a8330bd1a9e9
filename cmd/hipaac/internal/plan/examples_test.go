package plan_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/exampletest"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
	"github.com/hipaac/hipaac/compiler"
)

// examples are the stacks of this repository's environments in the account of the tests.
func examples(t *testing.T) []stack.Desired {
	t.Helper()
	var mine []*compiler.Environment
	for _, e := range exampletest.Environments(t) {
		if e.Manifest.Account == target.Account && e.Manifest.Region == target.Region {
			mine = append(mine, e)
		}
	}
	return stack.Desire(mine)
}

// The environments of this repository, from an empty account to a second plan that finds nothing to do with at most three calls for a
// stack. What goes through a bucket of another environment waits for it.
func TestExamples(t *testing.T) {
	b := newBench(t)
	desired := examples(t)
	p := b.make(desired...)
	long := 0
	for i := range p.Steps {
		s := &p.Steps[i]
		if s.Blocked != nil || s.Same || s.ChangeSet == nil && s.Late == "" {
			t.Errorf("%s: blocked %+v, the same %v, late %q", s.Title(), s.Blocked, s.Same, s.Late)
		}
		if len(s.Template) > stack.MaxBody {
			long++
			if !slices.ContainsFunc(s.Needs, func(n int) bool { return strings.HasSuffix(p.Steps[n].Title(), "/artifacts") }) {
				t.Errorf("%s does not wait for its bucket", s.Title())
			}
		}
	}
	if long == 0 {
		t.Error("no template goes through a bucket: nothing was tested")
	}
	for _, d := range desired {
		if d.Bucket != "" {
			b.cloud.Bucket(d.Bucket, target.Account, target.Region) // the stand-in makes no real buckets of resources
		}
	}
	b.carryOut(p)
	b.how.Run = next
	b.cloud.Calls()
	if p = b.make(desired...); !p.Nothing() {
		t.Errorf("the second time: %v", lines(p))
	}
	if n := len(b.calls()); n > 3*len(desired) {
		t.Errorf("%d calls for %d stacks", n, len(desired))
	}
}
