package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestRealAccount takes an environment through its life in whatever account the credentials are of: made, found as it is, looked at,
// destroyed. It runs where HIPAAC_REAL_SPEC names a spec of a repository whose golden folder is committed, such as
// /home/me/try/environments/dev.yaml, and it costs what the environment costs. The spec must be of an account and a tier in which nobody
// misses anything. What needs a person, such as a database that is protected by itself, fails with the command to be given.
func TestRealAccount(t *testing.T) {
	spec := os.Getenv("HIPAAC_REAL_SPEC")
	if spec == "" {
		t.Skip("makes and destroys stacks in an account; set HIPAAC_REAL_SPEC to the spec of an environment that nobody needs")
	}
	t.Chdir(filepath.Dir(filepath.Dir(spec)))
	spec = filepath.ToSlash(filepath.Join("environments", filepath.Base(spec)))
	ends := func(want int, args ...string) string {
		t.Helper()
		var out, notes bytes.Buffer
		code := run(args, strings.NewReader(""), &out, &notes)
		t.Logf("hipaac %s\n%s%s", strings.Join(args, " "), out.Bytes(), notes.Bytes())
		if code != want {
			t.Fatalf("exit code %d, want %d", code, want)
		}
		return out.String() + notes.String()
	}

	ends(exitDifferent, "plan", spec)
	ends(exitBlocked, "deploy", spec) // nobody agrees
	ends(exitDone, "deploy", spec, "--yes")
	if said := ends(exitDone, "deploy", spec); !strings.Contains(said, "nothing changed") {
		t.Error("the second deployment does not say that nothing changed")
	}
	ends(exitDone, "status", spec)
	ends(exitDone, "diff", "--deployed", spec)
	ends(exitDone, "drift", spec, "--fail-on", "drift")

	args := []string{"destroy", spec, "--yes"}
	for _, name := range lost(t, spec) {
		args = append(args, "--allow-loss", name)
	}
	ends(exitDone, args...)
	ends(exitDone, "destroy", spec)
	records, err := filepath.Glob(filepath.Join(runsFolder, "*.jsonl"))
	if err != nil || len(records) == 0 {
		t.Fatalf("no records: %v", err)
	}
	slices.Sort(records)
	ends(exitDone, append([]string{"verify"}, records[len(records)-1])...)
}

// lost names what a destruction wants consent for.
func lost(t *testing.T, spec string) []string {
	t.Helper()
	var out, notes bytes.Buffer
	run([]string{"destroy", spec, "--dry-run", "--json"}, strings.NewReader(""), &out, &notes)
	var plan struct {
		Stacks []struct{ Resources []struct{ Consent string } }
	}
	if err := json.Unmarshal(out.Bytes(), &plan); err != nil {
		t.Fatalf("%v\n%s", err, notes.Bytes())
	}
	var names []string
	for _, s := range plan.Stacks {
		for _, r := range s.Resources {
			if r.Consent != "" {
				names = append(names, r.Consent)
			}
		}
	}
	return names
}
