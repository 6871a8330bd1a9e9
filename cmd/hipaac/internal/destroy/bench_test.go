package destroy_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/account"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/awstest"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/destroy"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/follow"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/operate"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/record"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

const owner, region = "111122223333", "us-east-1"

var here = stack.Target{Account: owner, Region: region}

// bench is an account of the stand-in with stacks in it, and the real SDK that talks to it.
type bench struct {
	*testing.T
	cloud   *awstest.Cloud
	stacks  *account.Stacks
	account *account.Inventory
	caller  string
	role    string // that stacks are made with
	desired []stack.Desired
	stays   []string // what may be left where it cannot be deleted
	stuck   func(*destroy.Stuck) destroy.Answer

	mu      sync.Mutex
	journal []string // kinds and what they are about
	sets    int
}

// The environment of most tests: a database between a network and what uses it.
const (
	network = `{"Resources":{"Vpc":{"Type":"AWS::EC2::VPC","Properties":{"CidrBlock":"10.0.0.0/16"}},
"Net":{"Type":"AWS::EC2::Subnet","Properties":{"VpcId":{"Ref":"Vpc"},"CidrBlock":"10.0.0.0/24"}}},
"Outputs":{"Vpc":{"Value":{"Ref":"Vpc"},"Export":{"Name":"t-network:Vpc"}}}}`
	data = `{"Resources":{"Key":{"Type":"AWS::KMS::Key","DeletionPolicy":"RetainExceptOnCreate","Properties":{}},
"Group":{"Type":"AWS::EC2::SecurityGroup","Properties":{"GroupDescription":"d","VpcId":{"Fn::ImportValue":"t-network:Vpc"}}},
"Database":{"Type":"AWS::RDS::DBInstance","DeletionPolicy":"Snapshot","Properties":{"DBInstanceClass":"db.t4g.small","AllocatedStorage":"20","Engine":"postgres","VPCSecurityGroups":[{"Ref":"Group"}],"DeletionProtection":true}},
"Records":{"Type":"AWS::S3::Bucket","DeletionPolicy":"Retain","Properties":{"ObjectLockEnabled":true,"ObjectLockConfiguration":{"ObjectLockEnabled":"Enabled","Rule":{"DefaultRetention":{"Mode":"COMPLIANCE","Days":35}}}}},
"Scratch":{"Type":"AWS::S3::Bucket","Properties":{}},
"Log":{"Type":"AWS::Logs::LogGroup","DeletionPolicy":"RetainExceptOnCreate","Properties":{}}},
"Outputs":{"Group":{"Value":{"Ref":"Group"},"Export":{"Name":"t-data:Group"}}}}`
	app = `{"Resources":{"Rule":{"Type":"AWS::EC2::SecurityGroupIngress","Properties":{"GroupId":{"Fn::ImportValue":"t-data:Group"},"IpProtocol":"tcp","FromPort":5432,"ToPort":5432,"CidrIp":"10.0.0.0/16"}}}}`
)

func newBench(t *testing.T) *bench {
	cloud, url := awstest.Start(t)
	for name, value := range map[string]string{
		"AWS_ENDPOINT_URL": url, "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_SESSION_TOKEN": "",
		"AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null", "AWS_EC2_METADATA_DISABLED": "true", "HIPAAC_RATE": "1000",
	} {
		t.Setenv(name, value)
	}
	cloud.AccessKey("AKIDEXAMPLE", awstest.Identity{Account: owner})
	session, err := account.NewSessions(account.How{}).Open(t.Context(), here, account.Role{})
	if err != nil {
		t.Fatal(err)
	}
	return &bench{T: t, cloud: cloud, stacks: session.Stacks(), account: session.Inventory(), caller: session.Caller}
}

// newEnvironment is a bench with network, data and app deployed. The protection of the database was turned off past CloudFormation.
func newEnvironment(t *testing.T) *bench {
	b := newBench(t)
	b.deploy("network", network)
	b.deploy("data", data, "network")
	b.deploy("app", app, "data")
	b.protection(false)
	b.cloud.Calls()
	return b
}

// protection lets the database answer to whether its deletion protection is on; nil takes the answer away.
func (b *bench) protection(on any) {
	b.cloud.Drift(owner, region, "t-data", "Database", awstest.Drift{Changes: map[string]any{"/DeletionProtection": on}})
}

