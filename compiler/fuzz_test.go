package compiler_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/compiler"
	"github.com/hipaac/hipaac/compiler/controls"
	"github.com/hipaac/hipaac/compiler/diag"
)

// FuzzCompile: whatever a file holds, hipaac answers with templates or with errors that lie inside the file, never with a panic
// or an internal error, never with half an output, and twice with the same bytes. Seeds are the specs of this repository.
func FuzzCompile(f *testing.F) {
	common := []byte("hipaac: v1\n")
	for _, s := range environments(f) {
		if s.Common {
			common = s.Text
		}
		f.Add(s.Text)
	}
	for _, stacks := range []string{
		"  keys: {}\n  network: {cidr: 10.0.0.0/22, zones: 1, subnets: {public: [10.0.3.0/28]}, endpoints: [sts]}\n",
		"  keys: {administrators: [\"arn:aws:iam::444455556666:role/Security\"], classes: [backup, messages, secrets]}\n",
		"  keys: {}\n  storage: {buckets: {a1: {retain: 18m, lock: compliance}, b2: {replicate: {bucket: \"arn:aws:s3:::x-y\", key: \"arn:aws:kms:us-west-2:444455556666:key/1\"}}}}\n",
	} {
		f.Add(spec("", stacks).Text)
	}
	f.Add(waiving(allThree).Text)
	f.Fuzz(func(t *testing.T, text []byte) {
		sources := []compiler.Source{
			{Name: "environments/fuzz.yaml", Text: text},
			{Name: "environments/common/clinic.yaml", Text: common, Common: true},
		}
		out, problems := compiler.Compile(sources)
		checkOutput(t, sources, out, problems)
		again, problemsAgain := compiler.Compile(sources)
		if d := cmp.Diff(problems, problemsAgain); d != "" {
			t.Fatalf("a second compilation says something else:\n%s", d)
		}
		if d := cmp.Diff(texts(out), texts(again)); d != "" {
			t.Fatalf("a second compilation makes something else:\n%s", d)
		}
	})
}

// FuzzCheckTogether: whatever two templates say of each other, findings lie inside of one of them and are the same each time.
func FuzzCheckTogether(f *testing.F) {
	for _, c := range controls.All() {
		for _, e := range slices.Concat(c.Bad, c.Good) {
			if first, second, two := strings.Cut(string(e), "\n---\n"); two {
				f.Add([]byte(first), []byte(second))
			}
		}
	}
	f.Add(subnets("", "a", "public").Text, stores("", "a").Text)
	f.Add([]byte("Resources: {T: {Type: A::B::C}}\nOutputs: {X: {Value: !ImportValue b, Export: {Name: a}}}\n"),
		[]byte("Resources: {T: {Type: A::B::C}}\nOutputs: {X: {Value: !ImportValue a, Export: {Name: b}}}\n"))
	f.Fuzz(func(t *testing.T, a, b []byte) {
		sources := []compiler.Source{{Name: "a.yaml", Text: a}, {Name: "b.yaml", Text: b}}
		problems := compiler.Check(sources...)
		for _, p := range problems {
			if p.ID == "internal-error" {
				t.Fatalf("%s: %s", p.Pos, p.Message)
			}
			if p.Pos.Line > 1+bytes.Count(sources[slices.Index([]string{"a.yaml", "b.yaml"}, p.Pos.File)].Text, []byte("\n")) {
				t.Fatalf("%s: %q lies outside its file", p.Pos, p.Message)
			}
		}
		if d := cmp.Diff(problems, compiler.Check(sources...)); d != "" {
			t.Fatalf("a second check says something else:\n%s", d)
		}
	})
}

func checkOutput(t *testing.T, sources []compiler.Source, out compiler.Output, problems diag.List) {
	t.Helper()
	if problems.Failed() != (len(out.Files()) == 0) {
		t.Fatalf("%d files beside %d errors", len(out.Files()), problems.Count(diag.Error))
	}
	for _, p := range problems {
		if p.ID == "internal-error" {
			t.Fatalf("%s: %s", p.Pos, p.Message)
		}
		if !inside(sources, p.Pos) {
			t.Fatalf("%s: %q lies outside its file", p.Pos, p.Message)
		}
	}
}

// inside reports whether a position exists in its file. The end of a line and the line after the last one are places, too:
// something may be missing there.
func inside(sources []compiler.Source, pos diag.Position) bool {
	for _, s := range sources {
		if s.Name != pos.File {
			continue
		}
		lines := bytes.Split(s.Text, []byte("\n"))
		return pos.Line >= 1 && pos.Line <= len(lines) && pos.Col >= 1 && pos.Col <= len(lines[pos.Line-1])+1
	}
	return false
}
