package compiler_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/compiler"
)

const (
	specFolder   = "../environments"
	goldenFolder = "../golden"
)

// environments reads the specs of this repository under the names that people see from its root.
func environments(t testing.TB) []compiler.Source {
	t.Helper()
	var sources []compiler.Source
	err := filepath.WalkDir(specFolder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".yaml" {
			return err
		}
		text, err := os.ReadFile(path)
		sources = append(sources, compiler.Source{
			Name: strings.TrimPrefix(filepath.ToSlash(path), "../"), Text: text, Common: filepath.Base(filepath.Dir(path)) == "common",
		})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return sources
}

func compile(t testing.TB, sources []compiler.Source) compiler.Output {
	t.Helper()
	out, problems := compiler.Compile(sources)
	for _, p := range problems {
		t.Errorf("%s: %s: %s [%s]", p.Pos, p.Severity, p.Message, p.ID)
	}
	if t.Failed() {
		t.FailNow()
	}
	return out
}

// TestGolden compares every byte of every template and manifest with what people reviewed. A golden file without a spec fails as
// well: what nobody makes any more must not look reviewed. Rewrite with "make golden", and read the difference.
func TestGolden(t *testing.T) {
	files := compile(t, environments(t)).Files()
	want := map[string]string{}
	for _, f := range files {
		want[f.Path] = string(f.Text)
	}
	for _, name := range goldenNames(t) {
		if _, made := want[name]; !made {
			t.Errorf("%s is an orphan: no spec makes it", name)
		}
	}
	for _, f := range files {
		got, err := os.ReadFile(filepath.Join(goldenFolder, filepath.FromSlash(f.Path)))
		if err != nil {
			t.Errorf("%s is missing; run make golden", f.Path)
			continue
		}
		if d := cmp.Diff(strings.Split(string(got), "\n"), strings.Split(string(f.Text), "\n")); d != "" {
			t.Errorf("%s differs from what was reviewed (-golden +compiled); run make golden and read the difference\n%.4000s", f.Path, d)
		}
	}
}

func goldenNames(t *testing.T) []string {
	t.Helper()
	var names []string
	err := filepath.WalkDir(goldenFolder, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			rel, relErr := filepath.Rel(goldenFolder, path)
			names, err = append(names, filepath.ToSlash(rel)), relErr
		}
		return err
	})
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return names
}

// TestSameBytes: neither the order in which files are read nor the scheduling of goroutines may show in the output.
func TestSameBytes(t *testing.T) {
	sources := environments(t)
	first := compile(t, sources).Files()
	for range 5 {
		slices.Reverse(sources)
		if d := cmp.Diff(first, compile(t, sources).Files()); d != "" {
			t.Fatalf("a second compilation differs:\n%s", d)
		}
	}
}
