package policy

import (
	"fmt"
	"slices"

	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/errors"
	"cuelang.org/go/cue/literal"
	"cuelang.org/go/cue/token"

	"github.com/hipaac/hipaac/compiler/diag"
	"github.com/hipaac/hipaac/schema/shape"
)

// imports are the packages of CUE's library that a pattern may use, and their functions.
var imports = map[string][]string{"strings": {"MinRunes", "MaxRunes"}, "list": {"UniqueItems"}}

// whatPatternsAre is the hint wherever a pattern has a form that none may have.
const whatPatternsAre = `write values, alternatives with |, bounds such as >=90, texts such as =~"^clinic-", lists [...string], maps {[string]: …} or named fields`

// imported judges an import.
func (r *reader) imported(d *ast.ImportDecl) {
	for _, s := range d.Specs {
		name, err := literal.Unquote(s.Path.Value)
		if err != nil || imports[name] == nil {
			r.report(s.Path, "policy-form", fmt.Sprintf("import of %s: a policy knows nothing but itself", s.Path.Value), `import "strings" or "list", or nothing`)
		} else if s.Name != nil {
			r.report(s, "policy-form", fmt.Sprintf("an import with another name, %q", s.Name.Name), fmt.Sprintf("write import %q", name))
		}
	}
}

// definitions judges what patterns can refer to. A definition is a scalar or a list: CUE closes those with fields, and a closed
// pattern would refuse every field that it does not name.
func (r *reader) definitions(files []*ast.File) {
	for _, f := range files {
		for _, d := range f.Decls {
			field, ok := d.(*ast.Field)
			if !ok || !definition(field) {
				continue
			}
			r.once(label(field), field)
			if ref := reference(field.Value); ref != nil {
				r.report(ref, "policy-form", fmt.Sprintf("%s refers to %s", label(field), ref.Name), "write the values themselves")
				continue
			}
			if !r.pattern(field.Value) {
				continue
			}
			t, ok := r.typeOf(field.Value)
			if ok && (t.Kind == shape.Struct || t.Kind == shape.Map) {
				r.report(field.Value, "policy-form", fmt.Sprintf("%s has fields", label(field)), "define values only, such as #Regions: \"us-east-1\" | \"us-east-2\", and write fields where they are required")
			}
		}
	}
}

// reference is the first definition that an expression refers to, or nil.
func reference(x ast.Expr) (found *ast.Ident) {
	ast.Walk(x, func(n ast.Node) bool {
		if ident, ok := n.(*ast.Ident); ok && ident.Name[0] == '#' && found == nil {
			found = ident
		}
		return found == nil
	}, nil)
	return found
}

func definition(f *ast.Field) bool { name := label(f); return len(name) > 1 && name[0] == '#' }

// pattern reports what in an expression is no part of a pattern.
func (r *reader) pattern(x ast.Node) (right bool) {
	before := len(r.problems)
	refuse := func(n ast.Node, message string, hint string) bool {
		r.report(n, "policy-form", message, hint)
		return false
	}
	ast.Walk(x, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.StructLit, *ast.ListLit, *ast.ParenExpr, *ast.BasicLit, *ast.Ellipsis, *ast.CommentGroup, *ast.Comment:
			return true
		case *ast.Attribute:
			if key, _ := n.Split(); key != "want" {
				return refuse(n, "an attribute that means nothing here", "remove it; @want(\"…\") says in words what a pattern asks for")
			}
			return false
		case *ast.Field:
			if _, isList := n.Label.(*ast.ListLit); !isList && label(n) == "" || n.Alias != nil {
				return refuse(n, "a field without a name of its own", whatPatternsAre)
			}
			if ident, ok := n.Label.(*ast.Ident); ok && (ident.Name[0] == '_' || ident.Name[0] == '#') {
				return refuse(n.Label, fmt.Sprintf("%s cannot be a field of a pattern", ident.Name), "define it at the top of the file")
			}
			for _, a := range n.Attrs {
				r.pattern(a)
			}
			if isPattern, ok := n.Label.(*ast.ListLit); ok {
				r.pattern(isPattern)
			}
			r.pattern(n.Value)
			return false
		case *ast.Ident:
			if !slices.Contains([]string{"string", "int", "bool", "_"}, n.Name) && !slices.Contains(r.patterns.Defined(), n.Name) {
				hint := whatPatternsAre
				if near := diag.Nearest(n.Name, append(r.patterns.Defined(), "string", "int", "bool")); near != "" {
					hint = fmt.Sprintf("did you mean %s?", near)
				}
				return refuse(n, fmt.Sprintf("nothing here is called %s", n.Name), hint)
			}
			return false
		case *ast.UnaryExpr:
			switch n.Op {
			case token.GEQ, token.LEQ, token.MAT, token.NMAT, token.NEQ:
				return true
			case token.MUL:
				return refuse(n, "a default: a policy judges, and fills in nothing", "write what is required without *")
			case token.GTR, token.LSS:
				return refuse(n, fmt.Sprintf("a bound with %s", n.Op), "write >= or <=")
			}
			return refuse(n, fmt.Sprintf("%s has no meaning in a pattern", n.Op), whatPatternsAre)
		case *ast.BinaryExpr:
			return r.combination(n)
		case *ast.CallExpr:
			return r.call(n)
		case *ast.Comprehension, *ast.LetClause, *ast.ForClause, *ast.IfClause:
			return refuse(n, "a loop or condition: a policy states what it asks for", "write each requirement by itself; `when` says for which environments a control is")
		}
		return refuse(n, "this is no pattern", whatPatternsAre)
	}, nil)
	return len(r.problems) == before
}

