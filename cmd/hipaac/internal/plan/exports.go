package plan

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
	"github.com/hipaac/hipaac/compiler/change"
	"github.com/hipaac/hipaac/compiler/emit"
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

// order is decided by exports; order only makes sure that needs point back.
func (m *maker) order() {
	for i := range m.plan.Steps {
		for _, n := range m.plan.Steps[i].Needs {
			if n >= i {
				panic("internal error: a step needs a later one")
			}
		}
	}
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

// interimOutput is an output that makes sure that CloudFormation sees a difference, since the values themselves stay.
const interimOutput = "HipaacInterim"

// interim makes the step in which a stack lets go of exports, and lets its own step wait for them. It is nil, and the stack's step blocked,
// where that cannot be done.
func (s *Step) interim(names map[string]bool, value func(name string) (string, bool)) *Step {
	s.Same, s.Update, s.Action = false, true, stack.Change
	sorted := slices.Sorted(func(yield func(string) bool) {
		for name := range names {
			if !yield(name) {
				return
			}
		}
	})
	list := strings.Join(sorted, ", ")
	s.Late = list + " changes first"
	live := parse(s.Title(), s.LiveTemplate)
	if live == nil || !s.Live.Status.Steady() {
		s.block(ByState, fmt.Sprintf("it imports %s, which changes, and is in no state to let go of it", list), "bring it to a state that can be deployed first")
		return nil
	}
	for _, v := range s.Live.Parameters {
		if v == hidden {
			s.block(ByState, fmt.Sprintf("it imports %s, which changes, and has a parameter whose value nobody can read", list), "deploy it without the import first")
			return nil
		}
	}
	left := len(names)
	root := s.released(live.Root, func(name string) (string, bool) {
		if !names[name] {
			return "", false
		}
		v, known := value(name)
		if known {
			left--
		}
		return v, known
	})
	text := emit.JSON(template.NewDocument(s.Title(), withOutput(root, list)))
	doc := parse(s.Title(), text)
	if left > 0 || doc == nil || len(imported(s, doc, names)) > 0 {
		s.block(ByState, fmt.Sprintf("it imports %s, which changes, in a way that cannot be replaced by its value", list), "deploy it without the import first")
		return nil
	}
	sum := sha256.Sum256(text)
	i := &Step{Desired: s.Desired, Interim: true, Live: s.Live, LiveTemplate: s.LiveTemplate, Action: stack.Change, Update: true}
	i.Template, i.Digest, i.Document = text, hex.EncodeToString(sum[:]), doc
	i.Parameters, i.Capabilities, i.After, i.Carries = s.Live.Parameters, s.Live.Capabilities, nil, nil
	i.Exports, i.Imports = doc.Links()
	i.note("it gets the current values of %s in place of imports, so that these can change", list)
	return i
}

// released is a template without some imports: the value stands where the function was.
func (s *Step) released(n *template.Node, value func(name string) (string, bool)) *template.Node {
	if function, argument := n.Intrinsic(); function == "Fn::ImportValue" {
		if name, fixed := s.fixed(argument); fixed {
			if v, known := value(name); known {
				return template.Text(v)
			}
		}
		return n
	}
	out := *n
	out.Items = make([]*template.Node, len(n.Items))
	for i, item := range n.Items {
		out.Items[i] = s.released(item, value)
	}
	return &out
}

// fixed is the name of an import that a template writes out, or makes of what is known of the stack.
func (s *Step) fixed(n *template.Node) (string, bool) {
	if n.Kind == template.String {
		return n.Text, true
	}
	if function, argument := n.Intrinsic(); function == "Fn::Sub" && argument.Kind == template.String {
		text := argument.Text
		for name, v := range s.Live.Parameters {
			text = strings.ReplaceAll(text, "${"+name+"}", v)
		}
		text = s.realName(text)
		return text, !strings.Contains(text, "${")
	}
	return "", false
}

// imported are those of the names that a template still imports.
func imported(s *Step, doc *template.Document, names map[string]bool) []string {
	_, imports := doc.Links()
	var found []string
	for _, name := range imports {
		if names[s.realName(name)] {
			found = append(found, name)
		}
	}
	return found
}

func withOutput(root *template.Node, value string) *template.Node {
	outputs := &template.Node{Kind: template.Map}
	if was := root.Get("Outputs"); was != nil {
		outputs.Keys, outputs.Items = slices.Clone(was.Keys), slices.Clone(was.Items)
	}
	output := &template.Node{Kind: template.Map}
	output.Set("Description", template.Text("Imports that are written out for the time of an update."))
	output.Set("Value", template.Text(value))
	outputs.Set(interimOutput, output)
	root.Set("Outputs", outputs)
	return root
}
