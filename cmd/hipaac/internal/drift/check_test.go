package drift_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/account"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/awstest"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/drift"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/follow"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
	"github.com/hipaac/hipaac/compiler"
	"github.com/hipaac/hipaac/compiler/change"
)

// bench is an account of the stand-in in which the stacks of specs are deployed.
type bench struct {
	t       *testing.T
	cloud   *awstest.Cloud
	target  stack.Target
	desired []stack.Desired
	session *account.Session
}

// newBench deploys what some of this repository's specs compile to. They are of one account.
func newBench(t *testing.T, specs ...string) *bench {
	t.Helper()
	cloud, url := awstest.Start(t)
	for name, value := range map[string]string{
		"AWS_ENDPOINT_URL": url, "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_SESSION_TOKEN": "",
		"AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null", "AWS_EC2_METADATA_DISABLED": "true", "HIPAAC_RATE": "1000",
	} {
		t.Setenv(name, value)
	}
	b := &bench{t: t, cloud: cloud, desired: stack.Desire(environments(t, specs))}
	b.target = b.desired[0].Target
	cloud.AccessKey("AKIDEXAMPLE", awstest.Identity{Account: b.target.Account, Partition: b.target.Partition()})
	for i := range b.desired {
		b.deploy(&b.desired[i])
	}
	session, err := account.NewSessions(account.How{}).Open(t.Context(), b.target, account.Role{})
	if err != nil {
		t.Fatal(err)
	}
	b.session = session
	cloud.Calls()
	return b
}

func (b *bench) deploy(d *stack.Desired) {
	b.t.Helper()
	policy := ""
	if d.Protect {
		policy = stack.Policy(d)
	}
	b.cloud.Make(d.Account, d.Region, d.Name, d.Template, d.Parameters)
	b.cloud.Set(d.Account, d.Region, d.Name, awstest.Settings{Role: d.Role, Policy: policy, Protected: d.Protect})
}

// environments compiles specs of this repository.
func environments(t *testing.T, specs []string) []*compiler.Environment {
	t.Helper()
	var sources []compiler.Source
	add := func(name string, common bool) {
		text, err := os.ReadFile("../../../../environments/" + name)
		if err != nil {
			t.Fatal(err)
		}
		sources = append(sources, compiler.Source{Name: "environments/" + name, Text: text, Common: common})
	}
	for _, name := range specs {
		add(name, false)
	}
	common, err := filepath.Glob("../../../../environments/common/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range common {
		add("common/"+filepath.Base(name), true)
	}
	output, problems := compiler.Compile(sources)
	if problems.Failed() {
		t.Fatal(problems)
	}
	var all []*compiler.Environment
	for i := range output.Environments {
		all = append(all, &output.Environments[i])
	}
	return all
}

func (b *bench) byHand(stackName, id string, changes map[string]any) {
	b.cloud.Drift(b.target.Account, b.target.Region, stackName, id, awstest.Drift{Changes: changes})
}

func (b *bench) check() []*drift.State {
	b.t.Helper()
	_, states, err := drift.Check(b.t.Context(), drift.Area{
		Target: b.target, Desired: b.desired, Stacks: b.session.Stacks(), Inventory: b.session.Inventory(),
		Pace: drift.Pace{Pace: follow.Pace{Shortest: time.Millisecond}, AtMost: time.Minute},
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return states
}

// differences are those of all resources, line by line.
func differences(states []*drift.State) string {
	var b strings.Builder
	for _, st := range states {
		for _, text := range st.Wrong {
			fmt.Fprintf(&b, "%s: %s\n", st.Title, text)
		}
		for _, r := range st.Resources {
			if r.Deleted {
				fmt.Fprintf(&b, "%s %s is deleted\n", st.Title, r.LogicalID)
			}
			for _, d := range r.Differences {
				fmt.Fprintf(&b, "%s %s %s: %s -> %s\n", st.Title, r.LogicalID, d.Path, d.Expected, d.Actual)
			}
		}
	}
	return b.String()
}

// findings of a class, with their controls.
func findings(states []*drift.State, class change.Class) string {
	var b strings.Builder
	d := drift.Judge(states)
	for _, f := range d.Findings {
		if f.Class == class {
			fmt.Fprintf(&b, "%s %s: %s [%s]\n", f.Stack, f.Resource, f.Text, f.Control)
		}
	}
	return b.String()
}

var _ = json.Marshal

// Where nobody changed anything, nothing is said to differ: whatever the examples are made of.
func TestNothingDrifted(t *testing.T) {
	for _, spec := range []string{"test", "account-nonprod", "prod", "portal", "hub", "organization", "registry", "results", "dev"} {
		t.Run(spec, func(t *testing.T) {
			b := newBench(t, spec+".yaml")
			states := b.check()
			if got := differences(states); got != "" {
				t.Errorf("differs:\n%s", got)
			}
			if d := drift.Judge(states); len(d.Findings) > 0 {
				t.Errorf("findings: %v", d.Findings)
			}
			all, verified, _ := drift.Counts(states)
			t.Logf("%d of %d resources verified", verified, all)
			for _, st := range states {
				for _, u := range st.Unverified() {
					t.Logf("%s %s %s %v: %s", st.Title, u.Type, u.Path, len(u.IDs), u.Why)
				}
			}
		})
	}
}

var _ = cmp.Diff
