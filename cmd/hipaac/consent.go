package main

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"os"
	"slices"
	"strings"

	"golang.org/x/term"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/plan"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/record"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/render"
)

// asker puts questions to whoever sits at the terminal. Without a terminal there is nobody, and every answer is "".
type asker struct {
	con   *console
	lines *bufio.Reader   // nil without a terminal
	ctx   context.Context // when it ends, nobody answers any more
}

func newAsker(con *console) *asker {
	if file, is := con.in.(*os.File); is && term.IsTerminal(int(file.Fd())) {
		return &asker{con: con, lines: bufio.NewReader(file), ctx: context.Background()}
	}
	return &asker{con: con, ctx: context.Background()}
}

// until ends questions with a context: whoever reads from a terminal does not hear of Ctrl-C.
func (a *asker) until(ctx context.Context) *asker {
	return &asker{con: a.con, lines: a.lines, ctx: ctx}
}

// here reports whether there is somebody to ask.
func (a *asker) here() bool { return a.lines != nil }

// ask shows a question and gives the line that was typed. The end of the input is an empty line.
func (a *asker) ask(format string, args ...any) string {
	if !a.here() {
		return ""
	}
	fmt.Fprint(a.con.err, render.Visible(fmt.Sprintf(format, args...))+" ")
	typed := make(chan string, 1)
	go func() {
		line, _ := a.lines.ReadString('\n')
		typed <- strings.TrimSpace(line)
	}()
	select {
	case <-a.ctx.Done():
		fmt.Fprintln(a.con.err)
		return ""
	case line := <-typed:
		return line
	}
}

// typed asks for a name, and reports whether exactly that was typed.
func (a *asker) typed(name, format string, args ...any) bool {
	return a.here() && a.ask(format, args...) == name
}

// agreement is what somebody has to agree to before anything is changed, and what flags say of it already.
type agreement struct {
	losses []plan.Loss
	allow  []string // --allow-loss
	// names have to be typed, or given with a flag, --confirm or another: environments in production, for example.
	names   []string
	confirm []string
	flag    string // "" is --confirm
	yes     bool   // --yes: everything but losses and names
	enough  bool   // the names are all the consent that there is
	what    string
}

// agree asks for what the flags leave open, and gives the entries for the record. Without a terminal, what is open is named, and nothing
// is done: exit code 3.
func (a *agreement) agree(ask *asker) ([]record.Approval, error) {
	who, flag := whoActs(), cmp.Or(a.flag, "--confirm")
	var given []record.Approval
	typed := false
	add := func(how string, losses ...string) {
		typed = typed || strings.HasPrefix(how, "typed")
		given = append(given, record.Approval{Who: who, How: how, Losses: losses})
	}
	var open []string
	for i := range a.losses {
		l := &a.losses[i]
		switch {
		case slices.Contains(a.allow, l.Name()):
			add("--allow-loss", l.Name())
		case !ask.here():
			open = append(open, "--allow-loss "+l.Name())
		case ask.typed(l.Name(), "%s (%s): %s\ntype %s to agree:", l.Name(), l.Type, l.Text, l.Name()):
			add("typed", l.Name())
		default:
			return nil, disagreed
		}
	}
	for _, name := range a.names {
		switch {
		case slices.Contains(a.confirm, name):
			add(flag + " " + name)
		case !ask.here():
			open = append(open, flag+" "+name)
		case ask.typed(name, "type %s to %s:", name, a.what):
			add("typed " + name)
		default:
			return nil, disagreed
		}
	}
	switch {
	case a.enough:
	case a.yes:
		add("--yes")
	case !ask.here():
		open = append(open, "--yes")
	case typed: // it was about this very plan
	case ask.typed("yes", "%s? type yes:", a.what):
		add("typed yes")
	default:
		return nil, disagreed
	}
	if len(open) > 0 {
		return nil, &failure{message: "nothing was done: there is no terminal to ask at", hint: "agree with " + strings.Join(open, " "), code: exitBlocked}
	}
	return given, nil
}

// disagreed ends a command after a question that was answered otherwise.
var disagreed = &failure{message: "nothing was done: you did not agree", code: exitBlocked}
