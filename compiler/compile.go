// Package compiler turns environment specs into reviewed CloudFormation. It is a pure function of bytes: no clock, randomness,
// environment variable, network or disk. The stages are load, resolve, plan, emit and judge, in that order, and data never
// flows back.
package compiler

//go:generate go run ./generate

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/compiler/controls"
	"github.com/hipaac/hipaac/compiler/diag"
	"github.com/hipaac/hipaac/compiler/emit"
	"github.com/hipaac/hipaac/compiler/load"
	"github.com/hipaac/hipaac/compiler/plan"
	"github.com/hipaac/hipaac/compiler/resolve"
)

// Compile makes the templates and manifests of all environments that the sources describe. Every mistake of every file is
// reported in one run. If any of them is an error the output is empty: it fails closed, and nothing half-built exists.
func Compile(sources []Source) (Output, diag.List) {
	specs, problems := load.Specs(loadSources(sources))
	built := make([]Environment, len(specs))
	found := make([]diag.List, len(specs))
	inParallel(len(specs), func(i int) { built[i], found[i] = compileSpec(specs[i]) })
	for _, list := range found {
		problems = append(problems, list...)
	}
	problems = append(problems, sharedFolders(specs)...).Sorted()
	if problems.Failed() {
		return Output{}, problems
	}
	slices.SortFunc(built, func(a, b Environment) int { return strings.Compare(a.Folder, b.Folder) })
	return Output{Environments: built}, problems
}

// compileSpec takes one valid spec through the remaining stages. A panic is a defect of hipaac, never of the spec; it is
// reported as such rather than shown as a trace, and the other environments are still judged.
func compileSpec(spec *load.Spec) (env Environment, problems diag.List) {
	defer func() {
		if cause := recover(); cause != nil {
			env, problems = Environment{}, diag.List{internalError(spec.File, cause)}
		}
	}()
	decided, stacks, problems := resolve.Environment(spec, registry)
	problems = append(problems, wrongTags(spec, decided)...)
	if problems.Failed() {
		return Environment{}, problems
	}
	plans, refused := plan.Build(spec, decided, stacks)
	problems = append(problems, refused...)
	if refused.Failed() {
		return Environment{}, problems
	}
	env = Environment{Folder: folder(spec.File), Manifest: newManifest(decided)}
	verdicts := map[string][]controls.Verdict{}
	for i := range plans {
		s := &plans[i]
		t, judged, err := emitAndJudge(spec, s)
		if err != nil {
			return Environment{}, append(problems, internalError(spec.File, err))
		}
		verdicts[s.Key] = judged
		problems = append(problems, atSpec(spec, s, judged)...)
		problems = append(problems, overBudget(spec, s, t)...)
		env.Templates = append(env.Templates, t)
		env.Manifest.addStack(spec, s, &t)
	}
	env.Manifest.Controls = evidence(verdicts, plans)
	return env, append(problems, collisions(spec, plans, env.Templates)...)
}

// emitAndJudge emits one stack and lets the controls judge the document, before its bytes are written: the comments above each
// resource name the controls that it passed.
func emitAndJudge(spec *load.Spec, s *plan.Stack) (emit.Template, []controls.Verdict, error) {
	doc, err := emit.Document(s.Stack)
	if err != nil {
		return emit.Template{}, nil, err
	}
	doc.File = path.Join(folder(spec.File), templateFile(s.Key))
	verdicts := controls.Judge(doc)
	yaml := emit.Render(doc, resourceComments(s, verdicts), header(spec, s))
	return emit.Template{Key: s.Key, Stack: s.Name, Document: doc, YAML: yaml, JSON: emit.JSON(doc)}, verdicts, nil
}

// folder is where an environment's files belong: the spec's path below the nearest "environments" folder, or its base name,
// without the ending. Files in different places never share a folder by accident, and two that do are refused.
func folder(file string) string {
	name := strings.TrimSuffix(strings.TrimSuffix(path.Clean(file), ".yaml"), ".yml")
	parts := strings.Split(name, "/")
	for i := len(parts) - 2; i >= 0; i-- {
		if parts[i] == "environments" {
			return path.Join(parts[i+1:]...)
		}
	}
	return parts[len(parts)-1]
}

func sharedFolders(specs []*load.Spec) diag.List {
	var problems diag.List
	first := map[string]string{}
	for _, s := range specs {
		f := folder(s.File)
		if other, taken := first[f]; taken {
			problems = append(problems, diag.Diagnostic{
				Severity: diag.Error, ID: "shared-folder", Pos: diag.Position{File: s.File, Line: 1, Col: 1},
				Message: fmt.Sprintf("%s and %s would both be built into the folder %q", s.File, other, f),
				Hint:    "rename one of the files",
			})
			continue
		}
		first[f] = s.File
	}
	return problems
}

func internalError(file string, cause any) diag.Diagnostic {
	text := strings.TrimPrefix(fmt.Sprint(cause), "internal error: ")
	return diag.Diagnostic{
		Severity: diag.Error, ID: "internal-error", Pos: diag.Position{File: file, Line: 1, Col: 1},
		Message: "internal error: " + text,
		Hint:    "this is a mistake in hipaac, not in the spec; please report it with the spec",
	}
}

// Files are all files of the output, sorted by path.
func (o Output) Files() []File {
	var files []File
	for i := range o.Environments {
		e := &o.Environments[i]
		files = append(files, File{Path: path.Join(e.Folder, "manifest.json"), Text: e.Manifest.JSON()})
		for _, t := range e.Templates {
			files = append(files, File{Path: path.Join(e.Folder, templateFile(t.Key)), Text: t.YAML})
		}
	}
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return files
}

func loadSources(sources []Source) []load.Source {
	out := make([]load.Source, len(sources))
	for i, s := range sources {
		out[i] = load.Source(s)
	}
	return out
}

// Blueprints lists what a spec can use, by name.
func Blueprints() []blueprints.Blueprint { return slices.Clone(registry) }
