package evidence

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/compiler"
	"github.com/hipaac/hipaac/compiler/controls"
	"github.com/hipaac/hipaac/compiler/diag"
	"github.com/hipaac/hipaac/compiler/retention"
	"github.com/hipaac/hipaac/compiler/template"
)

// Gathered is the evidence of one environment, to be put together with that of others. It keeps no template.
type Gathered struct {
	environment Environment
	controls    map[string]*Control
	known       []*controls.Control // judging or not
	silent      []string
	waivers     []Waiver
	required    []Prerequisite
	rules       []configRule
}

// Gather judges the templates of an environment once more, now that every value has its line in them, and notes each verdict with its
// places.
func Gather(env *compiler.Environment) *Gathered {
	m := &env.Manifest
	g := &Gathered{controls: map[string]*Control{}, known: env.Controls, environment: Environment{
		Folder: env.Folder, Spec: env.Spec, System: m.System, Name: m.Environment, Tier: m.Tier, PHI: m.PHI, Account: m.Account, Region: m.Region, Owner: m.Owner,
		Policy: m.Policy, Retention: retention.Of(env),
	}}
	documents := make([]*template.Document, len(env.Templates))
	for i, s := range m.Stacks {
		g.environment.Stacks = append(g.environment.Stacks, Stack{
			Key: s.Key, Name: s.Stack, Blueprint: s.Blueprint, Template: path.Join(env.Folder, s.Template), Resources: s.Resources, SHA256: s.SHA256, Product: s.Product,
		})
		documents[i] = env.Templates[i].Document
		g.rules = append(g.rules, rulesIn(documents[i], &g.environment, s.Key)...)
	}
	for i, verdicts := range controls.NewJudges(env.Controls).Judge(documents...) {
		for _, v := range verdicts {
			g.judged(v, &g.environment.Stacks[i], m)
		}
	}
	for _, c := range env.Controls {
		if g.controls[c.ID] == nil {
			g.silent = append(g.silent, c.ID)
		}
	}
	for _, f := range env.Floors {
		g.floor(f)
	}
	for _, w := range m.Waived {
		g.waivers = append(g.waivers, Waiver{Waiver: w, Environment: env.Folder, Spec: w.At.String()})
	}
	for _, w := range env.Unused {
		g.waivers = append(g.waivers, Waiver{Waiver: w, Environment: env.Folder, Spec: w.At.String(), Unused: true})
	}
	for _, p := range m.Prerequisites {
		g.required = append(g.required, Prerequisite{p, env.Folder})
	}
	return g
}

// judged notes a verdict on a resource of a stack.
func (g *Gathered) judged(v controls.Verdict, stack *Stack, m *compiler.Manifest) {
	c := g.controls[v.Control.ID]
	if c == nil {
		c = onTemplates(v.Control)
		g.controls[c.ID] = c
	}
	name := stack.Key + "." + v.Resource.ID
	origin, asked := m.Sources[name]
	if !asked {
		origin.Place = g.environment.Spec // a parameter, an output or the template itself
	}
	verdict := Verdict{
		Result: resultOf(v, m.Waived, name), Environment: g.environment.Folder, Resource: name, Type: v.Resource.Type,
		Template: place(stack.Template, v.Resource.Key.Line), Spec: origin.Place, Path: origin.Path, Product: stack.Product,
	}
	if v.Result != controls.Pass {
		verdict.Reason, verdict.When, verdict.At = v.Message, v.When, place(v.Pos.File, v.Pos.Line)
		if v.Pos.File != stack.Template {
			verdict.Reason = fmt.Sprintf("%s; it stands at %s", v.Message, verdict.At)
		}
	}
	c.Verdicts = append(c.Verdicts, verdict)
}

func place(file string, line int) string { return diag.Position{File: file, Line: line}.String() }

func onTemplates(c *controls.Control) *Control {
	of := &Control{
		ID: c.ID, Title: c.Title, Kind: OnTemplates, Tier: string(c.Tier), Severity: string(c.Severity), Category: c.Category, Citations: listed(c.Citations), Own: c.Own,
		Why: c.Why, Fix: c.Fix, Unwaivable: c.Unwaivable,
	}
	for _, asks := range c.Policy {
		of.Policy = append(of.Policy, asks.Pos.String())
	}
	return of
}

// listed is a list that JSON shows as one, also where there is nothing: an organisation may cite no law.
func listed(citations []string) []string { return append([]string{}, citations...) }

func resultOf(v controls.Verdict, waived []compiler.Waiver, name string) Result {
	switch v.Result {
	case controls.Pass:
		return Passed
	case controls.Unknown:
		return Unknown
	}
	if slices.ContainsFunc(waived, func(w compiler.Waiver) bool { return w.Control == v.Control.ID && w.Resource == name }) {
		return Waived
	}
	return Failed
}

// floor notes what a control on specs says of each value that it asks something of: it holds, or is waived.
func (g *Gathered) floor(f compiler.Floor) {
	if len(f.Values) == 0 {
		g.silent = append(g.silent, f.ID)
		return
	}
	c := &Control{ID: f.ID, Title: f.Title, Kind: OnSpecs, Tier: string(controls.Baseline), Citations: listed(f.Citations), Own: f.Own, Fix: f.Remedy, Unwaivable: f.Unwaivable}
	if f.Policy != "" {
		c.Policy = []string{f.Policy}
	}
	if f.Designation == compiler.Organisation {
		c.Category = compiler.Organisation
	}
	g.controls[f.ID] = c
	for _, at := range f.Values {
		v := Verdict{Result: Passed, Environment: g.environment.Folder, Spec: at.Pos.String(), Path: at.Path}
		if at.Below != "" {
			v.Result, v.Reason = Waived, at.Below
		}
		c.Verdicts = append(c.Verdicts, v)
	}
}

// On takes waivers that ended before a day, such as 2027-06-30 in UTC, for what they are: nothing is excused by them any more. Without it
// every waiver counts, since the compiler knows no day.
func (g *Gathered) On(day string) *Gathered {
	for i := range g.waivers {
		w := &g.waivers[i]
		if w.Expires >= day { // in this notation days are ordered like texts
			continue
		}
		w.Expired = true
		if c := g.controls[w.Control]; c != nil {
			for j := range c.Verdicts {
				if v := &c.Verdicts[j]; v.Result == Waived && v.waivable() == w.Resource {
					v.Result = Failed
				}
			}
		}
	}
	return g
}

// waivable is what a waiver names: a resource, or of a value in a spec its stack, or the whole environment.
func (v *Verdict) waivable() string {
	if v.Resource != "" {
		return v.Resource
	}
	if below, inStack := strings.CutPrefix(v.Path, "stacks."); inStack {
		stack, _, _ := strings.Cut(below, ".")
		return stack
	}
	return "environment"
}
