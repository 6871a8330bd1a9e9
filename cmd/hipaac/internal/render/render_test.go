package render

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/compiler/diag"
)

var update = flag.Bool("update", false, "rewrite the golden files in testdata")

// report holds one finding for each thing that can go wrong in rendering; the comments say which.
func report() *Report {
	prod := "hipaac: v1\nphi: true\nstacks:\n  database: {backupDays: 7}\n\tname: 病院 clinic\u0301s # ok\r\nlast: "
	long := strings.Repeat("x", 300) + ": {PubliclyAccessible: true}" + strings.Repeat(" y", 5000)
	hostile := "name: \"\x1b]0;owned\x07\u202eevil\u200b\xff\"\n"
	return &Report{
		Files: []string{"a b/café:1,2%.json", "environments/clean.yaml", "environments/prod.yaml", "evil\n::warning::x.yaml"},
		Texts: map[string][]byte{
			"environments/prod.yaml":  []byte(prod),
			"environments/tabs.yaml":  []byte(" \t\n"),
			"a b/café:1,2%.json":      []byte(long),
			"evil\n::warning::x.yaml": []byte(hostile),
		},
		Rule: func(id string) (Rule, bool) {
			if id == "database-encrypted" {
				return Rule{Title: "Databases are encrypted", Why: "Disks are stolen.", Fix: "Encrypt it.", Severity: diag.Error, Weight: "critical", Unwaivable: true,
					Citations: []string{"164.312(a)(2)(iv)"}, Law: []string{"164.312(a)(2)(iv), addressable: encryption and decryption"}}, true
			}
			return Rule{
				Title: "PHI can be brought back for at least 35 days", Why: "A lost record harms a patient.", Fix: "Keep 35 days of backups.",
				Severity: diag.Error, Citations: []string{"164.308(a)(7)(ii)(A)"},
			}, id == "backup-retention"
		},
		FailOn:   diag.Warning,
		Version:  "v1.2.3",
		Baseline: true,
		Diagnostics: diag.List{
			{ // no place at all
				Severity: diag.Error, Message: "no spec given", Hint: "run \"hipaac init\"",
			},
			{ // a very long line, a mark far to the right, a file name that every format has to escape
				Severity: diag.Warning, Pos: diag.Position{File: "a b/café:1,2%.json", Line: 1, Col: 304, Len: 18}, ID: "public-database",
				Path: "Resources.Db.Properties.PubliclyAccessible", Message: "database is public", Citations: []string{"164.312(a)(1)"},
			},
			{ // the same line, marked at its start
				Severity: diag.Note, Pos: diag.Position{File: "a b/café:1,2%.json", Line: 1, Col: 1, Len: 300}, ID: "long-name",
				Message: "100 % of the line", Hint: "shorten, or leave it",
			},
			{ // a place without a line
				Severity: diag.Error, Pos: diag.Position{File: "environments/prod.yaml"}, Message: "cannot be read: permission denied",
			},
			{ // the example of DESIGN.md: the note spells the citation out
				Severity: diag.Error, Pos: diag.Position{File: "environments/prod.yaml", Line: 4, Col: 14, Len: 13}, ID: "backup-retention",
				Path: "stacks.database.backupDays", Message: "database \"primary\" keeps backups for 7 days, needs at least 35",
				Citations: []string{"164.308(a)(7)(ii)(A)"},
				Notes: []diag.Text{
					{Message: "45 CFR 164.308(a)(7)(ii)(A), required: data backup plan"},
					{Message: "the floor follows from \"phi: true\"", Pos: diag.Position{File: "environments/prod.yaml", Line: 2, Col: 1, Len: 3}},
				},
				Hint: "set backupDays to 35, or leave it out",
			},
			{ // tab before the mark, wide characters in it, a combining mark after it, CRLF
				Severity: diag.Warning, Pos: diag.Position{File: "environments/prod.yaml", Line: 5, Col: 8, Len: 6}, ID: "unknown-key",
				Message: "unknown key \"病院\"",
			},
			{ // a value that is missing at the end of the line
				Severity: diag.Error, Pos: diag.Position{File: "environments/prod.yaml", Line: 6, Col: 7}, ID: "missing-value", Message: "\"last\" has no value",
			},
			{ // a column behind the line, and a line behind the file: shown as far as they make sense
				Severity: diag.Error, Pos: diag.Position{File: "environments/prod.yaml", Line: 6, Col: 99, Len: 3}, ID: "stray", Message: "behind the line",
			},
			{
				Severity: diag.Error, Pos: diag.Position{File: "environments/prod.yaml", Line: 77, Col: 1}, ID: "stray", Message: "behind the file",
			},
			diag.Diagnostic{ // what a waiver excuses, with marks in its reason that must not act
				Severity: diag.Error, Pos: diag.Position{File: "environments/prod.yaml", Line: 4, Col: 3}, ID: "backup-retention", Message: "too short",
			}.Excused(&diag.Waiver{
				Pos: diag.Position{File: "environments/prod.yaml", Line: 2, Col: 1, Len: 3}, Control: "backup-retention", Resource: "database",
				Reason: "the supplier \u202ecannot <yet>", Measure: "copies by hand", Owner: "me@clinic.example", Expires: "2027-06-30",
			}),
			{ // what is known is shown to machines alone
				Severity: diag.Error, Pos: diag.Position{File: "environments/prod.yaml", Line: 4, Col: 3}, ID: "public-database", Message: "known already", Known: true,
			},
			{ // unless nothing excuses it
				Severity: diag.Error, Pos: diag.Position{File: "environments/prod.yaml", Line: 4, Col: 3}, ID: "database-encrypted", Message: "in clear text", Known: true,
				Hint: "encrypt it",
			},
			{ // a line without anything to show
				Severity: diag.Error, Pos: diag.Position{File: "environments/tabs.yaml", Line: 1, Col: 1}, ID: "empty-file", Message: "the file is empty",
			},
			{ // control characters, reordering marks, invalid UTF-8 and line breaks in every field
				Severity: diag.Error, Pos: diag.Position{File: "evil\n::warning::x.yaml", Line: 1, Col: 8, Len: 9}, ID: "bad\x1b[31mid",
				Path: "a\nb", Message: "line one\n::error::forged\x1b[2J", Notes: []diag.Text{{Message: "\u202enote\xff"}}, Hint: "</failure>&\x00",
			},
		},
	}
}

