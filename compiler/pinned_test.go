package compiler_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/compiler"
	"github.com/hipaac/hipaac/compiler/diag"
)

// known are the controls that a pinned template does not pass, as it should be.
var known = map[string][]string{
	// A user with an access key: what a spec can ask for, and no control lets pass without a waiver.
	"access/testdata/access-key.yaml": {"iam-no-access-key-resource", "iam-no-human-users"},
	// A rule that the spec adds although the account's own buckets break it.
	"audit/testdata/test.yaml": {"config-pack-passes-itself"},
	// Where copies go only a spec can say: the vault or the bucket is another environment's.
	"backup/testdata/commercial/phi.yaml": {"backup-cross-region-copy"},
	"backup/testdata/govcloud.yaml":       {"backup-cross-region-copy"},
	"storage/testdata/phi.yaml":           {"s3-replication"},
	// A detector is pinned without the stack that tells of its findings.
	"detection/testdata/commercial/production.yaml": {"guardduty-findings-handled"},
	"detection/testdata/development.yaml":           {"guardduty-findings-handled"},
	"detection/testdata/govcloud.yaml":              {"guardduty-findings-handled"},
	"detection/testdata/test.yaml":                  {"guardduty-findings-handled"},
	// A network without endpoints is pinned without them.
	"network/testdata/mesh.yaml": {"net-vpc-endpoints"},
}

// TestPinnedTemplatesPass: every template that a blueprint pins passes every control, whether or not an environment here asks for such a
// one. A threshold in the wrong unit would otherwise be found by whoever asks first.
func TestPinnedTemplatesPass(t *testing.T) {
	var files []string
	for _, pattern := range []string{"../blueprints/*/testdata/*.yaml", "../blueprints/*/testdata/commercial/*.yaml"} {
		found, err := filepath.Glob(pattern)
		if err != nil || len(found) == 0 {
			t.Fatalf("no templates %s: %v", pattern, err)
		}
		files = append(files, found...)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name, err := filepath.Rel("../blueprints", file)
		if err != nil {
			t.Fatal(err)
		}
		var failed []string
		for _, p := range compiler.Check(compiler.Source{Name: filepath.ToSlash(name), Text: text}) {
			if p.Severity > diag.Note {
				failed = append(failed, p.ID)
			}
		}
		slices.Sort(failed)
		if d := cmp.Diff(known[filepath.ToSlash(name)], slices.Compact(failed)); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
}
