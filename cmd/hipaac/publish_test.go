package main

import (
	"bytes"
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/awstest"
	"github.com/hipaac/hipaac/compiler"
)

const publishedSpec = `hipaac: v1
system: clinic
environment: account
tier: development
phi: false
account: "444455556666"
region: us-east-1
owner: platform@clinic.example
stacks:
  keys: {classes: [data]}
  network: {cidr: 10.0.0.0/16}
`

// publishing is a run of the command from the point on at which the specs are known to be reviewed. The stack "network" is the product, and
// "keys" is taken for its catalog.
type publishRun struct {
	t           *testing.T
	cloud       *awstest.Cloud
	environment compiler.Environment
	options     publishOptions
	out, err    bytes.Buffer
}

func newPublishRun(t *testing.T) *publishRun {
	t.Helper()
	out, problems := compiler.Compile([]compiler.Source{{Name: "environments/account.yaml", Text: []byte(publishedSpec)}})
	if problems.Failed() {
		t.Fatal(problems)
	}
	cloud, url := awstest.Start(t)
	for name, value := range map[string]string{
		"AWS_ENDPOINT_URL": url, "AWS_ACCESS_KEY_ID": scriptAccessKey, "AWS_SECRET_ACCESS_KEY": "secret", "AWS_SESSION_TOKEN": "", "AWS_PROFILE": "",
		"AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null", "AWS_EC2_METADATA_DISABLED": "true",
	} {
		t.Setenv(name, value)
	}
	cloud.AccessKey(scriptAccessKey, awstest.Identity{Account: scriptAccount})
	r := &publishRun{t: t, cloud: cloud, environment: out.Environments[0], options: publishOptions{format: newChoice("text", "json")}}
	m := &r.environment.Manifest
	m.ArtifactBucket = "artifacts"
	for _, s := range m.Stacks {
		if s.Key == "network" {
			m.Products = []compiler.Product{{Stack: s.Key, Catalog: "keys", Name: "Network", Version: s.JSONSHA256, Old: "keep", First: "products/clinic-account-network/first.json"}}
		}
	}
	return r
}

func (r *publishRun) run() (code int) {
	r.t.Helper()
	r.out.Reset()
	r.err.Reset()
	con := newConsole(nil, &r.out, &r.err)
	e := r.environment
	err := r.options.publish(r.t.Context(), con, &compilation{now: time.Now}, []*compiler.Environment{&e})
	if err != nil {
		return con.report(err)
	}
	return exitDone
}

