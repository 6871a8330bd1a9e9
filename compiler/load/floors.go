package load

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/compiler/diag"
	"github.com/hipaac/hipaac/compiler/load/tree"
	"github.com/hipaac/hipaac/schema/shape"
)

// violated turns the failure of a control into diagnostics, one for each value below the floor.
func violated(c *shape.Control, err error, d *draft, m *shape.Model) diag.List {
	var problems diag.List
	for _, names := range failingPaths(err) {
		path := specPath(d.root, names)
		if d.root.Refused(path) || contains(d.problems, path) || contains(problems, path) {
			continue
		}
		if len(problems) == maxProblems {
			break
		}
		problems = append(problems, belowFloor(c, names, path, d.root, m))
	}
	return problems
}

func belowFloor(c *shape.Control, names []string, path string, root *tree.Node, m *shape.Model) diag.Diagnostic {
	n, at, _ := root.At(path)
	value := "nothing"
	if n != nil {
		value = n.Written()
	}
	words := strings.NewReplacer("{name}", owner(names, root, m), "{value}", value)
	note := cited(c) + ": " + c.Title
	if cause, place, _ := root.At(c.Because); cause != nil && c.Because != "" {
		note += fmt.Sprintf("; the floor follows from %q on line %d", c.Because+": "+cause.Text, place.Line)
		if place.File != at.File {
			note += " of " + place.File
		}
	}
	notes := []diag.Text{{Message: note}}
	if c.Own != nil {
		notes = append(notes, diag.Text{Pos: diag.Position{File: c.Own.File, Line: c.Own.Line, Col: c.Own.Col}, Message: "the organisation's policy asks for it here"})
	}
	return diag.Diagnostic{
		Severity: diag.Error, ID: c.ID, Path: path, Pos: at, Message: words.Replace(c.Says), Citations: c.Citations, Notes: notes, Hint: c.Remedy,
	}
}

// cited names what asks for a control: sections of 45 CFR, the organisation's own rules, or both.
func cited(c *shape.Control) string {
	var all []string
	if c.Own != nil {
		all = slices.Clone(c.Own.Citations)
	}
	if len(c.Citations) > 0 {
		all = append(all, "45 CFR "+strings.Join(c.Citations, " and "))
	}
	text := strings.Join(all, ", ")
	if c.Own == nil || c.Own.Tightens {
		text += ", " + c.Designation
	}
	return text
}

// owner names the nearest thing above a value that has a name of its own: bucket "documents", stack "storage", environment "prod".
func owner(names []string, root *tree.Node, m *shape.Model) string {
	name := "the environment"
	if said := root.Get("environment"); said != nil && said.Kind == tree.String {
		name = fmt.Sprintf("environment %q", said.Text)
	}
	at, t := place{}, m.Environment
	for i, part := range names[:max(len(names)-1, 0)] {
		switch {
		case i == 1 && names[0] == "stacks":
			t = &shape.Type{Kind: shape.Map, Elem: m.Blueprint(part).Type}
			continue
		case t.Kind == shape.Map && t.Elem.Kind == shape.Struct:
			at = at.entry(tree.Key{Name: part}, t.Elem)
			if i == 2 {
				at.name = fmt.Sprintf("stack %q", part)
			}
			name = at.name
		default:
			at = at.field(part, at.key)
		}
		if f := t.Field(part); f != nil {
			t = f.Type
		} else {
			t = t.Elem
		}
		if t == nil {
			break
		}
	}
	return name
}
