package publish_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/account"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/awstest"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/publish"
)

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
	if want := []string{upload(three), "publish " + three.VersionName(), "remove " + two.VersionName()}; !slices.Equal(done, want) || !account.Is(err, account.InUse) {
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
		kind   account.Kind
	}{
		"in use": {func(b *bench) {
			b.cloud.ChangeVersion(b.product, one.VersionName(), func(v *awstest.Version) { v.InUse = true })
		}, `stacks that were launched from "Healthcare Web Server" are still there, so that Service Catalog does not remove: version ` + one.VersionName(), account.InUse},
		"quota": {func(b *bench) { b.cloud.SetVersions(2) },
			"Service Catalog CreateProvisioningArtifact: a quota of the account is used up: The current limits of the service would have been exceeded by this operation.", account.Failed},
		"denied": {func(b *bench) { b.cloud.Deny("CreateProvisioningArtifact") },
			"Service Catalog CreateProvisioningArtifact is denied: User: arn:aws:sts::111122223333:assumed-role/publisher/session is not authorized to perform: servicecatalog:CreateProvisioningArtifact", account.WrongIdentity},
		"expired in the middle": {func(b *bench) {
			b.cloud.AccessKey("AKIDEXAMPLE", awstest.Identity{Account: owner, Expired: true})
		}, "the AWS credentials have expired", account.WrongIdentity},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			b.must(one, upload(one), "upload "+first, "publish "+one.VersionName(), "deactivate first")
			test.before(b)
			_, err := b.publish(two)
			if err == nil || err.Error() != test.want || !account.Is(err, test.kind) {
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
