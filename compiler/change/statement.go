package change

import (
	"slices"
	"strings"

	"github.com/hipaac/hipaac/compiler/template"
)

// statement is one statement of a policy as sets. A negated set (NotAction, NotResource, NotPrincipal) holds what it leaves out.
type statement struct {
	path                           string
	deny                           bool
	principals, actions, resources set
	tests                          []test
}

// set is some patterns of texts, or all texts but those.
type set struct {
	patterns []string
	not      bool
	folded   []string // the same in lower case, of what IAM compares without regard to case: actions
}

// compared are the patterns as they are compared.
func (s set) compared() []string {
	if s.folded != nil {
		return s.folded
	}
	return s.patterns
}

// statements reads a settled policy document. A policy without Resource or Principal speaks of what it is attached to: the empty text.
func statements(path string, document *template.Node) []statement {
	var out []statement
	list := listed(document.Get("Statement"))
	names := elementNames(list)
	for i, n := range list.Items {
		at := below(path, element("Statement", i))
		if names != nil {
			at = below(path, "Statement["+names[i]+"]")
		}
		out = append(out, statementsAt(at, n, nil)...)
	}
	return out
}

// statementsAt reads a statement, or those of both branches of an open Fn::If, each with the condition that it depends on. What cannot
// be read is a statement of its own, which nothing but a grant of everything covers.
func statementsAt(path string, n *template.Node, tests []test) []statement {
	function, argument := n.Intrinsic()
	effect := n.Get("Effect")
	switch {
	case isList(n):
		var out []statement
		for _, item := range n.Items {
			out = append(out, statementsAt(path, item, tests)...)
		}
		return out
	case function == "Fn::If" && isList(argument) && len(argument.Items) == 3:
		condition := argument.Items[0].Text
		return append(statementsAt(path, argument.Items[1], append(slices.Clip(tests), test{operator: unread, values: []string{condition}})),
			statementsAt(path, argument.Items[2], append(slices.Clip(tests), test{operator: unread, values: []string{"not " + condition}}))...)
	case function == "Ref" && argument.Text == "AWS::NoValue":
		return nil
	case n.Kind != template.Map || !scalar(effect):
		return []statement{{path: path, actions: set{patterns: []string{show(n)}}, resources: set{patterns: []string{""}}, principals: set{patterns: []string{""}}, tests: tests}}
	}
	s := statement{path: path, deny: effect.Text == "Deny"}
	s.actions = setOf(n.Get("Action"), n.Get("NotAction"))
	s.actions.folded = lower(s.actions.patterns)
	s.resources = setOf(n.Get("Resource"), n.Get("NotResource"))
	s.principals = principalsOf(n.Get("Principal"), n.Get("NotPrincipal"))
	s.tests = append(slices.Clip(tests), testsOf(n.Get("Condition"))...)
	return []statement{s}
}

func setOf(positive, negative *template.Node) set {
	if positive == nil && negative == nil {
		return set{patterns: []string{""}}
	}
	out := set{not: positive == nil}
	if out.not {
		positive = negative
	}
	for _, item := range listed(positive).Items {
		out.patterns = append(out.patterns, phrase(item))
	}
	return out
}

// principalsOf reads who a statement speaks of, each with its kind: "AWS:*", "Service:ec2.amazonaws.com".
func principalsOf(positive, negative *template.Node) set {
	if positive == nil && negative == nil {
		return set{patterns: []string{""}}
	}
	out := set{not: positive == nil}
	if out.not {
		positive = negative
	}
	if !plainMap(positive) {
		for _, item := range listed(positive).Items {
			out.patterns = append(out.patterns, "AWS:"+phrase(item))
		}
		return out
	}
	each(positive, func(kind string, list *template.Node) {
		for _, item := range listed(list).Items {
			out.patterns = append(out.patterns, kind+":"+account(phrase(item)))
		}
	})
	return out
}

// account is a principal that is a whole account in its short form: "arn:aws:iam::111122223333:root" is "111122223333".
func account(principal string) string {
	if !strings.HasPrefix(principal, "arn:") || !strings.HasSuffix(principal, ":root") {
		return principal
	}
	if _, id, found := strings.Cut(strings.TrimSuffix(principal, ":root"), ":iam::"); found {
		return id
	}
	return principal
}

// phrase is a value as a text with "${Name}" for what is known only at deployment.
func phrase(n *template.Node) string {
	if text, ok := written(n); ok {
		return text
	}
	return show(n)
}

// within reports whether everything that one statement speaks of is also what the other speaks of.
func (s statement) within(o statement) bool {
	return s.deny == o.deny && s.actions.within(o.actions) && s.resources.within(o.resources) && s.principals.within(o.principals) &&
		implied(s.tests, o.tests)
}

func (s set) within(o set) bool {
	these, others := s.compared(), o.compared()
	switch {
	case s.not && o.not: // o leaves out no more than s does
		return eachBy(others, these, covers)
	case s.not:
		return slices.ContainsFunc(others, everything)
	case o.not:
		return !slices.ContainsFunc(these, func(a string) bool {
			return slices.ContainsFunc(others, func(b string) bool { return overlap(a, b) })
		})
	}
	return eachBy(these, others, covers)
}

