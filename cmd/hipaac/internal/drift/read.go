package drift

import (
	"context"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/compiler/template"
)

// read compares every resource: by what CloudFormation found, and by reading what it did not compare.
func (s *survey) read(ctx context.Context) error {
	type one struct {
		st *State
		r  *Resource
	}
	var all []one
	for _, st := range s.states {
		if st.aside {
			continue
		}
		for _, r := range st.Resources {
			all = append(all, one{st, r})
		}
	}
	actual := make([]*template.Node, len(all)) // of each resource, its properties
	index := map[*Resource]int{}
	for i, o := range all {
		index[o.r] = i
	}
	err := inParallel(all, func(o one) error {
		actual[index[o.r]] = s.resource(ctx, o.st, o.r)
		return ctx.Err()
	})
	for _, st := range s.states {
		if st.Template != nil {
			st.actual = st.saying(func(r *Resource) *template.Node { return actual[index[r]] })
		}
	}
	return err
}

// saying is the template of a stack as it would be if it said what there is.
func (st *State) saying(properties func(*Resource) *template.Node) *template.Document {
	resources := clone(st.Template.Root.Get("Resources"))
	for _, r := range st.Resources {
		switch {
		case r.entry == nil:
		case r.Deleted:
			remove(resources, r.LogicalID)
		case len(r.Differences) > 0:
			entry := clone(r.entry)
			entry.Set("Properties", properties(r))
			resources.Set(r.LogicalID, entry)
		}
	}
	root := clone(st.Template.Root)
	root.Set("Resources", resources)
	return template.NewDocument(st.Template.File, root)
}

// resource compares one resource, and gives the properties that it has.
func (s *survey) resource(ctx context.Context, st *State, r *Resource) *template.Node {
	w := wayTo(r.Type)
	if r.entry == nil {
		r.Gaps = append(r.Gaps, Gap{Why: "the stack's template does not have it"})
		return nil
	}
	properties := r.entry.Get("Properties")
	if properties == nil {
		properties = &template.Node{Kind: template.Map}
	}
	if r.Deleted {
		return properties
	}
	keys := mentionsKey(properties)
	if r.looked && !keys && len(w.watch) == 0 {
		return s.asLooked(st, r, w, properties)
	}
	have, why := s.properties(ctx, st, r, w)
	switch {
	case r.Deleted:
	case why != "" && !r.looked:
		r.Gaps = append(r.Gaps, Gap{Why: notLooked(w, r) + "; " + why})
	case why != "":
		properties = s.asLooked(st, r, w, properties)
		s.unread(r, w, keys, why)
	case r.looked:
		properties = s.beside(st, r, w, properties, have)
	default:
		properties = s.whole(st, r, w, properties, have)
	}
	return properties
}

// notLooked says why CloudFormation has no result for a resource.
func notLooked(w *way, r *Resource) string {
	switch {
	case r.drift.Reason != "":
		return "cloudformation could not look at it: " + strings.TrimSuffix(r.drift.Reason, ".")
	case w.unchecked:
		return "cloudformation does not look at resources of this type"
	}
	return "cloudformation did not look at it"
}

// unread lists what had to be read besides what CloudFormation compared.
func (s *survey) unread(r *Resource, w *way, keys bool, why string) {
	if keys {
		r.Gaps = append(r.Gaps, Gap{Why: "cloudformation does not compare encryption keys; " + why})
	}
	for _, p := range w.watch {
		r.Gaps = append(r.Gaps, Gap{Path: p.property, Why: "cloudformation compares it only where the template and nobody else sets it; " + why})
	}
}

// asLooked takes what CloudFormation found. What AWS never gives back it did not compare either.
func (s *survey) asLooked(st *State, r *Resource, w *way, properties *template.Node) *template.Node {
	rd := &reading{world: st.world, way: w}
	rd.unreadable(nil, properties)
	r.Gaps = append(r.Gaps, rd.gaps...)
	for _, d := range r.drift.Differences {
		path := pointer(d.Path)
		var actual any
		n := at(properties, path)
		if d.Kind != "REMOVE" {
			actual = like(n, structured(d.Actual))
		}
		r.Differences = append(r.Differences, Difference{dotted(path), expectation(st.world, n, path, d.Expected), said(hidden(path, actual))})
		properties = put(properties, path, literal(hidden(path, actual)), d.Kind == "ADD")
	}
	return properties
}

