// Package plan builds the stacks of a decided environment and puts them in order. What leaves it is a graph without cycles in
// which every import is exported by the stack that it names.
package plan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/compiler/diag"
	"github.com/hipaac/hipaac/compiler/load"
	"github.com/hipaac/hipaac/compiler/resolve"
)

// Stack is a built stack and the stacks that must exist before it.
type Stack struct {
	*blueprints.Stack
	// DependsOn holds the CloudFormation names of the stacks whose exports this one imports, sorted.
	DependsOn []string
	// Product says that people launch the stack from a catalog, so that nobody deploys it with the environment.
	Product bool
}

// Build builds every stack and returns them in an order in which they can be deployed. When it reports an error the stacks are
// not to be used.
func Build(spec *load.Spec, env *blueprints.Env, stacks []resolve.Stack) ([]Stack, diag.List) {
	ordered := inOrder(stacks)
	byKey := map[string]*blueprints.Stack{}
	var built []Stack
	for _, s := range ordered {
		b := build(env, s, byKey)
		byKey[s.Key] = b
		built = append(built, Stack{Stack: b, DependsOn: dependencies(b), Product: s.Product})
	}
	for i, s := range ordered {
		if s.Blueprint.Gather != nil {
			s.Blueprint.Gather(built[i].Stack, s.Config, known(built))
		}
	}
	var problems diag.List
	for _, b := range built {
		problems = append(problems, refusals(spec, b.Stack)...)
	}
	if !problems.Failed() && !spec.Refused {
		checkImports(built)
	}
	return built, problems
}

// known is what a blueprint that gathers may know of all stacks.
func known(stacks []Stack) []blueprints.Built {
	known := make([]blueprints.Built, len(stacks))
	for i, s := range stacks {
		known[i] = s.Built(s.Product)
	}
	return known
}

func build(env *blueprints.Env, s resolve.Stack, built map[string]*blueprints.Stack) *blueprints.Stack {
	own := *env
	own.KeyUses, own.Serves = s.KeyUses, s.Serves
	b := blueprints.NewStack(&own, s.Blueprint.Name, s.Key, s.Name, serversOf(s, built)...)
	title := strings.ToUpper(s.Blueprint.Title[:1]) + s.Blueprint.Title[1:]
	b.Description = fmt.Sprintf("%s of %s, environment %s (%s%s). Made by hipaac.", title, env.System, env.Name, env.Tier, phi(env))
	b.Product = s.Product
	s.Blueprint.Build(b, s.Config)
	return b
}

// serversOf finds the built stacks that serve one. In a spec with mistakes a need may be met by nobody; the blueprint then sees a
// neighbour that is not known.
func serversOf(s resolve.Stack, built map[string]*blueprints.Stack) []*blueprints.Stack {
	var servers []*blueprints.Stack
	for _, need := range s.Blueprint.Needs {
		server := built[s.Servers[need]]
		if server == nil {
			server = &blueprints.Stack{Blueprint: need}
		}
		servers = append(servers, server)
	}
	for _, want := range s.Blueprint.Wants {
		for _, key := range s.Wanted[want] {
			servers = append(servers, built[key])
		}
	}
	return servers
}

func phi(env *blueprints.Env) string {
	if env.PHI {
		return ", holds PHI"
	}
	return ""
}

// inOrder sorts stacks so that servers come before those they serve and, among those that could come next, by key: the order is
// the same on every run. A cycle cannot be written in a spec, because needs and wants belong to blueprints and theirs have no
// cycle.
func inOrder(stacks []resolve.Stack) []resolve.Stack {
	var ordered []resolve.Stack
	placed := map[string]bool{}
	for len(ordered) < len(stacks) {
		i := slices.IndexFunc(stacks, func(s resolve.Stack) bool {
			return !placed[s.Key] && ready(s, stacks, placed)
		})
		if i < 0 {
			panic("internal error: the needs of the blueprints form a cycle")
		}
		placed[stacks[i].Key] = true
		ordered = append(ordered, stacks[i])
	}
	return ordered
}

func ready(s resolve.Stack, stacks []resolve.Stack, placed map[string]bool) bool {
	return !slices.ContainsFunc(stacks, func(server resolve.Stack) bool { return s.ServedBy(server.Key) && !placed[server.Key] })
}

// refusals turns what a blueprint could not build into diagnostics at the author's own words.
func refusals(spec *load.Spec, s *blueprints.Stack) diag.List {
	var problems diag.List
	for _, r := range s.Refusals {
		path := SpecPath(s.Key, r.Path)
		severity := diag.Error
		if r.Warn {
			severity = diag.Warning
		}
		problems = append(problems, diag.Diagnostic{
			Severity: severity, ID: r.ID, Path: path, Pos: spec.Position(path), Message: r.Message, Hint: r.Hint,
		})
	}
	return problems
}

// SpecPath is the whole path of something in a stack's configuration.
func SpecPath(key, path string) string {
	switch {
	case path == "":
		return "stacks." + key
	case path[0] == '[':
		return "stacks." + key + path
	}
	return "stacks." + key + "." + path
}

func dependencies(s *blueprints.Stack) []string {
	var names []string
	for _, i := range s.Imports {
		names = append(names, i.Stack)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// checkImports proves that every import is exported. A blueprint that imports what another does not export is a mistake of the
// blueprints, never of a spec.
func checkImports(stacks []Stack) {
	exported := map[string]bool{}
	for _, s := range stacks {
		for _, e := range s.Exports {
			exported[s.Name+":"+e.Name] = true
		}
		for _, i := range s.Imports {
			if !exported[i.Stack+":"+i.Name] {
				panic(fmt.Sprintf("internal error: stack %s imports %s, which stack %s does not export", s.Key, i.Name, i.Stack))
			}
		}
	}
}
