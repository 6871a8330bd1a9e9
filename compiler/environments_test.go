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

const specFolder = "../environments"

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

// TestSameBytes: neither the order in which files are read nor the scheduling of goroutines may show in the output.
func TestSameBytes(t *testing.T) {
	sources := environments(t)
	first := texts(compile(t, sources))
	for range 5 {
		slices.Reverse(sources)
		if d := cmp.Diff(first, texts(compile(t, sources))); d != "" {
			t.Fatalf("a second compilation differs:\n%s", d)
		}
	}
}

// texts are the files of an output by path. As texts, because cmp compares bytes one by one.
func texts(out compiler.Output) map[string]string {
	files := map[string]string{}
	for _, f := range out.Files() {
		files[f.Path] = string(f.Text)
	}
	return files
}
