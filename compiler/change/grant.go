package change

import (
	"fmt"
	"strings"

	"github.com/hipaac/hipaac/compiler/template"
)

// grants compares the policies of a resource: what it lets others or itself do. Statements may move between the documents of a
// resource, except that a trust policy is another matter than what a role may do.
func (u *update) grants(p *pair) []Finding {
	before, after := policySets(p.kind, p.was), policySets(p.kind, p.is)
	var out []Finding
	for _, about := range subjects {
		out = append(out, u.granted(p, about, before[about], after[about])...)
	}
	return out
}

// subject is what a group of policies is about.
type subject string

const (
	rights  subject = "" // what the resource may do, or what may be done with it
	trust   subject = "trust"
	ceiling subject = "ceiling" // policies that only limit: those of organizations
)

var subjects = []subject{rights, trust, ceiling}

func policySets(kind string, n *template.Node) map[subject][]statement {
	sets := map[subject][]statement{}
	policiesIn("Properties", n.Get("Properties"), func(path string, document *template.Node) {
		about := rights
		switch {
		case path == "Properties.AssumeRolePolicyDocument":
			about = trust
		case kind == "AWS::Organizations::Policy":
			about = ceiling
		}
		sets[about] = append(sets[about], statements(path, document)...)
	})
	if kind == "AWS::Lambda::Permission" && n != nil {
		sets[rights] = append(sets[rights], permission(n))
	}
	return sets
}

// permission reads a Lambda permission as the statement that Lambda makes of it.
func permission(n *template.Node) statement {
	get := func(name string) *template.Node { return n.Get("Properties", name) }
	s := statement{path: "Properties", actions: setOf(get("Action"), nil), resources: setOf(get("FunctionName"), nil)}
	s.actions.folded = lower(s.actions.patterns)
	s.principals = set{patterns: []string{phrase(get("Principal"))}}
	for _, condition := range []struct{ property, operator, key string }{
		{"SourceArn", "ArnLike", "aws:SourceArn"}, {"SourceAccount", "StringEquals", "aws:SourceAccount"},
		{"PrincipalOrgID", "StringEquals", "aws:PrincipalOrgID"}, {"EventSourceToken", "StringEquals", "lambda:EventSourceToken"},
		{"FunctionUrlAuthType", "StringEquals", "lambda:FunctionUrlAuthType"},
	} {
		if v := get(condition.property); v != nil {
			s.tests = append(s.tests, test{condition.operator, condition.key, []string{phrase(v)}})
		}
	}
	return s
}

// granted says in which ways policies have become broader, and in which narrower.
func (u *update) granted(p *pair, about subject, before, after []statement) []Finding {
	oldAllows, oldDenies := effects(before)
	newAllows, newDenies := effects(after)
	var out []Finding
	add := func(c Class, list []statement, format string) {
		for _, s := range list {
			out = append(out, u.finding(c, p, s.path, fmt.Sprintf(format, s.said(about))))
		}
	}
	add(Access, beyond(newAllows, oldAllows), "allows %s, which it did not")
	add(Access, beyond(oldDenies, newDenies), "no longer denies %s")
	add(Other, beyond(oldAllows, newAllows), "narrower: no longer allows %s")
	add(Other, beyond(newDenies, oldDenies), "narrower: denies %s, which it did not")
	if about == ceiling && p.kind == "AWS::Organizations::Policy" && p.is == nil {
		out = append(out, u.finding(Access, p, "", "a policy of the organization is gone: what it kept from accounts is open to their own policies"))
	}
	return out
}

func effects(list []statement) (allows, denies []statement) {
	for _, s := range list {
		if s.deny {
			denies = append(denies, s)
		} else {
			allows = append(allows, s)
		}
	}
	return allows, denies
}

// said is a statement in words.
func (s statement) said(about subject) string {
	text := s.actions.said("all actions but ")
	if !s.resources.unsaid() {
		text += " on " + s.resources.said("all but ")
	}
	switch {
	case s.principals.unsaid():
	case about == trust:
		text += " by " + s.principals.said("all but ")
	default:
		text += " to " + s.principals.said("all but ")
	}
	if len(s.tests) == 0 {
		return text
	}
	var parts []string
	for _, t := range s.tests {
		parts = append(parts, t.said())
	}
	return text + " if " + and(parts)
}

// unsaid is the set of what a policy does not name.
func (s set) unsaid() bool { return len(s.patterns) == 1 && s.patterns[0] == "" }

// maxSaid is how many patterns a sentence names. The properties that changed show all of them.
const maxSaid = 4

// unkind takes the kind of a principal away: its name says it as well.
func unkind(principal string) string {
	for _, kind := range []string{"AWS:", "Service:", "Federated:", "CanonicalUser:"} {
		principal = strings.TrimPrefix(principal, kind)
	}
	return principal
}

func (s set) said(negation string) string {
	list := make([]string, 0, maxSaid+1)
	for i, p := range s.patterns {
		if i == maxSaid {
			list = append(list, fmt.Sprintf("%d more", len(s.patterns)-maxSaid))
			break
		}
		list = append(list, unkind(p))
	}
	if s.not {
		return negation + and(list)
	}
	return and(list)
}

func (t test) said() string {
	values := set{patterns: t.values}
	if t.operator == unread {
		return values.said("")
	}
	return fmt.Sprintf("%s %s %s", t.key, t.operator, values.said(""))
}