// like is a text of CloudFormation's as the template writes such a value: as a number, or as true or false.
func like(n *template.Node, v any) any {
	text, is := v.(string)
	if n == nil || !is || n.Kind != template.Bool && n.Kind != template.Number {
		return v
	}
	if plain, err := parse([]byte(text)); err == nil {
		return plain
	}
	return v
}

// expectation is what a template wants at a place, as far as it may be shown.
func expectation(w *world, n *template.Node, path []string, otherwise string) string {
	if n != nil {
		v := w.value(n)
		if _, is := v.(open); !is {
			return said(v)
		}
		return hiddenText
	}
	return said(hidden(path, structured(otherwise)))
}

// beside takes what CloudFormation found, and compares what it does not: names of keys, and properties that templates leave to others.
func (s *survey) beside(st *State, r *Resource, w *way, properties *template.Node, have map[string]any) *template.Node {
	found := r.drift.Differences
	r.drift.Differences = nil
	for _, d := range found {
		if path := pointer(d.Path); len(path) == 0 || !w.watches(path[0]) {
			r.drift.Differences = append(r.drift.Differences, d)
		}
	}
	properties = s.asLooked(st, r, w, properties)
	rd := &reading{world: st.world, way: w, keys: true}
	properties = rd.node(nil, properties, have)
	rd.keys = false
	for _, p := range w.watch {
		properties = s.watched(rd, r, p, properties, have)
	}
	r.take(rd)
	return properties
}

// whole compares all properties that a template sets, and those that matter although it does not.
func (s *survey) whole(st *State, r *Resource, w *way, properties *template.Node, have map[string]any) *template.Node {
	rd := &reading{world: st.world, way: w}
	if w.as != r.Type { // what identifies it is no property of what is read
		return s.inline(rd, r, properties, have)
	}
	for _, p := range w.watch {
		if list, is := have[p.property].([]any); is {
			have[p.property] = s.without(list, r, p.property)
		}
	}
	now := rd.node(nil, properties, have)
	for _, p := range w.watch {
		if properties.Get(p.property) == nil {
			now = s.watched(rd, r, p, now, have)
		}
	}
	r.take(rd)
	return now
}

// inline compares what is read of one of those that a policy is for. Where a template sets one policy for several, the others are not read.
func (s *survey) inline(rd *reading, r *Resource, properties *template.Node, have map[string]any) *template.Node {
	list, _, _ := strings.Cut(rd.way.by[0], "[")
	rest := clone(properties)
	remove(rest, list)
	if of := properties.Get(list); of != nil && len(of.Items) > 1 {
		rd.gap([]string{list}, "it is read of the first only")
	}
	now := clone(properties)
	found := rd.node(nil, rest, have)
	for i, k := range found.Keys {
		now.Set(k.Name, found.Items[i])
	}
	r.take(rd)
	return now
}

func (r *Resource) take(rd *reading) {
	r.Differences = append(r.Differences, rd.differences...)
	for _, g := range rd.gaps {
		if !slices.Contains(r.Gaps, g) {
			r.Gaps = append(r.Gaps, g)
		}
	}
}

func (w *way) watches(property string) bool {
	return slices.ContainsFunc(w.watch, func(p watched) bool { return p.property == property })
}

// watched compares one property that others may set, too, without what other resources of the stacks put there.
func (s *survey) watched(rd *reading, r *Resource, p watched, properties *template.Node, have map[string]any) *template.Node {
	actual := have[p.property]
	if list, is := actual.([]any); is {
		actual = s.without(list, r, p.property)
	}
	path := []string{p.property}
	if n := properties.Get(p.property); n != nil {
		out := clone(properties)
		out.Set(p.property, orNull(rd.node(path, n, actual)))
		return out
	}
	var expected any
	if p.worth != "none" {
		expected, _ = parse([]byte(p.worth))
	}
	same, why := equal(expected, actual, false)
	switch {
	case same == yes || actual == nil || empty(actual) && (expected == nil || empty(expected)):
		return properties
	case same == unknown:
		rd.gap(path, why)
		return properties
	}
	rd.differs(path, expected, actual)
	out := clone(properties)
	out.Set(p.property, literal(hidden(path, actual)))
	return out
}
