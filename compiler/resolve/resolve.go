// Package resolve turns a checked spec into a decided environment: every stack has its CloudFormation name, knows which stacks
// serve its needs, and the keys know what they will encrypt. After it, nothing is left to choose.
package resolve

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/compiler/diag"
	"github.com/hipaac/hipaac/compiler/load"
)

// Stack is one stack of an environment with everything decided.
type Stack struct {
	// Key is its name in the spec, Name its CloudFormation name.
	Key, Name string
	Blueprint *blueprints.Blueprint
	// Config points to the blueprint's configuration type.
	Config any
	// Servers maps each needed blueprint to the key of the stack that serves it.
	Servers map[string]string
	// Wanted maps each wanted blueprint to the keys of the stacks that serve it, sorted; none is an answer.
	Wanted map[string][]string
	// Serves names the blueprints of the stacks that this one serves, sorted.
	Serves []string
	// KeyUses is what the stacks served by this one encrypt with it; empty unless it holds keys.
	KeyUses []blueprints.KeyUse
	// Product says that a catalog of the environment publishes the stack: it is launched by people and serves nobody.
	Product bool
}

// ServedBy reports whether the stack imports from the one of that key.
func (s *Stack) ServedBy(key string) bool {
	for _, server := range s.Servers {
		if server == key {
			return true
		}
	}
	for _, servers := range s.Wanted {
		if slices.Contains(servers, key) {
			return true
		}
	}
	return false
}

// maxStacks bounds the work that one file can ask for. Nobody reviews more templates of one environment.
const maxStacks = 64

// Environment decides a spec. The stacks are in the order of their keys. Of a spec with mistakes it returns what a blueprint can
// look at all the same, so that its refusals come in the same run.
func Environment(spec *load.Spec, known []blueprints.Blueprint) (*blueprints.Env, []Stack, diag.List) {
	e := &spec.Environment
	env := &blueprints.Env{
		System: e.System, Name: e.Environment, Tier: e.Tier, PHI: e.Phi,
		Account: e.Account, Region: e.Region, Managed: e.Managed, Owner: e.Owner, Alerts: e.Alerts, Tags: e.Tags,
		Unread: spec.Unread,
	}
	if len(spec.Stacks) > maxStacks {
		return env, nil, diag.List{{
			Severity: diag.Error, ID: "too-many-stacks", Pos: spec.KeyPosition("stacks"), Path: "stacks",
			Message: fmt.Sprintf("the environment has %d stacks, up to %d are understood", len(spec.Stacks), maxStacks),
			Hint:    "split the environment",
		}}
	}
	stacks := make([]Stack, 0, len(spec.Stacks))
	for _, s := range spec.Stacks {
		stacks = append(stacks, Stack{
			Key: s.Name, Name: StackName(env.System, env.Name, s.Name),
			Blueprint: find(known, s.Blueprint), Config: s.Config, Servers: map[string]string{}, Wanted: map[string][]string{},
		})
	}
	problems := publish(spec, stacks)
	for i := range stacks {
		problems = append(problems, serve(spec, &stacks[i], spec.Stacks[i].From, stacks)...)
	}
	collectKeyUses(stacks)
	collectServed(stacks)
	if spec.Refused {
		left := incomplete(stacks)
		env.Unread = env.Unread || len(left) < len(spec.Stacks)
		return env, left, nil
	}
	return env, stacks, problems
}

// incomplete prepares the stacks of a spec with mistakes. A need may be unmet only because the stack that would serve it has a
// mistake, so it is served by nobody in particular. What keys there are follows from all stacks, so keys are left out.
func incomplete(stacks []Stack) []Stack {
	for _, s := range stacks {
		for _, need := range s.Blueprint.Needs {
			if _, served := s.Servers[need]; !served {
				s.Servers[need] = ""
			}
		}
	}
	return slices.DeleteFunc(stacks, func(s Stack) bool { return s.Blueprint.Name == "keys" })
}

// StackName is the CloudFormation name of a stack: "<system>-<environment>-<stack>".
func StackName(system, environment, stack string) string {
	return system + "-" + environment + "-" + stack
}

