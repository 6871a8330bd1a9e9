package compiler

import (
	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/compiler/diag"
	"github.com/hipaac/hipaac/compiler/emit"
	"github.com/hipaac/hipaac/compiler/load"
)

// wrongTags reports the tags of a spec that cannot stand beside those that every resource carries anyway.
func wrongTags(spec *load.Spec, env *blueprints.Env) diag.List {
	var problems diag.List
	for _, m := range emit.TagMistakes(env.Tags) {
		path := "tags." + m.Key
		problems = append(problems, diag.Diagnostic{
			Severity: diag.Error, ID: "wrong-tag", Path: path, Pos: spec.KeyPosition(path), Message: m.Message, Hint: m.Hint,
		})
	}
	return problems
}
