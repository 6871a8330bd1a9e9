// Package exampletest gives tests the environments of this repository, compiled.
package exampletest

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/hipaac/hipaac/compiler"
)

// Environments compiles all specs. Tests run in the folder of their package, which is one of cmd/hipaac/internal.
func Environments(t testing.TB) []*compiler.Environment {
	t.Helper()
	var sources []compiler.Source
	for _, folder := range []string{"environments", "environments/common"} {
		names, err := filepath.Glob("../../../../" + folder + "/*.yaml")
		if err != nil || len(names) == 0 {
			t.Fatalf("no specs in %s: %v", folder, err)
		}
		for _, name := range names {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			sources = append(sources, compiler.Source{Name: folder + "/" + filepath.Base(name), Text: text, Common: filepath.Base(folder) == "common"})
		}
	}
	output, problems := compiler.Compile(sources)
	if problems.Failed() {
		t.Fatal(problems)
	}
	var all []*compiler.Environment
	for i := range output.Environments {
		all = append(all, &output.Environments[i])
	}
	return all
}
