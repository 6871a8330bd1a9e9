package publish_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/awstest"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/publish"
)

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
		"a template that was replaced": {func(b *bench) {
			b.cloud.Object(store, one.Key(), []byte(`{"Resources":{"Evil":{}}}`))
		}, one, `object ` + one.Key() + ` of the artifact bucket is not the template that its name says: somebody replaced it`},
		"two products that could be it": {func(b *bench) {
			b.cloud.Product(owner, region, "Healthcare Web Server", "first", tags)
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
		b.cloud.Product(owner, region, fmt.Sprintf("Other %d", i), "first", tags)
	}
	b.product = b.cloud.Product(owner, region, "Last", "first", tags)
	p.Name = "Last"
	b.must(p, upload(p), "upload "+first, "publish "+p.VersionName(), "deactivate first")
	b.offers("first inactive", p.VersionName())
}
