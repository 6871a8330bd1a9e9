package template

import (
	"fmt"
	"strings"
)

// deployment is what is decided of a set of documents in one possible deployment of them.
//
// Nothing is decided before it matters. When a question first depends on a condition or a parameter, of whichever document, one
// possibility is picked and remembered; Deployments comes back for the others.
type deployment struct {
	home   *Model            // the document that questions are asked about, and which pays for them
	scopes map[*Model]*Scope // as far as asked for
	trail  []choice
	next   int

	assumptions []string
	chosen      map[string]string   // value of a reference, by its mark
	excluded    map[string][]string // values that a reference is assumed not to have
	free        map[string]bool     // references whose value stays unknown in this deployment
	importing   int                 // imports under evaluation, against cycles
}

type choice struct{ picked, of int }

// of is one of the documents in this deployment.
func (d *deployment) of(m *Model) *Scope {
	s := d.scopes[m]
	if s == nil {
		s = &Scope{Model: m, deployment: d, lists: map[*Node][]Value{}}
		d.scopes[m] = s
	}
	return s
}

func (d *deployment) restart() {
	d.next = 0
	d.assumptions = d.assumptions[:0]
	clear(d.chosen)
	clear(d.excluded)
	clear(d.free)
	for _, s := range d.scopes {
		clear(s.conditions)
		clear(s.pending)
		clear(s.quoted)
	}
}

// advance moves on to the next combination of choices, and reports whether there is one.
func (d *deployment) advance() bool {
	d.trail = d.trail[:min(d.next, len(d.trail))]
	for i := len(d.trail) - 1; i >= 0; i-- {
		if d.trail[i].picked+1 < d.trail[i].of {
			d.trail[i].picked++
			d.trail = d.trail[:i+1]
			return true
		}
	}
	return false
}

func (d *deployment) choose(n int) int {
	if n < 2 {
		return 0
	}
	if d.next == len(d.trail) {
		d.trail = append(d.trail, choice{of: n})
	}
	picked := d.trail[d.next].picked
	d.next++
	return picked
}

func (d *deployment) assume(format string, args ...any) {
	d.assumptions = append(d.assumptions, fmt.Sprintf(format, args...))
}

// When says under which assumptions this deployment is what it is, such as `IsProd is false`; "" when none were needed.
func (d *deployment) When() string { return strings.Join(d.assumptions, ", ") }

// fix sets the value of a reference for the rest of this deployment.
func (d *deployment) fix(mark, value string) {
	if d.chosen == nil {
		d.chosen = map[string]string{}
	}
	d.chosen[mark] = value
}

func (d *deployment) exclude(mark, value string) {
	if d.excluded == nil {
		d.excluded = map[string][]string{}
	}
	d.excluded[mark] = append(d.excluded[mark], value)
}

// known is a parameter or condition as people know it who read the document that is asked about.
func (d *deployment) known(r Reference) string { return r.name() + d.home.elsewhere(r.in) }

// spend pays for a step of evaluation, and reports whether the document is still worth it.
func (d *deployment) spend(steps int) bool {
	d.home.work += steps
	return !d.home.TooIntricate()
}
