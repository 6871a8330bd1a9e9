package policy_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/hipaac/hipaac/compiler/policy"
)

// FuzzRead: any text is a policy, or is refused at a place within it in our own words.
func FuzzRead(f *testing.F) {
	paths, _ := filepath.Glob("testdata/refused/*.txtar")
	for _, p := range paths {
		a, err := txtar.ParseFile(p)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(a.Files[0].Data))
	}
	examples, _ := filepath.Glob("../../docs/policy/*.cue")
	for _, p := range examples {
		text, err := os.ReadFile(p)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	k := known(f)
	f.Fuzz(func(t *testing.T, text string) {
		sources := []policy.Source{{Name: "policy/own.cue", Text: []byte(text)}}
		p, problems := policy.Read(sources, k)
		rendered(t, sources, problems)
		if p.Broken != problems.Failed() {
			t.Error("a policy with mistakes that says it has none, or the other way round")
		}
		for _, c := range p.Controls {
			if c.Own == nil || c.Own.Line == 0 || c.Require == nil {
				t.Errorf("%s has no place or asks for nothing", c.ID)
			}
		}
	})
}

// TestHostile: what is made to be large or deep is refused before it costs anything, and ends no process.
func TestHostile(t *testing.T) {
	k := known(t)
	wrap := func(x string) string {
		return "controls: \"own\": {title: \"x\", citations: [\"x\"], says: \"x\", remedy: \"x\", require: region: " + x + "}\n"
	}
	var chain strings.Builder
	chain.WriteString("#A0: \"us-east-1\" | \"us-east-2\"\n")
	for i := range 60 {
		name := func(n int) string { return "#A" + strings.Repeat("x", n) }
		chain.WriteString(name(i+1) + ": " + name(i) + " | " + name(i) + "\n")
	}
	for name, text := range map[string]string{
		"brackets":         wrap(strings.Repeat("(", 60000)),
		"closed brackets":  wrap(strings.Repeat("(", 30000) + `"a"` + strings.Repeat(")", 30000)),
		"lists":            wrap(strings.Repeat("[", 60000)),
		"labels":           wrap(strings.Repeat("a: ", 20000) + "1"),
		"signs":            wrap(strings.Repeat("!", 60000)),
		"stars":            wrap(strings.Repeat("*", 60000)),
		"alternatives":     wrap(strings.Repeat(`"a"|`, 15000) + `"a"`),
		"conjunctions":     wrap(strings.Repeat(`=~"a"&`, 10000) + `=~"a"`),
		"doubled":          chain.String(),
		"a large file":     strings.Repeat(" ", 1<<20),
		"a repeated text":  "import \"strings\"\n" + wrap(`strings.Repeat("x", 1000000000)`),
		"a large pattern":  wrap(`=~"` + strings.Repeat("(a{1000}){1000}", 100) + `"`),
		"a long pattern":   wrap(`=~"` + strings.Repeat("a", 1000) + `"`),
		"many steps":       manySteps(),
		"a file of others": wrap(`"x" @embed(file=/etc/passwd)`),
		"an attribute":     "@extern(embed)\n" + wrap(`"x"`),
		"a variable":       wrap(`"x" @tag(user,var=username)`),
		"its own":          "#A: #A\n" + wrap("#A"),
		"control codes":    wrap("\"\x1b[2J\x00\""),
	} {
		sources := []policy.Source{{Name: "policy/own.cue", Text: []byte(text)}}
		if _, problems := policy.Read(sources, k); !problems.Failed() {
			t.Errorf("%s: accepted", name)
		}
	}
}

// manySteps are expressions of which none is large.
func manySteps() string {
	var b strings.Builder
	for i := range 10 {
		fmt.Fprintf(&b, "#P%d: =~%q\n", i, strings.Repeat("[^c]{1000}", 40))
	}
	return b.String()
}
