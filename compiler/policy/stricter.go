package policy

import (
	"slices"
	"unicode/utf8"

	"github.com/hipaac/hipaac/schema/shape"
)

// tight is what a control of hipaac requires where a policy tightens it. Nil means that nothing is tightened: the control is the
// organisation's own. A type of nil means that hipaac's control says nothing there.
type tight struct {
	required *shape.Type
}

func (t *tight) tightens() bool { return t != nil }

// of is the field of hipaac's requirement with a name, or nil.
func (t *tight) of(name string) *shape.Field {
	if t == nil || t.required == nil {
		return nil
	}
	return t.required.Field(name)
}

// field is what hipaac requires of a field.
func (t *tight) field(name string) *tight {
	if t == nil {
		return nil
	}
	if f := t.of(name); f != nil {
		return &tight{f.Type}
	}
	if t.required != nil && t.required.Kind == shape.Map {
		return &tight{t.required.Elem}
	}
	return &tight{}
}

// elem is what hipaac requires of the entries of a map.
func (t *tight) elem() *tight {
	if t == nil {
		return nil
	}
	if t.required == nil {
		return &tight{}
	}
	return &tight{t.required.Elem}
}

// holds reports whether everything that a pattern allows, hipaac's requirement allows, too.
func (t *tight) holds(p *shape.Type) bool { return t.required != nil && narrower(p, t.required) }

// names reports whether hipaac requires something of the entries of a map, whatever their names.
func (t *tight) names() bool { return t != nil && t.required != nil && t.required.Kind == shape.Map }

// alike reports whether a pattern limits what hipaac's requirement limits, and nothing else: the words of the control speak of that. Where
// a list must not be empty, they say that there is nothing.
func (t *tight) alike(p *shape.Type) bool {
	return limits(p) == limits(t.required) && p.MinItems == t.required.MinItems
}

// limits are the kinds of limit that a pattern has.
func limits(t *shape.Type) (found [8]bool) {
	if t == nil || t.Kind == shape.Any {
		return found
	}
	return [8]bool{
		t.Min != nil, t.Max != nil, len(t.Enum) > 0, len(t.Patterns) > 0, t.MinRunes > 0, t.MaxRunes > 0, t.MinItems > 0, t.Unique || limits(t.Elem) != found,
	}
}

func (t *tight) asks() string {
	switch {
	case t.required == nil:
		return "its control says nothing of it"
	case t.required.Min != nil:
		return "at least " + t.required.Asks()
	case t.required.Max != nil:
		return "at most " + t.required.Asks()
	case t.required.Asks() != "":
		return t.required.Asks()
	}
	return "what its control says"
}

// narrower reports whether each value that a allows is one that b allows. Where that cannot be shown, it is not so.
func narrower(a, b *shape.Type) bool {
	switch {
	case b.Kind == shape.Any:
		return true
	case a.Kind != b.Kind:
		return false
	case len(a.Enum) > 0:
		return !slices.ContainsFunc(a.Enum, func(v any) bool { return !allows(b, v) })
	case len(b.Enum) > 0, b.Min != nil && (a.Min == nil || *a.Min < *b.Min), b.Max != nil && (a.Max == nil || *a.Max > *b.Max):
		return false
	case a.MinRunes < b.MinRunes, b.MaxRunes > 0 && (a.MaxRunes == 0 || a.MaxRunes > b.MaxRunes), a.MinItems < b.MinItems, b.Unique && !a.Unique:
		return false
	}
	for _, p := range b.Patterns {
		if !slices.ContainsFunc(a.Patterns, func(q shape.Pattern) bool { return q.Not == p.Not && q.String() == p.String() }) {
			return false
		}
	}
	return a.Elem == nil && b.Elem == nil || a.Elem != nil && b.Elem != nil && narrower(a.Elem, b.Elem)
}

// allows reports whether a literal keeps the limits of a type.
func allows(t *shape.Type, v any) bool {
	if len(t.Enum) > 0 && !slices.Contains(t.Enum, v) {
		return false
	}
	switch v := v.(type) {
	case int64:
		return (t.Min == nil || v >= *t.Min) && (t.Max == nil || v <= *t.Max)
	case string:
		n := utf8.RuneCountInString(v)
		return n >= t.MinRunes && (t.MaxRunes == 0 || n <= t.MaxRunes) &&
			!slices.ContainsFunc(t.Patterns, func(p shape.Pattern) bool { return p.MatchString(v) == p.Not })
	}
	return true
}
