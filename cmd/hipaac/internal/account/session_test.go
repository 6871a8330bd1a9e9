package account_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/account"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/awstest"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

var target = stack.Target{Account: "111122223333", Region: "us-east-1"}

// start gives a stand-in and points the SDK at it. Nothing of the machine's own configuration is read.
func start(t *testing.T, who awstest.Identity) *awstest.Cloud {
	cloud, url := awstest.Start(t)
	for name, value := range map[string]string{
		"AWS_ENDPOINT_URL": url, "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_SESSION_TOKEN": "", "AWS_PROFILE": "",
		"AWS_REGION": "", "AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null", "AWS_EC2_METADATA_DISABLED": "true",
	} {
		t.Setenv(name, value)
	}
	if who.Account != "" {
		cloud.AccessKey("AKIDEXAMPLE", who)
	}
	return cloud
}

// open gives a session as somebody who runs the program gets it, without a role.
func open(ctx context.Context, target stack.Target) (*account.Session, error) {
	return account.NewSessions(account.How{}).Open(ctx, target, account.Role{})
}

func TestOpen(t *testing.T) {
	cloud := start(t, awstest.Identity{Account: target.Account})
	session, err := open(t.Context(), target)
	if err != nil {
		t.Fatal(err)
	}
	if want := "arn:aws:sts::111122223333:assumed-role/publisher/session"; session.Caller != want {
		t.Errorf("the caller is %s, want %s", session.Caller, want)
	}
	if calls := cloud.Calls(); len(calls) != 1 || calls[0].Operation != "GetCallerIdentity" {
		t.Errorf("calls: %v", calls)
	}
}

// Whoever is not the target's account is refused, and no other call is made.
func TestOpenRefuses(t *testing.T) {
	government := stack.Target{Account: target.Account, Region: "us-gov-west-1"}
	tests := map[string]struct {
		who    awstest.Identity
		target stack.Target
		want   string
	}{
		"another account": {awstest.Identity{Account: "444455556666"}, target,
			"the credentials are of account 444455556666 (arn:aws:sts::444455556666:assumed-role/publisher/session), the spec is for account 111122223333"},
		"another partition": {awstest.Identity{Account: target.Account}, government,
			"the credentials are of partition aws (arn:aws:sts::111122223333:assumed-role/publisher/session), region us-gov-west-1 is in aws-us-gov"},
		"another partition, the other way round": {awstest.Identity{Account: target.Account, Partition: "aws-us-gov"}, target,
			"the credentials are of partition aws-us-gov (arn:aws-us-gov:sts::111122223333:assumed-role/publisher/session), region us-east-1 is in aws"},
		"a key that AWS does not know": {awstest.Identity{}, target,
			"AWS does not know the credentials (InvalidClientTokenId: The security token included in the request is invalid.)"},
		"credentials that have expired": {awstest.Identity{Account: target.Account, Expired: true}, target, "the AWS credentials have expired"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			cloud := start(t, test.who)
			_, err := open(t.Context(), test.target)
			if err == nil || err.Error() != test.want || !account.Is(err, account.WrongIdentity) {
				t.Errorf("got  %v\nwant %s", err, test.want)
			}
			if calls := cloud.Calls(); len(calls) != 1 {
				t.Errorf("%d calls: %v", len(calls), calls)
			}
		})
	}
}

func TestOpenWithoutCredentials(t *testing.T) {
	cloud := start(t, awstest.Identity{})
	t.Setenv("AWS_ACCESS_KEY_ID", "")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "")
	_, err := open(t.Context(), target)
	if !account.Is(err, account.WrongIdentity) || err.Error() != "there are no AWS credentials to act with: neither the environment nor a profile has any, and this machine has no role" {
		t.Errorf("got %v", err)
	}
	t.Setenv("AWS_PROFILE", "nobody")
	_, err = open(t.Context(), target)
	if !account.Is(err, account.WrongIdentity) || !strings.Contains(err.Error(), "nobody") {
		t.Errorf("got %v, which does not name the profile", err)
	}
	if calls := cloud.Calls(); len(calls) != 0 {
		t.Errorf("calls without credentials: %v", calls)
	}
}

// The region is the spec's, whatever the machine is set to.
func TestOpenInTheSpecsRegion(t *testing.T) {
	cloud := start(t, awstest.Identity{Account: target.Account})
	t.Setenv("AWS_REGION", "eu-west-1")
	cloud.Bucket("b", target.Account, target.Region)
	session, err := open(t.Context(), target)
	if err != nil {
		t.Fatal(err)
	}
	if created, err := session.Bucket("b").Create(t.Context(), "k", []byte("x")); err != nil || !created {
		t.Errorf("created: %v, %v", created, err)
	}
}

