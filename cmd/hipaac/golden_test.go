package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const root = "../.."

// TestGolden compares what the specs of this repository compile to with golden/, as "hipaac diff" does. Rewrite golden/ with
// "make golden" and review the difference.
func TestGolden(t *testing.T) {
	t.Chdir(root)
	var out, notes bytes.Buffer
	if code := run([]string{"diff"}, nil, &out, &notes); code != exitDone {
		t.Errorf("exit code %d\n%s%.4000s", code, notes.Bytes(), out.Bytes())
	}
}

// TestCfnLint asks AWS's own linter about every golden template. It must find nothing, neither errors nor warnings. Without
// cfn-lint the test is skipped, unless HIPAAC_REQUIRE_CFNLINT says that a skip would be a failure, as in CI.
func TestCfnLint(t *testing.T) {
	linter, err := exec.LookPath("cfn-lint")
	if err != nil {
		if os.Getenv("HIPAAC_REQUIRE_CFNLINT") != "" {
			t.Fatal("HIPAAC_REQUIRE_CFNLINT is set and cfn-lint is not installed")
		}
		t.Skip("cfn-lint is not installed; CI runs this test")
	}
	t.Chdir(root)
	templates := goldenTemplates(t)
	out, err := exec.Command(linter, slices.Concat([]string{"--non-zero-exit-code", "informational", "--"}, templates)...).CombinedOutput()
	if err != nil || len(out) > 0 {
		t.Errorf("cfn-lint: %v\n%s", err, out)
	}
	t.Logf("%d templates", len(templates))
}

func goldenTemplates(t *testing.T) []string {
	var templates []string
	err := filepath.WalkDir(goldenFolder, func(name string, _ os.DirEntry, err error) error {
		if strings.HasSuffix(name, ".template.yaml") {
			templates = append(templates, name)
		}
		return err
	})
	if err != nil || len(templates) == 0 {
		t.Fatalf("no golden templates: %v", err)
	}
	return templates
}