func lower(list []string) []string {
	out := make([]string, len(list))
	for i, text := range list {
		out[i] = strings.ToLower(text)
	}
	return out
}

func everything(pattern string) bool { return pattern == "*" || pattern == "AWS:*" }

// eachBy reports whether each of the first has one of the second that covers it.
func eachBy(list, by []string, covers func(pattern, text string) bool) bool {
	return !slices.ContainsFunc(list, func(text string) bool {
		return !slices.ContainsFunc(by, func(pattern string) bool { return covers(pattern, text) })
	})
}

// covers reports whether a pattern with "*" and "?" includes a text, which may be a pattern itself.
func covers(pattern, text string) bool {
	p, t, star, mark := 0, 0, -1, 0
	for t < len(text) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, mark = p, t
			p++
		case p < len(pattern) && (pattern[p] == text[t] || pattern[p] == '?' && text[t] != '*' && text[t] != '$'):
			p++
			t++
		case star >= 0:
			mark++
			p, t = star+1, mark
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}

// overlap reports whether two patterns may have a text in common. What is known only at deployment may be anything.
func overlap(a, b string) bool {
	if strings.Contains(a, "${") || strings.Contains(b, "${") {
		return true
	}
	row := make([]bool, len(b)+1)
	row[0] = true
	for j := 0; j < len(b) && b[j] == '*'; j++ {
		row[j+1] = true
	}
	for i := range len(a) {
		before := row[0]
		row[0] = before && a[i] == '*'
		for j := range len(b) {
			above := row[j+1]
			if a[i] == '*' || b[j] == '*' {
				row[j+1] = above || row[j]
			} else {
				row[j+1] = before && (a[i] == b[j] || a[i] == '?' || b[j] == '?')
			}
			before = above
		}
	}
	return row[len(b)]
}

// maxComparisons bounds how often two patterns are compared for one resource. What is left then counts as not covered, as a whole.
const maxComparisons = 10_000_000

// beyond lists what some statements say and others do not. A statement that is covered by none is taken apart by principal, action
// and resource, and what is left of it is put together again.
func beyond(list, by []statement) []statement {
	var out []statement
	size := 0
	for _, s := range by {
		size += s.size()
	}
	left := maxComparisons
	for _, s := range list {
		if left -= s.size() * size; left < 0 {
			out = append(out, s)
			continue
		}
		if slices.ContainsFunc(by, s.within) {
			continue
		}
		atoms := len(s.principals.patterns) * len(s.actions.patterns) * len(s.resources.patterns)
		if left -= atoms * size; left < 0 {
			out = append(out, s)
			continue
		}
		out = append(out, s.rest(by)...)
	}
	return out
}

// size is how many patterns a statement has, its conditions included.
func (s statement) size() int {
	n := len(s.principals.patterns) + len(s.actions.patterns) + len(s.resources.patterns)
	for _, t := range s.tests {
		n += 1 + len(t.values)
	}
	return n
}

func (s statement) rest(by []statement) []statement {
	type where struct{ principal, resource string }
	var order []where
	left := map[where][]string{}
	for _, principal := range s.principals.parts() {
		for _, resource := range s.resources.parts() {
			for _, action := range s.actions.parts() {
				atom := statement{path: s.path, deny: s.deny, principals: principal, actions: action, resources: resource, tests: s.tests}
				if slices.ContainsFunc(by, atom.within) {
					continue
				}
				at := where{strings.Join(principal.patterns, "\x00"), strings.Join(resource.patterns, "\x00")}
				if left[at] == nil {
					order = append(order, at)
				}
				left[at] = append(left[at], action.patterns...)
			}
		}
	}
	var out []statement
	for _, at := range order {
		part := statement{path: s.path, deny: s.deny, tests: s.tests, actions: set{left[at], s.actions.not, lower(left[at])},
			principals: set{strings.Split(at.principal, "\x00"), s.principals.not, nil}, resources: set{strings.Split(at.resource, "\x00"), s.resources.not, nil}}
		out = merge(out, part)
	}
	return out
}

// merge adds a part to the one that differs from it only in whom or what it speaks of.
func merge(list []statement, part statement) []statement {
	for i := range list {
		l := &list[i]
		switch sameActions := slices.Equal(l.actions.patterns, part.actions.patterns); {
		case sameActions && slices.Equal(l.principals.patterns, part.principals.patterns) && !l.resources.not:
			l.resources.patterns = append(slices.Clip(l.resources.patterns), part.resources.patterns...)
			return list
		case sameActions && slices.Equal(l.resources.patterns, part.resources.patterns) && !l.principals.not:
			l.principals.patterns = append(slices.Clip(l.principals.patterns), part.principals.patterns...)
			return list
		}
	}
	return append(list, part)
}

// parts are the single patterns of a set. What is left out cannot be taken apart.
func (s set) parts() []set {
	if s.not {
		return []set{s}
	}
	out := make([]set, len(s.patterns))
	for i := range s.patterns {
		out[i] = set{patterns: s.patterns[i : i+1 : i+1]}
		if s.folded != nil {
			out[i].folded = s.folded[i : i+1 : i+1]
		}
	}
	return out
}
