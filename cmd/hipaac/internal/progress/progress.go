// Package progress shows people what a run does: as a tree that moves where they look through a terminal, as steady lines with times
// where a log is written, as lines of JSON for programs, and as a summary for GitHub. It also says why an operation failed (Cause). It
// guarantees:
//
//   - What AWS says never acts on a terminal or on a CI system: it is shown as text, and left out where it looks like a secret.
//   - Colour is never the only sign of anything. The cursor is where it belongs after every write, however the program ends.
//   - Where nothing moves for a while, a line says what is waited for, so that no CI system takes a slow database for a dead job.
//   - A time that is left is an estimate, and called one.
//
// It is told what happens, and asks AWS nothing.
package progress

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"golang.org/x/term"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
	"github.com/hipaac/hipaac/compiler/template"
)

// Step is a stack that a run has to do with.
type Step struct {
	Ref         stack.Ref
	Environment string      // folder, such as "prod"; "" where no spec has the stack
	Key         string      // the name in the spec
	After       []stack.Ref // what it waits for
	// Document is the template that is deployed, for the estimate; nil where there is none.
	Document *template.Document
	// Changes are what the change set says; nil where all of Document is made.
	Changes []stack.ResourceChange
	// Earlier are events of an operation before, from which the estimate knows how long each resource takes.
	Earlier []stack.Event
}

// NewStep is the step of a desired stack. Changes are of its change set, nil where there is none yet.
func NewStep(d *stack.Desired, changes []stack.ResourceChange) Step {
	return Step{Ref: d.Ref, Environment: d.Environment, Key: d.Key, After: d.After, Document: d.Document, Changes: changes}
}

// name is what people call the step.
func (s *Step) name() string {
	switch {
	case s.Key == "":
		return s.Ref.Name
	case s.Environment == "":
		return s.Key
	}
	return s.Environment + "/" + s.Key
}

// Form is how a run is shown.
type Form int

const (
	Lines Form = iota // one line after the other, with times
	Tree              // redrawn in place
	JSON              // one object a line
)

// How says how and where a run is shown. For makes one for the process.
type How struct {
	Out    io.Writer
	Form   Form
	Size   func() (width, height int) // of the terminal, asked again for each frame: people resize it
	Colour bool
	// Errors writes failures as annotations of GitHub among the lines.
	Errors bool
	// Now is the clock, time.Now where it is nil. Beat is after how much silence a line says what is waited for: 30 s where it is 0.
	Now  func() time.Time
	Beat time.Duration
}

// For finds out how the process is looked at: a tree where out is a terminal that can move its cursor, else lines. With asJSON it is
// lines of JSON.
func For(out io.Writer, asJSON bool) How {
	how := How{Out: out, Errors: os.Getenv("GITHUB_ACTIONS") == "true"}
	if asJSON {
		how.Form, how.Errors = JSON, false
		return how
	}
	file, isFile := out.(*os.File)
	if !isFile || os.Getenv("TERM") == "dumb" || !term.IsTerminal(int(file.Fd())) {
		return how
	}
	how.Form, how.Colour = Tree, os.Getenv("NO_COLOR") == ""
	how.Size = func() (int, int) {
		width, height, err := term.GetSize(int(file.Fd()))
		if err != nil || width <= 0 || height <= 0 {
			return 80, 24
		}
		return width, height
	}
	return how
}

// View shows a run. Its methods may be called by several goroutines.
type View struct {
	how   How
	mu    sync.Mutex
	run   *model
	form  form
	quiet bool // somebody is asked something
	stop  chan struct{}
	ended sync.WaitGroup
}

// form is a way to show a model. All its methods are called one at a time.
type form interface {
	tell(m *model, n *stack.News) // n is in the model already
	tick(m *model, now time.Time) // some time went by
	note(m *model, text string)
	close(m *model, now time.Time)
}

// frames is how often a tree is drawn anew, at most: four times a second.
const frames = 250 * time.Millisecond

const silence = 30 * time.Second

// New shows a run from now on until Close. The title names it, such as "deploy 20261122T190720Z-ab12cd". Steps are in the order in which
// they are shown; a stack that is told of and is not among them is added.
func New(title string, steps []Step, how How) *View {
	if how.Now == nil {
		how.Now = time.Now
	}
	if how.Beat == 0 {
		how.Beat = silence
	}
	v := &View{how: how, run: newModel(title, steps, how.Now()), stop: make(chan struct{})}
	switch how.Form {
	case Tree:
		v.form = &screen{how: how}
	case JSON:
		v.form = &objects{out: how.Out}
	default:
		v.form = &lines{how: how, last: how.Now()}
	}
	v.ended.Go(v.clock)
	return v
}

func (v *View) clock() {
	ticker := time.NewTicker(min(frames, v.how.Beat))
	defer ticker.Stop()
	for {
		select {
		case <-v.stop:
			return
		case <-ticker.C:
			v.mu.Lock()
			if !v.quiet {
				v.form.tick(v.run, v.how.Now())
			}
			v.mu.Unlock()
		}
	}
}

// Tell shows a piece of news. It never waits for a terminal longer than a write takes.
func (v *View) Tell(n stack.News) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if n.At.IsZero() {
		n.At = v.how.Now()
	}
	v.run.tell(&n)
	v.form.tell(v.run, &n)
}

// Note shows a text that stays, such as how to resume. As JSON it is an object of the kind "note".
func (v *View) Note(text string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.form.note(v.run, text)
}

// Aside holds the tree still while somebody is asked something. What is told meanwhile is shown afterwards.
func (v *View) Aside(ask func()) {
	v.mu.Lock()
	v.form.tick(v.run, v.how.Now())
	v.quiet = true
	v.mu.Unlock()
	ask()
	v.mu.Lock()
	defer v.mu.Unlock()
	v.quiet = false
	if s, isScreen := v.form.(*screen); isScreen {
		s.forget() // what was asked stands below the tree: the next frame begins there
	}
}

// Close shows how it ended, and ends the view. It may be called twice.
func (v *View) Close() {
	v.mu.Lock()
	defer v.mu.Unlock()
	select {
	case <-v.stop:
		return
	default:
	}
	close(v.stop)
	v.form.close(v.run, v.how.Now())
	v.mu.Unlock()
	v.ended.Wait()
	v.mu.Lock()
}

// Blame shows why an operation failed, in one block, and where GitHub runs the program as an annotation beside the line of the spec. It is
// for after Close: the block stands below all else.
func (v *View) Blame(ref stack.Ref, f *Fault) {
	v.mu.Lock()
	defer v.mu.Unlock()
	p := v.run.byRef[ref]
	if p == nil {
		p = v.run.add(Step{Ref: ref})
	}
	if o, asJSON := v.form.(*objects); asJSON {
		o.write(struct {
			Kind string `json:"kind"`
			stack.Ref
			Environment string `json:"environment,omitempty"`
			Key         string `json:"key,omitempty"`
			Fault       *Fault `json:"fault"`
		}{"fault", ref, p.Environment, p.Key, f})
		return
	}
	fmt.Fprintln(v.how.Out)
	f.Write(v.how.Out, p.name())
	if v.how.Errors {
		fmt.Fprint(v.how.Out, f.Annotation(p.name()))
	}
}

// Results are what came of each step so far, in their order.
func (v *View) Results() []Result {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.run.results(v.how.Now())
}