// deploy makes a stack, or changes it, and puts it among those of the specs.
func (b *bench) deploy(key, body string, after ...string) string {
	b.Helper()
	d := stack.Desired{Ref: ref(key), Environment: "test", Key: key}
	for _, name := range after {
		d.After = append(d.After, ref(name))
	}
	b.desired = append(slices.DeleteFunc(b.desired, func(old stack.Desired) bool { return old.Key == key }), d)
	kind, at := stack.ForCreation, d.Name
	if live, found, err := b.stacks.Find(b.Context(), d.Name); err == nil && found {
		kind, at = stack.ForUpdate, live.ID
	}
	b.sets++
	set, id, err := b.stacks.Propose(b.Context(), stack.Proposal{Stack: at, Name: fmt.Sprintf("hipaac-r0-%d", b.sets), Kind: kind, Body: body, Role: b.role, Token: fmt.Sprintf("hipaac-r0-set-%d", b.sets)})
	if err != nil {
		b.Fatal(err)
	}
	for {
		c, _, err := b.stacks.ChangeSet(b.Context(), id, set)
		if err != nil {
			b.Fatal(err)
		}
		if c.Ready() {
			break
		}
		if !c.Pending() {
			b.Fatalf("change set: %s", c.Reason)
		}
	}
	token := fmt.Sprintf("hipaac-r0-%s-%d", d.Name, b.sets)
	if err := b.stacks.Execute(b.Context(), id, set, token); err != nil {
		b.Fatal(err)
	}
	if _, err := follow.Follow(b.Context(), b.stacks, follow.Operation{Ref: d.Ref, Stack: id, Token: token, ChangeSet: set}, quick, func(stack.News) {}); err != nil {
		b.Fatal(err)
	}
	return id
}

var quick = follow.Pace{Shortest: time.Millisecond}

func ref(key string) stack.Ref { return stack.Ref{Target: here, Name: "t-" + key} }

// plan makes a plan for the stacks of those names, or for all.
func (b *bench) plan(keys ...string) *destroy.Plan {
	b.Helper()
	p, err := destroy.Make(b.Context(), destroy.How{
		Only:      func(d *stack.Desired) bool { return len(keys) == 0 || slices.Contains(keys, d.Key) },
		Deployers: map[string]string{"test": "t-deploy"},
		Stays:     func(name string) bool { return slices.Contains(b.stays, name) },
		Open: func(context.Context, stack.Target) (destroy.Place, error) {
			return destroy.Place{Caller: b.caller, Stacks: tapped{b.stacks, b}, Inventory: b.account}, nil
		},
	}, b.desired)
	if err != nil {
		b.Fatal(err)
	}
	return p
}

// tapped hears how stacks are named when they are deleted.
type tapped struct {
	*account.Stacks
	*bench
}

func (s tapped) Delete(ctx context.Context, id, token, role string, retain []string, force bool) error {
	if !strings.HasPrefix(id, "arn:") {
		s.Errorf("%s is deleted by its name: another stack may have it by now", id)
	}
	return s.Stacks.Delete(ctx, id, token, role, retain, force)
}

// do carries a plan out, and gives "key outcome" for each step.
func (b *bench) do(p *destroy.Plan) []string {
	b.Helper()
	return b.doIn(b.Context(), p)
}

func (b *bench) doIn(ctx context.Context, p *destroy.Plan) []string {
	b.Helper()
	stuck := func(_ context.Context, s *destroy.Stuck) destroy.Answer {
		if b.stuck == nil {
			return destroy.Answer{}
		}
		return b.stuck(s)
	}
	var got []string
	for _, r := range destroy.Do(ctx, destroy.Doing{Operator: &operate.Operator{Journal: b, Pace: quick, Tell: func(stack.News) {}}, Run: "r1", Stuck: stuck}, p) {
		text := r.Key + " " + string(r.Outcome)
		if r.Cause != "" {
			text += ": " + r.Cause
		}
		for _, left := range r.Left {
			text += " [" + left.LogicalID + "]"
		}
		got = append(got, text)
	}
	return got
}

// Add keeps what would be in the record.
func (b *bench) Add(kind string, entry any) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	text, err := json.Marshal(entry)
	if err != nil {
		return err
	}
	switch e := entry.(type) {
	case record.Intend:
		b.journal = append(b.journal, "intend "+e.Operation+" "+e.Name+" "+e.Token)
	case record.Result:
		b.journal = append(b.journal, "result "+e.Operation+" "+e.Name+" "+e.Error)
	case record.Verdict:
		b.journal = append(b.journal, "verdict "+e.Name+" "+string(e.Outcome))
	}
	if strings.Contains(string(text), "10.0.0.0/16") {
		b.Errorf("an entry %s has a value of a property: %s", kind, text)
	}
	return nil
}

func (b *bench) is(got, want []string) {
	b.Helper()
	if !slices.Equal(got, want) {
		b.Errorf("got\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

// blocked lists why steps cannot be taken.
func blocked(p *destroy.Plan) []string {
	var all []string
	for _, s := range p.Blocked() {
		all = append(all, fmt.Sprintf("%s %s: %s", s.Key, [...]string{"state", "busy", "policy", "importer", "failure"}[s.Blocked.Why], s.Blocked.Message))
	}
	return all
}

func (b *bench) changes() []string {
	var all []string
	for _, c := range b.cloud.Calls() {
		if c.Mutating {
			all = append(all, c.String())
		}
	}
	return all
}