// AWS does not answer for a while, or not at all.
func TestOpenThroughFaults(t *testing.T) {
	cloud := start(t, awstest.Identity{Account: target.Account})
	cloud.Fail(awstest.Fault{Operation: "GetCallerIdentity", Kind: awstest.Throttle, Times: 2})
	cloud.Fail(awstest.Fault{Operation: "GetCallerIdentity", Kind: awstest.Reset, Times: 2})
	if _, err := open(t.Context(), target); err != nil {
		t.Error(err)
	}
	if n := len(cloud.Calls()); n != 5 {
		t.Errorf("%d calls, want 5", n)
	}
	cloud.Fail(awstest.Fault{Operation: "GetCallerIdentity", Kind: awstest.Hang})
	ctx, stop := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer stop()
	if _, err := open(ctx, target); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

func TestBucket(t *testing.T) {
	cloud := start(t, awstest.Identity{Account: target.Account})
	cloud.Bucket("ours", target.Account, target.Region)
	cloud.Bucket("theirs", "444455556666", target.Region)
	cloud.Bucket("elsewhere", target.Account, "us-west-2")
	session, err := open(t.Context(), target)
	if err != nil {
		t.Fatal(err)
	}
	ours := session.Bucket("ours")
	for i, want := range []bool{true, false} { // the second finds the object there
		if created, err := ours.Create(t.Context(), "a/b.json", []byte{'0' + byte(i)}); err != nil || created != want {
			t.Errorf("created: %v, %v", created, err)
		}
	}
	if content, found, err := ours.Read(t.Context(), "a/b.json"); err != nil || !found || string(content) != "0" {
		t.Errorf("read %q, %v, %v", content, found, err)
	}
	if _, found, err := ours.Read(t.Context(), "a/c.json"); err != nil || found {
		t.Errorf("found what is not there: %v, %v", found, err)
	}
	if want := "https://ours.s3.us-east-1.amazonaws.com/a/b.json"; ours.Address("a/b.json") != want {
		t.Errorf("address %s, want %s", ours.Address("a/b.json"), want)
	}
	for name, want := range map[string]struct {
		message string
		kind    account.Kind
	}{
		"missing":   {"bucket missing does not exist", account.NotThere},
		"theirs":    {"S3 denies access to bucket theirs: it belongs to another account than 111122223333, or arn:aws:sts::111122223333:assumed-role/publisher/session may not use it or its key", account.WrongIdentity},
		"elsewhere": {"bucket elsewhere is in another region than us-east-1", account.WrongIdentity},
	} {
		_, _, readErr := session.Bucket(name).Read(t.Context(), "k")
		_, writeErr := session.Bucket(name).Create(t.Context(), "k", []byte("x"))
		for _, err := range []error{readErr, writeErr} {
			if err == nil || err.Error() != want.message || !account.Is(err, want.kind) {
				t.Errorf("%s: got %v\nwant %s", name, err, want.message)
			}
		}
	}
}

// A bucket that somebody else made under the name that we expect gets nothing and is not believed, even if its owner would let us in.
func TestBucketOfAnotherOwner(t *testing.T) {
	cloud := start(t, awstest.Identity{Account: target.Account})
	cloud.OpenBucket("trap", "444455556666", target.Region)
	session, err := open(t.Context(), target)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := session.Bucket("trap").Create(t.Context(), "k", []byte("x")); !account.Is(err, account.WrongIdentity) {
		t.Errorf("got %v", err)
	}
	if got := cloud.Objects("trap"); len(got) != 0 {
		t.Errorf("the bucket has %v", got)
	}
	cloud.Object("trap", "k", []byte("theirs"))
	if content, _, err := session.Bucket("trap").Read(t.Context(), "k"); !account.Is(err, account.WrongIdentity) {
		t.Errorf("read %q, %v", content, err)
	}
}

// An object that somebody else put where a template belongs is neither replaced nor used, although its name promises the content.
func TestStore(t *testing.T) {
	cloud := start(t, awstest.Identity{Account: target.Account})
	cloud.Bucket("ours", target.Account, target.Region)
	cloud.Object("ours", "templates/taken.json", []byte("theirs"))
	session, err := account.NewSessions(account.How{}).Open(t.Context(), target, account.Role{})
	if err != nil {
		t.Fatal(err)
	}
	bucket := session.Bucket("ours")
	for range 2 {
		if err := bucket.Store(t.Context(), "templates/a.json", []byte("a")); err != nil {
			t.Error(err)
		}
	}
	err = bucket.Store(t.Context(), "templates/taken.json", []byte("ours"))
	if want := "object templates/taken.json of bucket ours holds something else than what hipaac would put there"; err == nil || err.Error() != want || !account.Is(err, account.InUse) {
		t.Errorf("got  %v\nwant %s", err, want)
	}
	if got := string(cloud.Objects("ours")["templates/taken.json"]); got != "theirs" {
		t.Errorf("the object holds %q", got)
	}
}
