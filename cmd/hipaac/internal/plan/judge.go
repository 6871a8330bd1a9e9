package plan

import (
	"context"
	"fmt"
	"slices"
	"strings"

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
	m.order()
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
	report := change.Compare(old, new)
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

// Judge says what CloudFormation's change set adds to what the templates say of a step: data that is lost, and what it replaces,
// changes or removes although nobody foresaw it. Neither list holds what Step.Losses and Step.Report have already, unless
// CloudFormation's word is worse.
func Judge(step *Step, cs stack.ChangeSet) (losses []Loss, findings []change.Finding) {
	j := judgement{step: step}
	j.all("", cs.Changes)
	return j.losses, j.findings
}

// judgement collects what CloudFormation adds.
type judgement struct {
	step     *Step
	losses   []Loss
	findings []change.Finding
}

// all judges the changes of a stack, or of one that is nested in it: then the names begin with the nested stack's and a dot.
func (j *judgement) all(prefix string, changes []stack.ResourceChange) {
	for i := range changes {
		r := changes[i]
		r.LogicalID = prefix + r.LogicalID
		if r.Type == nestedType && r.Action == "Modify" && (r.Nested != "" || automatic(&r) && j.step.resource(r.LogicalID) == nil) {
			j.all(r.LogicalID+".", r.Below) // CloudFormation lists every nested stack, changed or not
			continue
		}
		j.one(&r)
	}
}

func (j *judgement) one(r *stack.ResourceChange) {
	s := j.step
	known := s.resource(r.LogicalID)
	told, wrong := s.verdict(r, known)
	if wrong != "" {
		j.findings = append(j.findings, change.Finding{Class: change.Other, Stack: s.Title(), Resource: r.LogicalID, Type: r.Type, Text: wrong})
	}
	if told == change.InPlace && r.Action != "Remove" || !change.HoldsData(r.Type, s.entry(r.LogicalID)) && r.Type != nestedType {
		return
	}
	fate := s.fate(r, known)
	loss := s.loss(r.LogicalID, r.Type, fate, lossText(r, told, fate))
	loss.PhysicalID = r.PhysicalID
	if s.foresaw(loss) {
		return
	}
	j.losses = append(j.losses, loss)
	j.findings = append(j.findings, change.Finding{Class: change.DataLoss, Stack: s.Title(), Resource: r.LogicalID, Type: r.Type, Text: loss.Text})
}

const nestedType = "AWS::CloudFormation::Stack"

// automatic reports whether CloudFormation itself, and nobody's template, is the only source of a change.
func automatic(r *stack.ResourceChange) bool {
	return len(r.Details) > 0 && !slices.ContainsFunc(r.Details, func(d stack.PropertyChange) bool { return d.Source != "Automatic" })
}

// verdict is whether CloudFormation replaces the resource, and what it says that the templates do not.
func (s *Step) verdict(r *stack.ResourceChange, known *change.Resource) (change.Replacement, string) {
	told := replacementOf(r)
	switch r.Action {
	case "Add", "Import", "SyncWithActual":
		if known == nil && r.Action != "SyncWithActual" {
			return change.InPlace, "CloudFormation adds it, although the templates do not differ in it"
		}
		return change.InPlace, ""
	case "Remove":
		if known == nil || known.Verb != change.Removed {
			return change.InPlace, "CloudFormation removes it, although the template has it"
		}
		return change.InPlace, ""
	}
	causes := because(r)
	switch {
	case r.Type == nestedType:
		return change.MayReplace, "its nested stack changes, and what that does is not seen here" + causes
	case known == nil && told == change.InPlace:
		return told, "CloudFormation changes it, although the templates do not differ in it" + causes
	case told == change.WillReplace && (known == nil || known.Replacement != change.WillReplace):
		return told, "CloudFormation replaces it" + causes
	case told == change.MayReplace && (known == nil || known.Replacement == change.InPlace):
		return told, "CloudFormation may replace it" + causes
	}
	return told, ""
}

// replacementOf counts as the worse what CloudFormation leaves open.
func replacementOf(r *stack.ResourceChange) change.Replacement {
	switch {
	case r.Replacement == "True" || strings.HasPrefix(r.Policy, "ReplaceAnd") && r.Replacement != "Conditional":
		return change.WillReplace
	case r.Replacement == "Conditional" || r.Action == "Dynamic" || r.Action == "Modify" && r.Replacement != "False":
		return change.MayReplace
	}
	return change.InPlace
}

// because names the properties that CloudFormation names, those that recreate the resource first.
func because(r *stack.ResourceChange) string {
	var first, rest []string
	for _, d := range r.Details {
		path := strings.ReplaceAll(strings.TrimPrefix(strings.TrimPrefix(d.Path, "/"), "Properties/"), "/", ".")
		if d.Cause != "" && d.Source != "DirectModification" {
			path += " through " + d.Cause
		}
		switch {
		case path == "" || slices.Contains(first, path) || slices.Contains(rest, path):
		case d.Recreation == "Always" || d.Recreation == "Conditionally":
			first = append(first, path)
		default:
			rest = append(rest, path)
		}
	}
	all := append(first, rest...)
	if len(all) == 0 {
		return ""
	}
	const most = 3
	if len(all) > most {
		all = append(all[:most:most], fmt.Sprintf("%d more", len(all)-most))
	}
	return ": " + strings.Join(all, ", ")
}

// fate is what becomes of what exists: by CloudFormation's word, or where it gives none by the templates.
func (s *Step) fate(r *stack.ResourceChange, known *change.Resource) change.Fate {
	switch r.Policy {
	case "Delete", "ReplaceAndDelete":
		return change.Deleted
	case "Retain", "ReplaceAndRetain":
		return change.Kept
	case "Snapshot", "ReplaceAndSnapshot":
		return change.Snapshotted
	}
	if known != nil && known.Old != "" {
		return known.Old
	}
	return change.Deleted
}

func lossText(r *stack.ResourceChange, told change.Replacement, fate change.Fate) string {
	text := "CloudFormation removes it"
	switch {
	case r.Action == "Remove":
	case told == change.WillReplace:
		text = "CloudFormation replaces it, and the new one starts empty"
	default:
		text = "CloudFormation may replace it, and then the new one starts empty"
	}
	switch fate {
	case change.Kept:
		return text + "; what exists stays in the account, where no stack knows it"
	case change.Snapshotted:
		return text + "; what exists is deleted after a last snapshot"
	}
	return text + "; what exists is deleted with its data"
}

// foresaw reports whether the step has the loss already, and with a fate that is no better than CloudFormation's.
func (s *Step) foresaw(l Loss) bool {
	return slices.ContainsFunc(s.Losses, func(k Loss) bool {
		return k.LogicalID == l.LogicalID && (k.Fate == l.Fate || k.Fate == change.Deleted || l.Fate == change.Kept)
	})
}

func (s *Step) resource(id string) *change.Resource {
	for i := range s.Report.Resources {
		if s.Report.Resources[i].ID == id {
			return &s.Report.Resources[i]
		}
	}
	return nil
}

// merge takes CloudFormation's word into the step.
func (s *Step) merge(cs stack.ChangeSet) {
	losses, findings := Judge(s, cs)
	for i := range cs.Changes {
		r := &cs.Changes[i]
		if r.Type == nestedType && automatic(r) {
			continue
		}
		if known := s.resource(r.LogicalID); known != nil {
			known.Replacement = worse(known.Replacement, replacementOf(r))
			if known.Verb == change.Changed && known.Replacement != change.InPlace && known.Old == "" {
				known.Old = s.fate(r, known)
			}
		} else {
			s.Report.Resources = append(s.Report.Resources, s.unforeseen(r))
		}
		for k := range s.Losses {
			if s.Losses[k].LogicalID == r.LogicalID {
				s.Losses[k].PhysicalID = r.PhysicalID
			}
		}
	}
	for _, l := range losses {
		s.Losses = slices.DeleteFunc(s.Losses, func(k Loss) bool { return k.LogicalID == l.LogicalID })
		s.Losses = append(s.Losses, l)
	}
	s.Report.Add(change.Report{Findings: findings})
	slices.SortStableFunc(s.Report.Resources, func(a, b change.Resource) int { return strings.Compare(a.ID, b.ID) })
	slices.SortStableFunc(s.Losses, func(a, b Loss) int { return strings.Compare(a.LogicalID, b.LogicalID) })
}

func worse(a, b change.Replacement) change.Replacement {
	for _, level := range []change.Replacement{change.WillReplace, change.MayReplace} {
		if a == level || b == level {
			return level
		}
	}
	return change.InPlace
}

// unforeseen is what CloudFormation alone says of a resource. Its values are shortened.
func (s *Step) unforeseen(r *stack.ResourceChange) change.Resource {
	out := change.Resource{Stack: s.Title(), ID: r.LogicalID, Type: r.Type, Verb: change.Changed, Replacement: replacementOf(r)}
	switch r.Action {
	case "Add", "Import":
		out.Verb, out.Replacement = change.Added, change.InPlace
	case "Remove":
		out.Verb, out.Replacement, out.Old = change.Removed, change.InPlace, s.fate(r, nil)
	default:
		if out.Replacement != change.InPlace {
			out.Old = s.fate(r, nil)
		}
		for _, d := range r.Details {
			path := strings.ReplaceAll(strings.TrimPrefix(d.Path, "/"), "/", ".")
			if path == "" {
				continue
			}
			p := change.Property{Path: path, Before: d.Before, After: d.After}
			if d.Dynamic {
				p.Through = d.Cause
			}
			out.Properties = append(out.Properties, p)
			if d.Recreation == "Always" || d.Recreation == "Conditionally" {
				out.Because = append(out.Because, path)
			}
		}
	}
	return out
}
