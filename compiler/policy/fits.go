package policy

import (
	"fmt"
	"slices"
	"strings"

	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/token"

	"github.com/hipaac/hipaac/compiler/diag"
	"github.com/hipaac/hipaac/schema/shape"
)

// fits walks a requirement beside the schema's type of the same thing: a field that no spec has, or a value that it can never hold,
// would refuse every spec or none. Where a control is tightened, base is what it requires already, and nothing may be less.
func (r *reader) fits(x ast.Expr, t *shape.Type, base *tight, path string) {
	switch x := bare(x).(type) {
	case *ast.StructLit:
		r.structFits(x, t, base, path)
		return
	case *ast.ListLit:
		if t.Kind == shape.List {
			for _, e := range x.Elts {
				if rest, is := e.(*ast.Ellipsis); is && rest.Type != nil {
					r.fits(rest.Type, t.Elem, nil, path+"[]")
				}
			}
			break
		}
	case *ast.BinaryExpr:
		if x.Op == token.AND && t.Kind == shape.List {
			r.fits(x.X, t, nil, path)
			r.fits(x.Y, t, nil, path)
		}
	}
	p, ok := r.typeOf(x)
	if !ok {
		return
	}
	if p.Kind != t.Kind && p.Kind != shape.Any {
		r.report(x, "policy-unknown", fmt.Sprintf("%s is %s, and can never be %s", path, kinds[t.Kind], kinds[p.Kind]), "ask for what the reference of spec fields allows")
		return
	}
	for _, v := range p.Enum {
		if why := impossible(v, t); why != "" {
			hint := "ask for what the reference of spec fields allows"
			if text, is := v.(string); is {
				hint = nearest(text, texts(t.Enum), hint)
			}
			r.report(x, "policy-unknown", fmt.Sprintf("%s can never be %s, %s", path, shown(v), why), hint)
			return
		}
	}
	if never(p, t) {
		r.report(x, "policy-unknown", fmt.Sprintf("%s can never be this: the schema has %s", path, has(t)), "ask for what the reference of spec fields allows")
		return
	}
	switch {
	case !base.tightens():
	case !base.holds(p):
		r.report(x, "policy-loosens", fmt.Sprintf("hipaac requires more of %s, or something else: %s", path, base.asks()), "require at least as much, or give the control a name of its own")
	case !base.alike(p):
		r.report(x, "policy-form", fmt.Sprintf("hipaac's message about %s speaks of %s, and not of what else is required here", path, base.asks()), "require more of the same here, and the rest in a control with a name of its own")
	}
}

func (r *reader) structFits(x *ast.StructLit, t *shape.Type, base *tight, path string) {
	if t.Kind != shape.Struct && t.Kind != shape.Map {
		r.report(x, "policy-unknown", fmt.Sprintf("%s is %s, and has no fields", path, kinds[t.Kind]), "write a value, or a pattern for one")
		return
	}
	for _, f := range fields(x) {
		name := label(f)
		at := join(path, name)
		switch {
		case path == "" && name == "stacks":
			r.stacksFit(f, base.field(name))
		case name == "" && t.Kind == shape.Map:
			r.fits(f.Value, t.Elem, base.elem(), join(path, "*"))
		case name == "":
			r.report(f, "policy-unknown", "a pattern for the names of fields, which are the schema's", "name the field")
		case t.Kind == shape.Map:
			r.markFits(f, base, at)
			r.fits(f.Value, t.Elem, base.elem(), at)
		case t.Field(name) == nil || path == "" && slices.Contains(unjudged, name):
			r.report(f.Label, "policy-unknown", fmt.Sprintf("%s is no field that a spec has here", written(f.Label)), nearest(name, t.FieldNames(), "the reference of spec fields lists them"))
		default:
			r.markFits(f, base, at)
			r.fits(f.Value, t.Field(name).Type, base.field(name), at)
		}
	}
}

