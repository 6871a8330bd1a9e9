package load

import (
	"regexp"
	"strings"

	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/ast/astutil"
	"cuelang.org/go/cue/literal"
	"cuelang.org/go/cue/token"
)

// longEnum is from how many values on an enum is judged as a pattern.
const longEnum = 8

// asPatterns says every long enum of strings as one pattern. CUE tries each value of a disjunction on each string that it judges:
// nine endpoint services out of thirty-three cost it more than everything else in a spec. The strings that are allowed stay the
// same, and the model, which explains what is wrong, still has them as a list.
func asPatterns(files []*ast.File) {
	for _, f := range files {
		astutil.Apply(f, func(c astutil.Cursor) bool {
			or, ok := c.Node().(*ast.BinaryExpr)
			if !ok || or.Op != token.OR {
				return true
			}
			if values, all := enumValues(or); all && len(values) >= longEnum {
				pattern := "^(" + strings.Join(values, "|") + ")$"
				c.Replace(&ast.UnaryExpr{Op: token.MAT, X: ast.NewString(pattern)})
			}
			return false
		}, nil)
	}
}

// enumValues lists the values of an enum as literals of a pattern, and reports whether it holds nothing but strings.
func enumValues(x ast.Expr) ([]string, bool) {
	switch x := x.(type) {
	case *ast.BinaryExpr:
		left, ok := enumValues(x.X)
		right, also := enumValues(x.Y)
		return append(left, right...), x.Op == token.OR && ok && also
	case *ast.BasicLit:
		text, err := literal.Unquote(x.Value)
		return []string{regexp.QuoteMeta(text)}, err == nil && x.Kind == token.STRING
	}
	return nil, false
}
