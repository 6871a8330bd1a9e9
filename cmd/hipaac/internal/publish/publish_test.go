package publish_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/awstest"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/deploy"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/publish"
	"github.com/hipaac/hipaac/compiler"
	"github.com/hipaac/hipaac/compiler/diag"
)

const (
	account = "111122223333"
	region  = "us-east-1"
	store   = "clinic-account-artifacts-111122223333-us-east-1"
	first   = "products/clinic-account-web-server/first.json"
)

var tags = map[string]string{"ManagedBy": "hipaac", "System": "clinic", "Environment": "account"}

// bench is an account of the stand-in with a deployed catalog, and the real SDK that talks to it.
type bench struct {
	t       *testing.T
	cloud   *awstest.Cloud
	bucket  *deploy.Bucket
	catalog *deploy.Catalog
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
	cloud.AccessKey("AKIDEXAMPLE", awstest.Identity{Account: account})
	cloud.Bucket(store, account, region)
	a, err := deploy.Open(t.Context(), deploy.Target{Account: account, Region: region})
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{t: t, cloud: cloud, bucket: a.Bucket(store), catalog: a.Catalog()}
	b.product = cloud.Product(account, region, "Healthcare Web Server", "first", tags)
	cloud.Calls()
	return b
}

// version is the product with a template of that content.
func version(content, old string, retired ...string) *publish.Product {
	template := []byte(fmt.Sprintf(`{"Resources":{"R":{"Type":"AWS::CloudFormation::WaitConditionHandle"}},"Description":%q}`, content))
	sum := sha256.Sum256(template)
	return &publish.Product{Template: template, Tags: tags, From: "clinic account", Product: compiler.Product{
		Stack: "web-server", Catalog: "catalog", Name: "Healthcare Web Server", Version: hex.EncodeToString(sum[:]), Old: old, Retired: retired, First: first,
		At: compiler.ProductPlaces{Path: "stacks.catalog.products.web-server", Retired: make([]diag.Position, len(retired))},
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

// The second time, no call is made that could change anything.
func TestTwice(t *testing.T) {
	b, p := newBench(t), version("one", "keep")
	b.must(p, upload(p), "upload "+first, "publish "+p.VersionName(), "deactivate first")
	b.offers("first inactive", p.VersionName())
	if got := b.cloud.Versions(b.product)[1]; string(got.Template) != string(p.Template) || !strings.Contains(got.Description, p.Version) {
		t.Errorf("the version is %+v", got)
	}
	if n := len(b.changes()); n != 4 {
		t.Errorf("%d mutating calls the first time, want 4", n)
	}
	b.must(p)
	if again := b.changes(); len(again) > 0 {
		t.Errorf("publishing the same again changes something: %q", again)
	}
	b.offers("first inactive", p.VersionName())
}

func TestOlderVersions(t *testing.T) {
	for old, want := range map[string]struct{ step, version string }{
		"keep":      {"", "%s"},
		"deprecate": {"deprecate ", "%s deprecated"},
		"remove":    {"remove ", ""},
	} {
		t.Run(old, func(t *testing.T) {
			b, one, two := newBench(t), version("one", old), version("two", old)
			b.must(one, upload(one), "upload "+first, "publish "+one.VersionName(), "deactivate first")
			steps, versions := []string{upload(two), "publish " + two.VersionName()}, []string{"first inactive"}
			if want.step != "" {
				steps = append(steps, want.step+one.VersionName())
			}
			if want.version != "" {
				versions = append(versions, fmt.Sprintf(want.version, one.VersionName()))
			}
			b.must(two, steps...)
			b.offers(append(versions, two.VersionName())...)
			b.changes()
			b.must(two)
			if again := b.changes(); len(again) > 0 {
				t.Errorf("publishing the same again changes something: %q", again)
			}
		})
	}
}

// An older spec comes back: its version is launchable again, under whatever rule it had gone.
func TestBackToOlder(t *testing.T) {
	b, one, two := newBench(t), version("one", "deprecate"), version("two", "deprecate")
	b.must(one, upload(one), "upload "+first, "publish "+one.VersionName(), "deactivate first")
	b.must(two, upload(two), "publish "+two.VersionName(), "deprecate "+one.VersionName())
	b.must(one, "restore "+one.VersionName(), "deprecate "+two.VersionName())
	b.offers("first inactive", one.VersionName(), two.VersionName()+" deprecated")

	b, one, two = newBench(t), version("one", "remove"), version("two", "remove")
	b.must(one, upload(one), "upload "+first, "publish "+one.VersionName(), "deactivate first")
	b.must(two, upload(two), "publish "+two.VersionName(), "remove "+one.VersionName())
	b.must(one, "publish "+one.VersionName(), "remove "+two.VersionName()) // a token of the content alone would give back the version that is gone
	b.offers("first inactive", one.VersionName())
}

func TestRetired(t *testing.T) {
	b, one := newBench(t), version("one", "keep")
	b.must(one, upload(one), "upload "+first, "publish "+one.VersionName(), "deactivate first")
	two := version("two", "keep", one.Version)
	b.must(two, upload(two), "publish "+two.VersionName(), "remove "+one.VersionName())
	b.offers("first inactive", two.VersionName())
	b.must(two)
}

// What nobody reviewed is not launched, and what the catalog's stack owns is not deleted.
func TestForeignVersions(t *testing.T) {
	b, p := newBench(t), version("one", "remove")
	b.must(p, upload(p), "upload "+first, "publish "+p.VersionName(), "deactivate first")
	b.cloud.ChangeVersion(b.product, "first", func(v *awstest.Version) { v.Name, v.Active = "by-hand", true })
	b.must(p, "deactivate by-hand")
	b.offers("by-hand inactive", p.VersionName())
}

// Versions that somebody deprecated by hand, because of a flaw, stay so while the rule is to keep.
func TestKeptAsTheyAre(t *testing.T) {
	b, one, two := newBench(t), version("one", "keep"), version("two", "keep")
	b.must(one, upload(one), "upload "+first, "publish "+one.VersionName(), "deactivate first")
	b.cloud.ChangeVersion(b.product, one.VersionName(), func(v *awstest.Version) { v.Guidance = "DEPRECATED" })
	b.must(two, upload(two), "publish "+two.VersionName())
	b.offers("first inactive", one.VersionName()+" deprecated", two.VersionName())
}

// Refusals come before any change, and say why.
func TestRefusals(t *testing.T) {
	one, two := version("one", "remove"), version("two", "remove")
	launched := func(b *bench) {
		b.must(one, upload(one), "upload "+first, "publish "+one.VersionName(), "deactivate first")
		b.must(two, upload(two), "publish "+two.VersionName(), "remove "+one.VersionName())
	}
	tests := map[string]struct {
		before func(*bench)
		p      *publish.Product
		want   string
	}{
		"the only version cannot be launched": {func(b *bench) {
			launched(b)
			b.cloud.ChangeVersion(b.product, two.VersionName(), func(v *awstest.Version) { v.Active = false })
		}, two, `version ` + two.VersionName() + ` of "Healthcare Web Server", which the spec asks for, was made inactive by hand: there would be none to launch`},
		"a version that AWS could not make": {func(b *bench) {
			launched(b)
			b.cloud.ChangeVersion(b.product, two.VersionName(), func(v *awstest.Version) { v.Status = "FAILED" })
		}, two, `version ` + two.VersionName() + ` of "Healthcare Web Server", which the spec asks for, could not be made by Service Catalog: there would be none to launch`},
		"the version of now is retired": {launched, version("two", "keep", two.VersionName()), `version ` + two.VersionName() + ` is the one that product "web-server" has now: without it there is none to launch`},
		"a template that was replaced": {func(b *bench) {
			b.cloud.Object(store, one.Key(), []byte(`{"Resources":{"Evil":{}}}`))
		}, one, `object ` + one.Key() + ` of the artifact bucket is not the template that its name says: somebody replaced it`},
		"two products that could be it": {func(b *bench) {
			b.cloud.Product(account, region, "Healthcare Web Server", "first", tags)
		}, one, `the account has 2 products "Healthcare Web Server" of this environment, prod-0000000000001 and prod-0000000000003: which one is the catalog's cannot be told`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			test.before(b)
			b.cloud.Calls()
			_, err := b.publish(test.p)
			if err == nil || err.Error() != test.want {
				t.Errorf("got  %v\nwant %s", err, test.want)
			}
			if changes := b.changes(); len(changes) > 0 {
				t.Errorf("refused, and changed: %q", changes)
			}
		})
	}
}

// A product of the same name that the catalog did not make is left alone, and the templates are put where the catalog expects them.
func TestCatalogNotDeployed(t *testing.T) {
	b, p := newBench(t), version("one", "keep")
	p.Tags = map[string]string{"ManagedBy": "hipaac", "System": "clinic", "Environment": "another"}
	b.must(p, upload(p), "upload "+first)
	b.offers("first")
	b.must(p)
}

func TestManyProducts(t *testing.T) {
	b, p := newBench(t), version("one", "keep")
	b.cloud.SetPageSize(3)
	for i := range 10 {
		b.cloud.Product(account, region, fmt.Sprintf("Other %d", i), "first", tags)
	}
	b.product = b.cloud.Product(account, region, "Last", "first", tags)
	p.Name = "Last"
	b.must(p, upload(p), "upload "+first, "publish "+p.VersionName(), "deactivate first")
	b.offers("first inactive", p.VersionName())
}

// Whatever goes wrong with one call, before or after its work is done: the end is the same, and nothing is there
// twice.
func TestFaults(t *testing.T) {
	for _, operation := range []string{"GetObject", "PutObject", "SearchProductsAsAdmin", "DescribeProductAsAdmin", "ListProvisioningArtifacts", "CreateProvisioningArtifact",
		"DescribeProvisioningArtifact", "UpdateProvisioningArtifact", "DeleteProvisioningArtifact"} {
		for _, kind := range awstest.FaultKinds {
			if kind == awstest.Hang {
				continue // a minute until the attempt is given up; TestStopped has it
			}
			t.Run(operation+" "+string(kind), func(t *testing.T) {
				b, one, two := newBench(t), version("one", "remove"), version("two", "remove")
				b.must(one, upload(one), "upload "+first, "publish "+one.VersionName(), "deactivate first")
				b.cloud.ChangeVersion(b.product, "first", func(v *awstest.Version) { v.Active = true })
				b.cloud.Calls()
				b.cloud.Fail(awstest.Fault{Operation: operation, Kind: kind})
				b.must(two, upload(two), "publish "+two.VersionName(), "deactivate first", "remove "+one.VersionName())
				b.offers("first inactive", two.VersionName())
				failed := slices.ContainsFunc(b.cloud.Calls(), func(c awstest.Call) bool {
					return c.Operation == operation && strings.Contains(c.Outcome, string(kind))
				})
				if !failed {
					t.Errorf("no %s failed: the test shows nothing", operation)
				}
			})
		}
	}
}

// Reads that lag behind lead to no second version, and to no error.
func TestEventualConsistency(t *testing.T) {
	b, one, two := newBench(t), version("one", "remove"), version("two", "remove")
	b.cloud.SetLag(3)
	b.must(one, upload(one), "upload "+first, "publish "+one.VersionName(), "deactivate first")
	for range 4 {
		if _, err := b.publish(two); err != nil {
			t.Fatal(err)
		}
	}
	b.offers("first inactive", two.VersionName())
}

// Two runs at the same time see the same, and make one version.
func TestTwoRunsAtOnce(t *testing.T) {
	b, p := newBench(t), version("one", "keep")
	var states [2]publish.State
	for i := range states {
		if err := errors.Join(states[i].ReadBucket(t.Context(), b.bucket, p), states[i].ReadCatalog(t.Context(), b.catalog, p)); err != nil {
			t.Fatal(err)
		}
	}
	for i := range states {
		steps, _ := publish.Decide(p, &states[i])
		if err := publish.Do(t.Context(), b.bucket, b.catalog, p, &states[i], steps, func(publish.Step) {}); err != nil {
			t.Fatal(err)
		}
	}
	b.offers("first inactive", p.VersionName())
}

// While AWS still makes a version, older ones stay as they are; also when the run that asked for it was killed meanwhile.
func TestStillMaking(t *testing.T) {
	b, one, two := newBench(t), version("one", "remove"), version("two", "remove")
	b.must(one, upload(one), "upload "+first, "publish "+one.VersionName(), "deactivate first")
	b.cloud.SetMaking(2)
	b.cloud.Calls()
	b.must(two, upload(two), "publish "+two.VersionName(), "remove "+one.VersionName())
	const looked = " DescribeProvisioningArtifact DescribeProvisioningArtifact DescribeProvisioningArtifact DeleteProvisioningArtifact"
	if got := operations(b.cloud.Calls()); !strings.HasSuffix(got, "CreateProvisioningArtifact"+looked) {
		t.Errorf("calls %s", got)
	}

	ctx, kill := context.WithCancel(t.Context())
	b.cloud.SetMaking(1000)
	time.AfterFunc(300*time.Millisecond, kill)
	if _, err := b.publishIn(ctx, one); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	b.offers("first inactive", two.VersionName(), one.VersionName())
	b.cloud.ChangeVersion(b.product, one.VersionName(), func(v *awstest.Version) { v.Making = 2 })
	b.cloud.Calls()
	b.must(one, "remove "+two.VersionName())
	if got := operations(b.cloud.Calls()); !strings.HasSuffix(got, "ListProvisioningArtifacts"+looked) {
		t.Errorf("calls %s", got)
	}
}

func operations(calls []awstest.Call) string {
	var names []string
	for _, c := range calls {
		names = append(names, c.Operation)
	}
	return strings.Join(names, " ")
}

// A version that is in use does not keep others from going.
func TestOneInUse(t *testing.T) {
	b, one, two := newBench(t), version("one", "keep"), version("two", "keep")
	b.must(one, upload(one), "upload "+first, "publish "+one.VersionName(), "deactivate first")
	b.must(two, upload(two), "publish "+two.VersionName())
	b.cloud.ChangeVersion(b.product, one.VersionName(), func(v *awstest.Version) { v.InUse = true })
	three := version("three", "remove")
	done, err := b.publish(three)
	if want := []string{upload(three), "publish " + three.VersionName(), "remove " + two.VersionName()}; !slices.Equal(done, want) || !deploy.Is(err, deploy.InUse) {
		t.Errorf("done %q, %v\nwant %q", done, err, want)
	}
	b.offers("first inactive", one.VersionName(), three.VersionName())
}

func TestErrors(t *testing.T) {
	one := version("one", "remove")
	two := version("two", "remove")
	tests := map[string]struct {
		before func(*bench)
		want   string
		kind   deploy.Kind
	}{
		"in use": {func(b *bench) {
			b.cloud.ChangeVersion(b.product, one.VersionName(), func(v *awstest.Version) { v.InUse = true })
		}, `stacks that were launched from "Healthcare Web Server" are still there, so that Service Catalog does not remove: version ` + one.VersionName(), deploy.InUse},
		"quota": {func(b *bench) { b.cloud.SetVersions(2) },
			"Service Catalog CreateProvisioningArtifact: a quota of the account is used up: The current limits of the service would have been exceeded by this operation.", deploy.Failed},
		"denied": {func(b *bench) { b.cloud.Deny("CreateProvisioningArtifact") },
			"Service Catalog CreateProvisioningArtifact is denied: User: arn:aws:sts::111122223333:assumed-role/publisher/session is not authorized to perform: servicecatalog:CreateProvisioningArtifact", deploy.WrongIdentity},
		"expired in the middle": {func(b *bench) {
			b.cloud.AccessKey("AKIDEXAMPLE", awstest.Identity{Account: account, Expired: true})
		}, "the AWS credentials have expired", deploy.WrongIdentity},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			b.must(one, upload(one), "upload "+first, "publish "+one.VersionName(), "deactivate first")
			test.before(b)
			_, err := b.publish(two)
			if err == nil || err.Error() != test.want || !deploy.Is(err, test.kind) {
				t.Errorf("got  %v\nwant %s, kind %d", err, test.want, test.kind)
			}
			if name == "in use" { // the new version is there, and the old one with it
				b.offers("first inactive", one.VersionName(), two.VersionName())
			}
		})
	}
}

// A call that hangs ends with the context, at once and without a retry.
func TestStopped(t *testing.T) {
	b, p := newBench(t), version("one", "keep")
	b.cloud.Fail(awstest.Fault{Operation: "CreateProvisioningArtifact", Kind: awstest.Hang})
	ctx, stop := context.WithCancel(t.Context())
	time.AfterFunc(300*time.Millisecond, stop)
	start := time.Now()
	if _, err := b.publishIn(ctx, p); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want that it was cancelled", err)
	}
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("took %s", took)
	}
	b.must(p, "publish "+p.VersionName(), "deactivate first")
	b.offers("first inactive", p.VersionName())
}
