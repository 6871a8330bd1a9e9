package retention

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/compiler"
	"github.com/hipaac/hipaac/compiler/template"
)

var update = flag.Bool("update", false, "write the fixtures anew")

// TestTables pins what is read from the templates of two environments: one with a database and products of AWS Backup, one without.
func TestTables(t *testing.T) {
	for _, e := range environments(t) {
		if e.Folder != "prod" && e.Folder != "results" {
			continue
		}
		var b bytes.Buffer
		encoder := json.NewEncoder(&b)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		if err := encoder.Encode(Of(&e)); err != nil {
			t.Fatal(err)
		}
		name := filepath.Join("testdata", e.Folder+".json")
		if *update {
			if err := os.WriteFile(name, b.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(string(want), b.String()); d != "" {
			t.Errorf("%s (go test -update writes it anew):\n%s", name, d)
		}
	}
}

// TestFloorsAreKept in every example environment. The templates were built under the controls that the floors come from, so that a row below
// its floor is one that this package reads wrongly.
func TestFloorsAreKept(t *testing.T) {
	rows := 0
	for _, e := range environments(t) {
		table := Of(&e)
		for _, r := range table.Records {
			if r.Floor > 0 {
				rows++
			}
			if r.Days == Unknown || r.Days > 0 && r.Days < r.Floor {
				t.Errorf("%s: %+v", e.Folder, r)
			}
		}
		for _, s := range table.Stores {
			if e.Manifest.PHI && s.Point.Meets == "no" && !strings.HasSuffix(s.Type, "UserPool") && !strings.HasSuffix(s.Resource, "Bastion") {
				t.Errorf("%s: %+v", e.Folder, s)
			}
			if s.Time.Meets == "yes" {
				t.Errorf("%s: %s: a template cannot know how long a restoration takes", e.Folder, s.Resource)
			}
		}
	}
	if rows < 50 {
		t.Errorf("only %d rows have a floor", rows)
	}
}

// TestFloorsAreThoseOfTheControls: a fact that the CUE files must spell as well.
func TestFloorsAreThoseOfTheControls(t *testing.T) {
	names, _ := filepath.Glob("../../schema/*.cue")
	var schema bytes.Buffer
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		schema.Write(text)
	}
	for class, f := range floors {
		if f.control == "" {
			continue // 2192 days are the sixYears of package controls, which judges every example
		}
		found := regexp.MustCompile(`controls: "` + f.control + `":(?s).*?>=(\d+)`).FindSubmatch(schema.Bytes())
		if found == nil || string(found[1]) != strconv.Itoa(f.days) {
			t.Errorf("the floor of %q is %d days, and that of %s %q", class, f.days, f.control, found)
		}
	}
}

func environments(t *testing.T) []compiler.Environment {
	t.Helper()
	var sources []compiler.Source
	for _, folder := range []string{"environments", "environments/common"} {
		names, _ := filepath.Glob("../../" + folder + "/*.yaml")
		for _, name := range names {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			sources = append(sources, compiler.Source{Name: folder + "/" + filepath.Base(name), Text: text, Common: filepath.Base(folder) == "common"})
		}
	}
	out, problems := compiler.Compile(sources)
	if problems.Failed() {
		t.Fatal(problems)
	}
	return out.Environments
}

// tableOf reads small templates, which are stacks "a", "b", … of one environment with PHI.
func tableOf(t *testing.T, texts ...string) Table {
	t.Helper()
	r := reader{phi: true, names: map[*template.Resource]string{}}
	var documents []*template.Document
	for i, text := range texts {
		doc, problems := template.Parse("t.yaml", []byte(text))
		if problems.Failed() {
			t.Fatal(problems)
		}
		documents = append(documents, doc)
		r.stacks = append(r.stacks, stack{key: string(rune('a' + i))})
	}
	return r.read(documents)
}
