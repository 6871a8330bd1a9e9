package load

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// FuzzLoad feeds the loader with changed specs. It must never panic or blame itself, every place must lie inside the file, and
// loading a second time must say the same.
func FuzzLoad(f *testing.F) {
	for _, s := range committed(f) {
		f.Add(string(s.Text))
	}
	for _, kind := range []string{"refused", "accepted"} {
		for _, c := range archives(f, "testdata/"+kind+"/*.txtar") {
			for _, s := range c.sources() {
				f.Add(string(s.Text))
			}
		}
	}
	var common []Source
	for _, s := range committed(f) {
		if s.Common {
			common = append(common, s)
		}
	}
	l := mustNew(f)
	f.Fuzz(func(t *testing.T, text string) {
		sources := append([]Source{{Name: "environments/fuzz.yaml", Text: []byte(text)}}, common...)
		specs, problems := l.Load(sources)
		inside(t, sources, problems)
		for _, p := range problems {
			if p.ID == "internal-error" || p.ID == "not-in-schema" {
				t.Errorf("%s: %s", p.Pos, p.Message)
			}
		}
		if len(specs) == 0 && !problems.Failed() {
			t.Error("no spec, and no reason why")
		}
		for _, s := range specs {
			for _, path := range []string{"", "stacks", "stacks.network.cidr", "stacks.storage.buckets.documents.cors.origins[0]", text} {
				if why := misplaced(sources, s.Position(path)); why != "" {
					t.Errorf("%q: %s", path, why)
				}
			}
		}
		if _, again := l.Load(sources); cmp.Diff(problems, again) != "" {
			t.Error(cmp.Diff(problems, again))
		}
	})
}