// combination judges alternatives, and patterns that must all hold. Both are bounded, and no alternative stands for others: nothing
// that a file says grows when it is read.
func (r *reader) combination(n *ast.BinaryExpr) bool {
	all := operands(n, n.Op)
	switch {
	case n.Op != token.AND && n.Op != token.OR:
		r.report(n, "policy-form", fmt.Sprintf("%s computes: a policy states what it asks for", n.Op), whatPatternsAre)
		return false
	case len(all) > mostOperands:
		r.report(n, "policy-too-large", fmt.Sprintf("%d values joined by %s, more than the %d that are read", len(all), n.Op, mostOperands), "say it with a pattern such as =~\"^clinic-\"")
		return false
	}
	for _, x := range all {
		if ident, ok := x.(*ast.Ident); ok && n.Op == token.OR && ident.Name[0] == '#' {
			r.report(x, "policy-form", fmt.Sprintf("%s as one of several alternatives", ident.Name), "write the values themselves, or define all of them under one name")
			return false
		}
	}
	return true
}

func operands(x ast.Expr, op token.Token) []ast.Expr {
	var all []ast.Expr
	for {
		x = bare(x)
		b, ok := x.(*ast.BinaryExpr)
		if !ok || b.Op != op {
			return append(all, x)
		}
		all = append(all, operands(b.Y, op)...)
		x = b.X
	}
}

// bare is an expression without the parentheses around it.
func bare(x ast.Expr) ast.Expr {
	for {
		p, ok := x.(*ast.ParenExpr)
		if !ok {
			return x
		}
		x = p.X
	}
}

// call judges the call of a function, and tells whether its arguments need to be looked at: they are judged with the form.
func (r *reader) call(n *ast.CallExpr) bool {
	if f, ok := n.Fun.(*ast.SelectorExpr); ok {
		pkg, isIdent := f.X.(*ast.Ident)
		name, _, _ := ast.LabelName(f.Sel)
		if isIdent && slices.Contains(imports[pkg.Name], name) {
			return false
		}
	}
	r.report(n, "policy-form", "a function that patterns do not use", "use strings.MinRunes, strings.MaxRunes or list.UniqueItems, or a pattern such as =~\"^clinic-\"")
	return false
}

// typeOf is the model of a pattern whose parts are known to be right.
func (r *reader) typeOf(x ast.Expr) (*shape.Type, bool) {
	t, err := r.patterns.Read(x)
	if err == nil {
		return t, true
	}
	at := place(x)
	if broken := (*shape.Broken)(nil); errors.As(err, &broken) && broken.Pos.IsValid() {
		at = position(broken.Pos)
	}
	r.reportAt(at, "policy-form", "this is no pattern that can be judged", whatPatternsAre)
	return nil, false
}
