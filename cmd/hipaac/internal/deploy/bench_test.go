package deploy_test

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/account"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/awstest"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/deploy"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/follow"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/plan"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/record"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
	"github.com/hipaac/hipaac/compiler/template"
)

var (
	here = stack.Target{Account: "444455556666", Region: "us-east-1"}
	pace = follow.Pace{Shortest: time.Millisecond, Patience: 20 * time.Second}
)

// bench is an account of the stand-in, and the real SDK that talks to it.
type bench struct {
	t     *testing.T
	cloud *awstest.Cloud
	aws   *account.Stacks
	line  deploy.Stacks // what a plan is carried out with, where it is another
	runs  string        // folder for records
	n     int
	news  []string
	mu    sync.Mutex
}

func newBench(t *testing.T) *bench {
	cloud, url := awstest.Start(t)
	credentials(t.Setenv, url)
	cloud.AccessKey("AKIDEXAMPLE", awstest.Identity{Account: here.Account})
	return &bench{t: t, cloud: cloud, aws: stacksOf(t.Context(), t), runs: t.TempDir()}
}

func credentials(set func(name, value string), url string) {
	for name, value := range map[string]string{
		"HIPAAC_RATE": "100000", "AWS_ENDPOINT_URL": url, "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_SESSION_TOKEN": "",
		"AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null", "AWS_EC2_METADATA_DISABLED": "true",
	} {
		set(name, value)
	}
}

func stacksOf(ctx context.Context, t testing.TB) *account.Stacks {
	session, err := account.NewSessions(account.How{}).Open(ctx, here, account.Role{})
	if err != nil {
		t.Fatal(err)
	}
	return session.Stacks()
}

// desired is a stack. Entries are resources, "Id: Type {properties}", and outputs, "export Id = value".
func desired(name string, protect bool, entries ...string) stack.Desired {
	var resources, outputs []string
	for _, e := range entries {
		if rest, is := strings.CutPrefix(e, "export "); is {
			id, value, _ := strings.Cut(rest, " = ")
			outputs = append(outputs, fmt.Sprintf(`%q:{"Value":%s,"Export":{"Name":%q}}`, id, value, name+":"+id))
			continue
		}
		id, rest, _ := strings.Cut(e, ": ")
		kind, properties, _ := strings.Cut(rest, " ")
		if properties == "" {
			properties = "{}"
		}
		resources = append(resources, fmt.Sprintf(`%q:{"Type":%q,"Properties":%s}`, id, kind, properties))
	}
	text := fmt.Sprintf(`{"Resources":{%s}`, strings.Join(resources, ","))
	if len(outputs) > 0 {
		text += fmt.Sprintf(`,"Outputs":{%s}`, strings.Join(outputs, ","))
	}
	text += "}"
	doc, problems := template.Parse(name, []byte(text))
	if problems.Failed() {
		panic(fmt.Sprint(problems))
	}
	sum := sha256.Sum256([]byte(text))
	d := stack.Desired{
		Ref: stack.Ref{Target: here, Name: name}, Environment: "test", Key: name, Template: []byte(text), Digest: hex.EncodeToString(sum[:]), Document: doc, Protect: protect,
	}
	d.Exports, d.Imports = doc.Links()
	return d
}

// together puts stacks in order: each after those that it imports from.
func together(all ...stack.Desired) []stack.Desired {
	for i := range all {
		all[i].After = nil
		for _, name := range all[i].Imports {
			from, _, _ := strings.Cut(name, ":")
			if ref := (stack.Ref{Target: here, Name: from}); !slices.Contains(all[i].After, ref) && from != all[i].Name {
				all[i].After = append(all[i].After, ref)
			}
		}
	}
	return all
}

// outcome is what a run came to.
type outcome struct {
	plan     *plan.Plan
	verdicts []deploy.Verdict
	err      error
}

// consents is consent to all that is named.
func consents(names ...string) deploy.Consent {
	c := deploy.Consent{Losses: map[string]bool{}}
	for _, n := range names {
		c.Losses[n] = true
	}
	return c
}

