package plan_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/account"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/awstest"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/follow"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/plan"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
	"github.com/hipaac/hipaac/compiler"
	"github.com/hipaac/hipaac/compiler/template"
)

const (
	run     = "20261122T190720Z-ab12cd"
	next    = "20261122T200000Z-ab12cd"
	version = "v1.2.3"
)

var (
	target = stack.Target{Account: "444455556666", Region: "us-east-1"}
	now    = time.Date(2026, 11, 22, 20, 1, 0, 0, time.UTC)
)

// bench is an account of the stand-in, and the real SDK that talks to it.
type bench struct {
	*testing.T
	cloud    *awstest.Cloud
	sessions *account.Sessions
	stacks   *account.Stacks
	how      plan.How
}

func newBench(t *testing.T) *bench {
	cloud, url := awstest.Start(t)
	for name, value := range map[string]string{
		"AWS_ENDPOINT_URL": url, "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_SESSION_TOKEN": "",
		"AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null", "AWS_EC2_METADATA_DISABLED": "true",
		"HIPAAC_RATE": "1000",
	} {
		t.Setenv(name, value)
	}
	cloud.AccessKey("AKIDEXAMPLE", awstest.Identity{Account: target.Account, Name: "admin"})
	cloud.SetTick(time.Minute) // what takes time is done at the next look
	sessions := account.NewSessions(account.How{})
	session, err := sessions.Open(t.Context(), target, account.Role{})
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{T: t, cloud: cloud, sessions: sessions, stacks: session.Stacks()}
	b.how = plan.How{Run: run, Now: now, Pace: follow.Pace{Shortest: time.Millisecond}, Open: func(ctx context.Context, at stack.Target) (plan.Place, error) {
		session, err := b.sessions.Open(ctx, at, account.Role{})
		if err != nil {
			return plan.Place{}, err
		}
		return plan.Place{Caller: session.Caller, Stacks: session.Stacks(), Bucket: func(name string) plan.Bucket { return session.Bucket(name) }}, nil
	}}
	cloud.Calls()
	return b
}

// another lets the next plan be made as by another process: it asks anew whose the credentials are.
func (b *bench) another() { b.sessions = account.NewSessions(account.How{}) }

// stackOf is a stack as a compiler would make it. Imports lead to the stacks before.
func stackOf(key, body string, change ...func(*stack.Desired)) stack.Desired {
	doc, problems := template.Parse(key, []byte(body))
	if problems.Failed() {
		panic(fmt.Sprint(problems))
	}
	sum := sha256.Sum256([]byte(body))
	d := stack.Desired{
		Ref: stack.Ref{Target: target, Name: "clinic-test-" + key}, Environment: "test", Key: key, Template: []byte(body), Digest: hex.EncodeToString(sum[:]), Document: doc,
		Sources: map[string]compiler.Origin{},
	}
	for i, r := range doc.Resources {
		d.Sources[r.ID] = compiler.Origin{Path: "stacks." + key + "." + r.ID, Place: fmt.Sprintf("environments/test.yaml:%d:3", 10+i)}
	}
	d.Exports, d.Imports = doc.Links()
	for _, name := range d.Imports {
		from, _, _ := strings.Cut(name, ":")
		if r := (stack.Ref{Target: target, Name: from}); !slices.Contains(d.After, r) {
			d.After = append(d.After, r)
		}
	}
	for _, c := range change {
		c(&d)
	}
	return d
}

func protected(d *stack.Desired) { d.Protect = true }

// body writes a template around resources and outputs in JSON.
func body(resources string, outputs ...string) string {
	return fmt.Sprintf(`{"Resources":{%s},"Outputs":{%s}}`, resources, strings.Join(outputs, ","))
}

func export(name, value string) string {
	short := strings.NewReplacer(":", "", "-", "").Replace(name)
	return fmt.Sprintf(`%q:{"Value":%s,"Export":{"Name":%q}}`, short, value, name)
}

