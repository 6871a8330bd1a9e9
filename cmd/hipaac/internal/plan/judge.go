package plan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
	"github.com/hipaac/hipaac/compiler/change"
)

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