func find(known []blueprints.Blueprint, name string) *blueprints.Blueprint {
	i := slices.IndexFunc(known, func(b blueprints.Blueprint) bool { return b.Name == name })
	if i < 0 {
		panic("internal error: the schema knows a blueprint that the compiler does not: " + name)
	}
	return &known[i]
}

// serve finds for each need of a stack the one stack that meets it: the one that `from` names, or the only one of its kind. What it
// wants, every stack of the kind gives it, unless `from` names one.
func serve(spec *load.Spec, s *Stack, from map[string]string, stacks []Stack) diag.List {
	var problems diag.List
	at := fmt.Sprintf("stacks.%s", s.Key)
	for _, kind := range slices.Concat(s.Blueprint.Needs, s.Blueprint.Wants) {
		needed := slices.Contains(s.Blueprint.Needs, kind)
		candidates := keysOf(stacks, kind)
		chosen, asked := from[kind]
		switch {
		case asked && !slices.Contains(candidates, chosen):
			problems = append(problems, diag.Diagnostic{
				Severity: diag.Error, ID: "unknown-server", Pos: spec.Position(at + ".from." + kind), Path: at + ".from." + kind,
				Message: fmt.Sprintf("stack %q wants its %s from %q, which is no %s stack of this environment", s.Key, kind, chosen, kind),
				Hint:    serverHint(chosen, candidates, kind),
			})
		case asked && needed:
			s.Servers[kind] = chosen
		case asked:
			s.Wanted[kind] = []string{chosen}
		case !needed:
			s.Wanted[kind] = candidates
		case len(candidates) == 0:
			problems = append(problems, diag.Diagnostic{
				Severity: diag.Error, ID: "missing-stack", Pos: spec.KeyPosition(at), Path: at,
				Message: fmt.Sprintf("stack %q needs a stack that uses %q, and this environment has none", s.Key, kind),
				Hint:    fmt.Sprintf("add \"%s: {}\" below stacks", kind),
			})
		case len(candidates) > 1:
			problems = append(problems, diag.Diagnostic{
				Severity: diag.Error, ID: "ambiguous-stack", Pos: spec.KeyPosition(at), Path: at,
				Message: fmt.Sprintf("stack %q needs one stack that uses %q, and this environment has %d: %s", s.Key, kind, len(candidates), diag.OneOf(candidates)),
				Hint:    fmt.Sprintf("say which: from: {%s: %s}", kind, candidates[0]),
			})
		default:
			s.Servers[kind] = candidates[0]
		}
	}
	return problems
}

func serverHint(chosen string, candidates []string, need string) string {
	if near := diag.Nearest(chosen, candidates); near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	if len(candidates) == 0 {
		return fmt.Sprintf("add a stack with \"use: %s\"", need)
	}
	return "use " + diag.OneOf(candidates)
}

func keysOf(stacks []Stack, blueprint string) []string {
	var keys []string
	for _, s := range stacks {
		if s.Blueprint.Name == blueprint && !s.Product {
			keys = append(keys, s.Key)
		}
	}
	return keys
}

// collectKeyUses tells each keys stack what the stacks that it serves encrypt, so that its key policies admit exactly those
// services.
func collectKeyUses(stacks []Stack) {
	for i := range stacks {
		for _, served := range stacks {
			if stacks[i].Blueprint.Name == "keys" && served.Servers["keys"] == stacks[i].Key {
				stacks[i].KeyUses = append(stacks[i].KeyUses, served.Blueprint.KeyUses(served.Config)...)
			}
		}
		slices.SortFunc(stacks[i].KeyUses, func(a, b blueprints.KeyUse) int {
			return cmp.Or(cmp.Compare(a.Class, b.Class), cmp.Compare(a.Service, b.Service), cmp.Compare(a.Organization, b.Organization))
		})
		stacks[i].KeyUses = slices.Compact(stacks[i].KeyUses)
	}
}

// collectServed tells each stack which blueprints build on it.
func collectServed(stacks []Stack) {
	for i := range stacks {
		for _, other := range stacks {
			if other.ServedBy(stacks[i].Key) {
				stacks[i].Serves = append(stacks[i].Serves, other.Blueprint.Name)
			}
		}
		slices.Sort(stacks[i].Serves)
		stacks[i].Serves = slices.Compact(stacks[i].Serves)
	}
}
