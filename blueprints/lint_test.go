package blueprints_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestCfnLint asks CloudFormation's own linter about every template that a blueprint pins in its testdata, informational findings
// included, in both partitions.
func TestCfnLint(t *testing.T) {
	linter, err := exec.LookPath("cfn-lint")
	if err != nil {
		if os.Getenv("HIPAAC_REQUIRE_CFNLINT") != "" {
			t.Fatal("HIPAAC_REQUIRE_CFNLINT is set and cfn-lint is not installed")
		}
		t.Skip("cfn-lint is not installed: no template was linted")
	}
	files, err := filepath.Glob("*/testdata/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no templates to lint: %v", err)
	}
	arguments := append([]string{"--include-checks", "I", "--regions", "us-east-1", "us-gov-west-1", "--"}, files...)
	if out, err := exec.Command(linter, arguments...).CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("%v\n%s", err, out)
	}
}
