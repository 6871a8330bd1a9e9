package policy

import (
	"fmt"
	"regexp/syntax"

	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/literal"
	"cuelang.org/go/cue/token"
)

// The bounds of regular expressions. None of them takes exponential time, but [a-z]{1000} is short and makes a thousand steps.
const (
	mostOfExpression = 500     // characters of one
	mostSteps        = 200_000 // of all in a policy
)

// expression judges a regular expression, before anything is made of it.
func (r *reader) expression(n *ast.UnaryExpr) bool {
	b, ok := n.X.(*ast.BasicLit)
	if !ok || b.Kind != token.STRING {
		return true // that it is no text is said of it as a pattern
	}
	text, err := literal.Unquote(b.Value)
	if err != nil {
		return true
	}
	if r.steps > mostSteps {
		return false // once is enough
	}
	if len(text) > mostOfExpression {
		r.report(b, "policy-too-large", fmt.Sprintf("a regular expression of %d characters, more than the %d that are read", len(text), mostOfExpression), "write alternatives as values, or a shorter expression")
		return false
	}
	tree, err := syntax.Parse(text, syntax.Perl)
	if err != nil {
		r.report(b, "policy-form", fmt.Sprintf("%s is no regular expression", written(b)), `close its brackets, repeat at most 1000 times, and look neither ahead nor behind`)
		return false
	}
	program, err := syntax.Compile(tree.Simplify())
	if err != nil {
		return true
	}
	if r.steps += len(program.Inst); r.steps > mostSteps {
		r.report(b, "policy-too-large", "the regular expressions of the policy repeat more than can be read", "repeat less often: + is as good as {1,1000} in most places")
		return false
	}
	return true
}
