package deploy_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/account"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/awstest"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/deploy"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

// scenario is a deployment that begins somewhere and ends as want says.
type scenario struct {
	name     string
	was, is  []stack.Desired
	consent  deploy.Consent
	before   func(*awstest.Cloud)
	want     string
	executed map[string]string // by stack
}

const made, changed = "CREATE CREATE_COMPLETE", "CREATE CREATE_COMPLETE, UPDATE UPDATE_COMPLETE"

var scenarios = []scenario{
	{name: "all is made", is: []stack.Desired{desired("net", true, vpc, offer), desired("db", true, group, table), desired("web", false, topic)},
		want: "net done, db done, web done", executed: map[string]string{"net": made, "db": made, "web": made}},
	{name: "data is lost with consent", was: []stack.Desired{desired("db", true, table, topic)}, is: []stack.Desired{desired("db", true, other, topic)},
		consent: consents("test/db.Records"), want: "db done", executed: map[string]string{"db": changed}},
	{name: "an export changes while it is imported", was: []stack.Desired{desired("net", true, vpc, offer), desired("db", true, group)},
		is:   []stack.Desired{desired("net", true, vpc2, offer), desired("db", true, group), desired("web", false, topic)},
		want: "db interim done, net done, db done, web done", executed: map[string]string{"net": changed, "db": changed + ", UPDATE UPDATE_COMPLETE", "web": made}},
	{name: "an update is rolled back", was: []stack.Desired{desired("db", true, table)}, is: []stack.Desired{desired("db", true, other), desired("web", false, topic)},
		consent: consents("test/db.Records"), before: func(c *awstest.Cloud) {
			c.FailResource(awstest.Trouble{Stack: "db", LogicalID: "Records", On: "update"})
		},
		want: "db rolled back, web done", executed: map[string]string{"db": "CREATE CREATE_COMPLETE, UPDATE UPDATE_ROLLBACK_COMPLETE", "web": made}},
	{name: "a creation is rolled back", is: []stack.Desired{desired("net", true, vpc, offer), desired("db", false, group), desired("web", true, table)},
		before: func(c *awstest.Cloud) { c.FailResource(awstest.Trouble{Stack: "net", LogicalID: "Vpc", On: "create"}) },
		want:   "net rolled back, db skipped, web done", executed: map[string]string{"net": "CREATE ROLLBACK_COMPLETE", "web": made}},
}

// begin brings the account to where the scenario begins.
func (s *scenario) begin(b *bench) {
	if s.was != nil {
		if o := b.deploy(b.t.Context(), deploy.How{}, together(s.was...)); o.err != nil {
			b.t.Fatal(o.err)
		}
	}
	if s.before != nil {
		s.before(b.cloud)
	}
	b.cloud.Calls()
}

// end compares what is there with what has to be there.
func (s *scenario) end(t *testing.T, b *bench, want map[string]string) {
	t.Helper()
	for name, executed := range s.executed {
		if got := b.executed(name); got != executed {
			t.Errorf("%s: %s, want %s", name, got, executed)
		}
	}
	if diff := cmp.Diff(want, state(b.cloud)); diff != "" {
		t.Errorf("state (-want +got):\n%s", diff)
	}
}

// undisturbed is the end of each scenario.
func undisturbed(t *testing.T, s *scenario) map[string]string {
	t.Helper()
	b := newBench(t)
	s.begin(b)
	b.must(deploy.How{Consent: s.consent}, s.want, s.is...)
	want := state(b.cloud)
	s.end(t, b, want)
	return want
}

// Whatever goes wrong with some calls, before or after their work is done, each scenario ends the same, and nothing is done twice.
func TestFaults(t *testing.T) {
	operations := []string{"DescribeStacks", "GetTemplate", "GetStackPolicy", "CreateChangeSet", "DescribeChangeSet", "ListChangeSets", "ExecuteChangeSet",
		"DescribeStackEvents", "UpdateTerminationProtection", "SetStackPolicy", "ListImports", "DeleteChangeSet"}
	kinds := slices.DeleteFunc(slices.Clone(awstest.FaultKinds), func(k awstest.FaultKind) bool { return k == awstest.Hang }) // a minute each
	for i := range scenarios {
		s := &scenarios[i]
		t.Run(s.name, func(t *testing.T) {
			want := undisturbed(t, s)
			for seed := range uint64(2) {
				t.Run(fmt.Sprint(seed), func(t *testing.T) {
					r := rand.New(rand.NewPCG(seed, uint64(i)))
					b := newBench(t)
					s.begin(b)
					for range 8 {
						b.cloud.Fail(awstest.Fault{Operation: operations[r.IntN(len(operations))], Kind: kinds[r.IntN(len(kinds))], Skip: r.IntN(4)})
					}
					b.must(deploy.How{Consent: s.consent}, s.want, s.is...)
					s.end(t, b, want)
				})
			}
		})
	}
}

