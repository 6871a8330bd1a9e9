package load

import (
	"fmt"
	"strings"

	"github.com/hipaac/hipaac/compiler/diag"
	"github.com/hipaac/hipaac/compiler/load/tree"
	"github.com/hipaac/hipaac/schema/shape"
)

// maxProblems of one file are enough to show; a file with more is hardly a spec.
const maxProblems = 100

// explainer compares a tree with the field model and says what is wrong in the words of an author. CUE judges what it has nothing
// to say about.
type explainer struct {
	problems diag.List
	// partial stops it from asking for what a common file may hold that could not be read.
	partial bool
}

// explain finds what is wrong with the shape of a spec.
func explain(d *draft, stacks []stack, m *shape.Model) diag.List {
	e := &explainer{partial: d.partial}
	top := place{key: d.root.Pos}
	e.value(top, m.Environment, d.root)
	for _, s := range stacks {
		all := top.field("stacks", d.root.Key("stacks").Pos)
		at := all.entry(*d.root.Get("stacks").Key(s.name), m.Environment.Field("stacks").Type.Elem)
		if s.blueprint == nil {
			e.unknownBlueprint(at, s, m)
			continue
		}
		e.value(at, s.blueprint.Type, s.config)
	}
	if len(e.problems) > maxProblems {
		last := e.problems[maxProblems].Pos
		e.problems = append(e.problems[:maxProblems], wrong("too-many-problems", "", last,
			fmt.Sprintf("the spec has more than %d mistakes; the rest is not shown", maxProblems), "mend these and look again"))
	}
	return e.problems
}

func wrong(id, path string, at diag.Position, message, hint string) diag.Diagnostic {
	return diag.Diagnostic{Severity: diag.Error, ID: id, Path: path, Pos: at, Message: message, Hint: hint}
}

func (e *explainer) report(id, path string, at diag.Position, message, hint string, notes ...diag.Text) {
	p := wrong(id, path, at, message, hint)
	p.Notes = notes
	e.problems = append(e.problems, p)
}

// value judges one value and what is below it.
func (e *explainer) value(at place, t *shape.Type, n *tree.Node) {
	if n.Kind == tree.Broken || t.Kind == shape.Any || len(e.problems) > maxProblems {
		return
	}
	if !fits(n.Kind, t.Kind) {
		e.wrongKind(at, t, n)
		return
	}
	switch t.Kind {
	case shape.Struct:
		e.structure(at, t, n)
	case shape.Map:
		for i, key := range n.Keys {
			if t.Key != nil && len(violations(t.Key, &tree.Node{Kind: tree.String, Text: key.Name})) > 0 {
				e.report("wrong-key", tree.Join(at.path, key.Name), key.Pos,
					fmt.Sprintf("%q cannot be a key of %s, needs %s", key.Name, at, wants(t.Key)), "choose another name")
			}
			e.value(at.entry(key, t.Elem), t.Elem, n.Items[i])
		}
	case shape.List:
		e.list(at, t, n)
	default:
		e.scalar(at, t, n)
	}
}

func fits(k tree.Kind, t shape.Kind) bool {
	switch t {
	case shape.Bool:
		return k == tree.Bool
	case shape.Int:
		return k == tree.Int
	case shape.String:
		return k == tree.String
	case shape.List:
		return k == tree.List
	}
	return k == tree.Map
}

func (e *explainer) structure(at place, t *shape.Type, n *tree.Node) {
	meant := map[string]bool{} // fields that the author wrote under another name
	for i, key := range n.Keys {
		f := t.Field(key.Name)
		switch {
		case f != nil:
			e.known(at.field(key.Name, key.Pos), f, n.Items[i])
		case !t.Open && len(e.problems) <= maxProblems:
			meant[e.unknownField(at, t, key)] = true
		}
	}
	for _, f := range t.Fields {
		if !e.partial && !meant[f.Name] && f.Required && n.Get(f.Name) == nil {
			e.report("missing-field", tree.Join(at.path, f.Name), at.key,
				fmt.Sprintf("%s lacks the required field %q", at, f.Name), fmt.Sprintf("add %q: %s", f.Name, wants(f.Type)))
		}
	}
}

// known judges the value of a known field. Where the field has a default, leaving it out is a remedy, too.
func (e *explainer) known(at place, f *shape.Field, n *tree.Node) {
	before := len(e.problems)
	e.value(at, f.Type, n)
	if f.Required {
		return
	}
	for i := range e.problems[before:] {
		p := &e.problems[before+i]
		if p.Path == at.path && !strings.HasSuffix(p.Hint, "?") && p.ID != "duplicate-item" && p.ID != "empty-value" {
			p.Hint += ", or leave it out"
		}
	}
}

// unknownField reports a key that is no field, and returns the field that its author probably meant.
func (e *explainer) unknownField(at place, t *shape.Type, key tree.Key) string {
	hint := "remove it, or use one of these fields"
	near := diag.Nearest(key.Name, t.FieldNames())
	if near != "" {
		hint = fmt.Sprintf("did you mean %q?", near)
	}
	e.report("unknown-field", tree.Join(at.path, key.Name), key.Pos, fmt.Sprintf("unknown field %q in %s", key.Name, at), hint,
		diag.Text{Message: "the fields here are " + strings.Join(t.FieldNames(), ", ")})
	return near
}

func (e *explainer) unknownBlueprint(at place, s stack, m *shape.Model) {
	names := m.BlueprintNames()
	if use := s.config.Get("use"); use != nil {
		if use.Kind == tree.Broken {
			return
		}
		hint := "use one of these"
		if near := diag.Nearest(use.Text, names); near != "" {
			hint = fmt.Sprintf("did you mean %q?", near)
		}
		e.report("unknown-blueprint", at.path+".use", use.Pos, fmt.Sprintf("%s uses %s, needs %s", at, use.Written(), diag.OneOf(names)), hint)
		return
	}
	hint := fmt.Sprintf("say which blueprint, such as \"use: %s\"", names[0])
	if near := diag.Nearest(s.name, names); near != "" {
		hint = fmt.Sprintf("did you mean %q? A stack with a name of its own needs \"use: %s\"", near, near)
	}
	e.report("unknown-blueprint", at.path, at.key, fmt.Sprintf("%s does not say which blueprint it uses, needs %s", at, diag.OneOf(names)), hint)
}

func (e *explainer) list(at place, t *shape.Type, n *tree.Node) {
	if len(n.Items) < t.MinItems {
		e.report("too-few-items", at.path, n.Pos, fmt.Sprintf("%s is an empty list, needs at least one value", at), "add "+wants(t.Elem))
	}
	first := map[string]*tree.Node{}
	for i, item := range n.Items {
		child := at.element(i)
		if item.Kind == tree.Map && !item.Pos.IsZero() {
			child.key = item.Pos
		}
		e.value(child, t.Elem, item)
		same := string(item.JSON())
		if earlier := first[same]; t.Unique && earlier != nil && item.Kind != tree.Broken {
			e.report("duplicate-item", tree.Index(at.path, i), item.Pos, fmt.Sprintf("%s holds %s twice", at, item.Written()), "remove one of them",
				diag.Text{Pos: earlier.Pos, Message: fmt.Sprintf("the first one is on line %d", earlier.Pos.Line)})
			continue
		}
		first[same] = item
	}
}

func (e *explainer) scalar(at place, t *shape.Type, n *tree.Node) {
	if len(violations(t, n)) == 0 {
		return
	}
	v := violations(t, n)[0]
	e.report(v.id, at.path, n.Pos, fmt.Sprintf("%s is %s, needs %s", at, n.Written(), wants(t)), v.hint, v.notes...)
}