func TestFormats(t *testing.T) {
	for _, format := range Formats {
		t.Run(format, func(t *testing.T) {
			var got bytes.Buffer
			if err := report().Write(&got, format); err != nil {
				t.Fatal(err)
			}
			golden(t, "report."+format, got.Bytes())
		})
	}
	t.Run("colour", func(t *testing.T) {
		r := report()
		r.Colour = true
		var got bytes.Buffer
		if err := r.Write(&got, "text"); err != nil {
			t.Fatal(err)
		}
		golden(t, "report.colour", got.Bytes())
	})
}

// A finding that a waiver excuses, or that is known, never fails a run.
func TestWhatDoesNotFail(t *testing.T) {
	finding := diag.Diagnostic{Severity: diag.Error, ID: "a"}
	for _, c := range []struct {
		finding diag.Diagnostic
		fails   bool
		summary string
	}{
		{finding, true, "1 error in 1 file"},
		{finding.Excused(&diag.Waiver{}), false, "1 waived in 1 file"},
		{diag.Diagnostic{Severity: diag.Error, ID: "a", Known: true}, false, "1 known in 1 file"},
	} {
		r := Report{Diagnostics: diag.List{c.finding}, FailOn: diag.Note}
		if r.Failed() != c.fails || r.Summary() != c.summary {
			t.Errorf("fails %v, summary %q; want %v, %q", r.Failed(), r.Summary(), c.fails, c.summary)
		}
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s differs; if the change is meant, run this test with -update (-want +got):\n%s", path, diff)
	}
}

// No format lets a character act on what shows it: only line breaks that the format itself made may remain.
func TestNothingHiddenGetsOut(t *testing.T) {
	for _, format := range []string{"text", "junit", "github"} {
		var got bytes.Buffer
		if err := report().Write(&got, format); err != nil {
			t.Fatal(err)
		}
		if !utf8.Valid(got.Bytes()) {
			t.Errorf("%s: not UTF-8", format)
		}
		for i, r := range got.String() {
			if r != '\n' && !unicode.IsPrint(r) {
				t.Errorf("%s: %U at byte %d", format, r, i)
			}
		}
	}
}

