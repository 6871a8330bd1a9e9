package inventory

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/compiler"
)

var update = flag.Bool("update", false, "rewrite the pinned maps")

// TestPinned: the maps of four environments, as a person reads them. Whoever changes one reads it as a network engineer would.
func TestPinned(t *testing.T) {
	for _, folder := range []string{"prod", "results", "hub", "account-prod"} {
		t.Run(folder, func(t *testing.T) { pin(t, folder, Of(example(t, folder))) })
	}
	t.Run("all", func(t *testing.T) {
		m := Of(examples(t)...)
		var across []Flow // between environments
		for _, f := range m.Flows {
			from, _, _ := strings.Cut(f.From, "/")
			to, _, _ := strings.Cut(f.To, "/")
			if from != to && from != "outside" && to != "outside" {
				across = append(across, f)
			}
		}
		m.Flows, m.Assets = across, nil
		pin(t, "across", m)
	})
}

func pin(t *testing.T, name string, m *Map) {
	t.Helper()
	got, file := written(m), filepath.Join("testdata", name+".txt")
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("%s (-want +got):\n%s", file, d)
	}
}

// written is a map as text: its places, how many assets of each kind, those that PHI rests in or passes, and its flows.
func written(m *Map) string {
	var b strings.Builder
	for _, p := range m.Places {
		fmt.Fprintf(&b, "place %s: %s %q %s\n", p.ID, p.Kind, p.Label, p.Detail)
	}
	counts := map[string]int{}
	for _, a := range m.Assets {
		counts[string(a.Kind)+" "+string(a.PHI)]++
	}
	for _, key := range sorted(counts) {
		fmt.Fprintf(&b, "%d %s\n", counts[key], key)
	}
	for _, a := range m.Assets {
		if a.PHI != Without && a.PHI != Beside || a.Environment == "" {
			fmt.Fprintf(&b, "asset %s: %s %q in %s, PHI %s, %s, backup %q, %s, kept %q\n", a.ID, a.Kind, a.Label, a.Place, a.PHI, strings.TrimSpace(a.Encryption+" "+a.Key), a.Backup, a.Deletion, a.Retention)
		}
	}
	for _, f := range m.Flows {
		fmt.Fprintf(&b, "%s -> %s: %s, %s, PHI %s%s%s [%s]\n", f.From, f.To, f.Label, f.Secure, f.PHI, said(", via ", strings.Join(f.Via, " ")), said(", when ", f.When), strings.Join(f.Evidence, " "))
	}
	return b.String()
}

func said(word, text string) string {
	if text == "" {
		return ""
	}
	return word + text
}

func sorted(counts map[string]int) []string {
	var keys []string
	for k := range counts {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func example(t *testing.T, folder string) *compiler.Environment {
	t.Helper()
	for _, env := range examples(t) {
		if env.Folder == folder {
			return env
		}
	}
	t.Fatalf("no environment %s", folder)
	return nil
}

func examples(t *testing.T) []*compiler.Environment {
	t.Helper()
	output, err := compiled()
	if err != nil {
		t.Fatal(err)
	}
	return output
}

// compiled are the environments of this repository.
var compiled = sync.OnceValues(func() ([]*compiler.Environment, error) {
	var sources []compiler.Source
	for _, folder := range []string{"environments", "environments/common"} {
		names, err := filepath.Glob("../../" + folder + "/*.yaml")
		if err != nil || len(names) == 0 {
			return nil, fmt.Errorf("no specs in %s: %w", folder, err)
		}
		for _, name := range names {
			text, err := os.ReadFile(name)
			if err != nil {
				return nil, err
			}
			sources = append(sources, compiler.Source{Name: folder + "/" + filepath.Base(name), Text: text, Common: filepath.Base(folder) == "common"})
		}
	}
	output, problems := compiler.Compile(sources)
	if problems.Failed() {
		return nil, fmt.Errorf("%v", problems)
	}
	var all []*compiler.Environment
	for i := range output.Environments {
		all = append(all, &output.Environments[i])
	}
	return all, nil
})

// TestWhole: every resource of every template is one asset; what lies somewhere, lies in a place that is there; both ends of a flow and
// all its evidence exist; and the same environments in another order make the same map.
func TestWhole(t *testing.T) {
	envs := examples(t)
	m := Of(envs...)
	assets, places := map[string]*Asset{}, map[string]bool{}
	for _, p := range m.Places {
		if places[p.ID] {
			t.Errorf("place %s is there twice", p.ID)
		}
		if p.Parent != "" && (!places[p.Parent] || !strings.HasPrefix(p.ID, p.Parent+"/")) {
			t.Errorf("place %s is not in %q, which comes before it", p.ID, p.Parent)
		}
		places[p.ID] = true
	}
	for i := range m.Assets {
		a := &m.Assets[i]
		if assets[a.ID] != nil {
			t.Errorf("asset %s is there twice", a.ID)
		}
		if !places[a.Place] {
			t.Errorf("asset %s lies in %q, which is no place", a.ID, a.Place)
		}
		assets[a.ID] = a
	}
	resources := 0
	for _, env := range envs {
		for i := range env.Templates {
			for _, r := range env.Templates[i].Document.Resources {
				resources++
				if a := assets[env.Folder+"/"+env.Templates[i].Key+"."+r.ID]; a == nil || a.Type != r.Type || a.Spec == "" || strings.HasSuffix(a.Template, ":0") || a.Deletion == "" {
					t.Errorf("%s %s.%s is %+v", env.Folder, env.Templates[i].Key, r.ID, a)
				}
			}
		}
	}
	if outside := slices.DeleteFunc(slices.Clone(m.Assets), func(a Asset) bool { return a.Environment != "" }); len(m.Assets)-len(outside) != resources {
		t.Errorf("%d assets of %d resources", len(m.Assets)-len(outside), resources)
	}
	for _, f := range m.Flows {
		for _, id := range slices.Concat([]string{f.From, f.To}, f.Via, f.Evidence) {
			if assets[id] == nil {
				t.Errorf("the flow %s -> %s names %q, which is no asset", f.From, f.To, id)
			}
		}
		if len(f.Evidence) == 0 || f.From == f.To || f.Secure == "" || f.PHI == "" || f.Label == "" {
			t.Errorf("a flow without evidence, or to itself: %+v", f)
		}
	}
	slices.Reverse(envs)
	again := Of(envs...)
	slices.Reverse(envs)
	if d := cmp.Diff(m, again, cmp.AllowUnexported(Asset{})); d != "" {
		t.Errorf("another order of environments makes another map:\n%s", d)
	}
}

// TestTypesAreKnown: whoever adds a type of resource says in the table what it is.
func TestTypesAreKnown(t *testing.T) {
	missing := map[string]int{}
	for _, env := range examples(t) {
		for i := range env.Templates {
			for _, r := range env.Templates[i].Document.Resources {
				if _, known := kinds()[r.Type]; !known {
					missing[r.Type]++
				}
			}
		}
	}
	for name, n := range missing {
		t.Errorf("types.csv has no row for %s, of which there are %d", name, n)
	}
}

func BenchmarkOf(b *testing.B) {
	all, err := compiled()
	if err != nil {
		b.Fatal(err)
	}
	for _, env := range all {
		b.Run(env.Folder, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Of(env)
			}
		})
	}
}
