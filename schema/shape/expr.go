package shape

import (
	"bytes"
	"cmp"
	"slices"

	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/format"
	"cuelang.org/go/cue/token"
)

// definition reads "#Name" once; all references share the type, and the default where the definition has one.
func (r *reader) definition(name string, at token.Pos) (*Type, any, error) {
	if t, ok := r.types[name]; ok {
		if t == nil {
			return nil, nil, broken(&ast.BadExpr{From: at}, "%s refers to itself", name)
		}
		return t, r.presets[name], nil
	}
	fields := r.fields[name]
	if len(fields) != 1 {
		return nil, nil, broken(&ast.BadExpr{From: at}, "%s is defined %d times", name, len(fields))
	}
	r.types[name] = nil
	t, preset, err := r.typeOf(fields[0].Value)
	if err != nil {
		return nil, nil, err
	}
	named := *t
	named.Name, named.Doc = name[1:], doc(fields[0])
	if w, err := want(fields[0].Attrs); err != nil {
		return nil, nil, err
	} else if w != "" {
		named.Want = w
	}
	r.types[name], r.presets[name] = &named, preset
	return &named, preset, nil
}

// typeOf reads the type that an expression describes, and its default. These are the forms a schema may use: string, int, bool and
// _; literals and alternatives of literals; references to definitions; bounds of numbers and patterns of strings; "&" of these;
// lists [...T] and [T, ...T]; maps {[K]: V}; structs; strings.MinRunes, strings.MaxRunes, list.UniqueItems; one "*default".
func (r *reader) typeOf(x ast.Expr) (*Type, any, error) {
	switch x := x.(type) {
	case *ast.ParenExpr:
		return r.typeOf(x.X)
	case *ast.Ident:
		return r.named(x)
	case *ast.BasicLit:
		v, err := value(x)
		if err != nil {
			return nil, nil, err
		}
		return literalType(v), nil, nil
	case *ast.UnaryExpr:
		t, err := bound(x)
		return t, nil, err
	case *ast.BinaryExpr:
		if x.Op == token.OR {
			return r.alternatives(x)
		}
		return r.both(x)
	case *ast.CallExpr:
		t, err := call(x)
		return t, nil, err
	case *ast.ListLit:
		t, err := r.list(x)
		return t, nil, err
	case *ast.StructLit:
		t, err := r.structure(x)
		return t, nil, err
	}
	return nil, nil, broken(x, "the field model does not know this form")
}

func (r *reader) named(x *ast.Ident) (*Type, any, error) {
	switch x.Name {
	case "string":
		return &Type{Kind: String}, nil, nil
	case "int":
		return &Type{Kind: Int}, nil, nil
	case "bool":
		return &Type{Kind: Bool}, nil, nil
	case "_":
		return &Type{Kind: Any}, nil, nil
	}
	return r.definition(x.Name, x.Pos())
}

// alternatives reads "a" | "b" | *"c", and T | *default.
func (r *reader) alternatives(x *ast.BinaryExpr) (*Type, any, error) {
	var t *Type
	var preset any
	for _, alternative := range flatten(x) {
		if star, ok := alternative.(*ast.UnaryExpr); ok && star.Op == token.MUL {
			v, err := value(star.X)
			if err != nil {
				return nil, nil, err
			}
			preset = v
			continue
		}
		other, _, err := r.typeOf(alternative)
		switch {
		case err != nil:
			return nil, nil, err
		case t == nil:
			t = other
		case len(t.Enum) > 0 && len(other.Enum) > 0 && t.Kind == other.Kind:
			t = &Type{Kind: t.Kind, Enum: append(slices.Clone(t.Enum), other.Enum...)}
		default:
			return nil, nil, broken(x, "the field model knows alternatives of literals only")
		}
	}
	if t == nil {
		return nil, nil, broken(x, "a default needs something it is the default of")
	}
	if len(t.Enum) > 0 && preset != nil && !slices.Contains(t.Enum, preset) {
		t = &Type{Kind: t.Kind, Enum: append(slices.Clone(t.Enum), preset)}
	}
	return t, preset, nil
}

func flatten(x ast.Expr) []ast.Expr {
	if b, ok := x.(*ast.BinaryExpr); ok && b.Op == token.OR {
		return append(flatten(b.X), flatten(b.Y)...)
	}
	return []ast.Expr{x}
}

