package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hipaac/hipaac/compiler"
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
	for region, templates := range goldenTemplates(t) {
		arguments := slices.Concat([]string{"--non-zero-exit-code", "informational", "--regions", region, "--"}, templates)
		if out, err := exec.Command(linter, arguments...).CombinedOutput(); err != nil || len(out) > 0 {
			t.Errorf("cfn-lint in %s: %v\n%s", region, err, out)
		}
		t.Logf("%d templates in %s", len(templates), region)
	}
}

// goldenTemplates finds the golden templates, by the region that their environment is in.
func goldenTemplates(t *testing.T) map[string][]string {
	templates := map[string][]string{}
	err := filepath.WalkDir(goldenFolder, func(name string, _ os.DirEntry, err error) error {
		if strings.HasSuffix(name, ".template.yaml") {
			var m compiler.Manifest
			if err := json.Unmarshal([]byte(read(t, filepath.Join(filepath.Dir(name), "manifest.json"))), &m); err != nil {
				return err
			}
			templates[m.Region] = append(templates[m.Region], name)
		}
		return err
	})
	if err != nil || len(templates) == 0 {
		t.Fatalf("no golden templates: %v", err)
	}
	return templates
}
