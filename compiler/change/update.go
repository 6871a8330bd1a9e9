package change

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/compiler/template"
)

// update is one stack on its way from one version to another.
type update struct {
	name    string
	old     *settled
	new     *settled
	pairs   []*pair // sorted by logical id
	byID    map[string]*pair
	outputs []Property
	// happened says that the new version is there already, by somebody else's doing.
	happened bool
}

// pair is a resource before and after.
type pair struct {
	id         string
	kind       string // of the new version where there is one
	was, is    *template.Node
	oldKind    string
	properties []Property
	level      Replacement
	because    []string
	users      []use // who refers to it, by the same expression in both versions
}

// use is a place that refers to a resource.
type use struct {
	by         *pair
	path       string
	expression *template.Node
}

func newUpdate(name string, old, new *settled) *update {
	u := &update{name: name, old: old, new: new, byID: map[string]*pair{}}
	var ids []string
	for _, side := range []*settled{old, new} {
		for id := range side.resources {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	for _, id := range slices.Compact(ids) {
		p := &pair{id: id, was: old.resources[id], is: new.resources[id], kind: new.types[id], oldKind: old.types[id]}
		if p.kind == "" {
			p.kind = p.oldKind
		}
		if p.was != nil && p.is != nil {
			p.properties = difference("", p.was, p.is)
		}
		u.pairs = append(u.pairs, p)
		u.byID[id] = p
	}
	return u
}

// unchanged reports whether nothing happens to any resource.
func (u *update) unchanged() bool {
	return !slices.ContainsFunc(u.pairs, func(p *pair) bool { return p.was == nil || p.is == nil || len(p.properties) > 0 })
}

// replacements decides which resources are replaced. A replacement gives Ref and Fn::GetAtt other values, so that it may replace
// those who use them, and so on.
func (u *update) replacements() {
	u.link()
	var due []*pair
	for _, p := range u.pairs {
		if p.was == nil || p.is == nil || p.kind != p.oldKind { // CloudFormation refuses another type
			continue
		}
		for _, change := range p.properties {
			if p.raise(change.Path, p.replacement(change.Path)) {
				due = append(due, p)
			}
		}
		for _, user := range p.users {
			if len(p.properties) > 0 && moves(p.kind, p.id, user.expression) && u.through(user, p.id, WillReplace) {
				due = append(due, user.by)
			}
		}
		if u.hiddenChange(p) {
			due = append(due, p)
		}
	}
	for len(due) > 0 {
		p := due[0]
		due = due[1:]
		if p.level == InPlace {
			continue
		}
		for _, user := range p.users {
			if u.through(user, p.id, p.level) {
				due = append(due, user.by)
			}
		}
	}
}

// through lets a place change because of what it refers to, and reports whether that raises the user's own level.
func (u *update) through(user use, id string, level Replacement) bool {
	known := slices.ContainsFunc(user.by.properties, func(c Property) bool { return c.Path == user.path && c.Through == id })
	if !known {
		expression := show(user.expression)
		user.by.properties = append(user.by.properties, Property{Path: user.path, Before: expression, After: expression, Through: id})
	}
	raised := user.by.replacement(user.path)
	if raised == WillReplace && level == MayReplace {
		raised = MayReplace
	}
	return user.by.raise(user.path, raised)
}

// replacement is what the change of a property does to the resource.
func (p *pair) replacement(path string) Replacement {
	level := replacement(p.kind, path, p.was.Get("Properties"), p.is.Get("Properties"))
	if level == MayReplace && p.kind == "AWS::AutoScaling::AutoScalingGroup" && !replacesGroup(p.was) && !replacesGroup(p.is) {
		return InPlace
	}
	return level
}

// raise remembers the worst that is known, and why. It reports whether it has become worse.
func (p *pair) raise(path string, level Replacement) bool {
	if level == InPlace {
		return false
	}
	worse := p.level == InPlace || p.level == MayReplace && level == WillReplace
	if worse {
		p.because = nil
	}
	if worse || p.level == level {
		p.level = level
		p.because = append(p.because, path)
	}
	return worse
}

// link finds who refers to whom in both versions. A reference that only one of them has is a changed property anyway.
func (u *update) link() {
	for _, p := range u.pairs {
		if p.was == nil || p.is == nil {
			continue
		}
		before := map[string]*template.Node{}
		references("Properties", p.was.Get("Properties"), func(path, id string, expression *template.Node) { before[path+" "+id] = expression })
		references("Properties", p.is.Get("Properties"), func(path, id string, expression *template.Node) {
			if to := u.byID[id]; to != nil && to != p && same(expression, before[path+" "+id]) {
				to.users = append(to.users, use{p, path, expression})
			}
		})
	}
}

// hiddenChange lets properties change that use a NoEcho parameter whose value does. Nobody may read either value.
func (u *update) hiddenChange(p *pair) bool {
	raised := false
	references("Properties", p.is.Get("Properties"), func(path, name string, _ *template.Node) {
		declared := u.new.parameters[name]
		if declared == nil || u.old.parameters[name] == nil || u.old.told(name) == u.new.told(name) {
			return
		}
		p.properties = append(p.properties, Property{Path: path, Before: "!Ref " + name, After: "!Ref " + name, Through: name})
		raised = p.raise(path, p.replacement(path)) || raised
	})
	return raised
}

// told is what a parameter is given or has by default, for comparison only.
func (v *settled) told(name string) string {
	if value, given := v.given[name]; given {
		return value
	}
	if d := v.parameters[name].Get("Default"); scalar(d) {
		return d.Text
	}
	return ""
}

// resource reports on a pair, and whether anything happens to it.
func (u *update) resource(p *pair) (Resource, bool) {
	r := Resource{Stack: u.name, ID: p.id, Type: p.kind, Verb: Changed}
	switch {
	case p.was == nil:
		r.Verb = Added
		return r, true
	case p.is == nil && u.happened:
		r.Verb, r.Old = Removed, Deleted
		return r, true
	case p.is == nil:
		r.Verb, r.Old = Removed, fate(p.kind, p.was)
		return r, true
	case len(p.properties) == 0:
		return r, false
	}
	slices.SortStableFunc(p.properties, func(a, b Property) int { return strings.Compare(a.Path, b.Path) })
	slices.Sort(p.because)
	r.Properties, r.Replacement, r.Because = p.properties, p.level, slices.Compact(p.because)
	if u.happened {
		return r, true
	}
	if p.level != InPlace {
		r.Old = replacedFate(p.kind, p.was, p.is)
	}
	for _, change := range p.properties {
		if _, is := ruled(interrupts, p.kind, change.Path); is && p.level != WillReplace {
			r.Interrupts = append(r.Interrupts, change.Path)
		}
	}
	r.Refused = p.refusal()
	return r, true
}

// refusal says why CloudFormation will not carry out what the templates ask for.
func (p *pair) refusal() string {
	if p.kind != p.oldKind {
		return fmt.Sprintf("a resource keeps its type; give the new %s another logical id", p.kind)
	}
	for _, change := range p.properties {
		if r, is := ruled(refused, p.kind, change.Path); is {
			return r.why + "; make a new one with another logical id"
		}
	}
	name := behaviours()[p.kind].name
	if p.level == InPlace || len(name) == 0 || slices.ContainsFunc(name, p.renamed) {
		return ""
	}
	when := ""
	if p.level == MayReplace {
		when = "if it is replaced: "
	}
	return fmt.Sprintf("%sthe old one still has the name; change %s, too", when, strings.Join(name, " or "))
}

// renamed reports whether a property that names the resource changes, or leaves the name to CloudFormation.
func (p *pair) renamed(property string) bool {
	path := "Properties." + property
	return p.is.Get("Properties", property) == nil || slices.ContainsFunc(p.properties, func(c Property) bool {
		return c.Path == path || strings.HasPrefix(c.Path, path+".")
	})
}
