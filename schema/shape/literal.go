package shape

import (
	"regexp"
	"strconv"

	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/literal"
	"cuelang.org/go/cue/token"
)

// value reads a literal: string, int64, bool, []any or map[string]any.
func value(x ast.Expr) (any, error) {
	switch x := x.(type) {
	case *ast.BasicLit:
		switch x.Kind {
		case token.STRING:
			return literal.Unquote(x.Value)
		case token.INT:
			return strconv.ParseInt(x.Value, 10, 64)
		case token.TRUE, token.FALSE:
			return x.Kind == token.TRUE, nil
		}
	case *ast.ListLit:
		list := []any{}
		for _, e := range x.Elts {
			v, err := value(e)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		return list, nil
	case *ast.StructLit:
		m := map[string]any{}
		for _, f := range fieldsOf(x) {
			v, err := value(f.Value)
			if err != nil {
				return nil, err
			}
			m[name(f)] = v
		}
		return m, nil
	}
	return nil, broken(x, "a literal is needed here")
}

func literalType(v any) *Type {
	switch v.(type) {
	case string:
		return &Type{Kind: String, Enum: []any{v}}
	case int64:
		return &Type{Kind: Int, Enum: []any{v}}
	}
	return &Type{Kind: Bool, Enum: []any{v}}
}

// bound reads >=1, <=9, =~"^a", !~"^a" and !="a".
func bound(x *ast.UnaryExpr) (*Type, error) {
	v, err := value(x.X)
	if err != nil {
		return nil, err
	}
	switch v := v.(type) {
	case int64:
		switch x.Op {
		case token.GEQ:
			return &Type{Kind: Int, Min: &v}, nil
		case token.LEQ:
			return &Type{Kind: Int, Max: &v}, nil
		}
	case string:
		if x.Op == token.NEQ {
			return &Type{Kind: String, Patterns: []Pattern{{Regexp: regexp.MustCompile("^" + regexp.QuoteMeta(v) + "$"), Not: true}}}, nil
		}
		re, err := regexp.Compile(v)
		if err != nil {
			return nil, broken(x, "%v", err)
		}
		if x.Op == token.MAT || x.Op == token.NMAT {
			return &Type{Kind: String, Patterns: []Pattern{{Regexp: re, Not: x.Op == token.NMAT}}}, nil
		}
	}
	return nil, broken(x, "the field model does not know this bound")
}

// call reads the validators of CUE's library that a schema may use.
func call(x *ast.CallExpr) (*Type, error) {
	sel, ok := x.Fun.(*ast.SelectorExpr)
	if !ok {
		return nil, broken(x, "the field model does not know this call")
	}
	pkg, _ := sel.X.(*ast.Ident)
	fun, _, _ := ast.LabelName(sel.Sel)
	n := 0
	if len(x.Args) == 1 {
		v, err := value(x.Args[0])
		if err != nil {
			return nil, err
		}
		i, _ := v.(int64)
		n = int(i)
	}
	switch {
	case pkg != nil && pkg.Name == "strings" && fun == "MinRunes":
		return &Type{Kind: String, MinRunes: n}, nil
	case pkg != nil && pkg.Name == "strings" && fun == "MaxRunes":
		return &Type{Kind: String, MaxRunes: n}, nil
	case pkg != nil && pkg.Name == "list" && fun == "UniqueItems":
		return &Type{Kind: List, Unique: true}, nil
	}
	return nil, broken(x, "the field model does not know this call")
}
