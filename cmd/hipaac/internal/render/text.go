package render

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"

	"github.com/hipaac/hipaac/compiler/diag"
)

// The rules of the text form:
//
//  1. A finding starts with place, severity, message and rule on one line, so that editors can jump and grep finds it. Places are
//     file:line:col with columns in bytes; what is unknown is left out.
//  2. The marked line follows, if there is anything on it, with "^~~~" below what is meant, then notes, then one hint. They are indented; the first line of
//     a finding is not. Where the length of what is meant is unknown, the word at the place is marked.
//  3. A line wider than 100 columns is shown as a window around the mark, with "…" where it was cut.
//  4. A tab is shown as spaces up to the next multiple of four; wide characters take two columns, combining marks none.
//  5. Whatever does not print as itself is shown as an escape (\x1b, \u202e), in messages and file names as in snippets.
//  6. Colour decorates the severity and the mark. Without it nothing is lost.
//  7. A blank line parts two findings.
//  8. What is known is not shown, but for what accepts no exception.
//  9. A note that an earlier finding of the same rule gave word for word, its citations or why it matters, is not given again;
//     the remedy is.

const (
	snippetWidth = 100
	tabStop      = 4
)

func (r *Report) text(b *bytes.Buffer) {
	said := map[string]bool{}
	for i := range r.Diagnostics {
		d := &r.Diagnostics[i]
		if d.Known && !r.inexcusable(d) {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		if !d.Pos.IsZero() {
			b.WriteString(Visible(d.Pos.String()) + ": ")
		}
		b.WriteString(r.colour(d.Severity, d.Severity.String()+":") + " " + Visible(d.Message))
		if d.ID != "" {
			b.WriteString(" [" + Visible(d.ID) + "]")
		}
		b.WriteByte('\n')
		r.snippet(b, d)
		for _, line := range r.remarks(d) {
			if known := d.ID + " " + line; !said[known] {
				b.WriteString("  " + Visible(line) + "\n")
				said[known] = d.ID != "" && strings.HasPrefix(line, "note: ")
			}
		}
	}
}

// colour wraps a text in the colour of a severity: red, yellow, cyan.
func (r *Report) colour(s diag.Severity, text string) string {
	if !r.Colour {
		return text
	}
	return fmt.Sprintf("\x1b[1;%dm%s\x1b[0m", [...]int{36, 33, 31}[s], text)
}

func (r *Report) snippet(b *bytes.Buffer, d *diag.Diagnostic) {
	line, known := r.line(d.Pos.File, d.Pos.Line)
	if !known || strings.TrimSpace(line) == "" {
		return
	}
	length := d.Pos.Len
	if length == 0 && d.Pos.Col > 0 && d.Pos.Col <= len(line) {
		length = word(line[d.Pos.Col-1:])
	}
	shown, indent, marked := window(line, d.Pos.Col-1, length)
	number := fmt.Sprint(d.Pos.Line)
	fmt.Fprintf(b, "  %s | %s\n", number, shown)
	if d.Pos.Col == 0 || d.Pos.Col-1 > len(line) {
		return
	}
	mark := "^" + strings.Repeat("~", marked-1)
	fmt.Fprintf(b, "  %s | %s%s\n", strings.Repeat(" ", len(number)), strings.Repeat(" ", indent), r.colour(d.Severity, mark))
}

// word is the length of the first word or quoted text of a line of YAML or JSON.
func word(line string) int {
	if quote := line[0]; quote == '"' || quote == '\'' {
		if end := strings.IndexByte(line[1:], quote); end >= 0 {
			return end + 2
		}
	}
	if end := strings.IndexAny(line, " \t,]}"); end >= 0 {
		line = line[:end]
	}
	return len(strings.TrimSuffix(line, ":"))
}

// cell is one character as it is shown.
type cell struct {
	text   string
	width  int
	offset int // byte in the line
}

// window shows a line, or the part around its mark when it is wide. It returns what to show, how many columns lie before the mark
// and how many the mark covers. The mark starts at byte offset and is length bytes long; one that is empty or ends outside
// the line covers one column, or what is left of the line.
func window(line string, offset, length int) (shown string, indent, marked int) {
	offset = max(offset, 0)
	line, cutLeft, cutRight := near(line, &offset)
	cells := layout(line)
	first, column := 0, 0
	for _, c := range cells {
		if c.offset < offset {
			indent += c.width
		} else if c.offset < offset+length {
			marked += c.width
		}
		column += c.width
	}
	if column > snippetWidth && indent > snippetWidth/2 {
		for first < len(cells) && indent > snippetWidth/2 {
			indent -= cells[first].width
			first++
		}
		cutLeft = true
	}
	var b strings.Builder
	if cutLeft {
		b.WriteString("…")
		indent++
	}
	used := 0
	for _, c := range cells[first:] {
		if used+c.width > snippetWidth {
			cutRight = true
			break
		}
		b.WriteString(c.text)
		used += c.width
	}
	if cutRight {
		b.WriteString("…")
	}
	end := used
	if cutLeft {
		end++
	}
	return strings.TrimRight(b.String(), " "), indent, max(min(marked, end-indent), 1)
}

// near cuts a very long line to some hundred bytes around the mark, so that a snippet costs the same however long the line is.
func near(line string, offset *int) (part string, cutLeft, cutRight bool) {
	const reach = 4 * snippetWidth
	from, to := max(*offset-reach, 0), min(*offset+reach, len(line))
	if from > len(line) {
		return "", true, false
	}
	for range utf8.UTFMax { // never cut a character in two
		if from > 0 && !utf8.RuneStart(line[from]) {
			from--
		}
		if to < len(line) && !utf8.RuneStart(line[to]) {
			to++
		}
	}
	*offset -= from
	return line[from:to], from > 0, to < len(line)
}

func layout(line string) []cell {
	cells := make([]cell, 0, len(line))
	column := 0
	for i := 0; i < len(line); {
		shown, size := visibleRune(line[i:])
		c := cell{text: shown, width: columns(shown), offset: i}
		if line[i] == '\t' {
			c.width = tabStop - column%tabStop
			c.text = strings.Repeat(" ", c.width)
		}
		cells = append(cells, c)
		column += c.width
		i += size
	}
	return cells
}

// columns is how much room a terminal gives to printable text.
func columns(s string) int {
	n := 0
	for _, r := range s {
		switch kind := width.LookupRune(r).Kind(); {
		case unicode.In(r, unicode.Mn, unicode.Me):
		case kind == width.EastAsianWide || kind == width.EastAsianFullwidth:
			n += 2
		default:
			n++
		}
	}
	return n
}
