package main

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/compiler"
	"github.com/hipaac/hipaac/compiler/cost"
)

func environment(folder string, stacks ...compiler.StackManifest) built {
	m := compiler.Manifest{Stacks: stacks}
	for _, s := range stacks {
		m.IdleMonth += s.Idle.Month()
	}
	return newBuilt(folder, m)
}

func TestTable(t *testing.T) {
	done := []built{
		environment("eu/prod",
			compiler.StackManifest{Stack: "clinic-prod-network", Blueprint: "network", Resources: 87, JSONBytes: 41_696, Bytes: 99_999,
				Idle: cost.Estimate{Lines: []cost.Line{{What: "nat gateway", Count: 30_000, Month: 98_550_000}}}},
			compiler.StackManifest{Stack: "clinic-prod-large", Blueprint: "storage", Resources: 100, JSONBytes: 51_201},
			compiler.StackManifest{Stack: "clinic-prod-many", Blueprint: "storage", Resources: 499, JSONBytes: 300_000},
			compiler.StackManifest{Stack: "clinic-prod-exports", Blueprint: "keys", Resources: 1, JSONBytes: 1000, Exports: make([]string, 150),
				Idle: cost.Estimate{Unpriced: []string{"ec2 z9"}}}),
		environment("test", compiler.StackManifest{Stack: "clinic-test-full", Blueprint: "network", Resources: 1, JSONBytes: 51_200}),
	}
	want := `ENVIRONMENT  STACK                BLUEPRINT  RESOURCES  BYTES   NEAREST LIMIT                        IDLE MONTH
eu/prod      clinic-prod-network  network    87         41696   82 % of 51200 bytes to send inline   98.55 USD
eu/prod      clinic-prod-large    storage    100        51201   20 % of 500 resources                -
eu/prod      clinic-prod-many     storage    499        300000  100 % of 500 resources               -
eu/prod      clinic-prod-exports  keys       1          1000    75 % of 200 outputs                  0.00 USD and ec2 z9, whose price is not known
eu/prod      together                        687                                                     99 USD
test         clinic-test-full     network    1          51200   100 % of 51200 bytes to send inline  -
test         together                        1                                                       0 USD
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
	want := "ENVIRONMENT  STACKS  RESOURCES  BYTES  IDLE MONTH\n"
	for i := range manyEnvironments {
		name := fmt.Sprintf("e%02d", i)
		done = append(done, environment(name, compiler.StackManifest{Resources: 3, JSONBytes: 1000}, compiler.StackManifest{Resources: 4, JSONBytes: 500}))
		want += name + "          2       7          1500   0 USD\n"
	}
	var got bytes.Buffer
	writeTable(&got, done)
	if diff := cmp.Diff(want, got.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