// stacksFit judges what is required of stacks: first the blueprint, with a mark that says whether there must be a stack of it, then the
// name of the stack.
func (r *reader) stacksFit(f *ast.Field, base *tight) {
	kinds, ok := bare(f.Value).(*ast.StructLit)
	if !ok {
		r.report(f.Value, "policy-unknown", "stacks has a field for each blueprint", "write stacks: database?: [string]: …")
		return
	}
	for _, kind := range fields(kinds) {
		name := label(kind)
		b := r.known.Model.Blueprint(name)
		switch {
		case b == nil:
			r.report(kind.Label, "policy-unknown", fmt.Sprintf("%s is no blueprint", written(kind.Label)), nearest(name, r.known.Model.BlueprintNames(), "the blueprint comes first, then the name of the stack: stacks: database?: [string]: …"))
		case kind.Constraint != token.OPTION && kind.Constraint != token.NOT:
			r.report(kind.Label, "policy-form", fmt.Sprintf("this leaves open whether there must be a stack of %s", name), fmt.Sprintf("write %[1]s? for what such stacks must be if there are any, %[1]s! where there must be one", name))
		default:
			r.markFits(kind, base, name)
			r.fits(kind.Value, &shape.Type{Kind: shape.Map, Elem: b.Type}, base.field(name), "stacks."+name)
		}
	}
}

// markFits reports that what hipaac wants to be there may be missing, or that what it does not ask for must be there: its message would
// speak of a value where there is none.
func (r *reader) markFits(f *ast.Field, base *tight, path string) {
	b := base.of(label(f))
	switch {
	case b != nil && b.Required && f.Constraint == token.OPTION:
		r.report(f.Label, "policy-loosens", fmt.Sprintf("hipaac requires %s to be there", path), "write "+label(f)+"!")
	case f.Constraint != token.OPTION && (b != nil && b.Optional || b == nil && base.names()):
		r.report(f.Label, "policy-form", fmt.Sprintf("%s must be there, which hipaac's control does not ask for", path),
			fmt.Sprintf("write %s?, and require that it is there in a control with a name of its own", label(f)))
	}
}

var kinds = [...]string{shape.Any: "anything", shape.Bool: "true or false", shape.Int: "a whole number", shape.String: "text", shape.List: "a list", shape.Map: "a map", shape.Struct: "a map"}

func shown(v any) string {
	if s, is := v.(string); is {
		return fmt.Sprintf("%q", s)
	}
	return fmt.Sprint(v)
}

func texts(values []any) []string {
	var all []string
	for _, v := range values {
		all = append(all, fmt.Sprint(v))
	}
	return all
}

// never reports whether the schema allows no value that a pattern does.
func never(p, t *shape.Type) bool {
	switch {
	case len(p.Enum) > 0:
		return false // each of them is possible, as was seen
	case len(t.Enum) > 0:
		return !slices.ContainsFunc(t.Enum, func(v any) bool { return allows(p, v) })
	}
	return p.Min != nil && t.Max != nil && *p.Min > *t.Max || p.Max != nil && t.Min != nil && *p.Max < *t.Min
}

// has says in short what the schema allows.
func has(t *shape.Type) string {
	switch {
	case len(t.Enum) > 0 && t.Kind == shape.String:
		return diag.OneOf(texts(t.Enum))
	case len(t.Enum) > 0:
		return strings.Join(texts(t.Enum), ", ")
	case t.Min != nil && t.Max != nil:
		return fmt.Sprintf("%d to %d", *t.Min, *t.Max)
	case t.Min != nil:
		return fmt.Sprintf("%d or more", *t.Min)
	}
	return fmt.Sprintf("%d at most", *t.Max)
}

// impossible says why the schema never allows a value, or is "".
func impossible(v any, t *shape.Type) string {
	if len(t.Enum) > 0 && !slices.Contains(t.Enum, v) {
		return "only " + has(t)
	}
	if !allows(t, v) {
		return "which the schema refuses"
	}
	return ""
}
