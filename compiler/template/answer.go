package template

// Answer is what can be said of a template before it is deployed: yes, no, or that nobody can know yet, and why. The zero Answer
// is of the last kind.
type Answer struct {
	sure int8 // 1 yes, -1 no, 0 unknown
	why  string
}

// The two sure answers.
var (
	Yes = Answer{sure: 1}
	No  = Answer{sure: -1}
)

// Maybe is the answer to what depends on something that the template does not say.
func Maybe(why string) Answer { return Answer{why: why} }

// Sure makes an answer of a fact.
func Sure(fact bool) Answer {
	if fact {
		return Yes
	}
	return No
}

// Yes reports whether the answer is a sure yes.
func (a Answer) Yes() bool { return a.sure > 0 }

// No reports whether the answer is a sure no.
func (a Answer) No() bool { return a.sure < 0 }

// Why says what a Maybe depends on.
func (a Answer) Why() string { return a.why }

// Not turns yes into no and no into yes; what is unknown stays unknown.
func (a Answer) Not() Answer { return Answer{sure: -a.sure, why: a.why} }

// And is yes when both are, and no when either is.
func (a Answer) And(b Answer) Answer {
	if a.No() || b.Yes() {
		return a
	}
	if b.No() || a.Yes() {
		return b
	}
	return a
}

// Or is yes when either is, and no when both are.
func (a Answer) Or(b Answer) Answer { return a.Not().And(b.Not()).Not() }

// Any asks whether the test holds for at least one element: no for an empty list.
func Any[T any](list []T, test func(T) Answer) Answer {
	found := No
	for _, element := range list {
		if found = found.Or(test(element)); found.Yes() {
			break
		}
	}
	return found
}

// All asks whether the test holds for every element: yes for an empty list.
func All[T any](list []T, test func(T) Answer) Answer {
	return Any(list, func(e T) Answer { return test(e).Not() }).Not()
}
