package publish_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/account"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/awstest"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/publish"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
	"github.com/hipaac/hipaac/compiler"
)

const (
	owner  = "111122223333"
	region = "us-east-1"
	store  = "clinic-account-artifacts-111122223333-us-east-1"
	first  = "products/clinic-account-web-server/first.json"
)

var tags = map[string]string{"ManagedBy": "hipaac", "System": "clinic", "Environment": "account"}

// bench is an account of the stand-in with a deployed catalog, and the real SDK that talks to it.
type bench struct {
	t       *testing.T
	cloud   *awstest.Cloud
	bucket  *account.Bucket
	catalog *account.Catalog
	product string // id
}

func newBench(t *testing.T) *bench {
	cloud, url := awstest.Start(t)
	for name, value := range map[string]string{
		"AWS_ENDPOINT_URL": url, "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_SESSION_TOKEN": "",
		"AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null", "AWS_EC2_METADATA_DISABLED": "true",
	} {
		t.Setenv(name, value)
	}
	cloud.AccessKey("AKIDEXAMPLE", awstest.Identity{Account: owner})
	cloud.Bucket(store, owner, region)
	a, err := account.NewSessions(account.How{}).Open(t.Context(), stack.Target{Account: owner, Region: region}, account.Role{})
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{t: t, cloud: cloud, bucket: a.Bucket(store), catalog: a.Catalog()}
	b.product = cloud.Product(owner, region, "Healthcare Web Server", "first", tags)
	cloud.Calls()
	return b
}

// version is the product with a template of that content.
func version(content, old string, retired ...string) *publish.Product {
	template := []byte(fmt.Sprintf(`{"Resources":{"R":{"Type":"AWS::CloudFormation::WaitConditionHandle"}},"Description":%q}`, content))
	sum := sha256.Sum256(template)
	return &publish.Product{Template: template, Tags: tags, From: "clinic account", Product: compiler.Product{
		Stack: "web-server", Catalog: "catalog", Name: "Healthcare Web Server", Version: hex.EncodeToString(sum[:]), Old: old, Retired: retired, First: first,
		At: compiler.Place{Path: "stacks.catalog.products.web-server"},
	}}
}

// publish does what the command does with a product. It gives the words for what was done, and the error.
func (b *bench) publish(p *publish.Product) ([]string, error) {
	return b.publishIn(b.t.Context(), p)
}

func (b *bench) publishIn(ctx context.Context, p *publish.Product) (done []string, err error) {
	b.t.Helper()
	var s publish.State
	if err := s.ReadBucket(ctx, b.bucket, p); err != nil {
		return nil, err
	}
	if err := s.ReadCatalog(ctx, b.catalog, p); err != nil {
		return nil, err
	}
	steps, refused := publish.Decide(p, &s)
	if len(refused) > 0 {
		return nil, errors.New(refused[0].Message)
	}
	err = publish.Do(ctx, b.bucket, b.catalog, p, &s, steps, func(step publish.Step) {
		done = append(done, fmt.Sprintf("%s %s", step.Do, step.Key+step.Version))
	})
	return done, err
}

func (b *bench) must(p *publish.Product, want ...string) {
	b.t.Helper()
	got, err := b.publish(p)
	if err != nil {
		b.t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		b.t.Errorf("steps (-want +got):\n%s", diff)
	}
}

// offers compares the versions of the product, oldest first: "name", "name deprecated", "name inactive".
func (b *bench) offers(want ...string) {
	b.t.Helper()
	var got []string
	for _, v := range b.cloud.Versions(b.product) {
		text := v.Name
		if v.Guidance == "DEPRECATED" {
			text += " deprecated"
		}
		if !v.Active {
			text += " inactive"
		}
		got = append(got, text)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		b.t.Errorf("versions (-want +got):\n%s", diff)
	}
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

func upload(p *publish.Product) string { return "upload " + p.Key() }
