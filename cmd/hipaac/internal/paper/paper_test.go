package paper_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/paper"
	"github.com/hipaac/hipaac/compiler"
	"github.com/hipaac/hipaac/compiler/evidence"
	"github.com/hipaac/hipaac/compiler/retention"
)

var (
	update = flag.Bool("update", false, "rewrite testdata/report.md")
	gather = flag.Bool("gather", false, "rewrite testdata/report.json from testdata/environments")
)

var day = time.Date(2027, 3, 1, 12, 0, 0, 0, time.UTC)

// small is the report of testdata/environments/small.yaml on a day.
func small(t *testing.T, on time.Time) *evidence.Report {
	t.Helper()
	const name = "environments/small.yaml"
	out, problems := compiler.Compile([]compiler.Source{{Name: name, Text: []byte(read(t, "testdata/"+name))}})
	if problems.Failed() {
		t.Fatal(problems)
	}
	r := evidence.NewReport([]*evidence.Gathered{evidence.Gather(&out.Environments[0]).On(on.Format(time.DateOnly))})
	for i := range r.Waivers {
		days := 30 + i
		r.Waivers[i].DaysLeft = &days
	}
	return r
}

func markdown(t *testing.T, r *evidence.Report) string {
	t.Helper()
	var b bytes.Buffer
	if err := paper.Markdown(&b, r, day, "v1.2.3"); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func asJSON(t *testing.T, r *evidence.Report) string {
	t.Helper()
	var b bytes.Buffer
	if err := paper.JSON(&b, r, day, "v1.2.3"); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestGolden pins both forms for a small environment. The report itself is pinned, too, so that a template with one line more does not
// change what is about its form. Rewrite it with -update, and read it as an auditor would.
func TestGolden(t *testing.T) {
	if *gather {
		write(t, "testdata/report.json", asJSON(t, small(t, day)))
	}
	pinned := read(t, "testdata/report.json")
	var r evidence.Report
	if err := json.Unmarshal([]byte(pinned), &r); err != nil {
		t.Fatal(err)
	}
	same(t, "testdata/report.json", pinned, asJSON(t, &r))
	got := markdown(t, &r)
	if *update {
		write(t, "testdata/report.md", got)
	}
	same(t, "testdata/report.md", read(t, "testdata/report.md"), got)
}

func same(t *testing.T, file, want, got string) {
	t.Helper()
	if d := cmp.Diff(strings.Split(want, "\n"), strings.Split(got, "\n")); d != "" {
		t.Errorf("%s (-want +got):\n%s", file, d)
	}
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// TestExpired: an exception that is over is said before anything else.
func TestExpired(t *testing.T) {
	got := markdown(t, small(t, time.Date(2027, 4, 1, 0, 0, 0, 0, time.UTC)))
	about := strings.Index(got, "## What this is")
	for _, want := range []string{"> [!CAUTION]\n> **2 waivers of a control are over.**", "`iam-no-human-users` for `access.OutsideUser` ended on 2027-03-31; laboratory@clinic.example answers for it (`environments/small.yaml:17:14`)"} {
		if at := strings.Index(got, want); at < 0 || at > about {
			t.Errorf("not at the head: %s\n%.1500s", want, got)
		}
	}
	if !strings.Contains(got, "| failed | `iam-no-human-users` | `small: access.OutsideUser` |") || strings.Count(got, "over since 2027-03-31") != 2 {
		t.Errorf("what the waivers excused does not count as failed:\n%.6000s", got)
	}
}

// TestRetention: a table that is there is shown, and one that is empty leaves no heading.
func TestRetention(t *testing.T) {
	r := small(t, day)
	r.Environments[0].Retention = retention.Table{}
	if strings.Contains(markdown(t, r), "## Retention") {
		t.Error("an empty table has a heading")
	}
	r.Environments[0].Retention = retention.Table{
		Records: []retention.Record{{Class: "audit trail", Resource: "audit.Trail", Days: 2192, Floor: 2192, Locked: "compliance", After: "deleted", Why: "retention of the bucket"},
			{Class: "application log", Resource: "web.Logs", Days: retention.Unknown, Why: "a parameter"}},
		Stores: []retention.Store{{Resource: "database.Cluster", PHI: true, Point: retention.Figure{Hours: 0.5, Mark: 48, Meets: "yes"},
			Time: retention.Figure{Hours: retention.Unknown, Mark: 72, Meets: "unknown", Why: "it depends on the size"}, Copies: []string{"us-east-1", "us-west-2"}, Tested: "a plan"}},
	}
	got := markdown(t, r)
	for _, want := range []string{
		"| audit trail | `audit.Trail` | 2192 days | 2192 days | compliance | deleted | retention of the bucket |",
		"| application log | `web.Logs` | unknown | — | no |  | a parameter |",
		"| `database.Cluster` | yes | 30 min; within 48 h: yes | unknown; within 72 h: unknown (it depends on the size) | us-east-1; us-west-2 | a plan |",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no row %s", want)
		}
	}
}

var escaped = regexp.MustCompile(`\\.`)

var element = regexp.MustCompile(`</?(details|summary)>`)

// bare is a line without what Markdown only shows: code, and characters behind a backslash.
func bare(line string) string {
	var b strings.Builder
	for line != "" {
		run := len(line) - len(strings.TrimLeft(line, "`"))
		switch fence := line[:run]; {
		case line[0] == '\\' && len(line) > 1:
			line = line[2:]
		case run == 0:
			b.WriteByte(line[0])
			line = line[1:]
		default:
			inside, rest, closed := strings.Cut(line[run:], fence)
			for closed && strings.HasPrefix(rest, "`") { // a longer run ends no shorter fence
				more := len(rest) - len(strings.TrimLeft(rest, "`"))
				var next string
				inside, rest = inside+fence+rest[:more], rest[more:]
				next, rest, closed = strings.Cut(rest, fence)
				inside += next
			}
			if !closed {
				b.WriteString(fence + inside)
				rest = ""
			}
			line = rest
		}
	}
	return b.String()
}

// harmless reports what in a document was not written by hipaac: HTML, links, headings, and rows with more cells than their table has.
func harmless(t *testing.T, text string) {
	t.Helper()
	cells := 0
	for line := range strings.Lines(text) {
		shown := bare(line)
		if strings.HasPrefix(line, "<summary>") { // HTML, and no Markdown
			shown = element.ReplaceAllString(line, "")
			if strings.Contains(shown, "<") {
				t.Errorf("an element got in: %s", line)
			}
			continue
		}
		if rest := element.ReplaceAllString(shown, ""); strings.Contains(rest, "<") || strings.Contains(rest, "](") || strings.Contains(rest, "`") {
			t.Errorf("HTML, a link or open code got in: %s", line)
		}
		if strings.HasPrefix(line, "# ") && !strings.HasPrefix(line, "# Safeguards of") {
			t.Errorf("a heading got in: %s", line)
		}
		switch n := strings.Count(escaped.ReplaceAllString(line, ""), "|"); { // cells end before code begins
		case !strings.HasPrefix(line, "|"):
			cells = 0
		case cells == 0:
			cells = n
		case n != cells:
			t.Errorf("a row of %d cells in a table of %d: %s", n-1, cells-1, line)
		}
	}
}

// FuzzTexts: whatever a spec says, it is shown and does nothing.
func FuzzTexts(f *testing.F) {
	for _, text := range []string{
		"<script>alert(1)</script>", "a | b || c", "[x](javascript:alert(1))", "![x](https://evil.example/p.png)", "`code` `` and ``` more", "line\n\n# heading\n| x |",
		"</summary></details><img src=x>", `back\slash \| \`, "a\u202eb", "\x00\xff", "&lt;b&gt;", "*a* _b_ ~~c~~ $d$", "` |", "|`",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		days := 3
		v := evidence.Verdict{Result: evidence.Unknown, Environment: text, Resource: text, Type: text, Template: text, Spec: text, Path: text, Reason: text, When: text, At: text}
		w := evidence.Waiver{Waiver: compiler.Waiver{Control: text, Resource: text, Reason: text, Measure: text, Owner: text, Expires: "2027-01-01"}, Environment: text, Spec: text, DaysLeft: &days}
		over := w
		over.Expired = true
		r := &evidence.Report{
			Environments: []evidence.Environment{{Folder: text, Spec: text, System: text, Name: text, Tier: text, Account: "1", Owner: text, Stacks: []evidence.Stack{{Key: text, Name: text, Template: text}},
				Retention: retention.Table{Records: []retention.Record{{Class: text, Resource: text, Why: text}}, Stores: []retention.Store{{Resource: text, Copies: []string{text}, Tested: text}}}}},
			Controls:      []evidence.Control{{ID: text, Title: text, Kind: evidence.OnTemplates, Why: text, Verdicts: []evidence.Verdict{v}}, {ID: text, Title: text, Kind: evidence.OnSpecs, Verdicts: []evidence.Verdict{v}}},
			Waivers:       []evidence.Waiver{w, over},
			Prerequisites: []evidence.Prerequisite{{Prerequisite: compiler.Prerequisite{What: text, Remedy: text, Stacks: []string{text}}, Environment: text}},
			Silent:        []string{text},
		}
		harmless(t, markdown(t, r))
	})
}

// TestJSON: the form for programs says the day and the version, and has a list where there is nothing.
func TestJSON(t *testing.T) {
	r := small(t, day)
	text := asJSON(t, r)
	var got struct {
		Made, Hipaac string
		evidence.Report
	}
	if err := json.Unmarshal([]byte(text), &got); err != nil {
		t.Fatal(err)
	}
	if got.Made != "2027-03-01" || got.Hipaac != "v1.2.3" || len(got.Safeguards) != len(r.Safeguards) || *got.Waivers[0].DaysLeft != 30 {
		t.Errorf("%s %s, %d safeguards", got.Made, got.Hipaac, len(got.Safeguards))
	}
	if at := strings.Index(text, ": null"); at >= 0 {
		t.Errorf("a list is null: %.200s", text[at-200:])
	}
	for _, text := range []string{text, markdown(t, r)} {
		if strings.Contains(strings.ToLower(text), "hipaa compliant") {
			t.Error("no output says that")
		}
	}
}
