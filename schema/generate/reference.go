package main

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/schema/shape"
)

// reference writes the page of all fields, in the order in which an author meets them.
func reference(m *shape.Model) []byte {
	b := &bytes.Buffer{}
	fmt.Fprintf(b, "<!-- %s -->\n\n# Fields of a spec\n\n", header)
	b.WriteString("A spec is one YAML file below `environments/`. What is left out takes its default; what has no default and is not\n" +
		"optional must be written, in the spec or in the common file that it extends.\n\n")
	w := &page{b: b, model: m}
	w.section("The environment", m.Environment)
	for _, bp := range m.Blueprints {
		w.section(fmt.Sprintf("Stacks that use `%s`", bp.Name), bp.Type)
		if bp.Singleton != "" {
			fmt.Fprintf(b, "%s may have one such stack only.\n\n", map[string]string{"account": "An account", "region": "Each region of an account"}[bp.Singleton])
		}
	}
	w.controls()
	return b.Bytes()
}

type page struct {
	b     *bytes.Buffer
	model *shape.Model
	done  []*shape.Type
}

// section describes a struct, and after it every named struct that it holds, once.
func (w *page) section(title string, t *shape.Type) {
	if slices.Contains(w.done, t) {
		return
	}
	w.done = append(w.done, t)
	fmt.Fprintf(w.b, "## %s\n\n", title)
	if t.Doc != "" {
		fmt.Fprintf(w.b, "%s\n\n", t.Doc)
	}
	w.fields(t, "")
	w.b.WriteString("\n")
	for _, f := range named(t) {
		w.section(f.Name, f)
	}
}

// named lists the named structs that the fields of a struct hold.
func named(t *shape.Type) []*shape.Type {
	var list []*shape.Type
	for _, f := range t.Fields {
		inner := f.Type
		for inner.Elem != nil {
			inner = inner.Elem
		}
		switch {
		case inner.Kind != shape.Struct:
		case inner.Name != "":
			list = append(list, inner)
		default:
			list = append(list, named(inner)...)
		}
	}
	return list
}

func (w *page) fields(t *shape.Type, above string) {
	for _, f := range t.Fields {
		name := above + f.Name
		fmt.Fprintf(w.b, "- **`%s`**: %s\n", name, strings.Join(w.facts(f), "; "))
		if f.Doc != "" {
			fmt.Fprintf(w.b, "  <br>%s\n", f.Doc)
		}
		if f.Type.Kind == shape.Struct && f.Type.Name == "" {
			w.fields(f.Type, name+".")
		}
	}
}

// facts are the type of a field, whether it must be written, and its default.
func (w *page) facts(f *shape.Field) []string {
	facts := []string{typeText(f.Type)}
	switch {
	case f.Required:
		facts = append(facts, "required")
	case f.Optional:
		facts = append(facts, "optional")
	case len(f.ByTier) > 0:
		facts = append(facts, "default "+w.tiers(f))
	default:
		facts = append(facts, "default "+code(f.Default))
	}
	return facts
}

func (w *page) tiers(f *shape.Field) string {
	var parts []string
	for _, tier := range w.model.Tiers {
		if v := f.DefaultFor(tier); v != nil {
			parts = append(parts, fmt.Sprintf("%s in %s", code(v), tier))
		}
	}
	return strings.Join(parts, ", ")
}

// code shows a value as YAML in one line.
func code(v any) string {
	switch v := v.(type) {
	case []any:
		var items []string
		for _, item := range v {
			items = append(items, fmt.Sprint(item))
		}
		return "`[" + strings.Join(items, ", ") + "]`"
	case map[string]any:
		return "`{}`"
	}
	return fmt.Sprintf("`%v`", v)
}

// typeText says what a value may be.
func typeText(t *shape.Type) string {
	switch {
	case len(t.Enum) > 0:
		var values []string
		for _, v := range t.Enum {
			values = append(values, code(v))
		}
		if len(values) == 1 {
			return "always " + values[0]
		}
		return "one of " + strings.Join(values, ", ")
	case t.Want != "":
		return t.Want
	}
	switch t.Kind {
	case shape.Bool:
		return "`true` or `false`"
	case shape.Int:
		return "a whole number" + limits(t)
	case shape.String:
		return "text"
	case shape.List:
		return listText(t)
	case shape.Map:
		return mapText(t)
	}
	if t.Name != "" {
		return fmt.Sprintf("a map, see [%s](#%s)", t.Name, strings.ToLower(t.Name))
	}
	return "a map"
}

func listText(t *shape.Type) string {
	text := "a list"
	if t.MinItems > 0 {
		text = fmt.Sprintf("a list of at least %d", t.MinItems)
	}
	if t.Unique {
		text += " without repetitions"
	}
	return text + ", each " + typeText(t.Elem)
}

func mapText(t *shape.Type) string {
	text := "a map; each key is "
	if t.Key != nil {
		text += typeText(t.Key)
	} else {
		text += "text"
	}
	if t.Elem.Kind == shape.Struct && len(t.Elem.Fields) == 0 {
		return text + "; each value is a stack, see below"
	}
	return text + "; each value is " + typeText(t.Elem)
}

func limits(t *shape.Type) string {
	switch {
	case t.Min != nil && t.Max != nil:
		return fmt.Sprintf(" from %d to %d", *t.Min, *t.Max)
	case t.Min != nil:
		return fmt.Sprintf(" of at least %d", *t.Min)
	case t.Max != nil:
		return fmt.Sprintf(" of at most %d", *t.Max)
	}
	return ""
}

// controls lists the requirements on the values of a spec.
func (w *page) controls() {
	w.b.WriteString("## Floors\n\nValues that are allowed in general can be too low for an environment with PHI, or for production.\n\n")
	w.b.WriteString("| control | where | what must be true | 45 CFR |\n|---|---|---|---|\n")
	for _, c := range w.model.Controls {
		fmt.Fprintf(w.b, "| `%s` | %s | %s | %s (%s) |\n", c.ID, applies(c), c.Title, strings.Join(c.Citations, ", "), c.Designation)
	}
}

func applies(c *shape.Control) string {
	if c.When == nil {
		return "everywhere"
	}
	var parts []string
	for _, f := range c.When.Fields {
		parts = append(parts, fmt.Sprintf("`%s: %v`", f.Name, f.Type.Enum[0]))
	}
	return strings.Join(parts, ", ")
}
