package cost

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/hipaac/hipaac/compiler/template"
)

// TestEveryTypeIsPricedOrFree: a type of resource that the estimate does not know would count as free, and nobody would notice.
// Looked at are the templates of this repository's environments and those that the tests of blueprints pin.
func TestEveryTypeIsPricedOrFree(t *testing.T) {
	files, err := filepath.Glob("../../golden/*/*.template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	pinned, err := filepath.Glob("../../blueprints/*/testdata/*.yaml")
	if err != nil || len(files) == 0 || len(pinned) == 0 {
		t.Fatalf("%d golden and %d pinned templates: %v", len(files), len(pinned), err)
	}
	told := map[string]bool{}
	for _, file := range append(files, pinned...) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		doc, _ := template.Parse(file, text)
		for _, r := range doc.Resources {
			_, paid := fixed[r.Type]
			_, used := byUse[r.Type]
			if !paid && !used && !slices.Contains(free, r.Type) && !told[r.Type] {
				t.Errorf("%s: nothing says what a %s costs", file, r.Type)
				told[r.Type] = true
			}
		}
		if e := Idle(doc); len(e.Unpriced) > 0 {
			t.Errorf("%s: no price of %v", file, e.Unpriced)
		}
	}
}

// TestOneKindOfCost: a type stands in one table only.
func TestOneKindOfCost(t *testing.T) {
	for kind := range fixed {
		if _, used := byUse[kind]; used || slices.Contains(free, kind) {
			t.Errorf("%s costs in two ways", kind)
		}
	}
	if !slices.IsSorted(free) {
		t.Error("the free types are not sorted")
	}
}
