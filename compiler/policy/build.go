package policy

import (
	"fmt"
	"slices"
	"strconv"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/build"
	"cuelang.org/go/cue/cuecontext"
	"cuelang.org/go/cue/literal"
	"cuelang.org/go/cue/token"

	"github.com/hipaac/hipaac/compiler/diag"
	"github.com/hipaac/hipaac/schema/shape"
)

// Requirements are the patterns of the controls on specs, built in a context of CUE. Values of CUE stay in theirs, and each is used by
// one goroutine at a time.
type Requirements struct{ root cue.Value }

// Build reads the policy again, for the context that it is given: CUE writes into what it builds.
func (p *Policy) Build(ctx *cue.Context) (Requirements, error) {
	if len(p.Controls) == 0 {
		return Requirements{}, nil // perhaps because the files cannot be read at all
	}
	instance := build.NewContext().NewInstance("policy", nil)
	for _, s := range p.sources {
		f, err := parseFile(s)
		if err != nil {
			return Requirements{}, err
		}
		f.Decls = p.forSpecs(f.Decls)
		if err := instance.AddSyntax(f); err != nil {
			return Requirements{}, err
		}
	}
	root := ctx.BuildInstance(instance)
	return Requirements{root}, root.Err()
}

// forSpecs keeps of a file what judges specs: definitions, and the requirements of the controls without mistakes.
func (p *Policy) forSpecs(decls []ast.Decl) (kept []ast.Decl) {
	var imports []ast.Decl
	used := map[string]bool{}
	for _, d := range decls {
		switch d := d.(type) {
		case *ast.ImportDecl:
			for _, s := range d.Specs {
				imports = append(imports, &ast.ImportDecl{Specs: []*ast.ImportSpec{s}})
			}
		case *ast.Field:
			if !definition(d) && label(d) != "controls" {
				continue
			}
			if !definition(d) {
				d.Value = p.requirements(d.Value)
			}
			ast.Walk(d, func(n ast.Node) bool {
				if s, ok := n.(*ast.SelectorExpr); ok {
					used[written(s.X)] = true
				}
				return true
			}, nil)
			kept = append(kept, d)
		}
	}
	imports = slices.DeleteFunc(imports, func(d ast.Decl) bool {
		name, err := literal.Unquote(d.(*ast.ImportDecl).Specs[0].Path.Value)
		return err != nil || !used[name]
	})
	return append(imports, kept...)
}

// requirements are the requirements alone. In them a field without a mark must be there, and is marked so: to CUE it would be one that
// is there, and unified with data that miss it, it would fill it in and be content. Names are put in quotes: to CUE the name of a control
// or of a tag, such as string, would otherwise be what "string" means in all that stands below it.
func (p *Policy) requirements(section ast.Expr) ast.Expr {
	all := &ast.StructLit{}
	for _, f := range fields(section) {
		at := position(f.Label.Pos())
		i := slices.IndexFunc(p.Controls, func(c *shape.Control) bool {
			return c.ID == label(f) && c.Own.File == at.File && c.Own.Line == at.Line && c.Own.Col == at.Col
		})
		if i < 0 {
			continue
		}
		for _, part := range fields(f.Value) {
			if label(part) != "require" {
				continue
			}
			ast.Walk(part.Value, func(n ast.Node) bool {
				if f, ok := n.(*ast.Field); ok && label(f) != "" {
					f.Label = ast.NewString(label(f))
					if f.Constraint == token.ILLEGAL {
						f.Constraint = token.NOT
					}
				}
				return true
			}, nil)
			all.Elts = append(all.Elts, &ast.Field{Label: ast.NewString(label(f)), Value: &ast.StructLit{Elts: []ast.Decl{part}}})
		}
	}
	return all
}

// Of is the requirement of a control.
func (r Requirements) Of(c *shape.Control) cue.Value {
	return r.root.LookupPath(cue.MakePath(cue.Str("controls"), cue.Str(c.ID), cue.Str("require")))
}

// compile lets CUE read what was understood, as it will when it judges specs.
func (r *reader) compile() {
	// Without the first option CUE reads the environment variable CUE_DEBUG.
	ctx := cuecontext.New(cuecontext.CUE_DEBUG(""), cuecontext.EvaluatorVersion(cuecontext.EvalV3))
	requirements, err := r.policy.Build(ctx)
	controls := slices.DeleteFunc(slices.Clone(r.policy.Controls), func(c *shape.Control) bool { return requirements.Of(c).Validate() == nil })
	if err == nil && len(controls) == 0 {
		return
	}
	if r.problems.Failed() { // which may be the cause
		r.policy.Controls = nil
		return
	}
	if len(controls) == 0 {
		controls = r.policy.Controls[:1]
	}
	for _, c := range controls {
		at := diag.Position{File: c.Own.File, Line: c.Own.Line, Col: c.Own.Col, Len: len(strconv.Quote(c.ID))}
		r.reportAt(at, "policy-form", fmt.Sprintf("nothing can meet what %q requires: two parts of it contradict each other", c.ID), "require what can be true at the same time")
	}
	r.policy.Controls = nil
}
