package template

import (
	"fmt"
	"slices"
	"strings"
)

// Scope is one possible deployment of a document. It is valid only inside the function that Deployments calls.
//
// Nothing is decided before it matters. When a question first depends on a condition or a parameter, the Scope picks one
// possibility and remembers it; Deployments comes back for the others.
type Scope struct {
	*Model
	trail []choice
	next  int

	assumptions []string
	chosen      map[string]string   // value of a reference, by its mark
	excluded    map[string][]string // values that a reference is assumed not to have
	free        map[string]bool     // references whose value stays unknown in this deployment
	conditions  map[string]bool
	pending     map[string]bool // conditions under evaluation, against cycles
}

type choice struct{ picked, of int }

func (s *Scope) restart() {
	s.next = 0
	s.assumptions = s.assumptions[:0]
	clear(s.chosen)
	clear(s.excluded)
	clear(s.free)
	clear(s.conditions)
	clear(s.pending)
}

// advance moves on to the next combination of choices, and reports whether there is one.
func (s *Scope) advance() bool {
	s.trail = s.trail[:min(s.next, len(s.trail))]
	for i := len(s.trail) - 1; i >= 0; i-- {
		if s.trail[i].picked+1 < s.trail[i].of {
			s.trail[i].picked++
			s.trail = s.trail[:i+1]
			return true
		}
	}
	return false
}

func (s *Scope) choose(n int) int {
	if n < 2 {
		return 0
	}
	if s.next == len(s.trail) {
		s.trail = append(s.trail, choice{of: n})
	}
	picked := s.trail[s.next].picked
	s.next++
	return picked
}

func (s *Scope) assume(format string, args ...any) {
	s.assumptions = append(s.assumptions, fmt.Sprintf(format, args...))
}

// When says under which assumptions this deployment is what it is, such as `IsProd is false`; "" when none were needed.
func (s *Scope) When() string { return strings.Join(s.assumptions, ", ") }

// set fixes the value of a reference for the rest of this deployment.
func (s *Scope) set(mark, value string) {
	if s.chosen == nil {
		s.chosen = map[string]string{}
	}
	s.chosen[mark] = value
}

func (s *Scope) exclude(mark, value string) {
	if s.excluded == nil {
		s.excluded = map[string][]string{}
	}
	s.excluded[mark] = append(s.excluded[mark], value)
}

// decide gives a parameter a value: each of its allowed values in turn, or its default and then "something else", which is not
// known. A parameter without a default is not known at all.
func (s *Scope) decide(ref Reference) (value string, known bool) {
	mark := ref.mark()
	if value, known = s.chosen[mark]; known || ref.Kind != ToParameter || s.free[mark] {
		return value, known
	}
	p := s.parameter(ref.Name)
	if values := s.allowed(p, mark); len(values) > 0 {
		value = values[s.choose(len(values))]
		s.assume("%s is %q", ref.Name, value)
		s.set(mark, value)
		return value, true
	}
	if d := p.Get("Default"); d.scalar() && readsItself(p) && !slices.Contains(s.excluded[mark], d.Text) && s.choose(2) == 0 {
		s.assume("%s keeps its default %q", ref.Name, d.Text)
		s.set(mark, d.Text)
		return d.Text, true
	}
	if d := p.Get("Default"); d.scalar() {
		s.exclude(mark, d.Text)
	}
	if s.free == nil {
		s.free = map[string]bool{}
	}
	s.free[mark] = true
	return "", false
}

// allowed lists the values that a parameter can still have, or nothing where it may have any.
func (s *Scope) allowed(p *Node, mark string) []string {
	values := p.Get("AllowedValues")
	if values == nil || values.Kind != List || !readsItself(p) || isListType(p) {
		return nil
	}
	s.spend(len(values.Items))
	var out []string
	for _, v := range values.Items {
		if v.scalar() && !slices.Contains(s.excluded[mark], v.Text) {
			out = append(out, v.Text)
		}
	}
	return out
}

// readsItself is false for parameters whose value is the name of an SSM parameter, to be looked up at deployment.
func readsItself(p *Node) bool {
	t := p.Get("Type")
	return t == nil || !strings.HasPrefix(t.Text, "AWS::SSM::Parameter::Value")
}

func isListType(p *Node) bool {
	t := p.Get("Type")
	return t != nil && (t.Text == "CommaDelimitedList" || strings.HasPrefix(t.Text, "List<"))
}

func (n *Node) scalar() bool {
	return n != nil && (n.Kind == String || n.Kind == Number || n.Kind == Bool)
}

// OfType returns the resources of the given types that exist in this deployment, in the order of the document.
func (s *Scope) OfType(types ...string) []Subject {
	var out []Subject
	for _, t := range types {
		for _, r := range s.byType[t] {
			if x := s.Subject(r); x.Exists() {
				out = append(out, x)
			}
		}
	}
	return out
}

// Parameter is the declaration of the parameter that a reference leads to; its entries are Attributes.
func (s *Scope) Parameter(r Reference) (Subject, bool) {
	p := s.parameter(r.Name)
	if r.Kind != ToParameter || p == nil {
		return Subject{}, false
	}
	return s.Subject(&Resource{ID: r.Name, Type: "Parameters", Node: p}), true
}

// Default is the default of the parameter that a reference leads to.
func (s *Scope) Default(r Reference) Value {
	if p, ok := s.Parameter(r); ok {
		return p.Attribute("Default")
	}
	return s.absent(nil, "")
}
