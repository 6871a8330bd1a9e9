package template

import (
	"slices"
	"strings"
)

// Scope is a document in one possible deployment. It is valid only inside the function that Deployments calls.
type Scope struct {
	*Model
	*deployment
	conditions map[string]bool
	pending    map[string]bool       // conditions under evaluation, against cycles
	lists      map[*Node][]Value     // the elements of lists that are the same in every deployment
	quoted     map[*Node][]Reference // the references in strings of documents inside texts
}

// decide gives a parameter a value: each of its allowed values in turn, or its default and then "something else", which is not
// known. A parameter without a default is not known at all.
func (s *Scope) decide(ref Reference) (value string, known bool) {
	mark := ref.mark()
	if value, known = s.chosen[mark]; known || ref.Kind != ToParameter || s.free[mark] {
		return value, known
	}
	p := ref.in.parameter(ref.Name)
	if values := s.allowed(p, mark); len(values) > 0 {
		value = values[s.choose(len(values))]
		s.assume("%s is %q", s.known(ref), value)
		s.fix(mark, value)
		return value, true
	}
	if d := p.Get("Default"); d.scalar() && readsItself(p) && !slices.Contains(s.excluded[mark], d.Text) && s.choose(2) == 0 {
		s.assume("%s keeps its default %q", s.known(ref), d.Text)
		s.fix(mark, d.Text)
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

// OfType returns the resources of the given types that exist in this deployment, those of other documents of the set included, in
// the order of the documents.
func (s *Scope) OfType(types ...string) []Subject {
	var out []Subject
	for _, t := range types {
		for _, r := range s.set.byType[t] {
			if x := s.subject(r); x.Exists() {
				out = append(out, x)
			}
		}
	}
	return out
}

// Fact answers a question about all that is deployed together once for all deployments, if the answer depends on none: nothing was
// decided before, nor by it. A control that asks it for each of many resources would otherwise look at all of them for each.
func (s *Scope) Fact(question string, ask func() bool) bool {
	if !s.undecided() {
		return ask()
	}
	fact, known := s.set.facts[question]
	if !known {
		if fact = ask(); s.undecided() {
			if s.set.facts == nil {
				s.set.facts = map[string]bool{}
			}
			s.set.facts[question] = fact
		}
	}
	return fact
}

// Follow returns the resource that a reference leads to, in whichever document of the set it stands, if it exists in this deployment.
func (s *Scope) Follow(r Reference) (Subject, bool) {
	if r.Kind != ToResource || r.in == nil {
		return Subject{}, false
	}
	x := s.of(r.in).Subject(r.in.byID[r.Name])
	return x, x.Exists()
}

// Parameter is the declaration of the parameter that a reference leads to; its entries are Attributes.
func (s *Scope) Parameter(r Reference) (Subject, bool) {
	if r.Kind != ToParameter || r.in == nil {
		return Subject{}, false
	}
	return s.of(r.in).Subject(&Resource{ID: r.Name, Type: "Parameters", Node: r.in.parameter(r.Name)}), true
}

// Default is the default of the parameter that a reference leads to.
func (s *Scope) Default(r Reference) Value {
	if p, ok := s.Parameter(r); ok {
		return p.Attribute("Default")
	}
	return s.absent(nil, "")
}
