package policy

import (
	"fmt"
	"slices"
	"strings"

	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/errors"
	"cuelang.org/go/cue/literal"
	"cuelang.org/go/cue/token"

	"github.com/hipaac/hipaac/compiler/diag"
	"github.com/hipaac/hipaac/schema/shape"
)

// library is what of CUE's library a pattern may use: packages and their functions.
var library = map[string][]string{"strings": {"MinRunes", "MaxRunes"}, "list": {"UniqueItems"}}

// whatPatternsAre is the hint wherever a pattern has a form that none may have.
const whatPatternsAre = `write values, alternatives with |, bounds such as >=90, texts such as =~"^clinic-", lists [...string], maps {[string]: …} or named fields`

// imports judges the imports of a file, and keeps what can be called there.
func (r *reader) imports(f *ast.File) {
	for _, d := range f.Decls {
		if d, ok := d.(*ast.ImportDecl); ok {
			r.importDecl(d)
		}
	}
}

func (r *reader) importDecl(d *ast.ImportDecl) {
	for _, s := range d.Specs {
		name, err := literal.Unquote(s.Path.Value)
		if err != nil || library[name] == nil {
			r.report(s.Path, "policy-form", fmt.Sprintf("import of %s: a policy knows nothing but itself", s.Path.Value), `import "strings" or "list", or nothing`)
		} else if s.Name != nil {
			r.report(s, "policy-form", fmt.Sprintf("an import with another name, %q", s.Name.Name), fmt.Sprintf("write import %q", name))
		} else {
			r.imported[position(d.Pos()).File+" "+name] = true
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
			if field.Constraint != token.ILLEGAL {
				r.report(field, "policy-form", fmt.Sprintf("%s has a mark, which means nothing here", label(field)), "write "+label(field)+": values")
				continue
			}
			for _, a := range field.Attrs {
				r.pattern(a)
			}
			if ref := reference(field.Value); ref != nil {
				r.report(ref, "policy-form", fmt.Sprintf("%s refers to %s", label(field), ref.Name), "write the values themselves")
				continue
			}
			if !r.pattern(field.Value) {
				continue
			}
			t, ok := r.typeOf(field.Value)
			if ok && hasFields(t) {
				r.report(field.Value, "policy-form", fmt.Sprintf("%s has fields", label(field)), "define values only, such as #Regions: \"us-east-1\" | \"us-east-2\", and write fields where they are required")
			}
		}
	}
}

// hasFields reports whether a pattern has named fields anywhere, such as in the elements of a list.
func hasFields(t *shape.Type) bool {
	return t != nil && (t.Kind == shape.Struct || t.Kind == shape.Map || hasFields(t.Elem))
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

// definition reports whether a field defines a name: in quotes it would be a field like any other.
func definition(f *ast.Field) bool {
	ident, ok := f.Label.(*ast.Ident)
	return ok && len(ident.Name) > 1 && ident.Name[0] == '#'
}

// pattern reports what in an expression is no part of a pattern.
func (r *reader) pattern(x ast.Node) (right bool) {
	before := len(r.problems)
	refuse := func(n ast.Node, message string, hint string) bool {
		r.report(n, "policy-form", message, hint)
		return false
	}
	ast.Walk(x, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.StructLit, *ast.ListLit, *ast.ParenExpr, *ast.Ellipsis, *ast.CommentGroup, *ast.Comment:
			return true
		case *ast.BasicLit:
			if n.Kind == token.STRING && strings.HasPrefix(strings.TrimLeft(n.Value, "#"), "'") {
				return refuse(n, fmt.Sprintf("%s stands in single quotes, which CUE has for bytes", written(n)), "write text in double quotes")
			}
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
			if isPattern, ok := n.Label.(*ast.ListLit); ok && r.pattern(isPattern) {
				r.keys(isPattern)
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
			case token.MAT, token.NMAT:
				return r.expression(n)
			case token.GEQ, token.LEQ, token.NEQ:
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
	return len(r.problems) == before && r.steps <= mostSteps
}

// keys judges the pattern of the names that a requirement is for. Names are text: a pattern of anything else is for none, and what
// stands behind it would judge nothing.
func (r *reader) keys(l *ast.ListLit) {
	for _, x := range l.Elts {
		if t, ok := r.typeOf(x); ok && t.Kind != shape.String {
			r.report(x, "policy-form", fmt.Sprintf("names are text, and this is a pattern of %s", kinds[t.Kind]), "write [string] for all names, or a pattern such as [=~\"^clinic-\"]")
		}
	}
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
	if t, err := r.patterns.Read(n); err == nil && n.Op == token.AND && empty(t) {
		r.report(n, "policy-form", "nothing can be all of this at the same time", "require what can be true at the same time")
		return false
	}
	return true
}

// empty reports whether the limits of a single value leave none. Two regular expressions are not compared.
func empty(t *shape.Type) bool {
	if len(t.Enum) > 0 {
		return !slices.ContainsFunc(t.Enum, func(v any) bool { return allows(t, v) })
	}
	return t.Min != nil && t.Max != nil && *t.Min > *t.Max || t.MaxRunes > 0 && t.MinRunes > t.MaxRunes
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
		if isIdent && slices.Contains(library[pkg.Name], name) {
			return r.called(n, pkg.Name, name)
		}
	}
	r.report(n, "policy-form", "a function that patterns do not use", "use strings.MinRunes, strings.MaxRunes or list.UniqueItems, or a pattern such as =~\"^clinic-\"")
	return false
}

// called judges the call of a function that patterns use: its package is imported where it stands, and it has what it is asked with.
func (r *reader) called(n *ast.CallExpr, pkg, name string) bool {
	at := position(n.Pos())
	limit := len(n.Args) == 1
	if limit {
		b, ok := n.Args[0].(*ast.BasicLit)
		limit = ok && digits.MatchString(b.Value) && strings.Trim(b.Value, "0") != ""
	}
	switch {
	case !r.imported[at.File+" "+pkg]:
		r.report(n, "policy-form", fmt.Sprintf("%s is not imported in this file", pkg), fmt.Sprintf("write import %q below the package", pkg))
	case pkg == "list" && len(n.Args) > 0:
		r.report(n, "policy-form", fmt.Sprintf("list.%s takes nothing", name), fmt.Sprintf("write list.%s()", name))
	case pkg == "strings" && !limit:
		r.report(n, "policy-form", fmt.Sprintf("strings.%s takes one whole number, at least 1", name), fmt.Sprintf("write strings.%s(8)", name))
	}
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
