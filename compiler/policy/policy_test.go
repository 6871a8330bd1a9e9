package policy_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/hipaac/hipaac/compiler/controls"
	"github.com/hipaac/hipaac/compiler/diag"
	"github.com/hipaac/hipaac/compiler/policy"
	"github.com/hipaac/hipaac/schema/shape"
)

var update = flag.Bool("update", false, "rewrite the expected messages below testdata")

func known(t testing.TB) policy.Known {
	t.Helper()
	model, err := shape.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	k := policy.Known{Model: model, Tiers: map[string]string{}, Taken: []string{"unknown-field"}}
	for _, c := range controls.All() {
		k.Tiers[c.ID] = string(c.Tier)
		k.Types = append(k.Types, c.Types...)
	}
	slices.Sort(k.Types)
	k.Types = slices.Compact(k.Types)
	return k
}

// TestRefused reads each policy in testdata/refused and compares all messages, whole, with its section "want".
func TestRefused(t *testing.T) {
	paths, _ := filepath.Glob("testdata/refused/*.txtar")
	if len(paths) < 35 {
		t.Fatalf("%d cases", len(paths))
	}
	for _, p := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(p), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(p)
			if err != nil {
				t.Fatal(err)
			}
			if len(bytes.TrimSpace(a.Comment)) == 0 {
				t.Error("the case does not say why it is refused")
			}
			last := len(a.Files) - 1
			sources := sourcesOf(a.Files[:last])
			read, problems := policy.Read(sources, known(t))
			if !problems.Failed() || !read.Broken {
				t.Error("the policy is accepted")
			}
			have := rendered(t, sources, problems)
			for _, p := range problems {
				for _, word := range []string{"disjunction", "conflicting", "incomplete", "expected operand", "found ", "%!", "<nil>", "internal"} {
					if strings.Contains(strings.ToLower(p.Message+p.Hint), word) {
						t.Errorf("%q, %q: a word of the libraries that were used: %q", p.Message, p.Hint, word)
					}
				}
			}
			if *update {
				a.Files[last].Data = []byte(have)
				if err := os.WriteFile(p, txtar.Format(a), 0o666); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(string(a.Files[last].Data), have); diff != "" {
				t.Errorf("messages (-want +have); \"go test ./compiler/policy -update\" accepts them:\n%s", diff)
			}
		})
	}
}

func sourcesOf(files []txtar.File) []policy.Source {
	var sources []policy.Source
	for _, f := range files {
		sources = append(sources, policy.Source{Name: f.Name, Text: f.Data})
	}
	return sources
}

// rendered writes messages with the line that they point at, and proves what every message promises: a place within a file, one sentence,
// one remedy.
func rendered(t testing.TB, sources []policy.Source, problems diag.List) string {
	t.Helper()
	var b strings.Builder
	for _, p := range problems {
		fmt.Fprintf(&b, "%s: %s: %s [%s]\n", p.Pos, p.Severity, p.Message, p.ID)
		line, ok := lineAt(sources, p.Pos)
		if !ok {
			t.Errorf("%s: %q is no place of a file", p.Pos, p.Message)
		}
		fmt.Fprintf(&b, "%4d | %s\n     | %s%s\n", p.Pos.Line, line, strings.Repeat(" ", max(p.Pos.Col-1, 0)), strings.Repeat("^", max(p.Pos.Len, 1)))
		for _, n := range p.Notes {
			fmt.Fprintf(&b, "  note: %s\n", strings.TrimPrefix(n.Pos.String()+": "+n.Message, ": "))
		}
		fmt.Fprintf(&b, "  hint: %s\n", p.Hint)
		if p.Message == "" || p.Hint == "" || strings.HasSuffix(p.Message, ".") || strings.HasSuffix(p.Hint, ".") {
			t.Errorf("%q, %q: no message or remedy, or a full stop", p.Message, p.Hint)
		}
	}
	return b.String()
}

func lineAt(sources []policy.Source, at diag.Position) (string, bool) {
	for _, s := range sources {
		lines := strings.Split(string(s.Text), "\n")
		if s.Name == at.File && at.Line >= 1 && at.Line <= len(lines) && at.Col >= 1 && at.Col-1+at.Len <= len(lines[at.Line-1]) {
			return lines[at.Line-1], true
		}
	}
	return "", false
}
