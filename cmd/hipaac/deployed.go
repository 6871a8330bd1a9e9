package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/account"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/compare"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/drift"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/render"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
	"github.com/hipaac/hipaac/compiler"
	"github.com/hipaac/hipaac/compiler/emit"
	"github.com/hipaac/hipaac/compiler/template"
)

// specsAndDeployed compares what specs compile to with what the stacks in the accounts were deployed with. It only reads.
func (o *diffOptions) specsAndDeployed(con *console, args []string) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the program at once
	t, areas, err := o.reach.enter(ctx, con, args)
	if err != nil {
		return err
	}
	for _, a := range areas {
		a.desired = slices.DeleteFunc(a.desired, func(d stack.Desired) bool { return !t.wants(&d) })
		if a.found, err = drift.Read(ctx, a.session.Stacks(), a.desired); err != nil {
			return asFailure(fmt.Errorf("%s: %w", a.target, err))
		}
	}
	deployed, compiled := deployedAndCompiled(t.environments, areas)
	compiled.Controls = t.controls()
	d := compare.Trees(deployed, compiled)
	return o.endDeployed(con, &d, t, areas)
}

// endDeployed shows the result with what only an account can tell: states of stacks, and stacks that no spec asks for.
func (o *diffOptions) endDeployed(con *console, d *compare.Difference, t *targets, areas []*area) error {
	unsteady := 0
	for _, a := range areas {
		for _, l := range a.found.Live {
			if state := l.Unsteady(); state != "" {
				unsteady++
				con.note("%s", render.Visible(fmt.Sprintf("%s/%s: stack %s is in state %s: what it has may be something else than its template says", l.Environment, l.Key, l.Name, state)))
			}
		}
		for _, s := range a.found.Others {
			if t.only != "" {
				break // those that were not picked are among them
			}
			con.note("%s", render.Visible(fmt.Sprintf("%s: stack %s has a name of these environments, and no spec given asks for it", a.target, s.Name)))
		}
	}
	if err := o.write(con, d); err != nil {
		return err
	}
	if d.Empty() && unsteady == 0 {
		con.note("no difference: %s as deployed", strings.Join(t.names(), ", "))
		return nil
	}
	if !d.Empty() {
		con.note("%s", summary(d, ofStacks))
	}
	return o.verdict(con, d)
}

func (t *targets) names() []string {
	var list []string
	for _, e := range t.environments {
		list = append(list, e.Folder)
	}
	return list
}

// area is one account in one region, with what is desired and what is there.
type area struct {
	target  stack.Target
	session *account.Session
	desired []stack.Desired
	found   *drift.Found
}

// enter compiles specs and opens every account and region of theirs, so that all identities are checked before anything else is asked.
func (r *reaching) enter(ctx context.Context, con *console, args []string) (*targets, []*area, error) {
	t, err := r.findAnyway(con, args)
	if err != nil {
		return nil, nil, err
	}
	if err := t.specs.show(con); err != nil {
		return nil, nil, err
	}
	var areas []*area
	of := map[stack.Target]*area{}
	for _, d := range t.desired {
		a := of[d.Target]
		if a == nil {
			a = &area{target: d.Target}
			of[d.Target] = a
			areas = append(areas, a)
		}
		a.desired = append(a.desired, d)
	}
	for _, a := range areas {
		if a.session, err = t.open(ctx, a.target); err != nil {
			return nil, nil, asFailure(fmt.Errorf("%s: %w", a.target, err))
		}
	}
	return t, areas, nil
}

// deployedAndCompiled are two trees of templates, written alike: without comments, since those are not deployed.
func deployedAndCompiled(environments []*compiler.Environment, areas []*area) (deployed, compiled compare.Tree) {
	deployed = compare.Tree{Name: "deployed", Manifests: map[string][]byte{}}
	compiled = compare.Tree{Name: "compiled", Manifests: map[string][]byte{}}
	for _, e := range environments {
		compiled.Manifests[e.Folder] = e.Manifest.JSON()
	}
	parameters := map[string][]deployedParameters{}
	for _, a := range areas {
		for _, l := range a.found.Live {
			file := l.Key + ".template.yaml"
			compiled.Files = append(compiled.Files, compiler.File{Path: l.Environment + "/" + file, Text: plain(l.Desired.Template)})
			if !l.Deployed() {
				continue
			}
			deployed.Files = append(deployed.Files, compiler.File{Path: l.Environment + "/" + file, Text: plain(l.Body)})
			parameters[l.Environment] = append(parameters[l.Environment], deployedParameters{file, l.Stack.Parameters})
		}
	}
	for _, e := range environments {
		deployed.Manifests[e.Folder] = manifestOf(e, parameters[e.Folder])
	}
	for _, t := range []*compare.Tree{&deployed, &compiled} {
		slices.SortFunc(t.Files, func(a, b compiler.File) int { return strings.Compare(a.Path, b.Path) })
	}
	return deployed, compiled
}

// plain is a template in YAML without comments. What cannot be read stays as it is.
func plain(body []byte) []byte {
	doc, problems := template.Parse("", body)
	if doc == nil || problems.Failed() {
		return append(bytes.TrimRight(body, "\n"), '\n')
	}
	return emit.Render(doc, nil, nil)
}

// deployedParameters are the parameters that a template was deployed with.
type deployedParameters struct {
	Template   string            `json:"template"`
	Parameters map[string]string `json:"parameters"`
}

// manifestOf is what a manifest would say of the deployed templates: their parameters, and the places in specs of what is still asked for.
func manifestOf(e *compiler.Environment, parameters []deployedParameters) []byte {
	text, err := json.Marshal(struct {
		Stacks  []deployedParameters       `json:"stacks"`
		Sources map[string]compiler.Origin `json:"sources"`
	}{parameters, e.Manifest.Sources})
	if err != nil {
		panic("internal error: a manifest that is not JSON: " + err.Error())
	}
	return text
}
