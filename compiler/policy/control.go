package policy

import (
	"fmt"
	"slices"
	"strings"

	"cuelang.org/go/cue/ast"

	"github.com/hipaac/hipaac/compiler/diag"
	"github.com/hipaac/hipaac/schema/shape"
)

// orLeaveOut ends the remedy of a control of hipaac whose floor is the default as well.
const orLeaveOut = ", or leave it out"

// control reads a control on specs: one of the organisation's own, or more of one that the schema has.
func (r *reader) control(f *ast.Field) {
	before := len(r.problems)
	var c *shape.Control
	if base := r.known.Model.Control(label(f)); base != nil {
		c = r.tightened(f, base)
	} else {
		c = r.own(f)
	}
	if c == nil || len(r.problems) > before {
		return
	}
	r.policy.Controls = append(r.policy.Controls, c)
}

// own reads a control that the schema does not have.
func (r *reader) own(f *ast.Field) *shape.Control {
	if !r.newID(f) {
		return nil
	}
	parts := r.parts(f, "a control on specs", "title", "citations", "says", "remedy", "when", "having", "require", "unwaivable")
	if r.missing(f, parts, "title", "citations", "says", "remedy", "require") {
		return nil
	}
	c := &shape.Control{
		ID: label(f), Title: r.text(parts["title"], "title"), Designation: shape.Organisation, Own: r.source(f),
		Says: r.words(parts["says"], "says", "{name}", "{value}", "{want}"), Remedy: r.words(parts["remedy"], "remedy", "{want}"),
	}
	c.Citations, c.Own.Citations = r.citations(parts["citations"])
	if x := parts["when"]; x != nil {
		c.When, c.Because = r.when(x)
	}
	if x := parts["having"]; x != nil {
		c.Having = r.having(x)
	}
	if x := parts["unwaivable"]; x != nil {
		c.Unwaivable = r.truth(x, "unwaivable")
	}
	t := r.require(parts["require"], nil)
	if t == nil {
		return nil
	}
	done, err := c.Requiring(t)
	if err != nil {
		r.report(f.Label, "policy-field", "the words speak of {want}, and the requirement asks for no single thing that has words", `write what is wanted into says and remedy, or add @want("…") behind the pattern`)
		return nil
	}
	return done
}

// tightened reads a stricter requirement for a control of the schema. That one judges all the same.
func (r *reader) tightened(f *ast.Field, base *shape.Control) *shape.Control {
	if !r.once(label(f), f) {
		return nil
	}
	what := fmt.Sprintf("%q is a control of hipaac, which a policy can ask more of and not say anew", base.ID)
	for _, part := range fields(f.Value) {
		if name := label(part); slices.Contains([]string{"title", "says", "remedy", "when", "having", "designation", "because"}, name) {
			r.report(part.Label, "policy-loosens", what+": "+name+" stays as it is", "keep citations, require and unwaivable alone, or give the control another name")
			return nil
		}
	}
	parts := r.parts(f, "a control that is tightened", "citations", "require", "unwaivable")
	if r.missing(f, parts, "citations", "require") {
		return nil
	}
	source := r.source(f)
	source.Tightens = true
	var sections []string
	if sections, source.Citations = r.citations(parts["citations"]); len(sections) > 0 {
		r.report(parts["citations"], "policy-field", "the sections of 45 CFR are those of hipaac's control", "cite the organisation's own rule, such as \"clinic policy 4.2\"")
	}
	t := r.require(parts["require"], &tight{base.Require})
	if t == nil {
		return nil
	}
	c, err := base.Requiring(t)
	if err != nil {
		r.report(parts["require"], "policy-form", "the requirement asks for no single thing that has words", "require of each what hipaac's control does, more strictly")
		return nil
	}
	c.Own = source
	c.Remedy = strings.TrimSuffix(c.Remedy, orLeaveOut) // the default is what hipaac asks for, and no more
	if x := parts["unwaivable"]; x != nil && r.truth(x, "unwaivable") {
		c.Unwaivable = true
	}
	return c
}

func (r *reader) source(f *ast.Field) *shape.Own {
	at := place(f.Label)
	return &shape.Own{File: at.File, Line: at.Line, Col: at.Col}
}

// when reads the pattern of the environments that a control applies to: values of fields of the environment itself. A floor that
// follows from a single one names it.
func (r *reader) when(x ast.Expr) (*shape.Type, string) {
	before := len(r.problems)
	if !r.pattern(x) {
		return nil, ""
	}
	for _, f := range r.entries(x, "when") {
		field := r.known.Model.Environment.Field(label(f))
		if field == nil || field.Type.Kind == shape.Map || field.Type.Kind == shape.List || field.Type.Kind == shape.Struct {
			r.report(f.Label, "policy-unknown", fmt.Sprintf("%s is no single value of an environment", written(f.Label)), nearest(label(f), r.scalars(), "use "+diag.OneOf(r.scalars())))
			continue
		}
		r.fits(f.Value, field.Type, nil, label(f))
	}
	t, ok := r.typeOf(x)
	if !ok || len(r.problems) > before {
		return nil, ""
	}
	t.Open = true
	if len(t.Fields) == 1 {
		return t, t.Fields[0].Name
	}
	return t, ""
}

// scalars are the fields of an environment that hold a single value.
func (r *reader) scalars() []string {
	var names []string
	for _, f := range r.known.Model.Environment.Fields {
		if k := f.Type.Kind; !slices.Contains(unjudged, f.Name) && (k == shape.String || k == shape.Bool || k == shape.Int) {
			names = append(names, f.Name)
		}
	}
	return names
}

func (r *reader) having(x ast.Expr) []string {
	names, at := r.texts(x, "having")
	for i, name := range names {
		if r.known.Model.Blueprint(name) == nil {
			r.report(at[i], "policy-unknown", fmt.Sprintf("%q is no blueprint", name), nearest(name, r.known.Model.BlueprintNames(), "use "+diag.OneOf(r.known.Model.BlueprintNames())))
		}
	}
	return names
}

// require reads what a control requires of an environment; what is required of a control of the schema must be no less than base.
func (r *reader) require(x ast.Expr, base *tight) *shape.Type {
	before := len(r.problems)
	if !r.pattern(x) {
		return nil
	}
	if _, ok := bare(x).(*ast.StructLit); !ok {
		r.report(x, "policy-form", "a requirement is a pattern with the fields of an environment", `write require: region: "us-east-1" | "us-east-2"`)
		return nil
	}
	r.fits(x, r.known.Model.Environment, base, "")
	if len(r.problems) > before {
		return nil
	}
	t, ok := r.typeOf(x)
	if !ok {
		return nil
	}
	if !demands(t) {
		r.report(x, "policy-form", "this requires nothing: every environment meets it", "say what must be there, or what a value must be")
		return nil
	}
	return t
}

// demands reports whether a requirement asks for anything. A field without a mark must be there; that it has the type that the schema
// gives it is nothing that a policy asks for.
func demands(t *shape.Type) bool {
	if t == nil {
		return false
	}
	return limits(t) != limits(nil) || t.Kind == shape.Map && demands(t.Elem) ||
		slices.ContainsFunc(t.Fields, func(f *shape.Field) bool { return f.Name != "stacks" && !f.Optional || demands(f.Type) })
}

// fields of an environment that no control judges: what is excepted, and where values come from.
var unjudged = []string{"extends", "waivers", "hipaac"}

// join adds a name to a path for messages.
func join(path, name string) string { return strings.TrimPrefix(path+"."+name, ".") }
