// Package render writes diagnostics in the forms that people, editors and CI systems read. Each form is one file; all of them
// say the same, and none of them lets a byte of an input file act on the terminal or the CI system that shows it.
package render

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hipaac/hipaac/compiler/diag"
)

// Report is what one run found.
type Report struct {
	// Diagnostics are sorted.
	Diagnostics diag.List
	// Files are the files that were judged, those without findings included.
	Files []string
	// Texts holds the content of the files by the name that diagnostics use; a file may be missing from it.
	Texts map[string][]byte
	// Rule looks up what is known about a rule.
	Rule func(id string) (Rule, bool)
	// FailOn is the severity from which on a finding fails the run.
	FailOn diag.Severity
	// Version is hipaac's own.
	Version string
	// Baseline says that what is known was told apart from what is new.
	Baseline bool
	// Colour decorates the text form. It never carries meaning of its own.
	Colour bool

	starts map[string][]int
	last   struct { // the line that was shown last: many findings can stand on one, and one can be a whole minified template
		file   string
		number int
		text   string
	}
}

// Rule describes a rule to formats that list rules apart from findings.
type Rule struct {
	Title, Why, Fix string
	Severity        diag.Severity
	Weight          string // critical, high, medium, low; "" where nobody weighed it
	// Citations are sections of 45 CFR, Own is what an organisation's policy cites beside them.
	Citations, Own []string
	// Law says of each citation what it is called and how binding it is.
	Law []string
	// Unwaivable says that nothing excuses a finding.
	Unwaivable bool
}

// Formats are the names of all forms, the default first.
var Formats = []string{"text", "json", "sarif", "junit", "github"}

// Write renders the report in one of Formats.
func (r *Report) Write(w io.Writer, format string) error {
	r.Diagnostics = clipped(r.Diagnostics)
	var b bytes.Buffer
	var err error
	switch format {
	case "text":
		r.text(&b)
	case "json":
		err = r.json(&b)
	case "sarif":
		err = r.sarif(&b)
	case "junit":
		err = r.junit(&b)
	case "github":
		r.github(&b)
	default:
		panic("internal error: no format " + format)
	}
	if err != nil {
		return err
	}
	_, err = w.Write(b.Bytes())
	return err
}

// maxText is how many bytes of a message are shown: names and values of a foreign file can have any length, and each finding would
// repeat them.
const maxText = 2000

func clipped(list diag.List) diag.List {
	list = slices.Clone(list)
	for i := range list {
		d := &list[i]
		d.Message, d.Hint, d.Path = clip(d.Message), clip(d.Hint), clip(d.Path)
		if slices.ContainsFunc(d.Notes, func(n diag.Text) bool { return len(n.Message) > maxText }) {
			d.Notes = slices.Clone(d.Notes)
			for k := range d.Notes {
				d.Notes[k].Message = clip(d.Notes[k].Message)
			}
		}
	}
	return list
}

func clip(s string) string {
	if len(s) <= maxText {
		return s
	}
	end := maxText
	for end > maxText-utf8.UTFMax && !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end] + "…"
}

// Summary counts the findings: "2 errors, 1 warning in 3 files".
func (r *Report) Summary() string {
	c := r.count()
	var parts []string
	for _, s := range []diag.Severity{diag.Error, diag.Warning, diag.Note} {
		if n := c.of[s]; n > 0 {
			parts = append(parts, plural(n, s.String()))
		}
	}
	if c.waived > 0 {
		parts = append(parts, fmt.Sprintf("%d waived", c.waived))
	}
	if c.known > 0 {
		parts = append(parts, fmt.Sprintf("%d known", c.known))
	}
	if parts == nil {
		parts = []string{"no findings"}
	}
	summary := strings.Join(parts, ", ") + " in " + plural(len(r.named()), "file")
	switch {
	case c.inexcusable == 1:
		summary += "; one of the known accepts no exception"
	case c.inexcusable > 1:
		summary += fmt.Sprintf("; %d of the known accept no exception", c.inexcusable)
	}
	return summary
}

// Shown counts the findings that the text form shows.
func (r *Report) Shown() int {
	c := r.count()
	return len(r.Diagnostics) - c.known + c.inexcusable
}

// counts are numbers of findings: of each severity those that nothing excuses, and the others.
type counts struct {
	of                         [diag.Error + 1]int
	waived, known, inexcusable int
}

func (r *Report) count() counts {
	var c counts
	for i := range r.Diagnostics {
		switch d := &r.Diagnostics[i]; {
		case d.Waiver != nil:
			c.waived++
		case d.Known:
			c.known++
			if r.inexcusable(d) {
				c.inexcusable++
			}
		default:
			c.of[d.Severity]++
		}
	}
	return c
}

