package shape

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// controls reads the requirements on the values of a spec.
func (r *reader) controls(m *Model) error {
	for _, f := range r.entries("controls") {
		if slices.ContainsFunc(m.Controls, func(c *Control) bool { return c.ID == name(f) }) {
			return broken(f, "a second control %q", name(f))
		}
		c := &Control{ID: name(f)}
		m.Controls = append(m.Controls, c)
		texts := map[string]*string{
			"title": &c.Title, "designation": &c.Designation, "says": &c.Says, "remedy": &c.Remedy, "because": &c.Because,
		}
		for _, part := range fieldsOf(f.Value) {
			var err error
			switch name(part) {
			case "when":
				if c.When, _, err = r.typeOf(part.Value); c.When != nil {
					c.When.Open = true
				}
			case "require":
				c.Require, _, err = r.typeOf(part.Value)
			case "citations":
				var v any
				v, err = value(part.Value)
				list, _ := v.([]any)
				for _, s := range list {
					c.Citations = append(c.Citations, fmt.Sprint(s))
				}
			default:
				if texts[name(part)] == nil {
					return broken(part, "a control has no field %q", name(part))
				}
				*texts[name(part)], err = text(part.Value)
			}
			if err != nil {
				return err
			}
		}
	}
	for _, c := range m.Controls {
		if err := c.fillWant(); err != nil {
			return err
		}
	}
	slices.SortFunc(m.Controls, func(a, b *Control) int { return cmp.Compare(a.ID, b.ID) })
	return nil
}

// fillWant puts what a control requires into its message and remedy, in place of {want}.
func (c *Control) fillWant() error {
	want := floor(c.Require)
	if want == "" && strings.Contains(c.Says+c.Remedy, "{want}") {
		return fmt.Errorf("internal error: schema: control %q speaks of {want}, and does not require one thing that has words", c.ID)
	}
	c.Says = strings.ReplaceAll(c.Says, "{want}", want)
	c.Remedy = strings.ReplaceAll(c.Remedy, "{want}", want)
	return nil
}

// floor says what a pattern requires, as far as it requires a single thing: the bound of a number, the values of a choice, that a
// list is not empty.
func floor(t *Type) string {
	switch {
	case t == nil:
		return ""
	case t.Kind == Map:
		return floor(t.Elem)
	case t.Kind == Struct && len(t.Fields) == 1:
		return floor(t.Fields[0].Type)
	case len(t.Enum) > 0:
		var values []string
		for _, v := range t.Enum {
			values = append(values, fmt.Sprint(v))
		}
		return strings.Join(values, " or ")
	case t.Min != nil:
		return fmt.Sprint(*t.Min)
	case t.Max != nil:
		return fmt.Sprint(*t.Max)
	case t.Kind == List && t.MinItems == 1:
		return "at least one"
	}
	return ""
}
