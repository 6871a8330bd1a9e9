package compiler_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/hipaac/hipaac/compiler"
	"github.com/hipaac/hipaac/compiler/diag"
)

var updatePolicies = flag.Bool("update-policies", false, "rewrite the expected findings in testdata/policy")

// policies are the examples of docs/policy.md, by name.
func policies(t testing.TB) map[string]compiler.Source {
	t.Helper()
	paths, err := filepath.Glob("../docs/policy/*.cue")
	if err != nil || len(paths) < 6 {
		t.Fatalf("%d examples of policies: %v", len(paths), err)
	}
	all := map[string]compiler.Source{}
	for _, p := range paths {
		text, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Base(p)
		all[strings.TrimSuffix(name, ".cue")] = compiler.Source{Name: "policy/" + name, Text: text, Policy: true}
	}
	return all
}

// TestPolicyExamples judges specs and templates by each example of a policy, and compares all that the policy finds with the section
// "want".
func TestPolicyExamples(t *testing.T) {
	for name, example := range policies(t) {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join("testdata/policy", name+".txtar")
			a, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			last := len(a.Files) - 1
			var have strings.Builder
			for _, p := range judgedBy(a.Files[:last], example) {
				if !slices.ContainsFunc(p.Notes, func(n diag.Text) bool { return n.Pos.File == example.Name }) && p.Pos.File != example.Name {
					if p.Severity != diag.Note || !strings.HasPrefix(p.ID, "clinic-") {
						continue
					}
				}
				fmt.Fprintf(&have, "%s: %s: %s [%s]\n", p.Pos, p.Severity, p.Message, p.ID)
				for _, n := range p.Notes {
					if n.Pos.File == example.Name || strings.HasPrefix(n.Message, "this is so") {
						fmt.Fprintf(&have, "  %s\n", strings.TrimPrefix(n.Pos.String()+": "+n.Message, ": "))
					}
				}
			}
			if *updatePolicies {
				a.Files[last].Data = []byte(have.String())
				if err := os.WriteFile(path, txtar.Format(a), 0o666); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(string(a.Files[last].Data), have.String()); diff != "" {
				t.Errorf("findings (-want +have); -update-policies accepts them:\n%s", diff)
			}
		})
	}
}

// judgedBy compiles specs and checks templates under a policy.
func judgedBy(files []txtar.File, policy ...compiler.Source) diag.List {
	specs, templates := slices.Clone(policy), slices.Clone(policy)
	for _, f := range files {
		if s := (compiler.Source{Name: f.Name, Text: f.Data}); compiler.IsTemplate(s) {
			templates = append(templates, s)
		} else {
			specs = append(specs, s)
		}
	}
	problems := compiler.Check(templates...)
	if len(specs) > len(policy) {
		_, found := compiler.Compile(specs)
		problems = append(problems, found...)
	}
	return problems.Sorted()
}

// TestPolicyPage: the page shows each example whole, as it is tested.
func TestPolicyPage(t *testing.T) {
	page, err := os.ReadFile("../docs/policy.md")
	if err != nil {
		t.Fatal(err)
	}
	for name, example := range policies(t) {
		if !strings.Contains(string(page), fmt.Sprintf("[`policy/%[1]s.cue`](policy/%[1]s.cue)", name)) {
			t.Errorf("docs/policy.md has no link to %s", name)
		}
		if !strings.Contains(string(page), "```cue\n"+string(example.Text)+"```\n") {
			t.Errorf("docs/policy.md does not show %s as it is", name)
		}
	}
}

// TestPolicyAsksForWhatIsMissing: a field that a policy gives one value is missing where it is missing. CUE would fill it in, and a spec
// without the tag would pass.
func TestPolicyAsksForWhatIsMissing(t *testing.T) {
	const spec = "hipaac: v1\nsystem: clinic\nenvironment: dev\ntier: development\nphi: false\naccount: \"111122223333\"\nregion: us-east-1\nowner: a@b.example\n"
	own := compiler.Source{Name: "policy/own.cue", Policy: true, Text: []byte(`controls: "own-tag": {
	title: "x", citations: ["rule 1"], says: "{name} has {value}, needs {want}", remedy: "x", require: tags: division: "records"
}`)}
	for tags, want := range map[string]string{
		"":                            `environment "dev" has nothing, needs records`,
		"tags: {division: billing}\n": `environment "dev" has "billing", needs records`,
		"tags: {division: records}\n": "",
	} {
		have := ""
		for _, p := range judgedBy([]txtar.File{{Name: "environments/dev.yaml", Data: []byte(spec + tags + "stacks: {}\n")}}, own) {
			if p.ID == "own-tag" {
				have += p.Message
			}
		}
		if have != want {
			t.Errorf("%q: %q, want %q", tags, have, want)
		}
	}
}

// TestPolicyNamesHideNothing: a control that is called string, or a tag of that name, is no type to what stands beside it. To CUE it was:
// the other control judged stacks of no name, and the other tag could not be met.
func TestPolicyNamesHideNothing(t *testing.T) {
	const spec = "hipaac: v1\nsystem: clinic\nenvironment: dev\ntier: development\nphi: false\naccount: \"111122223333\"\nregion: us-east-1\nowner: a@b.example\n" +
		"tags: {string: a, division: records}\nstacks: {keys: {deletionWindowDays: 7}}\n"
	const control = `{title: "x", citations: ["rule 1"], says: "{name} has {value}", remedy: "x", require: %s}`
	own := compiler.Source{Name: "policy/own.cue", Policy: true, Text: fmt.Appendf(nil, "controls: {string: "+control+"\nint: "+control+"\nkeys: "+control+"}\n",
		`region: "us-east-1"`, `tags: {string: "a", division: string}`, `stacks: keys?: [string]: deletionWindowDays: >=30`)}
	var have []string
	for _, p := range judgedBy([]txtar.File{{Name: "environments/dev.yaml", Data: []byte(spec)}}, own) {
		if p.Severity == diag.Error {
			have = append(have, p.ID+": "+p.Message)
		}
	}
	if diff := cmp.Diff([]string{`keys: stack "keys" has 7`}, have); diff != "" {
		t.Errorf("findings (-want +have):\n%s", diff)
	}
}
