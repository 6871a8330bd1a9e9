package load

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/build"
	"cuelang.org/go/cue/cuecontext"
	"cuelang.org/go/cue/errors"

	"github.com/hipaac/hipaac/compiler/diag"
	"github.com/hipaac/hipaac/compiler/load/tree"
	"github.com/hipaac/hipaac/compiler/policy"
	"github.com/hipaac/hipaac/schema/shape"
)

// specsPerContext is how many specs a CUE context judges before it is replaced: a context keeps every name it ever saw, and how
// much more it keeps is for each version of CUE to decide.
const specsPerContext = 64

// judge is the schema compiled in a CUE context of its own, and with it the organisation's policy where there is one. A judge that only
// knows its loader compiles them when it is first used.
//
// Data comes to it complete, with every default applied, so that nothing is left for CUE to fill in: the shape and the controls can
// be unified with it in one step, and a control can never change a value.
type judge struct {
	of     *Loader
	schema cue.Value
	own    policy.Requirements
	// shape is the pattern of a whole environment whose stacks are grouped by blueprint.
	shape cue.Value
	// floors holds shape unified with the requirements of a set of controls, by their ids.
	floors map[string]cue.Value
	used   int
}

// newJudge compiles the schema. It changes the files; the model is to be made before.
func newJudge(l *Loader, files []*ast.File) (*judge, error) {
	asPatterns(files)
	// Without this option CUE reads the environment variable CUE_DEBUG, and "opendef" there would let every misspelt field pass.
	// CUE_EXPERIMENT changes nothing in this version of CUE; TestEnvironmentVariables would notice.
	ctx := cuecontext.New(cuecontext.CUE_DEBUG(""), cuecontext.EvaluatorVersion(cuecontext.EvalV3))
	instance := build.NewContext().NewInstance("schema", nil)
	for _, f := range files {
		if err := instance.AddSyntax(f); err != nil {
			return nil, fmt.Errorf("internal error: schema: %w", err)
		}
	}
	j := &judge{of: l, floors: map[string]cue.Value{}}
	j.schema = ctx.BuildInstance(instance)
	if err := j.schema.Validate(); err != nil {
		return nil, fmt.Errorf("internal error: schema: %w", err)
	}
	j.shape = ctx.CompileString(shapeSource(l.model), cue.Scope(j.schema))
	if err := j.shape.Validate(); err != nil {
		return nil, fmt.Errorf("internal error: schema: %w", err)
	}
	return j, j.obey(l.own)
}

// obey adds the requirements of a policy.
func (j *judge) obey(own *policy.Policy) (err error) {
	if own == nil {
		return nil
	}
	if j.own, err = own.Build(j.schema.Context()); err != nil {
		return fmt.Errorf("internal error: policy: %w", err)
	}
	return nil
}

// shapeSource is #Environment with each blueprint's stacks under its name. close keeps a stack whose name is wrong from being
// judged by nothing; "?" leaves it to the controls whether a kind of stack must be there.
func shapeSource(m *shape.Model) string {
	var b strings.Builder
	b.WriteString("#Environment\n")
	for _, name := range m.BlueprintNames() {
		fmt.Fprintf(&b, "stacks: %[1]q?: close({[#StackName]: blueprints[%[1]q]})\n", name)
	}
	return b.String()
}

// renew makes the judge ready for one more spec.
func (j *judge) renew() error {
	if j.used++; j.floors != nil && j.used <= specsPerContext {
		return nil
	}
	files, err := shape.Parse(j.of.folder)
	if err != nil {
		return err
	}
	fresh, err := newJudge(j.of, files)
	if err != nil {
		return err
	}
	*j = *fresh
	j.used = 1
	return nil
}

// verdict lets CUE judge what the explainer found nothing wrong with, and the controls judge all the rest. It reports nothing
// about a value that was already reported.
func (j *judge) verdict(d *draft, stacks []stack) diag.List {
	if d.partial {
		return nil // a control would miss what may stand in the other file
	}
	data := j.schema.Context().BuildExpr(grouped(d.root, stacks))
	controls := j.applicable(d.root, stacks)
	d.controls = controls
	clean := !d.refused()
	if clean && valid(j.floor(controls).Unify(data)) == nil {
		return nil
	}
	var problems diag.List
	if clean {
		problems = unexplained(valid(data.Unify(j.shape)), d)
	}
	for _, c := range controls {
		found := violated(c, valid(data.Unify(j.requirement(c))), d, j.of.model)
		found = slices.DeleteFunc(found, func(p diag.Diagnostic) bool { return known(problems, p) || known(d.waived, p) })
		open, excused := waived(found, c, d)
		problems, d.waived = append(problems, open...), append(d.waived, excused...)
	}
	if clean && len(problems)+len(d.waived) == 0 {
		problems = diag.List{notInSchema("", d)} // refused by nothing in particular, and refused all the same
	}
	return problems
}

// known reports whether a control was found broken at a path before: by what a policy asks more of it.
func known(problems diag.List, p diag.Diagnostic) bool {
	return slices.ContainsFunc(problems, func(q diag.Diagnostic) bool { return q.ID == p.ID && q.Path == p.Path })
}

