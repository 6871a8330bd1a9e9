package plan

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
	"github.com/hipaac/hipaac/compiler/change"
	"github.com/hipaac/hipaac/compiler/template"
)

// CloudFormation changes or removes no export that another stack imports (CloudFormation user guide, "Get exported outputs from a deployed
// CloudFormation stack"). A stack that no longer imports it goes first, if nothing else keeps it from that. Any other stack first gets
// its live template with the export's current value written out, then the export changes, and then the stack becomes what it is to be.

// exports finds the exports that change while they are imported, and puts the steps in an order in which CloudFormation carries
// them out.
func (m *maker) exports(ctx context.Context) error {
	steps := m.steps()
	byName := map[stack.Ref]*Step{}
	for _, s := range steps {
		byName[s.Ref] = s
	}
	g := newGraph(steps)
	freed := map[*Step]map[string]bool{}  // exports that a stack has to let go of
	waiting := map[*Step]map[*Step]bool{} // and who waits for that
	for _, producer := range steps {      // each comes after those that it imports from
		if freed[producer] != nil {
			producer.follow(freed[producer], func(name string) (string, bool) { return exported(steps, producer.Target, name) })
		}
		if producer.Same && freed[producer] == nil || producer.Blocked != nil {
			continue
		}
		for _, e := range producer.Report.Exports {
			name := producer.realName(e.Name)
			importers, err := m.importers(ctx, producer, name, e)
			if err != nil {
				return err
			}
			for _, ref := range importers {
				consumer := byName[ref]
				switch {
				case consumer == nil:
					m.outside(producer, e, name, ref)
				case consumer == producer:
				case !slices.Contains(consumer.Imports, name) && !consumer.Same && !g.reaches(consumer, producer):
					g.add(producer, consumer)
					consumer.note("it is deployed before %s, since it no longer imports %s", producer.Title(), name)
				default:
					if freed[consumer] == nil {
						freed[consumer], waiting[consumer] = map[string]bool{}, map[*Step]bool{}
					}
					freed[consumer][name], waiting[consumer][producer] = true, true
				}
			}
		}
	}
	for _, consumer := range steps {
		if freed[consumer] == nil {
			continue
		}
		interim := consumer.interim(freed[consumer], func(name string) (string, bool) { return exported(steps, consumer.Target, name) })
		if interim == nil {
			continue
		}
		g.steps = append([]*Step{interim}, g.steps...)
		g.add(consumer, interim)
		for producer := range waiting[consumer] {
			g.add(producer, interim)
			g.add(consumer, producer)
		}
	}
	m.plan.Steps = g.sorted()
	return nil
}

// follow says what it means for a stack that values change which it imports: other templates are compared than those that are deployed,
// with the values in place of the imports, so that nothing else differs between them.
func (s *Step) follow(names map[string]bool, value func(name string) (string, bool)) {
	with := func(text func(name string) string) *template.Document {
		return template.NewDocument(s.Title(), s.released(s.Document.Root, func(name string) (string, bool) { return text(name), names[name] }))
	}
	was := with(func(name string) string { v, _ := value(name); return v })
	is := with(func(name string) string { return "the new value of " + name })
	parameters := valuesOf(s.Desired.Name, s.Parameters)
	report := change.Compare([]change.Stack{{Name: s.Title(), Document: was, Parameters: parameters}}, []change.Stack{{Name: s.Title(), Document: is, Parameters: parameters}})
	for _, r := range report.Resources {
		known := s.resource(r.ID)
		if known == nil {
			s.Report.Resources = append(s.Report.Resources, r)
			continue
		}
		known.Properties = append(known.Properties, r.Properties...)
		known.Because = append(known.Because, r.Because...)
		known.Interrupts = append(known.Interrupts, r.Interrupts...)
		known.Replacement, known.Old = worse(known.Replacement, r.Replacement), cmp.Or(known.Old, r.Old)
		known.Refused = cmp.Or(known.Refused, r.Refused)
	}
	for _, f := range report.Findings {
		if f.Class == change.DataLoss || f.Class == change.Other { // who may do what, and what holds, is a matter of the templates as they are
			s.Report.Add(change.Report{Findings: []change.Finding{f}})
		}
	}
	s.Report.Exports = append(s.Report.Exports, report.Exports...)
	slices.SortStableFunc(s.Report.Resources, func(a, b change.Resource) int { return strings.Compare(a.ID, b.ID) })
	s.Losses = s.foreseen()
}

// importers are the stacks that import an export now: those whose templates are known, and all others that CloudFormation knows of.
func (m *maker) importers(ctx context.Context, producer *Step, name string, e change.Export) ([]stack.Ref, error) {
	var found []stack.Ref
	add := func(stackName string) {
		ref := stack.Ref{Target: producer.Target, Name: stackName}
		if !slices.Contains(found, ref) {
			found = append(found, ref)
		}
	}
	for _, list := range [][]Step{m.plan.Steps, m.others} {
		for i := range list {
			if s := &list[i]; s.Target == producer.Target && slices.Contains(e.Importers, s.Title()) {
				add(s.Desired.Name)
			}
		}
	}
	names, err := m.places[producer.Target].Stacks.Importers(ctx, name)
	if err != nil {
		if ctx.Err() != nil {
			return nil, err
		}
		m.plan.Notes = append(m.plan.Notes, fmt.Sprintf("CloudFormation did not say who imports %s: %v", name, err))
	}
	for _, n := range names {
		add(n)
	}
	return found, nil
}

// outside refuses a change of an export that somebody imports who is not part of the run. Where the change is only possible, CloudFormation
// is left to refuse it.
func (m *maker) outside(producer *Step, e change.Export, name string, ref stack.Ref) {
	sure := e.Before != e.After
	if r := producer.resource(e.Through); r != nil && r.Replacement == change.WillReplace {
		sure = true
	}
	verb := "changes"
	if e.After == "" {
		verb = "goes"
	}
	if !sure {
		producer.note("export %s may change, and stack %s imports it, which is not part of this run: CloudFormation refuses it then", name, ref.Name)
		return
	}
	producer.block(ByImporter, fmt.Sprintf("export %s %s, and stack %s imports it, which is not part of this run", name, verb, ref.Name),
		"deploy that stack in the same run, or let it do without the export first")
}

// exported is the value that a stack of the target exports now.
func exported(steps []*Step, target stack.Target, name string) (string, bool) {
	for _, s := range steps {
		for _, o := range s.Live.Outputs {
			if s.Target == target && o.Export == name {
				return o.Value, true
			}
		}
	}
	return "", false
}

// realName puts in what is known of a stack before it is deployed.
func (s *Step) realName(phrase string) string {
	return strings.NewReplacer("${AWS::StackName}", s.Desired.Name, "${AWS::AccountId}", s.Account, "${AWS::Region}", s.Region, "${AWS::Partition}", s.Partition()).Replace(phrase)
}
