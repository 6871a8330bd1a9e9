package template

import (
	"fmt"
	"strings"
)

// RefKind says what a Reference leads to.
type RefKind uint8

const (
	// ToResource is a Ref or Fn::GetAtt of a resource of this template, or of one that is deployed with it and exports it.
	ToResource RefKind = iota
	// ToParameter is a template parameter.
	ToParameter
	// ToPseudo is a pseudo parameter such as AWS::Region.
	ToPseudo
	// ToOtherStack is an export or output of a stack whose template is not known: there, but not to be seen.
	ToOtherStack
	// ToStore is a dynamic reference, "{{resolve:…}}", read from Systems Manager or Secrets Manager at deployment.
	ToStore
)

// Reference is something outside a text that becomes part of it at deployment.
type Reference struct {
	Kind RefKind
	// Name is the logical id, the parameter, the export, or the whole dynamic reference.
	Name string
	// Attribute is what Fn::GetAtt asks for, and "" for Ref.
	Attribute string
	in        *Model // the document in which the name has its meaning; nil where it means the same in all
}

// In a Value's text a reference stands between two control characters, so that two ways of writing one expression become the
// same text, and references can be told from characters. Control characters of the template itself are replaced on the way in.
// In a set of several documents the name is followed by markTail and the number of the document, so that two resources of one
// name differ.
const markStart, markEnd, markTail = '\x01', '\x02', '\x03'

var markFree = strings.NewReplacer(string(markStart), "\ufffd", string(markEnd), "\ufffd")

func (r Reference) mark() string {
	tail := ""
	if r.in != nil {
		tail = r.in.tail
	}
	return string(markStart) + r.name() + tail + string(markEnd)
}

func (r Reference) name() string {
	switch {
	case r.Attribute != "":
		return r.Name + "." + r.Attribute
	case r.Kind == ToOtherStack:
		return "import " + r.Name
	}
	return r.Name
}

// why says why nobody can know the value yet, to people who look at a document.
func (r Reference) why(m *Model) string {
	there := m.elsewhere(r.in)
	switch r.Kind {
	case ToParameter:
		p := r.in.parameter(r.Name)
		switch {
		case !readsItself(p):
			return fmt.Sprintf("parameter %q%s is read from Systems Manager at deployment", r.Name, there)
		case p.Get("Default") == nil:
			return fmt.Sprintf("parameter %q%s has no default", r.Name, there)
		}
		return fmt.Sprintf("parameter %q%s can be given another value than its default", r.Name, there)
	case ToOtherStack:
		return fmt.Sprintf("%q %s", r.Name, m.whyForeign(r.Name))
	case ToStore:
		return fmt.Sprintf("%q is read at deployment", r.Name)
	}
	return fmt.Sprintf("%q%s is known only after deployment", r.name(), there)
}

// wild reports whether the reference may turn out to be anything, even empty or "*". What AWS makes up itself (names, ids, ARNs,
// regions) and what another stack exports is neither.
func (r Reference) wild() bool { return r.Kind == ToParameter || r.Kind == ToStore }

// mayHold reports whether a character can begin or end what the reference turns out to be: no name, id or ARN that AWS makes up
// has a wildcard.
func (r Reference) mayHold(c byte) bool { return c != '*' || r.wild() }

// unmark writes references in a text as people know them, "${Name}", from whichever document they come.
func unmark(text string) string {
	if strings.IndexByte(text, markStart) < 0 {
		return text
	}
	for {
		before, after, found := strings.Cut(text, string(markTail))
		if !found {
			return unmarker.Replace(text)
		}
		text = before + strings.TrimLeft(after, "0123456789")
	}
}

var unmarker = strings.NewReplacer("\x01{{resolve:", "{{resolve:", "}}\x02", "}}", string(markStart), "${", string(markEnd), "}")

// markStores turns each "{{resolve:…}}" of a text, whatever functions it was put together from, into one reference. References
// inside it are part of its name.
func markStores(text string, refs []Reference) (string, []Reference) {
	if !strings.Contains(text, "{{resolve:") {
		return text, refs
	}
	var b strings.Builder
	var out []Reference
	keep := func(stretch string) {
		n := strings.Count(stretch, string(markStart))
		out, refs = append(out, refs[:n]...), refs[n:]
		b.WriteString(stretch)
	}
	for {
		before, rest, found := strings.Cut(text, "{{resolve:")
		name, after, closed := strings.Cut(rest, "}}")
		if !found || !closed {
			keep(text)
			return b.String(), out
		}
		keep(before)
		refs = refs[strings.Count(name, string(markStart)):]
		r := Reference{Kind: ToStore, Name: "{{resolve:" + unmark(name) + "}}"}
		b.WriteString(r.mark())
		out = append(out, r)
		text = after
	}
}

// couldBe reports whether a text with references may turn out to be exactly want.
func couldBe(text string, refs []Reference, want string) bool {
	reach := make([]bool, len(want)+1) // reach[i]: the text so far may be want[:i]
	reach[0] = true
	for i := 0; i < len(text); i++ {
		if text[i] != markStart {
			for j := len(want); j > 0; j-- {
				reach[j] = reach[j-1] && want[j-1] == text[i]
			}
			reach[0] = false
			continue
		}
		i += strings.IndexByte(text[i:], markEnd)
		extend(reach, want, refs[0].wild())
		refs = refs[1:]
	}
	return reach[len(want)]
}

// extend lets a reference take up any stretch of want; one that AWS makes up takes at least one character, and no wildcard.
func extend(reach []bool, want string, wild bool) {
	inside := false
	for j := range reach {
		before := reach[j]
		reach[j] = inside || (wild && before)
		if before {
			inside = true
		}
		if j < len(want) && want[j] == '*' && !wild {
			inside = false
		}
	}
}
