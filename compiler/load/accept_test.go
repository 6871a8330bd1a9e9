package load

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"cuelang.org/go/cue"
	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/compiler/load/tree"
)

// TestAccepted loads the files of each case in testdata/accepted and compares what blueprints would get with its section "want".
func TestAccepted(t *testing.T) {
	for _, c := range archives(t, "testdata/accepted/*.txtar") {
		t.Run(c.name, func(t *testing.T) {
			sources := c.sources()
			specs, problems := mustNew(t).Load(sources)
			if problems != nil {
				t.Fatal(rendered(sources, problems))
			}
			var b strings.Builder
			e := json.NewEncoder(&b)
			e.SetIndent("", "  ")
			for _, s := range specs {

				if err := e.Encode(struct {
					File        string
					Environment any
					Stacks      []Stack
				}{s.File, s.Environment, s.Stacks}); err != nil {
					t.Fatal(err)
				}
			}
			c.compare(t, b.String())
		})
	}
}

// TestLineEnds: a file written on another system means the same, and its places are counted in the bytes that are there.
func TestLineEnds(t *testing.T) {
	plain := production(t)
	want := mustLoad(t, nil, plain)[0]
	for name, change := range map[string]func([]byte) []byte{
		"CRLF":            func(b []byte) []byte { return bytes.ReplaceAll(b, []byte("\n"), []byte("\r\n")) },
		"byte order mark": func(b []byte) []byte { return append([]byte("\uFEFF"), b...) },
		"no last newline": func(b []byte) []byte { return bytes.TrimRight(b, "\n") },
	} {
		t.Run(name, func(t *testing.T) {
			changed := slices.Clone(plain)
			for i := range changed {
				changed[i].Text = change(changed[i].Text)
			}
			have := mustLoad(t, nil, changed)[0]
			if diff := cmp.Diff(want.Environment, have.Environment); diff != "" {
				t.Error(diff)
			}
			const path = "stacks.network.cidr"
			if have.Position(path) != want.Position(path) {
				t.Errorf("%s at %v, want %v", path, have.Position(path), want.Position(path))
			}
		})
	}
}

// TestDefaultsAreCUEs is the proof that defaults filled in from the model are those of the schema: CUE, given only what the author
// wrote and the defaults of the tier, resolves every accepted spec to the same data.
func TestDefaultsAreCUEs(t *testing.T) {
	l := mustNew(t)
	var sources [][]Source
	for _, c := range archives(t, "testdata/accepted/*.txtar") {
		sources = append(sources, c.sources())
	}
	for _, set := range append(sources, committed(t)) {
		written, _ := l.drafts(set)
		filled, _ := l.drafts(set)
		for i, d := range written {
			stacks := stacksOf(filled[i].root, l.model)
			fill(filled[i].root, stacks, l.model)
			tier := d.root.Get("tier").Text
			for _, s := range stacksOf(d.root, l.model) {
				byTier := l.judges[0].schema.LookupPath(cue.MakePath(cue.Str("defaults"), cue.Str(tier), cue.Str(s.blueprint.Name)))
				want := resolved(t, l, s, byTier)
				have := s.config.Clone()
				for _, f := range stacks {
					if f.name == s.name {
						have = f.config
					}
				}
				if diff := cmp.Diff(want, decoded(t, have.JSON())); diff != "" {
					t.Errorf("%s: stack %s (-CUE +filled):\n%s", d.file, s.name, diff)
				}
			}
		}
	}
}

// resolved lets CUE unify a stack with its definition and take the defaults. Values of the tier stand for what is not written.
func resolved(t *testing.T, l *Loader, s stack, byTier cue.Value) any {
	t.Helper()
	j := l.judges[0]
	config := s.config
	if byTier.Exists() {
		text, err := byTier.MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		preset, problems := tree.Read("defaults", text)
		if problems != nil {
			t.Fatal(problems)
		}
		config = tree.Merge(everyEntry(preset, config), config)
	}
	definition := j.schema.LookupPath(cue.MakePath(cue.Str("blueprints"), cue.Str(s.blueprint.Name)))
	text, err := definition.Unify(j.schema.Context().BuildExpr(config.CUE())).MarshalJSON()
	if err != nil {
		t.Fatalf("stack %s: %v", s.name, err)
	}
	return decoded(t, text)
}

// everyEntry writes out "*" for each key that the configuration has.
func everyEntry(preset, config *tree.Node) *tree.Node {
	out := &tree.Node{Kind: tree.Map}
	for i, key := range preset.Keys {
		switch item := preset.Items[i]; {
		case key.Name == "*" && config != nil:
			for j, k := range config.Keys {
				out.Set(k, everyEntry(item, config.Items[j]))
			}
		case item.Kind == tree.Map:
			if below := config.Get(key.Name); below != nil {
				out.Set(key, everyEntry(item, below))
			}
		default:
			out.Set(key, item)
		}
	}
	return out
}

func decoded(t *testing.T, text []byte) any {
	t.Helper()
	var v any
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// TestExplainerAndCUEAgree: whatever the explainer refuses about the shape of a spec, CUE refuses as well, and nothing else. The
// explainer only finds the words.
func TestExplainerAndCUEAgree(t *testing.T) {
	l := mustNew(t)
	j := l.judges[0]
	judged := 0
	for _, c := range append(archives(t, "testdata/refused/*.txtar"), archives(t, "testdata/accepted/*.txtar")...) {
		drafts, unread := l.drafts(c.sources())
		for _, d := range drafts {
			if d.root == nil || d.refused() || unread != nil {
				continue // refused before CUE sees it
			}
			stacks := stacksOf(d.root, l.model)
			if slices.ContainsFunc(stacks, func(s stack) bool { return s.blueprint == nil }) {
				continue // a stack that no definition fits
			}
			fill(d.root, stacks, l.model)
			explained := explain(d, stacks, l.model).Failed()
			err := j.shape.Unify(j.schema.Context().BuildExpr(grouped(d.root, stacks))).Validate(cue.Concrete(true))
			if all := d.root.Get("stacks"); all == nil || all.Kind != tree.Map || len(stacks) != len(all.Keys) { // grouping leaves out what is no map
				whole := j.schema.Context().BuildExpr(d.root.CUE())
				err = j.schema.LookupPath(cue.ParsePath("#Environment")).Unify(whole).Validate(cue.Concrete(true))
			}
			if explained != (err != nil) {
				t.Errorf("%s: %s: explainer refuses: %t, CUE says: %v", c.name, d.file, explained, err)
			}
			judged++
		}
	}
	if judged < 60 {
		t.Errorf("only %d specs were compared", judged)
	}
}

// TestFloorsHaveWords: every control on specs has all that a message needs, and no placeholder is left over.
func TestFloorsHaveWords(t *testing.T) {
	for _, c := range mustNew(t).model.Controls {
		for _, text := range []string{c.Title, c.Says, c.Remedy, c.Because, c.Designation} {
			left := strings.NewReplacer("{name}", "", "{value}", "", ": {}", "").Replace(text)
			if text == "" || strings.ContainsAny(left, "{}") || strings.HasSuffix(text, ".") {
				t.Errorf("%s: %q is empty, ends with a full stop or has an unknown placeholder", c.ID, text)
			}
		}
		if strings.Contains(strings.ReplaceAll(c.Remedy, ": {}", ""), "{") || len(c.Citations) == 0 || c.When == nil {
			t.Errorf("%s: a placeholder in the remedy, no citation, or no condition", c.ID)
		}
	}
}
