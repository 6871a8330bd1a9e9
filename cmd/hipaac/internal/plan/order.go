package plan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
	"github.com/hipaac/hipaac/compiler/template"
)

// deployable blocks steps that lack something that no step of the plan makes.
func (m *maker) deployable() {
	there := map[stack.Ref]bool{}
	for _, s := range m.steps() {
		there[s.Ref] = true
	}
	for i := range m.others {
		there[m.others[i].Ref] = m.others[i].Live.Status.Steady()
	}
	for _, s := range m.steps() {
		if s.Same {
			continue
		}
		for _, r := range s.After {
			if exists, known := there[r]; known && !exists {
				s.block(ByState, fmt.Sprintf("it needs stack %s, which does not exist and is not part of this run", r.Name), "deploy that one as well")
			}
		}
		role, known := m.Deployers[s.Environment]
		if known && s.Role == "" && actsAs(m.places[s.Target].Caller, role) {
			s.block(ByPolicy, fmt.Sprintf("role %s cannot change what its own rights are made of", role),
				fmt.Sprintf("an administrator deploys it first: \"hipaac deploy SPEC --stack %s\"", s.Key))
		}
	}
}

// actsAs reports whether an ARN is of somebody who has become a role.
func actsAs(caller, role string) bool {
	_, name, assumed := strings.Cut(caller, ":assumed-role/")
	name, _, _ = strings.Cut(name, "/")
	return assumed && name == role
}

func (m *maker) steps() []*Step {
	all := make([]*Step, len(m.plan.Steps))
	for i := range all {
		all[i] = &m.plan.Steps[i]
	}
	return all
}

// graph is who has to be done before whom, of steps that are still in no order.
type graph struct {
	steps []*Step
	needs map[*Step][]*Step
}

func newGraph(steps []*Step) *graph {
	g := &graph{steps: steps, needs: map[*Step][]*Step{}}
	byRef := map[stack.Ref]*Step{}
	for _, s := range steps {
		byRef[s.Ref] = s
	}
	for _, s := range steps {
		for _, r := range s.After {
			if on := byRef[r]; on != nil {
				g.add(s, on)
			}
		}
	}
	for _, s := range steps {
		for _, maker := range steps {
			if s.goesThrough(maker) && !g.reaches(maker, s) {
				g.add(s, maker)
			}
		}
	}
	return g
}

// goesThrough reports whether the template of the step, or what it is made with, goes through a bucket that the other step makes, possibly for
// another environment.
func (s *Step) goesThrough(maker *Step) bool {
	if s.Same || s.Bucket == "" || s.Target != maker.Target || !s.NeedsBucket() {
		return false
	}
	return slices.ContainsFunc(maker.Document.OfType("AWS::S3::Bucket"), func(r *template.Resource) bool {
		name := r.Property("BucketName")
		if name == nil {
			return false
		}
		is, fixed := maker.fixed(name)
		return fixed && is == s.Bucket
	})
}

func (g *graph) add(s, on *Step) {
	if s != on && !slices.Contains(g.needs[s], on) {
		g.needs[s] = append(g.needs[s], on)
	}
}

// reaches reports whether a step needs another, directly or through others.
func (g *graph) reaches(from, to *Step) bool {
	seen := map[*Step]bool{}
	var visit func(s *Step) bool
	visit = func(s *Step) bool {
		if s == to {
			return true
		}
		if seen[s] {
			return false
		}
		seen[s] = true
		return slices.ContainsFunc(g.needs[s], visit)
	}
	return visit(from)
}

// sorted gives the steps, each after those that it needs and otherwise in the order that they had, with their needs as places.
func (g *graph) sorted() []Step {
	var order []*Step
	place := map[*Step]int{}
	var visit func(s *Step)
	visit = func(s *Step) {
		if _, done := place[s]; done {
			return
		}
		for _, on := range g.needs[s] {
			visit(on)
		}
		place[s] = len(order)
		order = append(order, s)
	}
	for _, s := range g.steps {
		visit(s)
	}
	out := make([]Step, len(order))
	for i, s := range order {
		out[i] = *s
		out[i].Needs = nil
		for _, on := range g.needs[s] {
			out[i].Needs = append(out[i].Needs, place[on])
		}
		slices.Sort(out[i].Needs)
	}
	return out
}

// later says of which steps the change set cannot be made yet, and why.
func (m *maker) later() {
	for _, s := range m.steps() {
		if s.Same || !s.Update || s.Blocked != nil || s.Late != "" {
			continue
		}
		switch s.Action {
		case stack.Wait:
			s.Late = "CloudFormation still cleans up after the last update"
		case stack.Attach:
			s.Late = "an operation of this run goes on"
		case stack.AskRemove:
			s.Late = "what failed to come up has to be deleted first"
		case stack.Ask:
			s.Late = "somebody has to say whether it goes on or back"
		default:
			s.Late = m.missing(s)
		}
	}
}

// missing is what a step waits for that other steps make.
func (m *maker) missing(s *Step) string {
	for _, n := range s.Needs {
		on := &m.plan.Steps[n]
		switch {
		case on.Blocked != nil:
			return fmt.Sprintf("%s, which it needs, cannot be deployed", on.Title())
		case on.Same || on.Interim:
			continue
		case !on.exists():
			return on.Title() + " is made first"
		}
		for _, name := range s.Imports {
			if slices.Contains(on.Exports, name) && (!on.exportsNow(name) || on.exportChanges(name)) {
				return fmt.Sprintf("%s, which %s exports, changes first", name, on.Title())
			}
		}
		if on.Late != "" && slices.ContainsFunc(s.Imports, func(name string) bool { return slices.Contains(on.Exports, name) }) && on.Report.Exports != nil {
			return on.Title() + " changes first"
		}
	}
	return ""
}

// exists reports whether there is a stack that others can import from.
func (s *Step) exists() bool { return s.LiveTemplate != nil }

func (s *Step) exportsNow(name string) bool {
	return slices.ContainsFunc(s.Live.Outputs, func(o stack.Output) bool { return o.Export == name })
}

func (s *Step) exportChanges(name string) bool {
	for i := range s.Report.Exports {
		if s.realName(s.Report.Exports[i].Name) == name {
			return true
		}
	}
	return false
}
