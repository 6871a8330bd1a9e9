package main

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/compiler"
)

func environment(folder string, stacks ...compiler.StackManifest) built {
	return built{Folder: folder, Manifest: compiler.Manifest{Stacks: stacks}}
}

func TestTable(t *testing.T) {
	done := []built{
		environment("eu/prod",
			compiler.StackManifest{Stack: "clinic-prod-network", Blueprint: "network", Resources: 87, JSONBytes: 41_696, Bytes: 99_999},
			compiler.StackManifest{Stack: "clinic-prod-large", Blueprint: "storage", Resources: 100, JSONBytes: 51_201},
			compiler.StackManifest{Stack: "clinic-prod-many", Blueprint: "storage", Resources: 499, JSONBytes: 300_000},
			compiler.StackManifest{Stack: "clinic-prod-exports", Blueprint: "keys", Resources: 1, JSONBytes: 1000, Exports: make([]string, 150)}),
		environment("test", compiler.StackManifest{Stack: "clinic-test-full", Blueprint: "network", Resources: 1, JSONBytes: 51_200}),
	}
	want := `ENVIRONMENT  STACK                BLUEPRINT  RESOURCES  BYTES   NEAREST LIMIT
eu/prod      clinic-prod-network  network    87         41696   82 % of 51200 bytes to send inline
eu/prod      clinic-prod-large    storage    100        51201   20 % of 500 resources
eu/prod      clinic-prod-many     storage    499        300000  100 % of 500 resources
eu/prod      clinic-prod-exports  keys       1          1000    75 % of 200 outputs
test         clinic-test-full     network    1          51200   100 % of 51200 bytes to send inline
`
	var got bytes.Buffer
	writeTable(&got, done)
	if diff := cmp.Diff(want, got.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Many environments get one line each.
func TestTableOfMany(t *testing.T) {
	var done []built
	want := "ENVIRONMENT  STACKS  RESOURCES  BYTES\n"
	for i := range manyEnvironments {
		name := fmt.Sprintf("e%02d", i)
		done = append(done, environment(name, compiler.StackManifest{Resources: 3, JSONBytes: 1000}, compiler.StackManifest{Resources: 4, JSONBytes: 500}))
		want += name + "          2       7          1500\n"
	}
	var got bytes.Buffer
	writeTable(&got, done)
	if diff := cmp.Diff(want, got.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
