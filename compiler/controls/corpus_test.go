package controls

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/compiler/template"
)

var update = flag.Bool("update", false, "rewrite the expected findings in testdata/foreign; read the difference beside the templates")

// Templates in the shape of public projects that nobody here wrote. Each finding was confirmed by somebody who read it beside the
// template, see testdata/foreign/README.md; what was not confirmed was mended, in the control or in the evaluator, before it was pinned.
func TestForeignCorpus(t *testing.T) {
	files, err := filepath.Glob("testdata/foreign/*.template.*")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 15 {
		t.Fatalf("only %d templates", len(files))
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			doc, found := template.Parse(filepath.Base(file), text)
			if found.Failed() {
				t.Fatalf("%+v", found)
			}
			got := readable(doc)
			golden := strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(file, ".yaml"), ".json"), ".template") + ".findings.txt"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// readable are the findings in a template, ordered as it is read: line, severity, control, message, and below it what else is wrong there and
// when it is so.
func readable(doc *template.Document) string {
	var b strings.Builder
	for _, d := range Diagnostics(Judge(doc)[0]).Sorted() {
		fmt.Fprintf(&b, "%d %s %s: %s\n", d.Pos.Line, d.Severity, d.ID, d.Message)
		for _, note := range d.Notes {
			if strings.HasPrefix(note.Message, "also: ") || strings.HasPrefix(note.Message, "this is so when ") {
				fmt.Fprintf(&b, "    %s\n", note.Message)
			}
		}
	}
	return b.String()
}
