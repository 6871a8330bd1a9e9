package load

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/hipaac/hipaac/compiler/diag"
)

var update = flag.Bool("update", false, "rewrite the expected messages below testdata")

// wanted is the section of a case that holds the messages its files must get.
const wanted = "want"

// TestRefused loads the files of each case in testdata/refused and compares all messages, whole, with its section "want". The
// comment at the top of a case says why it is refused.
func TestRefused(t *testing.T) {
	cases := archives(t, "testdata/refused/*.txtar")
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if len(bytes.TrimSpace(c.Comment)) == 0 {
				t.Error("the case does not say why it is refused")
			}
			sources := c.sources()
			specs, problems := mustNew(t).Load(sources)
			if len(problems) == 0 {
				t.Error("the case is accepted without a word")
			}
			inside(t, sources, problems)
			for _, p := range problems {
				for _, word := range []string{"cue", "disjunction", "conflicting values", "incomplete", "goyaml", "%!", "<nil>"} {
					if strings.Contains(strings.ToLower(p.Message+p.Hint), word) {
						t.Errorf("%q, %q: a word of the libraries that were used: %q", p.Message, p.Hint, word)
					}
				}
			}
			have := rendered(sources, problems)
			for _, s := range specs {
				if !s.Refused {
					have += "valid: " + s.File + "\n"
				}
			}
			c.compare(t, have)
		})
	}
	if len(cases) < 45 {
		t.Errorf("%d cases", len(cases))
	}
}

type archive struct {
	name, path string
	*txtar.Archive
}

func archives(t testing.TB, pattern string) []archive {
	t.Helper()
	paths, err := filepath.Glob(pattern)
	if err != nil || len(paths) == 0 {
		t.Fatalf("no files match %s: %v", pattern, err)
	}
	var list []archive
	for _, p := range paths {
		a, err := txtar.ParseFile(p)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, archive{strings.TrimSuffix(filepath.Base(p), ".txtar"), p, a})
	}
	return list
}

// sources are the files of a case.
func (a archive) sources() []Source {
	var sources []Source
	for _, f := range a.Files {
		if f.Name != wanted {
			sources = append(sources, Source{Name: f.Name, Text: f.Data, Common: strings.Contains(f.Name, "common/")})
		}
	}
	return sources
}

func (a archive) compare(t *testing.T, have string) {
	t.Helper()
	last := len(a.Files) - 1
	if a.Files[last].Name != wanted {
		t.Fatalf("%s does not end with a section %q", a.path, wanted)
	}
	want := string(a.Files[last].Data)
	if *update {
		a.Files[last].Data = []byte(have)
		if err := os.WriteFile(a.path, txtar.Format(a.Archive), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, have); diff != "" {
		t.Errorf("messages (-want +have); \"go test ./compiler/load -update\" accepts them:\n%s", diff)
	}
}

func mustNew(t testing.TB) *Loader {
	t.Helper()
	l, err := NewLoader()
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// rendered writes messages with the line they point at, so that a reader of a case sees whether the place is right.
func rendered(sources []Source, problems diag.List) string {
	var b strings.Builder
	for _, p := range problems {
		fmt.Fprintf(&b, "%s: %s: %s [%s]\n", p.Pos, p.Severity, p.Message, p.ID)
		if line := lineOf(sources, p.Pos); line != "" {
			fmt.Fprintf(&b, "%4d | %s\n     | %s%s\n", p.Pos.Line, line, strings.Repeat(" ", p.Pos.Col-1), strings.Repeat("^", max(p.Pos.Len, 1)))
		}
		for _, n := range p.Notes {
			fmt.Fprintf(&b, "  note: %s\n", strings.TrimPrefix(n.Pos.String()+": "+n.Message, ": "))
		}
		fmt.Fprintf(&b, "  hint: %s\n", p.Hint)
	}
	return b.String()
}

func lineOf(sources []Source, at diag.Position) string {
	for _, s := range sources {
		if lines := strings.Split(string(s.Text), "\n"); s.Name == at.File && at.Line <= len(lines) {
			return lines[at.Line-1]
		}
	}
	return ""
}

// inside proves what every message promises: a place within a file that was given, a sentence in lower case without a full stop,
// one remedy.
func inside(t *testing.T, sources []Source, problems diag.List) {
	t.Helper()
	for _, p := range problems {
		if why := misplaced(sources, p.Pos); why != "" {
			t.Errorf("%s: %s: %s", p.Pos, p.Message, why)
		}
		for _, n := range p.Notes {
			if why := misplaced(sources, n.Pos); !n.Pos.IsZero() && why != "" {
				t.Errorf("%s: %s: %s", n.Pos, n.Message, why)
			}
		}
		first, _ := utf8.DecodeRuneInString(p.Message)
		switch {
		case p.Message == "", p.Hint == "", p.ID == "":
			t.Errorf("%s: %q has no message, remedy or id", p.Pos, p.Message)
		case first >= 'A' && first <= 'Z', strings.HasSuffix(p.Message, "."), strings.HasSuffix(p.Hint, "."):
			t.Errorf("%q, %q: begins with a capital or ends with a full stop", p.Message, p.Hint)
		}
	}
}

func misplaced(sources []Source, at diag.Position) string {
	for _, s := range sources {
		if s.Name != at.File {
			continue
		}
		lines := strings.Split(string(s.Text), "\n")
		switch {
		case at.Line < 1 || at.Line > len(lines):
			return "the line is not in the file"
		case at.Col < 1 || at.Col-1+at.Len > len(lines[at.Line-1]):
			return "the column is not on the line"
		}
		return ""
	}
	return "the file was never given"
}
