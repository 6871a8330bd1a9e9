package recovery_test

import (
	"context"
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
	"github.com/hipaac/hipaac/cmd/hipaac/internal/recovery"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

const owner, region = "111122223333", "us-east-1"

var here = stack.Target{Account: owner, Region: region}

// bench is an account of the stand-in, and the real SDK that talks to it.
type bench struct {
	*testing.T
	cloud *awstest.Cloud
	place recovery.Place
	skip  func(failed []recovery.Skipped) []recovery.Skipped

	mu      sync.Mutex
	journal []string
}

const (
	plain = `{"Resources":{"Vpc":{"Type":"AWS::EC2::VPC","Properties":{"CidrBlock":"10.0.0.0/16"}},
"Key":{"Type":"AWS::KMS::Key","DeletionPolicy":"RetainExceptOnCreate"},"Records":{"Type":"AWS::S3::Bucket","DeletionPolicy":"Retain"}}}`
	wider = `{"Resources":{"Vpc":{"Type":"AWS::EC2::VPC","Properties":{"CidrBlock":"10.0.0.0/16","EnableDnsHostnames":true}},
"Key":{"Type":"AWS::KMS::Key","DeletionPolicy":"RetainExceptOnCreate"},"Records":{"Type":"AWS::S3::Bucket","DeletionPolicy":"Retain"},
"Topic":{"Type":"AWS::SNS::Topic","DependsOn":"Vpc"}}}`
)

func newBench(t *testing.T) *bench {
	cloud, url := awstest.Start(t)
	for name, value := range map[string]string{
		"AWS_ENDPOINT_URL": url, "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_SESSION_TOKEN": "", "HIPAAC_RATE": "1000",
		"AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null", "AWS_EC2_METADATA_DISABLED": "true",
	} {
		t.Setenv(name, value)
	}
	cloud.AccessKey("AKIDEXAMPLE", awstest.Identity{Account: owner})
	session, err := account.NewSessions(account.How{}).Open(t.Context(), here, account.Role{})
	if err != nil {
		t.Fatal(err)
	}
	return &bench{T: t, cloud: cloud, place: recovery.Place{Caller: session.Caller, Stacks: session.Stacks()}}
}

// withStack is a bench with stack "s".
func withStack(t *testing.T) *bench {
	b := newBench(t)
	b.cloud.Make(owner, region, "s", []byte(plain), nil)
	return b
}

// fail makes work on a resource fail.
func (b *bench) fail(id, on string, times int) {
	b.cloud.FailResource(awstest.Trouble{LogicalID: id, On: on, Reason: "it does not work", Times: times})
}

// update lets somebody bring stack "s" to another template, and waits for the end, whatever it is.
func (b *bench) update(body string) {
	b.cloud.Begin(owner, region, "s", []byte(body), nil)
	b.cloud.Advance(time.Hour)
}

func (b *bench) status() string {
	s, _ := b.cloud.Stack(owner, region, "s")
	return s.Status
}

func (b *bench) look() *recovery.Step {
	b.Helper()
	s, err := recovery.Look(b.Context(), b.place, stack.Desired{Ref: stack.Ref{Target: here, Name: "s"}, Environment: "test", Key: "main"})
	if err != nil {
		b.Fatal(err)
	}
	return s
}

func (b *bench) doing() recovery.Doing {
	return recovery.Doing{
		Doing: destroy.Doing{
			Operator: &operate.Operator{Journal: b, Pace: follow.Pace{Shortest: time.Millisecond}, Tell: func(stack.News) {}}, Run: "r1",
			Stuck: func(context.Context, *destroy.Stuck) destroy.Answer { return destroy.Answer{} },
		},
		Skip: func(_ context.Context, _ *recovery.Step, failed []recovery.Skipped) []recovery.Skipped {
			if b.skip == nil {
				return nil
			}
			return b.skip(failed)
		},
	}
}

// recovers does what a look proposes, and compares outcome, text and the calls that changed something.
func (b *bench) recovers(s *recovery.Step, want string, calls ...string) recovery.Result {
	b.Helper()
	b.cloud.Calls()
	r := recovery.Do(b.Context(), b.doing(), s)
	if got := fmt.Sprintf("%s: %s", r.Outcome, r.Text); got != want {
		b.Errorf("got  %s\nwant %s", got, want)
	}
	b.changed(calls...)
	return r
}

func (b *bench) changed(want ...string) {
	b.Helper()
	var got []string
	for _, c := range b.cloud.Calls() {
		if c.Mutating {
			got = append(got, c.Operation)
		}
	}
	if !slices.Equal(got, want) {
		b.Errorf("calls %q, want %q", got, want)
	}
}

// looks compares what is found.
func (b *bench) looks(s *recovery.Step, action stack.Action, text string) {
	b.Helper()
	if s.Action != action || !strings.Contains(s.Text, text) {
		b.Errorf("%s: %s\nwant %s: %s", s.Action, s.Text, action, text)
	}
}

func (b *bench) Add(kind string, data any) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := data.(type) {
	case record.Intend:
		b.journal = append(b.journal, strings.TrimSpace(fmt.Sprintf("%s %s %s", e.Operation, e.Token, e.Detail)))
	case record.Verdict:
		b.journal = append(b.journal, "verdict "+string(e.Outcome))
	}
	return nil
}

// propose makes a change set for a stack that is not there, as hipaac does.
func (b *bench) propose() (changeSet, stackID string, err error) {
	return b.place.Stacks.(*account.Stacks).Propose(b.Context(), stack.Proposal{Stack: "s", Name: "hipaac-r0-1", Kind: stack.ForCreation, Body: plain, Token: "hipaac-r0-set-1"})
}