func (r *publishRun) want(code int, out, notes string) {
	r.t.Helper()
	if got := r.run(); got != code {
		r.t.Errorf("exit code %d, want %d", got, code)
	}
	if diff := cmp.Diff(out, r.out.String()); diff != "" {
		r.t.Errorf("stdout (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(notes, r.err.String()); diff != "" {
		r.t.Errorf("stderr (-want +got):\n%s", diff)
	}
}

func (r *publishRun) changes() int {
	n := 0
	for _, c := range r.cloud.Calls() {
		if c.Mutating {
			n++
		}
	}
	return n
}

// From an empty account to a published product, in the order that the documentation gives.
func TestPublishFirstTime(t *testing.T) {
	r := newPublishRun(t)
	product := r.environment.Manifest.Products[0]
	uploads := "account/network: uploaded templates/" + product.Version + ".json\naccount/network: uploaded products/clinic-account-network/first.json\n"
	name, digest := product.Version[:12], ", SHA-256 "+product.Version

	r.want(exitBlocked, "", "nothing was published\nhipaac: account: bucket artifacts does not exist\nhint: deploy the stack that makes it, artifacts, then publish again\n")
	r.cloud.Bucket("artifacts", scriptAccount, scriptRegion)
	r.want(exitBlocked, uploads, "2 changes made\naccount 444455556666 has no product \"Network\" of this catalog in us-east-1: deploy stack clinic-account-keys, then publish again\n")
	r.want(exitBlocked, "", "nothing changed: all templates are uploaded already\naccount 444455556666 has no product \"Network\" of this catalog in us-east-1: deploy stack clinic-account-keys, then publish again\n")
	r.cloud.Product(scriptAccount, scriptRegion, "Network", "first", map[string]string{"ManagedBy": "hipaac", "System": "clinic", "Environment": "account"})
	r.cloud.Calls()

	r.options.dryRun = true
	r.want(exitDifferent, "account/network: would publish version "+name+digest+"\naccount/network: would deactivate version first\n", "2 changes to make; nothing was changed\n")
	r.options.dryRun = false
	if n := r.changes(); n != 0 {
		t.Errorf("%d mutating calls of a dry run", n)
	}
	r.want(exitDone, "account/network: published version "+name+digest+"\naccount/network: deactivated version first\n", "2 changes made\n")
	r.changes()
	r.want(exitDone, "account/network: has version "+name+digest+"\n", "nothing changed: all is published already\n")
	r.options.dryRun = true
	r.want(exitDone, "account/network: has version "+name+digest+"\n", "nothing changed: all is published already\n")
	if n := r.changes(); n != 0 {
		t.Errorf("%d mutating calls when nothing is to be done", n)
	}
}

func TestPublishUploadOnly(t *testing.T) {
	r := newPublishRun(t)
	r.options.uploadOnly = true
	r.cloud.Bucket("artifacts", scriptAccount, scriptRegion)
	product := r.environment.Manifest.Products[0]
	r.want(exitDone, "account/network: uploaded templates/"+product.Version+".json\naccount/network: uploaded products/clinic-account-network/first.json\n", "2 changes made\n")
	r.want(exitDone, "", "nothing changed: all templates are uploaded already\n")
	for _, c := range r.cloud.Calls() {
		if c.Service == "servicecatalog" {
			t.Errorf("called %s", c)
		}
	}
	if got := r.cloud.Objects("artifacts"); len(got) != 2 || string(got["products/clinic-account-network/first.json"]) != string(got["templates/"+product.Version+".json"]) {
		t.Errorf("%d objects", len(got))
	}
}

func TestPublishJSON(t *testing.T) {
	r := newPublishRun(t)
	r.cloud.Bucket("artifacts", scriptAccount, scriptRegion)
	id := r.cloud.Product(scriptAccount, scriptRegion, "Network", "first", map[string]string{"ManagedBy": "hipaac", "System": "clinic", "Environment": "account"})
	r.cloud.Deny("UpdateProvisioningArtifact")
	if err := r.options.format.Set("json"); err != nil {
		t.Fatal(err)
	}
	if code := r.run(); code != exitIdentity {
		t.Errorf("exit code %d, want %d\n%s", code, exitIdentity, r.err.String())
	}
	var got struct {
		DryRun   bool
		Products []struct {
			Environment, Version, ProductID string
			Steps                           []struct{ Do, Version string }
			Done                            int
		}
	}
	if err := json.Unmarshal(r.out.Bytes(), &got); err != nil {
		t.Fatalf("%v\n%s", err, r.out.Bytes())
	}
	if len(got.Products) != 1 {
		t.Fatalf("%+v", got)
	}
	p := got.Products[0]
	if p.ProductID != id || p.Environment != "account" || len(p.Steps) != 4 || p.Steps[3].Do != "deactivate" || p.Steps[3].Version != "first" || p.Done != 3 {
		t.Errorf("%+v", p)
	}
}

func TestPublishFails(t *testing.T) {
	tests := map[string]struct {
		before func(*publishRun)
		code   int
		notes  string
	}{
		"wrong account": {func(r *publishRun) { r.cloud.AccessKey(scriptAccessKey, awstest.Identity{Account: "111122223333"}) }, exitIdentity,
			"nothing was published\nhipaac: account: the credentials are of account 111122223333 (arn:aws:sts::111122223333:assumed-role/publisher/session), the spec is for account 444455556666\n" +
				"hint: sign in to account 444455556666, for example with AWS_PROFILE\n"},
		"expired": {func(r *publishRun) {
			r.cloud.AccessKey(scriptAccessKey, awstest.Identity{Account: scriptAccount, Expired: true})
		}, exitIdentity,
			"nothing was published\nhipaac: account: the AWS credentials have expired\nhint: sign in, for example with \"aws sso login\", and name the profile in AWS_PROFILE\n"},
		"another owner": {func(r *publishRun) { r.cloud.OpenBucket("artifacts", "111122223333", scriptRegion) }, exitIdentity,
			"nothing was published\nhipaac: account: S3 denies access to bucket artifacts: it belongs to another account than 444455556666, or arn:aws:sts::444455556666:assumed-role/publisher/session may not use it or its key\n" +
				"hint: make sure that the bucket is the account's own, and that the role may list, read and write it and use its key\n"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			r := newPublishRun(t)
			r.cloud.Bucket("artifacts", scriptAccount, scriptRegion)
			test.before(r)
			r.want(test.code, "", test.notes)
			if n := r.changes(); n != 0 {
				t.Errorf("%d mutating calls", n)
			}
		})
	}
}

func TestPublishStopped(t *testing.T) {
	if f := asFailure(context.Canceled); newConsole(nil, &bytes.Buffer{}, &bytes.Buffer{}).report(f) != exitStopped {
		t.Errorf("%v", f)
	}
}
