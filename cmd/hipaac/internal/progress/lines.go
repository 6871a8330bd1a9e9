package progress

import (
	"fmt"
	"strings"
	"time"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

// lines writes what happens one line after the other, for logs: when an operation begins and ends, which resource failed, and, after
// some silence, what is waited for.
type lines struct {
	how  How
	last time.Time // when something was written
}

func (l *lines) write(at time.Time, text string) {
	fmt.Fprintf(l.how.Out, "%s %s\n", at.UTC().Format("15:04:05Z"), text)
	l.last = l.how.Now()
}

func (l *lines) tell(m *model, n *stack.News) {
	p := m.byRef[n.Ref]
	if text := p.line(n); text != "" {
		l.write(n.At, p.name()+": "+text)
	}
}

// line says in one line what is new of a step; "" where it is not worth one.
func (p *progress) line(n *stack.News) string {
	switch n.Kind {
	case stack.Happened:
		return p.eventLine(n.Event)
	case stack.Waiting:
		return p.trouble
	case stack.Started:
		if p.planned > 0 {
			return fmt.Sprintf("%s, %s", orWord(p.text, "started"), plural(p.planned, "resource"))
		}
		return orWord(p.text, "started")
	case stack.Queued:
		return orWord(p.text, "waits")
	case stack.Same:
		return orWord(p.text, "unchanged")
	case stack.Done:
		return strings.TrimSuffix("done in "+clock(p.took(n.At))+": "+p.text, ": ")
	case stack.Failed:
		return strings.TrimSuffix("failed after "+clock(p.took(n.At))+": "+p.text, ": ")
	case stack.Skipped:
		return strings.TrimSuffix("skipped: "+p.text, ": ")
	}
	return p.text
}

// eventLine is for events that people want in a log: what failed, and each turn that the stack as a whole takes.
func (p *progress) eventLine(e *stack.Event) string {
	switch {
	case e == nil:
		return ""
	case e.Failed() && !e.Cancelled() && !e.OfStack():
		verb, _ := verbOf(e.Status)
		return fmt.Sprintf("%s of %s (%s) failed: %s", verb, p.nested[e.Stack]+spoken(e.LogicalID), spoken(e.Type), spoken(e.Reason))
	case e.OfStack() && stackName(e.Stack) == p.Ref.Name && stack.Status(e.Status).RolledBack() && strings.HasSuffix(e.Status, "_IN_PROGRESS"):
		verb, _ := verbOf(e.Status)
		return strings.TrimSuffix(verb+": "+spoken(e.Reason), ": ")
	}
	return ""
}

func orWord(text, word string) string {
	if text == "" {
		return word
	}
	return text
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// tick says what is waited for when nothing was said for a while.
func (l *lines) tick(m *model, now time.Time) {
	if now.Sub(l.last) < l.how.Beat {
		return
	}
	waits := 0
	said := false
	for _, p := range m.steps {
		switch {
		case p.inMotion():
			l.write(now, p.name()+": "+p.beat(now))
			said = true
		case !p.over():
			waits++
		}
	}
	if !said && waits > 0 {
		l.write(now, plural(waits, "stack")+" waiting")
	}
}

// beat says how far a step is, and what it waits for.
func (p *progress) beat(now time.Time) string {
	text := "still " + p.word()
	if p.word() == "started" {
		text = "still going on"
	}
	if done, all := p.count(); all > 0 {
		text += fmt.Sprintf(", %d of %s", done, plural(all, "resource"))
	}
	text += " after " + clock(p.took(now))
	if moving := p.moving(); len(moving) > 0 {
		var on []string
		for _, r := range moving[:min(2, len(moving))] {
			on = append(on, fmt.Sprintf("%s (%s, %s)", spoken(r.name), spoken(r.kind), clock(now.Sub(r.began))))
		}
		text += "; waits for " + strings.Join(on, " and ")
		if more := len(moving) - len(on); more > 0 {
			text += fmt.Sprintf(" and %d more", more)
		}
	}
	if p.trouble != "" {
		text += "; " + p.trouble
	}
	if rest := estimate(p.left(now)); rest != "" {
		text += "; " + rest
	}
	return text
}

func (l *lines) note(_ *model, text string) {
	fmt.Fprintln(l.how.Out, strings.TrimSuffix(text, "\n"))
	l.last = l.how.Now()
}

func (l *lines) close(*model, time.Time) {}
