package evidence

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/compiler"
	"github.com/hipaac/hipaac/compiler/controls"
	"github.com/hipaac/hipaac/compiler/law"
	"github.com/hipaac/hipaac/compiler/template"
)

// Gathered is the evidence of one environment, to be put together with that of others. It keeps no template.
type Gathered struct {
	environment Environment
	controls    map[string]*Control
	waivers     []Waiver
	required    []Prerequisite
}

// Gather judges the templates of an environment once more, and notes each verdict with its places.
func Gather(env *compiler.Environment) *Gathered {
	m := &env.Manifest
	g := &Gathered{controls: map[string]*Control{}, environment: Environment{
		Folder: env.Folder, Spec: env.Spec, System: m.System, Name: m.Environment, Tier: m.Tier, PHI: m.PHI, Account: m.Account, Region: m.Region, Owner: m.Owner,
	}}
	documents := make([]*template.Document, len(env.Templates))
	for i, s := range m.Stacks {
		g.environment.Stacks = append(g.environment.Stacks, Stack{
			Key: s.Key, Name: s.Stack, Blueprint: s.Blueprint, Template: path.Join(env.Folder, s.Template), Resources: s.Resources, SHA256: s.SHA256, Product: s.Product,
		})
		documents[i] = env.Templates[i].Document
	}
	for i, verdicts := range controls.Judge(documents...) {
		stack := &g.environment.Stacks[i]
		lines := linesOf(stack.Template, env.Templates[i].YAML)
		for _, v := range verdicts {
			name := stack.Key + "." + v.Resource.ID
			origin := m.Sources[name]
			g.control(v.Control).add(Verdict{
				Result: resultOf(v, m.Waived, name), Environment: env.Folder, Resource: name, Type: v.Resource.Type,
				Template: fmt.Sprintf("%s:%d", stack.Template, lines[v.Resource.ID]), Spec: origin.Place, Path: origin.Path, Reason: v.Message,
			})
		}
	}
	for _, f := range env.Floors {
		c := &Control{ID: f.ID, Title: f.Title, Kind: OnSpecs, Tier: "baseline", Citations: f.Citations, Fix: f.Remedy, Unwaivable: f.Unwaivable}
		g.controls[f.ID] = c
		c.add(Verdict{Result: floorResult(f.ID, m.Waived), Environment: env.Folder, Spec: env.Spec, Path: f.Because})
	}
	for _, w := range m.Waived {
		g.waivers = append(g.waivers, Waiver{Waiver: w, Environment: env.Folder, Spec: env.Spec})
	}
	for _, p := range m.Prerequisites {
		g.required = append(g.required, Prerequisite{p, env.Folder})
	}
	return g
}

// linesOf says in which line of its template each resource stands.
func linesOf(file string, text []byte) map[string]int {
	lines := map[string]int{}
	if doc, _ := template.Parse(file, text); doc != nil {
		for _, r := range doc.Resources {
			lines[r.ID] = r.Key.Line
		}
	}
	return lines
}

func (g *Gathered) control(c *controls.Control) *Control {
	known := g.controls[c.ID]
	if known == nil {
		known = &Control{
			ID: c.ID, Title: c.Title, Kind: OnTemplates, Tier: string(c.Tier), Severity: string(c.Severity), Category: c.Category, Citations: c.Citations,
			Why: c.Why, Fix: c.Fix, Unwaivable: c.Unwaivable,
		}
		g.controls[c.ID] = known
	}
	return known
}

func (c *Control) add(v Verdict) {
	c.Verdicts = append(c.Verdicts, v)
	c.Counts.add(v.Result)
}

func (n *Counts) add(r Result) {
	switch r {
	case Passed:
		n.Passed++
	case Failed:
		n.Failed++
	case Waived:
		n.Waived++
	case Unknown:
		n.Unknown++
	}
}

func (n *Counts) plus(m Counts) {
	n.Passed, n.Failed, n.Waived, n.Unknown = n.Passed+m.Passed, n.Failed+m.Failed, n.Waived+m.Waived, n.Unknown+m.Unknown
}

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

func floorResult(id string, waived []compiler.Waiver) Result {
	if slices.ContainsFunc(waived, func(w compiler.Waiver) bool { return w.Control == id }) {
		return Waived
	}
	return Passed
}

// NewReport puts the evidence of environments together.
func NewReport(parts []*Gathered) *Report {
	r := &Report{Law: law.Dates(), Totals: Totals{Safeguards: map[Status]int{}}}
	all := map[string]*Control{}
	for _, g := range parts {
		r.Environments = append(r.Environments, g.environment)
		r.Waivers, r.Prerequisites = append(r.Waivers, g.waivers...), append(r.Prerequisites, g.required...)
		for id, c := range g.controls {
			if all[id] == nil {
				all[id] = c
				continue
			}
			all[id].Verdicts = append(all[id].Verdicts, c.Verdicts...)
			all[id].Counts.plus(c.Counts)
		}
		for _, s := range g.environment.Stacks {
			r.Totals.Resources += s.Resources
		}
	}
	r.addControls(all)
	for _, s := range law.Safeguards() {
		r.addSafeguard(s)
	}
	return r
}

// addControls adds what judged, and from the catalogue what only run time and people can show.
func (r *Report) addControls(judged map[string]*Control) {
	r.Totals.Controls = len(judged)
	for _, e := range law.Catalogue() {
		c := judged[e.ID]
		if c == nil && e.Shown != law.ByTemplate {
			c = &Control{ID: e.ID, Title: e.Title, Kind: kinds[e.Shown], Severity: e.Severity, Tier: e.Tier, Category: e.Category, Citations: e.Citations, Why: e.Asks}
			judged[e.ID] = c
		}
		if c != nil {
			c.NIST, c.Residual, c.ConfigRule = e.NIST, e.Residual, e.ConfigRule
		}
	}
	for _, c := range judged {
		r.Controls = append(r.Controls, *c)
		r.Totals.Verdicts.plus(c.Counts)
	}
	slices.SortFunc(r.Controls, func(a, b Control) int {
		return cmp.Or(strings.Compare(string(a.Kind), string(b.Kind)), strings.Compare(a.ID, b.ID))
	})
}

var kinds = map[law.Shown]Kind{law.AtRunTime: AtRunTime, law.ByPeople: ByPeople}

func (r *Report) addSafeguard(s law.Safeguard) {
	row := Safeguard{Safeguard: s}
	for i := range r.Controls {
		c := &r.Controls[i]
		if s.Proposed && !slices.Contains(s.Controls, c.ID) || !s.Proposed && !slices.Contains(c.Citations, s.Citation) {
			continue
		}
		switch c.Kind {
		case AtRunTime, ByPeople:
			row.Remains = append(row.Remains, Rest{Who: string(c.Kind), What: c.Title, Control: c.ID, ConfigRule: c.ConfigRule})
		default:
			row.Controls = append(row.Controls, c.ID)
			row.Counts.plus(c.Counts)
		}
	}
	row.Status = statusOf(row)
	if !s.Proposed {
		r.Totals.Safeguards[row.Status]++
	}
	r.Safeguards = append(r.Safeguards, row)
}

func statusOf(s Safeguard) Status {
	n := s.Counts
	switch {
	case n.Failed+n.Waived+n.Unknown > 0:
		return InPart
	case n.Passed > 0:
		return Stated
	case s.Reach == law.Inherited:
		return Inherited
	case s.Reach == law.None:
		return People
	}
	return Unstated
}
