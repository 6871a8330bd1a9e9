package template

// Condition reports whether a condition of the template holds in this deployment. What the template does not decide is tried both
// ways, but the same way throughout one deployment, and a parameter that was compared keeps what the comparison said of it.
func (s *Scope) Condition(name string) bool {
	if value, ok := s.conditions[name]; ok {
		return value
	}
	if s.conditions == nil {
		s.conditions, s.pending = map[string]bool{}, map[string]bool{}
	}
	s.pending[name] = true
	n := s.Model.conditions[name]
	value := s.truth(n, name)
	delete(s.pending, name)
	s.conditions[name] = value
	return value
}

// truth evaluates a condition function. A malformed one may be anything.
func (s *Scope) truth(n *Node, name string) bool {
	function, argument := n.Intrinsic()
	switch {
	case !s.spend(1):
	case function == "Condition" && argument.Kind == String && !s.pending[argument.Text]:
		return s.Condition(argument.Text)
	case argument == nil || argument.Kind != List:
	case function == "Fn::Equals" && len(argument.Items) == 2:
		return s.equals(s.operand(argument.Items[0]), s.operand(argument.Items[1]), name)
	case function == "Fn::Not" && len(argument.Items) == 1:
		return !s.truth(argument.Items[0], name)
	case function == "Fn::And" || function == "Fn::Or":
		for _, item := range argument.Items {
			if s.truth(item, name) == (function == "Fn::Or") {
				return function == "Fn::Or"
			}
		}
		return function == "Fn::And"
	}
	return s.guess(name)
}

// operand is a side of a comparison. Everywhere else the partition counts as "aws"; a comparison is the one place where the others
// matter.
func (s *Scope) operand(n *Node) Value {
	if function, argument := n.Intrinsic(); function == "Ref" && argument.Kind == String && argument.Text == "AWS::Partition" {
		return s.madeRef(n, Reference{Kind: ToPseudo, Name: argument.Text})
	}
	return s.Value(n)
}

func (s *Scope) guess(name string) bool {
	value := s.choose(2) == 0
	s.assume("condition %s%s is %t", name, s.home.elsewhere(s.Model), value)
	return value
}

// equals compares two values. One that is only a reference to something undecided becomes decided by the comparison.
func (s *Scope) equals(a, b Value, name string) bool {
	a, b = s.resolved(a), s.resolved(b)
	ta, okA := a.canonical()
	tb, okB := b.canonical()
	switch {
	case !okA || !okB:
		return s.guess(name)
	case ta == tb:
		return true
	case len(a.refs) == 0 && len(b.refs) == 0:
		return false
	case len(a.refs) == 0:
		a, b, ta, tb = b, a, tb, ta
	}
	if len(b.refs) > 0 || len(a.refs) != 1 || ta != a.refs[0].mark() {
		return s.guess(name)
	}
	return s.compare(a.refs[0], tb)
}

// resolved puts in what is already decided, and decides nothing.
func (s *Scope) resolved(v Value) Value {
	if v.kind != text || len(v.refs) != 1 || v.words != v.refs[0].mark() {
		return v
	}
	if value, ok := s.chosen[v.words]; ok {
		v.words, v.refs = value, nil
	}
	return v
}

// compare decides whether a reference equals a text.
func (s *Scope) compare(r Reference, want string) bool {
	mark := r.mark()
	possible := true
	if r.Kind == ToParameter {
		if p := r.in.parameter(r.Name); p.Get("AllowedValues") != nil {
			values := s.allowed(p, mark)
			possible = false
			for _, v := range values {
				possible = possible || v == want
			}
			if possible && len(values) == 1 {
				s.fix(mark, want)
				return true
			}
			// An empty list means that the values are no plain list of this parameter's values: anything may happen.
			possible = possible || len(values) == 0
		}
	}
	for _, x := range s.excluded[mark] {
		possible = possible && x != want
	}
	if !possible {
		return false
	}
	if s.choose(2) == 0 {
		s.assume("%s is %q", s.known(r), want)
		s.fix(mark, want)
		return true
	}
	s.assume("%s is not %q", s.known(r), want)
	s.exclude(mark, want)
	return false
}