// Rights on its stacks are enough for whoever deploys, and a change set whose name leads nowhere since it was executed is not one that
// went: the answer to each execution is lost, and nothing is told but the truth.
func TestRightsOnStacks(t *testing.T) {
	for i := range scenarios {
		s := &scenarios[i]
		t.Run(s.name, func(t *testing.T) {
			want := undisturbed(t, s)
			b := newBench(t)
			b.cloud.OnlyStacks()
			b.cloud.Supersede()
			b.cloud.ForgetTokens()
			s.begin(b)
			b.cloud.Fail(awstest.Fault{Operation: "ExecuteChangeSet", Kind: awstest.Lost, Times: 1})
			b.must(deploy.How{Consent: s.consent}, s.want, s.is...)
			s.end(t, b, want)
		})
	}
}

// flaky is CloudFormation over a line so bad that the border gives up on one call in four, before or after it is made.
type flaky struct {
	*account.Stacks
	mu     sync.Mutex
	random *rand.Rand
	lost   int
}

func (f *flaky) call(do func() error) error {
	f.mu.Lock()
	n := f.random.IntN(8)
	if n < 2 {
		f.lost++
	}
	f.mu.Unlock()
	unreached := &account.Error{Kind: account.Unreached, Message: "AWS did not answer"}
	if n == 0 {
		return unreached
	}
	if err := do(); err != nil || n > 1 {
		return err
	}
	return unreached
}

func (f *flaky) Find(ctx context.Context, id string) (s stack.Stack, found bool, err error) {
	err = f.call(func() error { s, found, err = f.Stacks.Find(ctx, id); return err })
	return s, found, err
}

func (f *flaky) Latest(ctx context.Context, id string) (e stack.Event, found bool, err error) {
	err = f.call(func() error { e, found, err = f.Stacks.Latest(ctx, id); return err })
	return e, found, err
}

func (f *flaky) Events(ctx context.Context, id, after string) (all []stack.Event, err error) {
	err = f.call(func() error { all, err = f.Stacks.Events(ctx, id, after); return err })
	return all, err
}

func (f *flaky) ChangeSet(ctx context.Context, stackID, id string) (c stack.ChangeSet, found bool, err error) {
	err = f.call(func() error { c, found, err = f.Stacks.ChangeSet(ctx, stackID, id); return err })
	return c, found, err
}

func (f *flaky) ChangeSets(ctx context.Context, id string) (all []stack.ChangeSet, err error) {
	err = f.call(func() error { all, err = f.Stacks.ChangeSets(ctx, id); return err })
	return all, err
}

func (f *flaky) Policy(ctx context.Context, id string) (policy string, err error) {
	err = f.call(func() error { policy, err = f.Stacks.Policy(ctx, id); return err })
	return policy, err
}

func (f *flaky) Propose(ctx context.Context, p stack.Proposal) (changeSet, id string, err error) {
	err = f.call(func() error { changeSet, id, err = f.Stacks.Propose(ctx, p); return err })
	return changeSet, id, err
}

func (f *flaky) Execute(ctx context.Context, stackID, changeSet, token string) error {
	return f.call(func() error { return f.Stacks.Execute(ctx, stackID, changeSet, token) })
}

func (f *flaky) Discard(ctx context.Context, stackID, changeSet string) error {
	return f.call(func() error { return f.Stacks.Discard(ctx, stackID, changeSet) })
}

func (f *flaky) Protect(ctx context.Context, id string, on bool) error {
	return f.call(func() error { return f.Stacks.Protect(ctx, id, on) })
}

func (f *flaky) SetPolicy(ctx context.Context, id, policy string) error {
	return f.call(func() error { return f.Stacks.SetPolicy(ctx, id, policy) })
}

// Where even the border gives up, the run does not: no outcome is decided by an answer that stayed away. Tokens are forgotten meanwhile,
// so that a call which is made again is judged by what is there.
func TestBadLine(t *testing.T) {
	for i := range scenarios {
		s := &scenarios[i]
		t.Run(s.name, func(t *testing.T) {
			want := undisturbed(t, s)
			for seed := range uint64(6) {
				b := newBench(t)
				s.begin(b)
				if seed%2 == 1 {
					b.cloud.ForgetTokens()
				}
				line := &flaky{Stacks: b.aws, random: rand.New(rand.NewPCG(seed, uint64(i)))}
				b.line = line
				b.must(deploy.How{Consent: s.consent}, s.want, s.is...)
				if s.end(t, b, want); t.Failed() {
					t.Fatalf("seed %d", seed)
				}
				if line.lost == 0 {
					t.Errorf("seed %d: no answer was lost: the test shows nothing", seed)
				}
			}
		})
	}
}

// Reads that are behind lead to nothing twice, and to no error.
func TestReadsBehind(t *testing.T) {
	for i := range scenarios {
		s := &scenarios[i]
		want := undisturbed(t, s)
		b := newBench(t)
		s.begin(b)
		b.cloud.SetLag(3)
		b.must(deploy.How{Consent: s.consent}, s.want, s.is...)
		s.end(t, b, want)
	}
}
