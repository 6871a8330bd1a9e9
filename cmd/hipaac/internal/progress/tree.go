package progress

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

// row is one line of the tree. Left is cut where it is too long, state and right are not. A state is shown in a tone, and says the same
// in words.
type row struct {
	left, state, rest, right string
	tone                     tone
}

type tone int

const (
	plain  tone = 0
	bad    tone = 31
	good   tone = 32
	active tone = 36
)

// shown is the most resources that are listed of one stack.
const shown = 5

// least is the narrowest terminal that lines are fitted to.
const least = 20

// frame is the tree as it looks at a time, in lines of at most width-1 columns, at most height-1 of them: with all that moves and all
// that failed, and with what is done or waits as far as there is room.
func (m *model) frame(width, height int, now time.Time, colour bool) []string {
	var rows []row
	for _, detail := range []int{3, 2, 1, 0} {
		rows = m.rows(now, detail)
		if len(rows) < height {
			break
		}
	}
	if most := max(2, height-1); len(rows) > most {
		rows = append(rows[:most-1], row{left: fmt.Sprintf("  and %d lines more: the terminal is too small", len(rows)-most+1)})
	}
	lines := make([]string, len(rows))
	for i, r := range rows {
		lines[i] = r.fit(max(least, width)-1, colour)
	}
	return lines
}

// rows are the lines of the tree. With detail 3 each stack has one, and what moves in it; with 2 stacks that are done or wait are only
// counted; with 1 one resource of each stack is named, with 0 none.
func (m *model) rows(now time.Time, detail int) []row {
	rows := []row{{left: m.title, right: clock(now.Sub(m.began)) + prefixed(", ", estimate(m.left(now)))}}
	for _, group := range m.groups() {
		done := 0
		pad := 0
		for _, p := range group {
			if p.over() && p.kind != stack.Failed && p.kind != stack.Skipped {
				done++
			}
			pad = max(pad, cells(p.label()))
		}
		rows = append(rows, row{left: place(&group[0].Step), right: fmt.Sprintf("%d of %d stacks done", done, len(group))})
		var rest []string
		for _, p := range group {
			if detail < 3 && !p.inMotion() && p.kind != stack.Failed {
				rest = append(rest, p.word())
				continue
			}
			rows = append(rows, p.row(now, min(pad, 24)))
			rows = append(rows, p.below(now, detail)...)
		}
		if len(rest) > 0 {
			rows = append(rows, row{left: "  " + counted(rest)})
		}
	}
	return rows
}

// groups are the steps of each environment and place, in the order in which they come first.
func (m *model) groups() [][]*progress {
	var order []string
	all := map[string][]*progress{}
	for _, p := range m.steps {
		name := place(&p.Step)
		if all[name] == nil {
			order = append(order, name)
		}
		all[name] = append(all[name], p)
	}
	groups := make([][]*progress, len(order))
	for i, name := range order {
		groups[i] = all[name]
	}
	return groups
}

func place(s *Step) string {
	if s.Environment == "" {
		return s.Ref.Target.String()
	}
	return s.Environment + "  " + s.Ref.Target.String()
}

func (p *progress) label() string {
	if p.Key != "" {
		return p.Key
	}
	return p.Ref.Name
}

// word is where a step stands, in one word.
func (p *progress) word() string {
	switch p.kind {
	case stack.Started:
		verb, _ := verbOf(string(p.status))
		if verb == "" {
			return "started"
		}
		return verb
	case stack.Done:
		return "done"
	case stack.Same:
		return "unchanged"
	case stack.Failed:
		return "failed"
	case stack.Skipped:
		return "skipped"
	}
	return "waiting"
}

// row is a step's own line.
func (p *progress) row(now time.Time, pad int) row {
	r := row{left: "  " + padded(p.label(), pad) + "  ", state: p.word()}
	if p.took(now) > 0 {
		r.right = clock(p.took(now))
	}
	switch p.kind {
	case stack.Started:
		r.tone = active
		if done, all := p.count(); all > 0 {
			r.rest = fmt.Sprintf(", %d of %d resources", done, all)
		}
		if p.trouble != "" {
			r.rest += ", " + p.trouble
		}
		r.right = strings.TrimPrefix(r.right+prefixed(", ", estimate(p.left(now))), ", ")
	case stack.Done, stack.Same:
		r.tone = good
	case stack.Failed:
		r.tone, r.rest = bad, ": "+p.text
	case stack.Skipped:
		r.rest = ": " + p.text
	default:
		if p.text != "" {
			r.rest = " for " + strings.TrimPrefix(p.text, "waits for ")
		}
	}
	return r
}

// below are the lines of the resources that CloudFormation works on: those that take longest first.
func (p *progress) below(now time.Time, detail int) []row {
	if !p.inMotion() || detail == 0 {
		return nil
	}
	most := shown
	if detail == 1 {
		most = 1
	}
	moving := p.moving()
	var rows []row
	for i, r := range moving {
		if i == most {
			rows = append(rows, row{left: fmt.Sprintf("      and %d more", len(moving)-most)})
			break
		}
		rows = append(rows, row{left: "      " + spoken(r.name) + "  ", state: r.verb, rest: " " + spoken(r.kind), right: clock(now.Sub(r.began)), tone: active})
	}
	return rows
}

// counted says how often each word is there: "31 done, 142 waiting".
func counted(words []string) string {
	var order []string
	n := map[string]int{}
	for _, w := range words {
		if n[w] == 0 {
			order = append(order, w)
		}
		n[w]++
	}
	slices.Sort(order)
	for i, w := range order {
		order[i] = fmt.Sprintf("%d %s", n[w], w)
	}
	return strings.Join(order, ", ")
}

// fit writes a row into a number of columns. What is cut ends with "…".
func (r row) fit(columns int, colour bool) string {
	room := columns
	if r.right != "" {
		room -= cells(r.right) + 2
	}
	if room < columns/2 { // the times would leave no room for what they are of
		room, r.right = columns, ""
	}
	left := cut(r.left, room)
	state := cut(r.state, room-cells(left))
	rest := cut(r.rest, room-cells(left)-cells(state))
	used := cells(left) + cells(state) + cells(rest)
	if colour && r.tone != plain && state != "" {
		state = fmt.Sprintf("\x1b[%dm%s\x1b[0m", r.tone, state)
	}
	text := left + state + rest
	if r.right != "" {
		text += strings.Repeat(" ", columns-used-cells(r.right)) + r.right
	}
	return strings.TrimRight(text, " ")
}

// cut shortens a text to a number of columns.
func cut(text string, columns int) string {
	if cells(text) <= columns {
		return text
	}
	if columns < 1 {
		return ""
	}
	used := 0
	for i, r := range text {
		if used += cell(r); used > columns-1 {
			return text[:i] + "…"
		}
	}
	return text
}

func padded(text string, columns int) string {
	return text + strings.Repeat(" ", max(0, columns-cells(text)))
}

// cells is how many columns a text takes.
func cells(text string) int {
	n := 0
	for _, r := range text {
		n += cell(r)
	}
	return n
}

func cell(r rune) int {
	if r < utf8.RuneSelf {
		return 1
	}
	if unicode.In(r, unicode.Mn, unicode.Me) {
		return 0
	}
	if k := width.LookupRune(r).Kind(); k == width.EastAsianWide || k == width.EastAsianFullwidth {
		return 2
	}
	return 1
}
