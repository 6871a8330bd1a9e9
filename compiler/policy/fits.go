package policy

import (
	"fmt"
	"slices"

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
	if base.tightens() && !base.holds(p) {
		r.report(x, "policy-loosens", fmt.Sprintf("hipaac requires more of %s, or something else: %s", path, base.asks()), "require at least as much, or give the control a name of its own")
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

// markFits reports that what hipaac wants to be there may be missing.
func (r *reader) markFits(f *ast.Field, base *tight, path string) {
	if b := base.of(label(f)); b != nil && b.Required && f.Constraint == token.OPTION {
		r.report(f.Label, "policy-loosens", fmt.Sprintf("hipaac requires %s to be there", path), "write "+label(f)+"!")
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

// impossible says why the schema never allows a value, or is "".
func impossible(v any, t *shape.Type) string {
	if len(t.Enum) > 0 && !slices.Contains(t.Enum, v) {
		return "only " + diag.OneOf(texts(t.Enum))
	}
	if !allows(t, v) {
		return "which the schema refuses"
	}
	return ""
}
