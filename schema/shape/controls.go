package shape

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"cuelang.org/go/cue/ast"
)

// controls reads the requirements on the values of a spec. A blueprint's file may extend a control with what it requires of that
// blueprint; everything else is said once.
func (r *reader) controls(m *Model) error {
	for _, f := range r.entries("controls") {
		c := m.Control(name(f))
		if c == nil {
			c = &Control{ID: name(f)}
			m.Controls = append(m.Controls, c)
		}
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
				var more *Type
				more, _, err = r.typeOf(part.Value)
				c.Require = joined(c.Require, more)
			case "unwaivable":
				var v any
				v, err = value(part.Value)
				c.Unwaivable = v == true
			case "having":
				c.Having, err = names(part.Value)
			case "citations":
				if c.Citations != nil {
					return broken(part, "a second control %q", name(f))
				}
				c.Citations, err = names(part.Value)
			default:
				if texts[name(part)] == nil {
					return broken(part, "a control has no field %q", name(part))
				}
				if *texts[name(part)] != "" {
					return broken(part, "a second control %q", name(f))
				}
				*texts[name(part)], err = text(part.Value)
			}
			if err != nil {
				return err
			}
		}
	}
	for _, c := range m.Controls {
		if err := c.decideStacks(); err != nil {
			return err
		}
		if err := c.fillWant(); err != nil {
			return err
		}
	}
	slices.SortFunc(m.Controls, func(a, b *Control) int { return cmp.Compare(a.ID, b.ID) })
	return nil
}

// names reads a list of texts.
func names(x ast.Expr) ([]string, error) {
	v, err := value(x)
	list, _ := v.([]any)
	var all []string
	for _, s := range list {
		all = append(all, fmt.Sprint(s))
	}
	return all, err
}

// decideStacks refuses a requirement that leaves open whether there must be a stack of a kind. To CUE a field without a mark is one that
// is there: unified with it, "backup!" would be content, and patients' data without backups would pass.
func (c *Control) decideStacks() error {
	for _, f := range c.Require.Fields {
		if f.Name != "stacks" {
			continue
		}
		for _, kind := range f.Type.Fields {
			if !kind.Required && !kind.Optional {
				return fmt.Errorf("internal error: schema: control %q requires something of %q and does not say by ? or ! whether there must be one", c.ID, kind.Name)
			}
		}
	}
	return nil
}

// fillWant puts what a control requires into its message and remedy, in place of {want}.
func (c *Control) fillWant() error {
	want := c.Require.Asks()
	if want == "" && strings.Contains(c.Says+c.Remedy, "{want}") {
		return fmt.Errorf("internal error: schema: control %q speaks of {want}, and does not require one thing that has words", c.ID)
	}
	c.says, c.remedy = c.Says, c.Remedy
	c.Says = strings.ReplaceAll(c.Says, "{want}", want)
	c.Remedy = strings.ReplaceAll(c.Remedy, "{want}", want)
	return nil
}

// Requiring is the control with another requirement, which its words then speak of. An error says that the words need {want}, and
// the requirement asks for no single thing that has words.
func (c *Control) Requiring(t *Type) (*Control, error) {
	other := *c
	if c.says != "" {
		other.Says, other.Remedy = c.says, c.remedy
	}
	other.Require = t
	return &other, other.fillWant()
}

// joined is a pattern that requires what both do, of different blueprints.
func joined(a, b *Type) *Type {
	if a == nil || b == nil || a.Kind != b.Kind {
		return cmp.Or(a, b)
	}
	all := *a
	all.Elem = cmp.Or(a.Elem, b.Elem)
	if a.Elem != nil && b.Elem != nil {
		all.Elem = joined(a.Elem, b.Elem)
	}
	all.Fields = slices.Clone(a.Fields)
	for _, f := range b.Fields {
		i := slices.IndexFunc(all.Fields, func(have *Field) bool { return have.Name == f.Name })
		if i < 0 {
			all.Fields = append(all.Fields, f)
			continue
		}
		both := *all.Fields[i]
		both.Type = joined(both.Type, f.Type)
		all.Fields[i] = &both
	}
	return &all
}

// Asks says what a pattern requires, as far as it requires a single thing, wherever it does: the bound of a number, the values of
// a choice, that a list is not empty, what the attribute @want says.
func (t *Type) Asks() string {
	switch {
	case t == nil:
		return ""
	case t.Want != "":
		return t.Want
	case t.Kind == Map:
		return t.Elem.Asks()
	case t.Kind == Struct && len(t.Fields) > 0:
		first := t.Fields[0].Type.Asks()
		if slices.ContainsFunc(t.Fields, func(f *Field) bool { return f.Type.Asks() != first }) {
			return ""
		}
		return first
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
	case t.Kind == List && t.MinItems > 1:
		return fmt.Sprintf("at least %d", t.MinItems)
	}
	return ""
}
