package plan

import (
	"context"
	"fmt"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
	"github.com/hipaac/hipaac/compiler/change"
	"github.com/hipaac/hipaac/compiler/template"
)

// judge compares, for each target, the templates of all stacks that are known with what they are to be: a policy in one may protect what
// stands in another, and what one imports may change in the other.
func (m *maker) judge(ctx context.Context) error {
	var others []*Step
	for i := range m.others {
		others = append(others, &m.others[i])
	}
	err := eachStep(ctx, others, func(ctx context.Context, s *Step) error {
		if err := m.look(ctx, s); err != nil {
			return fmt.Errorf("%s: %w", s.Title(), err)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, c := range m.plan.Callers {
		m.compare(c.Target)
	}
	m.deployable()
	if err := m.exports(ctx); err != nil {
		return err
	}
	m.later()
	return nil
}

// compare reports on the stacks of one target.
func (m *maker) compare(target stack.Target) {
	var old, new []change.Stack
	add := func(s *Step, planned bool) {
		was := parse(s.Title(), s.LiveTemplate)
		if s.LiveTemplate != nil && was == nil {
			s.block(ByState, "the template that is deployed cannot be read, so that nobody can say what a change of it means", "bring the stack to a template that can be read first")
			return
		}
		if was != nil && planned && !s.Made(was) {
			s.block(ByState, fmt.Sprintf("stack %s was not made from this spec: its template says %q", s.Desired.Name, saysOf(was)), "find out whose it is, and give the one of the spec another name")
		}
		if was != nil {
			old = append(old, change.Stack{Name: s.Title(), Document: was, Parameters: valuesOf(s.Desired.Name, s.Live.Parameters)})
		}
		if is := s.Document; planned {
			new = append(new, change.Stack{Name: s.Title(), Document: is, Parameters: valuesOf(s.Desired.Name, s.Parameters)})
		} else if was != nil {
			new = append(new, old[len(old)-1])
		}
	}
	byTitle := map[string]*Step{}
	for i := range m.plan.Steps {
		if s := &m.plan.Steps[i]; s.Target == target {
			byTitle[s.Title()] = s
			add(s, true)
		}
	}
	for i := range m.others {
		if s := &m.others[i]; s.Target == target {
			add(s, false)
		}
	}
	report := change.Compare(old, new, m.Controls...)
	for _, r := range report.Resources {
		if s := byTitle[r.Stack]; s != nil {
			s.Report.Resources = append(s.Report.Resources, r)
		}
	}
	for _, e := range report.Exports {
		if s := byTitle[e.Stack]; s != nil {
			s.Report.Exports = append(s.Report.Exports, e)
		}
	}
	for _, f := range report.Findings {
		if s := byTitle[f.Stack]; s != nil {
			s.Report.Findings = append(s.Report.Findings, f)
		} else { // what is left as it is can lose a safeguard, too
			m.plan.Notes = append(m.plan.Notes, fmt.Sprintf("%s, which is not deployed: %s %s", f.Stack, f.Resource, f.Text))
		}
	}
	for _, s := range byTitle {
		s.Losses = s.foreseen()
	}
}

// saysOf is what a template says of itself.
func saysOf(doc *template.Document) string {
	if text := doc.Root.Get("Description"); text != nil {
		return text.Text
	}
	return ""
}

// valuesOf are parameters as far as they are known, and the stack's name, which names of exports are made of.
func valuesOf(name string, parameters map[string]string) map[string]string {
	values := map[string]string{"AWS::StackName": name}
	for key, value := range parameters {
		if value != hidden {
			values[key] = value
		}
	}
	return values
}

// foreseen are the losses that follow from the templates alone.
func (s *Step) foreseen() []Loss {
	var losses []Loss
	for _, r := range s.Report.Resources {
		if r.Old == "" || !change.HoldsData(r.Type, s.entry(r.ID)) {
			continue
		}
		losses = append(losses, s.loss(r.ID, r.Type, r.Old, s.sentenceOf(r.ID)))
	}
	return losses
}

// sentenceOf is what the report says of the data of a resource.
func (s *Step) sentenceOf(id string) string {
	for _, f := range s.Report.Findings {
		if f.Class == change.DataLoss && f.Resource == id && f.Path == "" {
			return f.Text
		}
	}
	return "its data is lost to the stack"
}

func (s *Step) loss(id, kind string, fate change.Fate, text string) Loss {
	return Loss{Ref: s.Ref, Stack: s.Title(), LogicalID: id, Type: kind, Fate: fate, Text: text}
}

// entry is a resource of the live template, or nil.
func (s *Step) entry(id string) *template.Node {
	if doc := parse("live", s.LiveTemplate); doc != nil {
		if r := doc.Resource(id); r != nil {
			return r.Node
		}
	}
	return nil
}