// Every line of the GitHub form is one command: a spec cannot forge another.
func TestGitHubOneCommandPerFinding(t *testing.T) {
	var got bytes.Buffer
	if err := report().Write(&got, "github"); err != nil {
		t.Fatal(err)
	}
	if lines := strings.Count(got.String(), "\n"); lines != len(report().Diagnostics)-1 {
		t.Errorf("%d lines for %d findings, one of which is known", lines, len(report().Diagnostics))
	}
}

func TestJUnitCountsAgree(t *testing.T) {
	var b bytes.Buffer
	if err := report().Write(&b, "junit"); err != nil {
		t.Fatal(err)
	}
	var got junitSuites
	if err := xml.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	tests, failures, skipped := 0, 0, 0
	for _, s := range got.Suites {
		for _, c := range s.Cases {
			tests++
			if c.Skipped != nil {
				skipped++
			}
			if c.Failure != nil {
				failures++
			}
		}
	}
	// Fourteen findings and one clean file; the note is below the level that fails, one finding is waived, and two are known.
	if tests != 15 || failures != 10 || skipped != 3 || got.Tests != tests || got.Failures != failures || got.Skipped != skipped {
		t.Errorf("%d cases, %d failures and %d skipped; header says %d, %d and %d", tests, failures, skipped, got.Tests, got.Failures, got.Skipped)
	}
}

// The parts that readers of SARIF 2.1.0 rely on: rule indexes point at the rule, regions are one-based, levels are legal.
func TestSARIFIsConsistent(t *testing.T) {
	var b bytes.Buffer
	if err := report().Write(&b, "sarif"); err != nil {
		t.Fatal(err)
	}
	var got sarifLog
	if err := json.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	run := got.Runs[0]
	if len(run.Results) != len(report().Diagnostics) {
		t.Fatalf("%d results for %d findings", len(run.Results), len(report().Diagnostics))
	}
	for _, result := range run.Results {
		if result.RuleIndex != nil && run.Tool.Driver.Rules[*result.RuleIndex].ID != result.RuleID {
			t.Errorf("rule %q has the index of another", result.RuleID)
		}
		for _, l := range append(result.Locations, result.Related...) {
			if r := l.Physical.Region; r != nil && (r.StartLine < 1 || r.EndColumn != 0 && r.EndColumn <= r.StartColumn) {
				t.Errorf("%s: impossible region %+v", result.RuleID, *r)
			}
		}
	}
}

// GitHub refuses a file with more than 25,000 results: the least severe are left out, and the file says so.
func TestSARIFLeavesOutTheLeastSevere(t *testing.T) {
	r := Report{Rule: func(string) (Rule, bool) { return Rule{}, false }}
	for i := range maxResults + 3 {
		d := diag.Diagnostic{Severity: diag.Note, ID: "b", Pos: diag.Position{File: "a.yaml", Line: i + 1}}
		switch i {
		case 7:
			d.Severity, d.Known = diag.Error, true
		case maxResults + 2:
			d.Severity = diag.Error
		}
		r.Diagnostics = append(r.Diagnostics, d)
	}
	var b bytes.Buffer
	if err := r.Write(&b, "sarif"); err != nil {
		t.Fatal(err)
	}
	var got sarifLog
	if err := json.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	results := got.Runs[0].Results
	if len(results) != maxResults || results[0].Level != "error" || results[0].Baseline != "" {
		t.Errorf("%d results, the first is %+v", len(results), results[0])
	}
	const want = "3 findings of least severity are left out: GitHub takes up to 25000 results"
	if text := got.Runs[0].Invocations[0].Notifications[0].Message.Text; text != want {
		t.Errorf("it says %q", text)
	}
}

// The summary of a job counts what annotations leave out, and nothing in it acts on the page.
func TestMarkdown(t *testing.T) {
	golden(t, "report.markdown", []byte(report().Markdown()))
}

func TestSummary(t *testing.T) {
	tests := []struct {
		list  diag.List
		files []string
		want  string
	}{
		{nil, nil, "no findings in 0 files"},
		{diag.List{{Severity: diag.Error, Pos: diag.Position{File: "a"}}}, []string{"a"}, "1 error in 1 file"},
		{diag.List{{Severity: diag.Error, Pos: diag.Position{File: "missing"}}}, []string{"a"}, "1 error in 2 files"},
		{diag.List{{Severity: diag.Note}, {Severity: diag.Warning}, {Severity: diag.Warning}}, nil, "2 warnings, 1 note in 1 file"},
	}
	for _, test := range tests {
		r := Report{Diagnostics: test.list, Files: test.files}
		if got := r.Summary(); got != test.want {
			t.Errorf("got %q, want %q", got, test.want)
		}
	}
}