// inexcusable reports whether a known finding is one of a control that accepts no exception. A baseline lets a repository adopt hipaac
// before all of these are mended, and lets nobody forget them.
func (r *Report) inexcusable(d *diag.Diagnostic) bool {
	if !d.Known || r.Rule == nil {
		return false
	}
	rule, _ := r.Rule(d.ID)
	return rule.Unwaivable
}

// named are all files that were judged or that a finding names, sorted. A finding without a place names "".
func (r *Report) named() []string {
	names := slices.Clone(r.Files)
	for _, d := range r.Diagnostics {
		names = append(names, d.Pos.File)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Failed reports whether a finding fails the run.
func (r *Report) Failed() bool {
	return slices.ContainsFunc(r.Diagnostics, func(d diag.Diagnostic) bool { return r.fails(&d) })
}

// fails reports whether a finding reaches the severity that fails the run. What a waiver excuses never does, nor what is known.
func (r *Report) fails(d *diag.Diagnostic) bool {
	return d.Severity >= r.FailOn && d.Waiver == nil && !d.Known
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// known is said of a finding that stands in the baseline, and inexcusable of one that yet has to be mended.
const (
	known       = "known: it stands in the baseline"
	inexcusable = known + ", and the control accepts no exception"
)

// remarks are the lines that follow a message: notes, the citations that no note spells out, and the remedy.
func (r *Report) remarks(d *diag.Diagnostic) []string {
	var lines, uncited []string
	for _, c := range d.Citations {
		if !slices.ContainsFunc(d.Notes, func(n diag.Text) bool { return strings.Contains(n.Message, c) }) {
			uncited = append(uncited, c)
		}
	}
	if uncited != nil {
		lines = append(lines, "note: 45 CFR "+strings.Join(uncited, ", "))
	}
	for _, n := range d.Notes {
		line := "note: " + n.Message
		if !n.Pos.IsZero() {
			line += " (" + n.Pos.String() + ")"
		}
		lines = append(lines, line)
	}
	if r.inexcusable(d) {
		lines = append(lines, "note: "+inexcusable)
	}
	if d.Hint != "" {
		lines = append(lines, "hint: "+d.Hint)
	}
	return lines
}

// Visible replaces everything that does not print as itself by its escape: control characters, the marks that reorder or hide
// text, spaces that are not the space, and bytes that are not UTF-8. So it does with "##[", which GitHub's runner takes for a command
// wherever it stands in a line of a log; the other mark of a command, "::", means something only where a line begins
// (src/Runner.Common/ActionCommand.cs of actions/runner, as of 2026-11).
func Visible(s string) string {
	s = strings.ReplaceAll(s, "##[", `#\x23[`)
	if strings.IndexFunc(s, hidden) < 0 && utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for s != "" {
		shown, size := visibleRune(s)
		b.WriteString(shown)
		s = s[size:]
	}
	return b.String()
}

func hidden(r rune) bool { return !unicode.IsPrint(r) }

func visibleRune(s string) (shown string, size int) {
	r, size := utf8.DecodeRuneInString(s)
	switch {
	case r == utf8.RuneError && size == 1:
		return fmt.Sprintf(`\x%02x`, s[0]), 1
	case hidden(r):
		return strings.Trim(strconv.QuoteRuneToASCII(r), "'"), size
	}
	return s[:size], size
}

// line returns one line of a file without its line break, and whether the file has it.
func (r *Report) line(file string, number int) (string, bool) {
	if r.last.number == number && r.last.file == file && number > 0 {
		return r.last.text, true
	}
	text, known := r.Texts[file]
	starts := r.lineStarts(file)
	if !known || number < 1 || number > len(starts) {
		return "", false
	}
	line, _, _ := bytes.Cut(text[starts[number-1]:], []byte{'\n'})
	r.last.file, r.last.number, r.last.text = file, number, strings.TrimSuffix(string(line), "\r")
	return r.last.text, true
}

// lineStarts remembers where the lines of a file start, because a large file can have thousands of findings.
func (r *Report) lineStarts(file string) []int {
	if starts, known := r.starts[file]; known {
		return starts
	}
	starts := []int{0}
	for i, c := range r.Texts[file] {
		if c == '\n' {
			starts = append(starts, i+1)
		}
	}
	if r.starts == nil {
		r.starts = map[string][]int{}
	}
	r.starts[file] = starts
	return starts
}

// characters turns a position's byte column and length into columns that count characters, as SARIF and GitHub do. The end
// column is the one after the last character.
func (r *Report) characters(p diag.Position) (start, end int) {
	line, known := r.line(p.File, p.Line)
	if !known || p.Col == 0 || p.Col-1 > len(line) {
		return p.Col, p.Col + max(p.Len, 1)
	}
	before := line[:p.Col-1]
	marked := line[p.Col-1 : min(p.Col-1+p.Len, len(line))]
	start = utf8.RuneCountInString(before) + 1
	return start, start + max(utf8.RuneCountInString(marked), 1)
}