// valid reports whether CUE finds nothing wrong, and nothing left open.
func valid(v cue.Value) error { return v.Validate(cue.Concrete(true)) }

func (j *judge) requirement(c *shape.Control) cue.Value {
	if c.Own != nil {
		return j.own.Of(c)
	}
	return j.schema.LookupPath(cue.MakePath(cue.Str("controls"), cue.Str(c.ID), cue.Str("require")))
}

// grouped is the environment as controls see it: below stacks, the blueprint comes before the stack's name.
func grouped(root *tree.Node, stacks []stack) ast.Expr {
	groups := map[string]*ast.StructLit{}
	all := &ast.StructLit{}
	for _, s := range stacks {
		if s.blueprint == nil {
			continue
		}
		group := groups[s.blueprint.Name]
		if group == nil {
			group = &ast.StructLit{}
			groups[s.blueprint.Name] = group
			all.Elts = append(all.Elts, tree.Field(s.blueprint.Name, group))
		}
		group.Elts = append(group.Elts, tree.Field(s.name, s.config.CUE()))
	}
	env := &ast.StructLit{}
	for i, key := range root.Keys {
		if key.Name != "stacks" {
			env.Elts = append(env.Elts, tree.Field(key.Name, root.Items[i].CUE()))
		}
	}
	env.Elts = append(env.Elts, tree.Field("stacks", all))
	return env
}

// applicable lists the controls whose `when` and `having` the environment matches. What was refused or left out matches nothing.
func (j *judge) applicable(root *tree.Node, stacks []stack) []*shape.Control {
	return slices.DeleteFunc(slices.Clone(j.of.controls), func(c *shape.Control) bool {
		if len(c.Having) > 0 && !has(stacks, c.Having) {
			return true
		}
		return c.When != nil && slices.ContainsFunc(c.When.Fields, func(f *shape.Field) bool {
			n := root.Get(f.Name)
			return n == nil || !fits(n.Kind, f.Type.Kind) || len(violations(f.Type, n)) > 0
		})
	})
}

// has reports whether there is a stack of one of the blueprints. While the kind of any stack is in doubt nobody knows what is missing.
func has(stacks []stack, blueprints []string) bool {
	if slices.ContainsFunc(stacks, func(s stack) bool { return s.blueprint == nil }) {
		return false
	}
	return slices.ContainsFunc(stacks, func(s stack) bool { return slices.Contains(blueprints, s.blueprint.Name) })
}

// floor is the shape with the requirements of the controls, made once for each set of controls.
func (j *judge) floor(controls []*shape.Control) cue.Value {
	key := ""
	for _, c := range controls {
		key += c.ID + " " // twice where a policy asks for more
	}
	if v, ok := j.floors[key]; ok {
		return v
	}
	v := j.shape
	for _, c := range controls {
		v = v.Unify(j.requirement(c))
	}
	j.floors[key] = v
	return v
}

// unexplained reports what CUE refuses although the explainer found nothing wrong: a mistake of ours, but the spec is refused all
// the same.
func unexplained(err error, d *draft) diag.List {
	var problems diag.List
	for _, names := range failingPaths(err) {
		path := specPath(d.root, names)
		if !contains(problems, path) {
			problems = append(problems, notInSchema(path, d))
		}
	}
	return problems
}

func notInSchema(path string, d *draft) diag.Diagnostic {
	message := "the spec breaks a rule of the schema"
	n, at, _ := d.root.At(path)
	switch {
	case path != "" && n != nil:
		message = fmt.Sprintf("%s is %s, which the schema does not allow", path, n.Written())
	case path != "":
		message = fmt.Sprintf("the schema misses %s", path)
	}
	return wrong("not-in-schema", path, at, message,
		"compare it with the reference of spec fields; and please report this, because hipaac should have said what is allowed")
}

// failingPaths lists the data paths that a CUE error names, sorted, each once.
func failingPaths(err error) [][]string {
	var paths [][]string
	for _, e := range errors.Errors(err) {
		path := slices.Clone(e.Path())
		for i := range path {
			if text, err := strconv.Unquote(path[i]); err == nil {
				path[i] = text
			}
		}
		paths = append(paths, path)
	}
	slices.SortFunc(paths, slices.Compare)
	return slices.CompactFunc(paths, slices.Equal)
}

// specPath turns a path of grouped data into a path of the spec, as far as the spec goes.
func specPath(root *tree.Node, path []string) string {
	if len(path) > 1 && path[0] == "stacks" {
		path = slices.Delete(slices.Clone(path), 1, 2)
	}
	out := ""
	n := root
	for _, part := range path {
		if n == nil {
			break
		}
		if n.Kind == tree.List {
			next := out + "[" + part + "]"
			child, _, _ := n.At("[" + part + "]")
			if child == nil {
				break
			}
			n, out = child, next
			continue
		}
		n, out = n.Get(part), tree.Join(out, part)
	}
	return out
}
