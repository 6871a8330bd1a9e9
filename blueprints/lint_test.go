package blueprints_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
)

// TestCfnLint asks CloudFormation's own linter about every template that a blueprint pins in its testdata, informational findings
// included, in both partitions. What holds a type that AWS does not offer in GovCloud is pinned below testdata/commercial; the blueprint
// does not emit it there.
func TestCfnLint(t *testing.T) {
	linter, err := exec.LookPath("cfn-lint")
	if err != nil {
		if os.Getenv("HIPAAC_REQUIRE_CFNLINT") != "" {
			t.Fatal("HIPAAC_REQUIRE_CFNLINT is set and cfn-lint is not installed")
		}
		t.Skip("cfn-lint is not installed: no template was linted")
	}
	lint(t, linter, "*/testdata/*.yaml", "us-east-1", "us-gov-west-1")
	lint(t, linter, "*/testdata/commercial/*.yaml", "us-east-1")
}

func lint(t *testing.T, linter, pattern string, regions ...string) {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("no templates %s to lint: %v", pattern, err)
	}
	arguments := slices.Concat([]string{"--include-checks", "I", "--regions"}, regions, []string{"--"}, files)
	if out, err := exec.Command(linter, arguments...).CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("%v\n%s", err, out)
	}
}