// The mark stands below what is meant, and the work does not grow with the line.
func TestWindow(t *testing.T) {
	tests := []struct {
		reason         string
		line           string
		offset, length int
		shown          string
		indent, marked int
	}{
		{"plain", "a: b", 3, 1, "a: b", 3, 1},
		{"a tab reaches to the next multiple of four", "ab\tc", 3, 1, "ab  c", 4, 1},
		{"a wide character takes two columns", "病: x", 0, 3, "病: x", 0, 2},
		{"a combining mark takes none", "e\u0301x", 3, 1, "e\u0301x", 1, 1},
		{"an escape is as wide as it is shown", "\x07x", 1, 1, `\ax`, 2, 1},
		{"unknown length marks one column", "abc", 1, 0, "abc", 1, 1},
		{"a mark that runs over the end is cut there", "abc", 1, 50, "abc", 1, 2},
		{"an empty line", "", 0, 0, "", 0, 1},
		{"cut on the right", strings.Repeat("a", 101), 0, 1, strings.Repeat("a", 100) + "…", 0, 1},
		{"cut on the left", strings.Repeat("a", 101), 100, 1, "…" + strings.Repeat("a", 51), 51, 1},
		{"cut inside of bytes that are no characters", strings.Repeat("\x80", 2000), 1000, 1, "…" + strings.Repeat(`\x80`, 25) + "…", 49, 4},
	}
	for _, test := range tests {
		shown, indent, marked := window(test.line, test.offset, test.length)
		if shown != test.shown || indent != test.indent || marked != test.marked {
			t.Errorf("%s: got %q, %d, %d", test.reason, shown, indent, marked)
		}
	}
}

// What a rule is for is said with its first finding, what to do with each; and a name of a megabyte is cut.
func TestOnce(t *testing.T) {
	find := func(name string) diag.Diagnostic {
		return diag.Diagnostic{Severity: diag.Error, ID: "public-database", Message: name + " is public", Citations: []string{"164.312(a)(1)"},
			Notes: []diag.Text{{Message: "the world tries passwords"}}, Hint: "close it"}
	}
	other := find("C")
	other.ID = "another-rule"
	r := Report{Diagnostics: diag.List{find("A"), find(strings.Repeat("ü", 1<<20)), other}}
	var b bytes.Buffer
	if err := r.Write(&b, "text"); err != nil {
		t.Fatal(err)
	}
	const notes = "  note: 45 CFR 164.312(a)(1)\n  note: the world tries passwords\n"
	want := "error: A is public [public-database]\n" + notes + "  hint: close it\n\n" +
		"error: " + strings.Repeat("ü", 1000) + "… [public-database]\n  hint: close it\n\n" +
		"error: C is public [another-rule]\n" + notes + "  hint: close it\n"
	if got := b.String(); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

// Where nobody knows how long a thing is, the mark covers a word.
func TestWord(t *testing.T) {
	tests := []struct {
		line string
		want int
	}{
		{"false", 5}, {"0.0.0.0/0}", 9}, {"Key: value", 3}, {`"a b": 1`, 5}, {"'it", 3}, {"[a, b]", 2}, {" x", 0}, {":", 0},
	}
	for _, test := range tests {
		if got := word(test.line); got != test.want {
			t.Errorf("%q: got %d, want %d", test.line, got, test.want)
		}
	}
}

func FuzzText(f *testing.F) {
	for file, text := range report().Texts {
		f.Add(file, text, 1, 3, 5)
	}
	f.Fuzz(func(t *testing.T, file string, text []byte, line, col, length int) {
		r := Report{
			Texts:       map[string][]byte{file: text},
			Diagnostics: diag.List{{Pos: diag.Position{File: file, Line: max(line, 0), Col: max(col, 0), Len: max(length, 0)}, Message: file}},
		}
		for _, format := range []string{"text", "github"} {
			var b bytes.Buffer
			if err := r.Write(&b, format); err != nil {
				t.Fatal(err)
			}
			if i := strings.IndexFunc(b.String(), func(c rune) bool { return c != '\n' && !unicode.IsPrint(c) }); i >= 0 || !utf8.Valid(b.Bytes()) {
				t.Fatalf("%s lets something hidden out at byte %d: %q", format, i, b.String())
			}
		}
	})
}