// deploy makes a plan and carries it out, as a process of its own would.
func (b *bench) deploy(ctx context.Context, how deploy.How, all []stack.Desired) outcome {
	b.t.Helper()
	b.n++
	run := fmt.Sprintf("20261122T190720Z-%06x", b.n)
	w, err := record.Create(b.runs, run)
	if err != nil {
		b.t.Fatal(err)
	}
	defer w.Close()
	if err := w.Add(record.KindBegin, record.Begin{Run: run, Command: "deploy"}); err != nil {
		b.t.Fatal(err)
	}
	line := b.line
	if line == nil {
		line = b.aws
	}
	return carry(ctx, how, b.aws, line, w, run, all, b.tell)
}

// carry is what the command does, without people.
func carry(ctx context.Context, how deploy.How, aws, line deploy.Stacks, w deploy.Journal, run string, all []stack.Desired, tell func(stack.News)) outcome {
	how.Place = func(stack.Target) deploy.Place { return deploy.Place{Stacks: line} }
	how.Journal, how.Tell = w, tell
	how.Pace = cmp.Or(how.Pace, pace)
	p, err := plan.Make(ctx, plan.How{Run: run, Number: how.Number, Now: time.Now(), Pace: pace, Open: func(context.Context, stack.Target) (plan.Place, error) {
		return plan.Place{Caller: "arn:aws:sts::444455556666:assumed-role/admin/me", Stacks: deploy.Journaled(aws, w, here)}, nil
	}}, all)
	if err != nil {
		return outcome{err: err}
	}
	how.Number += len(p.Steps)
	return outcome{plan: p, verdicts: deploy.Run(ctx, how, p)}
}

func (b *bench) tell(n stack.News) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.news = append(b.news, strings.TrimSpace(fmt.Sprintf("%s %s %s", n.Ref.Name, n.Kind, n.Text)))
}

// must deploys, and compares what came of each step: "a done, b same".
func (b *bench) must(how deploy.How, want string, all ...stack.Desired) outcome {
	b.t.Helper()
	o := b.deploy(b.t.Context(), how, together(all...))
	if o.err != nil {
		b.t.Fatal(o.err)
	}
	if got := o.String(); got != want {
		b.t.Fatalf("got  %s\nwant %s\n%s", got, want, o.causes())
	}
	return o
}

func (o outcome) String() string {
	var all []string
	for _, v := range o.verdicts {
		name := v.Step.Desired.Name
		if v.Step.Interim {
			name += " interim"
		}
		all = append(all, name+" "+string(v.Outcome))
	}
	return strings.Join(all, ", ")
}

func (o outcome) causes() string {
	var all []string
	for _, v := range o.verdicts {
		if v.Err != nil {
			all = append(all, v.Step.Name()+": "+v.Err.Error())
		}
	}
	return strings.Join(all, "\n")
}

// state is what the account has: what a test compares that must end the same.
func state(c *awstest.Cloud) map[string]string {
	all := map[string]string{}
	for _, s := range c.Stacks(here.Account, here.Region) {
		resources := map[string]string{}
		for _, r := range s.Resources {
			resources[r.LogicalID] = r.Type + " " + r.Status
		}
		outputs := slices.Sorted(maps.Keys(s.Outputs))
		all[s.Name] = fmt.Sprint(s.Status, s.Protected, s.Policy, string(s.Template), resources, outputs, len(s.ChangeSets))
	}
	return all
}

func operations(calls []awstest.Call) map[string]int {
	n := map[string]int{}
	for _, c := range calls {
		n[c.Operation]++
	}
	return n
}

// executed counts the operations that CloudFormation carried out on a stack, by kind.
func (b *bench) executed(name string) string {
	s, _ := b.cloud.Stack(here.Account, here.Region, name)
	var all []string
	for _, o := range s.Operations {
		all = append(all, o.Kind+" "+o.Outcome)
	}
	return strings.Join(all, ", ")
}

// Resources that tests are made of.
const (
	vpc   = `Vpc: AWS::EC2::VPC {"CidrBlock":"10.0.0.0/16"}`
	vpc2  = `Vpc: AWS::EC2::VPC {"CidrBlock":"10.1.0.0/16"}`
	offer = `export VpcId = {"Ref":"Vpc"}`
	group = `Group: AWS::EC2::SecurityGroup {"GroupDescription":"database","VpcId":{"Fn::ImportValue":"net:VpcId"}}`
	table = `Records: AWS::DynamoDB::Table {"TableName":"records"}`
	other = `Records: AWS::DynamoDB::Table {"TableName":"records2"}`
	topic = `Topic: AWS::SNS::Topic`
)
