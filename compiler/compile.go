// Package compiler turns environment specs into reviewed CloudFormation. It is a pure function of bytes: no clock, randomness,
// environment variable, network or disk. The stages are load, resolve, plan, emit and judge, in that order, and data never
// flows back.
package compiler

//go:generate go run ./generate

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/compiler/controls"
	"github.com/hipaac/hipaac/compiler/diag"
	"github.com/hipaac/hipaac/compiler/emit"
	"github.com/hipaac/hipaac/compiler/load"
	"github.com/hipaac/hipaac/compiler/plan"
	"github.com/hipaac/hipaac/compiler/resolve"
	"github.com/hipaac/hipaac/compiler/template"
)

// Compile makes the templates and manifests of all environments that the sources describe. Every mistake of every file is
// reported in one run. A policy among the sources judges them all. If any of them is an error the output is empty: it fails closed, and nothing half-built exists.
func Compile(sources []Source) (Output, diag.List) {
	var out Output
	var alone sync.Mutex
	problems, _ := Each(sources, func(e *Environment) error {
		alone.Lock()
		defer alone.Unlock()
		out.Environments = append(out.Environments, *e)
		return nil
	})
	if problems.Failed() {
		return Output{}, problems
	}
	slices.SortFunc(out.Environments, func(a, b Environment) int { return strings.Compare(a.Folder, b.Folder) })
	return out, problems
}

// Each is Compile for many environments: it hands over each as soon as it is built and keeps none, so that memory does not grow
// with their number. It calls use from several goroutines at once and in no order. If the list that it returns has failed,
// whatever use has made of the environments must be thrown away. The error is the first one of use; after it, no more is handed
// over.
func Each(sources []Source, use func(*Environment) error) (diag.List, error) {
	own, sources, problems := rulesOf(sources)
	specs, mistakes := load.Specs(loadSources(sources), own.policy)
	problems = append(append(problems, mistakes...), sharedFolders(specs)...)
	found := make([]diag.List, len(specs))
	failed := make([]error, len(specs))
	var stop atomic.Bool
	inParallel(len(specs), func(i int) {
		env, list := own.compile(specs[i])
		specs[i], found[i] = nil, list
		if env.Folder != "" && !list.Failed() && !stop.Load() {
			failed[i] = use(&env)
			stop.CompareAndSwap(false, failed[i] != nil)
		}
	})
	for _, list := range found {
		problems = append(problems, list...)
	}
	return problems.Sorted(), cmp.Or(failed...)
}

// compile takes one spec through the remaining stages; one with mistakes only as far as further ones can be found. A panic is a
// defect of hipaac, never of the spec; it is reported as such rather than shown as a trace, and the other environments are still
// judged.
func (own *rules) compile(spec *load.Spec) (env Environment, problems diag.List) {
	defer func() {
		if cause := recover(); cause != nil {
			env, problems = Environment{}, diag.List{internalError(spec.File, cause)}
		}
	}()
	decided, stacks, problems := resolve.Environment(spec, registry)
	problems = append(problems, wrongTags(spec, decided)...)
	undecided := problems.Failed()
	problems = append(problems, spec.Waived...)
	problems = append(problems, own.wrongWaivers(spec)...)
	if undecided {
		return Environment{}, problems
	}
	plans, refused := plan.Build(spec, decided, stacks)
	problems = append(problems, refused...)
	if refused.Failed() || spec.Refused {
		return Environment{}, problems
	}
	documents, err := trees(spec, plans)
	if err != nil {
		return Environment{}, append(problems, internalError(spec.File, err))
	}
	verdicts := own.judge(documents...)
	env = Environment{
		Folder: folder(spec.File), Manifest: newManifest(decided), Spec: withinRoot(spec.File), Controls: own.controls, Floors: floors(spec),
	}
	for i := range plans {
		s := &plans[i]
		t := write(spec, s, documents[i], verdicts[i])
		problems = append(problems, atSpec(spec, s, verdicts[i])...)
		problems = append(problems, overBudget(spec, s, t)...)
		env.Templates = append(env.Templates, t)
		env.Manifest.addStack(spec, s, &t)
	}
	problems = append(problems, env.Manifest.publish(spec, plans)...)
	env.Manifest.Waived = waivedIn(problems)
	env.Manifest.Controls, env.Manifest.Policy = evidence(spec, plans, verdicts), own.digest
	env.Manifest.addFloors(env.Floors)
	env.Unused = unusedIn(spec, env.Manifest.Waived)
	problems = append(problems, own.strangeWaivers(spec, plans, problems)...)
	return env, append(problems, collisions(spec, plans, env.Templates)...)
}

// trees emits every stack of an environment. They are judged together before the bytes of any are written: a resource may owe its
// safety to another stack, and the comment above it names the controls that it passed.
func trees(spec *load.Spec, plans []plan.Stack) ([]*template.Document, error) {
	var documents []*template.Document
	for _, s := range plans {
		doc, err := emit.Document(s.Stack)
		if err != nil {
			return nil, err
		}
		doc.File = path.Join(folder(spec.File), templateFile(s.Key))
		documents = append(documents, doc)
	}
	return documents, nil
}

func write(spec *load.Spec, s *plan.Stack, doc *template.Document, verdicts []controls.Verdict) emit.Template {
	yaml := emit.Render(doc, resourceComments(spec, s, verdicts), header(spec, s))
	return emit.Template{Key: s.Key, Stack: s.Name, Document: doc, YAML: yaml, JSON: emit.JSON(doc)}
}

func internalError(file string, cause any) diag.Diagnostic {
	text := strings.TrimPrefix(fmt.Sprint(cause), "internal error: ")
	return diag.Diagnostic{
		Severity: diag.Error, ID: "internal-error", Pos: diag.Position{File: file, Line: 1, Col: 1},
		Message: "internal error: " + text,
		Hint:    "this is a mistake in hipaac, not in the spec; please report it with the spec",
	}
}

func loadSources(sources []Source) []load.Source {
	out := make([]load.Source, len(sources))
	for i, s := range sources {
		out[i] = load.Source{Name: s.Name, Text: s.Text, Common: s.Common}
	}
	return out
}

// Blueprints lists what a spec can use, by name.
func Blueprints() []blueprints.Blueprint { return slices.Clone(registry) }