const (
	network     = `"Vpc":{"Type":"AWS::EC2::VPC","Properties":{"CidrBlock":"10.0.0.0/16"}}`
	otherRange  = `"Vpc":{"Type":"AWS::EC2::VPC","Properties":{"CidrBlock":"10.1.0.0/16"}}`
	named       = `"Vpc":{"Type":"AWS::EC2::VPC","Properties":{"CidrBlock":"10.0.0.0/16","EnableDnsHostnames":true}}`
	group       = `"Group":{"Type":"AWS::EC2::SecurityGroup","Properties":{"GroupDescription":"g","VpcId":{"Fn::ImportValue":"clinic-test-network:VpcId"}}}`
	ownGroup    = `"Group":{"Type":"AWS::EC2::SecurityGroup","Properties":{"GroupDescription":"g"}}`
	bucket      = `"Files":{"Type":"AWS::S3::Bucket","DeletionPolicy":"Retain","UpdateReplacePolicy":"Retain","Properties":{"BucketName":"files-1"}}`
	otherBucket = `"Files":{"Type":"AWS::S3::Bucket","DeletionPolicy":"Retain","UpdateReplacePolicy":"Retain","Properties":{"BucketName":"files-2"}}`
	topic       = `"Topic":{"Type":"AWS::SNS::Topic","Properties":{"DisplayName":"one"}}`
)

var vpcID = export("clinic-test-network:VpcId", `{"Ref":"Vpc"}`)

func (b *bench) make(desired ...stack.Desired) *plan.Plan {
	b.Helper()
	p, err := plan.Make(b.Context(), b.how, desired)
	if err != nil {
		b.Fatal(err)
	}
	return p
}

// carryOut does what a plan says, step by step.
func (b *bench) carryOut(p *plan.Plan) {
	b.Helper()
	for i := range p.Steps {
		s := &p.Steps[i]
		if s.Blocked != nil {
			b.Fatalf("%s is blocked: %s", s.Title(), s.Blocked.Message)
		}
		cs := s.ChangeSet
		if cs == nil && s.Update {
			place, err := b.how.Open(b.Context(), s.Target)
			if err != nil {
				b.Fatal(err)
			}
			live, _, err := b.stacks.Find(b.Context(), s.Desired.Name)
			if err != nil {
				b.Fatal(err)
			}
			s.Live = live
			if cs, err = plan.Propose(b.Context(), place, p.Run, s, 100+i, b.how.Pace); err != nil {
				b.Fatalf("%s: %v", s.Title(), err)
			}
		}
		if len(s.Denied) > 0 {
			if err := b.stacks.SetPolicy(b.Context(), s.Desired.Name, stack.Allowing(s.LivePolicy, s.Denied...)); err != nil {
				b.Fatal(err)
			}
		}
		if cs != nil {
			if err := b.stacks.Execute(b.Context(), cs.Stack, cs.ID, stack.Token(p.Run, s.Name(), 1)); err != nil {
				b.Fatalf("%s: %v", s.Title(), err)
			}
			b.await(cs.Stack)
		}
		if s.TurnOn {
			if err := b.stacks.Protect(b.Context(), s.Desired.Name, true); err != nil {
				b.Fatal(err)
			}
		}
		if s.SetPolicy != "" || len(s.Denied) > 0 {
			if err := b.stacks.SetPolicy(b.Context(), s.Desired.Name, stack.Policy(&s.Desired)); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.cloud.Calls()
}

func (b *bench) await(id string) {
	b.Helper()
	for range 1000 {
		s, found, err := b.stacks.Find(b.Context(), id)
		switch {
		case err != nil || !found:
			b.Fatalf("%s: %v", id, err)
		case s.Status.Achieved():
			return
		case !s.Status.Moving() && s.Status != stack.ReviewInProgress:
			b.Fatalf("%s is %s: %s", s.Name, s.Status, s.Reason)
		}
	}
	b.Fatalf("%s does not end", id)
}

// deploy brings stacks to what is desired, and leaves a fresh run.
func (b *bench) deploy(desired ...stack.Desired) {
	b.Helper()
	b.carryOut(b.make(desired...))
	b.how.Run = next
}

// calls are the operations since they were last asked for, in order.
func (b *bench) calls() []string {
	var all []string
	for _, c := range b.cloud.Calls() {
		all = append(all, c.Operation)
	}
	return all
}

// changeSets counts those that are there and could be carried out.
func (b *bench) changeSets(name string) int {
	b.Helper()
	sets, err := b.stacks.ChangeSets(b.Context(), name)
	if err != nil {
		b.Fatal(err)
	}
	n := 0
	for i := range sets {
		if sets[i].Ready() {
			n++
		}
	}
	return n
}
