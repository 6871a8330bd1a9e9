// Package emittest pins the templates of blueprints in their tests. Only tests import it.
package emittest

import (
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/compiler/emit"
)

var update = flag.Bool("update", false, "rewrite testdata")

// Pin compares a stack's template with a file, byte for byte. A stack that was refused has no template and fails. Read the
// difference before you run the test with -update.
func Pin(t *testing.T, file string, s *blueprints.Stack) {
	t.Helper()
	if slices.ContainsFunc(s.Refusals, func(r blueprints.Refusal) bool { return !r.Warn }) {
		t.Fatalf("refused: %v", s.Refusals)
	}
	yaml := Template(t, s)
	if *update {
		if err := os.WriteFile(file, yaml, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), string(yaml)); d != "" {
		t.Errorf("%s (-want +got):\n%s", file, d)
	}
}

// Template is a stack's template in YAML, with the notes for reviewers but without what controls say.
func Template(t *testing.T, s *blueprints.Stack) []byte {
	t.Helper()
	doc, err := emit.Document(s)
	if err != nil {
		t.Fatal(err)
	}
	return emit.Render(doc, func(id string) []string {
		i := slices.IndexFunc(s.Resources, func(r *blueprints.Resource) bool { return r.ID == id })
		var lines []string
		if path := s.Resources[i].SpecPath; path != "" {
			lines = append(lines, "from "+path)
		}
		if note := s.Resources[i].Remarks(); note != "" {
			lines = append(lines, strings.Split(note, "\n")...)
		}
		return lines
	}, nil)
}