// both reads a & b: the limits of both.
func (r *reader) both(x *ast.BinaryExpr) (*Type, any, error) {
	a, _, err := r.typeOf(x.X)
	if err != nil {
		return nil, nil, err
	}
	b, _, err := r.typeOf(x.Y)
	if err != nil {
		return nil, nil, err
	}
	if x.Op != token.AND {
		return nil, nil, broken(x, "the field model does not know this combination")
	}
	t, err := meet(x, a, b)
	return t, nil, err
}

// meet is the type of the values that two types allow.
func meet(x ast.Expr, a, b *Type) (*Type, error) {
	if a.Kind != b.Kind || a.Kind == Struct || a.Kind == Map || len(b.Enum) > 0 {
		return nil, broken(x, "the field model does not know this combination")
	}
	t := *a
	t.Patterns = append(slices.Clone(a.Patterns), b.Patterns...)
	t.Unique = a.Unique || b.Unique
	t.MinRunes = max(a.MinRunes, b.MinRunes)
	t.MinItems = max(a.MinItems, b.MinItems)
	if b.Min != nil && (a.Min == nil || *b.Min > *a.Min) {
		t.Min = b.Min
	}
	if b.Max != nil && (a.Max == nil || *b.Max < *a.Max) {
		t.Max = b.Max
	}
	if b.MaxRunes > 0 && (a.MaxRunes == 0 || b.MaxRunes < a.MaxRunes) {
		t.MaxRunes = b.MaxRunes
	}
	t.Want = cmp.Or(a.Want, b.Want)
	var err error
	switch {
	case a.Elem == nil || a.Elem.Kind == Any:
		t.Elem = cmp.Or(b.Elem, a.Elem)
	case b.Elem != nil && b.Elem.Kind != Any:
		t.Elem, err = meet(x, a.Elem, b.Elem)
	}
	return &t, err
}

// list reads [...T], and [T, ...T], which has at least one element.
func (r *reader) list(x *ast.ListLit) (*Type, error) {
	t := &Type{Kind: List, MinItems: len(x.Elts) - 1}
	if len(x.Elts) == 0 {
		return nil, broken(x, "the field model knows open lists only")
	}
	rest, ok := x.Elts[len(x.Elts)-1].(*ast.Ellipsis)
	if !ok {
		return nil, broken(x, "the field model knows open lists only")
	}
	for _, first := range x.Elts[:t.MinItems] {
		if !sameSource(first, rest.Type) {
			return nil, broken(first, "the field model knows lists of one type only")
		}
	}
	if rest.Type == nil {
		t.Elem = &Type{Kind: Any}
		return t, nil
	}
	var err error
	t.Elem, _, err = r.typeOf(rest.Type)
	return t, err
}

// sameSource reports whether the first elements of a list are said to be what all others are.
func sameSource(first, rest ast.Expr) bool {
	if rest == nil {
		rest = ast.NewIdent("_")
	}
	a, errA := format.Node(first)
	b, errB := format.Node(rest)
	return errA == nil && errB == nil && bytes.Equal(a, b)
}

// structure reads a struct, or a map {[K]: V}.
func (r *reader) structure(x *ast.StructLit) (*Type, error) {
	t := &Type{Kind: Struct}
	for _, d := range x.Elts {
		switch d := d.(type) {
		case *ast.Ellipsis:
			t.Open = true
		case *ast.Field:
			if pattern, ok := d.Label.(*ast.ListLit); ok && len(pattern.Elts) == 1 && len(x.Elts) == 1 {
				return r.mapping(pattern.Elts[0], d.Value)
			}
			f, err := r.field(d)
			if err != nil {
				return nil, err
			}
			t.Fields = append(t.Fields, f)
		default:
			return nil, broken(d, "the field model does not know this declaration")
		}
	}
	return t, nil
}

func (r *reader) mapping(key, elem ast.Expr) (*Type, error) {
	k, _, err := r.typeOf(key)
	if err != nil {
		return nil, err
	}
	e, _, err := r.typeOf(elem)
	if err != nil {
		return nil, err
	}
	return &Type{Kind: Map, Key: k, Elem: e}, nil
}

func (r *reader) field(d *ast.Field) (*Field, error) {
	f := &Field{Name: name(d), Doc: doc(d), Optional: d.Constraint == token.OPTION, Required: d.Constraint == token.NOT}
	if f.Name == "" {
		return nil, broken(d, "the field model does not know this label")
	}
	var err error
	if f.Type, f.Default, err = r.typeOf(d.Value); err != nil {
		return nil, err
	}
	w, err := want(d.Attrs)
	if err != nil {
		return nil, err
	}
	if w != "" {
		t := *f.Type
		t.Want = w
		f.Type = &t
	}
	return f, nil
}
