package resolve

import (
	"fmt"
	"slices"

	"github.com/hipaac/hipaac/compiler/diag"
	"github.com/hipaac/hipaac/compiler/load"
)

// publish marks the stacks that a catalog of the environment publishes, and refuses those that only a launch could give their values
// and that no catalog has: there would be nobody to launch them, and no role to launch them with.
func publish(spec *load.Spec, stacks []Stack) diag.List {
	var problems diag.List
	for _, catalog := range stacks {
		if catalog.Blueprint.Publishes == nil {
			continue
		}
		for _, key := range catalog.Blueprint.Publishes(catalog.Config) {
			at := fmt.Sprintf("stacks.%s.products.%s", catalog.Key, key)
			i := slices.IndexFunc(stacks, func(s Stack) bool { return s.Key == key })
			switch {
			case i < 0 && !spec.Unread:
				problems = append(problems, unknownProduct(spec, at, key, stacks))
			case i < 0:
			case stacks[i].Product:
				problems = append(problems, diag.Diagnostic{
					Severity: diag.Error, ID: "published-twice", Pos: spec.KeyPosition(at), Path: at,
					Message: fmt.Sprintf("product %q is in another catalog of this environment, too", key),
					Hint:    "publish it in one of them",
				})
			case stacks[i].Blueprint.Deployed:
				problems = append(problems, diag.Diagnostic{
					Severity: diag.Error, ID: "never-a-product", Pos: spec.KeyPosition(at), Path: at,
					Message: fmt.Sprintf("stack %q (%s) looks after the account or the environment, and a product is not deployed before somebody launches it", key, stacks[i].Blueprint.Name),
					Hint:    "take it out of products: it is then deployed with the others",
				})
			default:
				stacks[i].Product = true
			}
		}
	}
	return append(problems, unpublished(spec, stacks)...)
}

func unknownProduct(spec *load.Spec, at, key string, stacks []Stack) diag.Diagnostic {
	var keys []string
	for _, s := range stacks {
		if s.Blueprint.Publishes == nil {
			keys = append(keys, s.Key)
		}
	}
	hint := fmt.Sprintf("add %q below stacks: it is published instead of deployed", key)
	if near := diag.Nearest(key, keys); near != "" {
		hint = fmt.Sprintf("did you mean %q?", near)
	}
	return diag.Diagnostic{
		Severity: diag.Error, ID: "unknown-product", Pos: spec.KeyPosition(at), Path: at,
		Message: fmt.Sprintf("product %q is no stack of this environment", key), Hint: hint,
	}
}

func unpublished(spec *load.Spec, stacks []Stack) diag.List {
	var problems diag.List
	for _, s := range stacks {
		if !s.Blueprint.Launched || s.Product || spec.Unread {
			continue
		}
		at := "stacks." + s.Key
		problems = append(problems, diag.Diagnostic{
			Severity: diag.Error, ID: "unpublished-product", Pos: spec.KeyPosition(at), Path: at,
			Message: fmt.Sprintf("stack %q is for people to launch, and no catalog of this environment publishes it: it would have no launch role", s.Key),
			Hint:    fmt.Sprintf("add a catalog that does: catalog: {products: {%s: {}}}", s.Key),
		})
	}
	return problems
}
