package destroy

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/plan"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
	"github.com/hipaac/hipaac/compiler/change"
	"github.com/hipaac/hipaac/compiler/cost"
	"github.com/hipaac/hipaac/compiler/template"
)

const (
	nestedType   = "AWS::CloudFormation::Stack"
	stackSetType = "AWS::CloudFormation::StackSet"
)

// deepest is how many stacks may be nested in each other before the plan gives up on them.
const deepest = 8

// inspect reads what a stack is made of and says what becomes of each resource.
func (s *Step) inspect(ctx context.Context, place Place) error {
	text, err := place.Stacks.Template(ctx, s.Live.ID)
	if err != nil {
		return err
	}
	doc, problems := template.Parse("live", text)
	if doc == nil || problems.Failed() { // what two readers read differently promises nothing: all of it counts as deleted
		doc = &template.Document{Root: &template.Node{Kind: template.Map}}
	}
	if !s.Made(doc) {
		s.block(plan.ByState, "it was not made from this spec, by what its template says", "find out whose it is; whoever made it deletes it")
	}
	s.document = doc
	return s.look(ctx, place, doc, s.Live.ID, "", deepest)
}

// look goes through the resources of a stack, and of those nested in it. The account says what is there, the template what becomes of it.
// What the account has and the template does not is taken for deleted.
func (s *Step) look(ctx context.Context, place Place, doc *template.Document, id, path string, deep int) error {
	there, err := place.Stacks.Resources(ctx, id)
	if err != nil {
		return err
	}
	byID := map[string]stack.Resource{}
	for _, r := range there {
		byID[r.LogicalID] = r
	}
	if s.unmade {
		unmake(doc)
	}
	judged := judge(doc)
	var kept []*template.Resource
	for _, name := range order(doc, there) {
		r, found := byID[name]
		if !found || r.Status == "DELETE_COMPLETE" || r.PhysicalID == "" && r.Status == "CREATE_FAILED" {
			continue
		}
		if r.Type == nestedType && strings.HasPrefix(r.PhysicalID, "arn:") && deep > 0 && judged[name].fate != change.Kept {
			if err := s.below(ctx, place, r, path, deep); err != nil {
				return err
			}
		}
		entry := doc.Resource(name)
		item := s.item(doc, path, r, entry, judged[name])
		if entry != nil {
			if err := item.confirm(ctx, place.Inventory, entry); err != nil {
				return err
			}
		}
		if item.Fate == change.Kept && entry != nil {
			kept = append(kept, entry)
		}
		s.Items = append(s.Items, item)
	}
	s.charge(cost.Idle(&template.Document{File: doc.File, Root: doc.Root, Resources: kept}))
	return nil
}

func (s *Step) below(ctx context.Context, place Place, r stack.Resource, path string, deep int) error {
	text, err := place.Stacks.Template(ctx, r.PhysicalID)
	if err != nil {
		return err
	}
	doc, problems := template.Parse("nested", text)
	if doc == nil || problems.Failed() {
		doc = &template.Document{Root: &template.Node{Kind: template.Map}}
	}
	return s.look(ctx, place, doc, r.PhysicalID, path+r.LogicalID+".", deep-1)
}

// unmake lets the policies say what they mean when the creation of a stack is taken back. Source: CloudFormation template reference,
// DeletionPolicy, as of 2026-11.
func unmake(doc *template.Document) {
	for _, r := range doc.Resources {
		if policy := r.Attribute("DeletionPolicy"); policy != nil && policy.Text == "RetainExceptOnCreate" {
			r.Node.Set("DeletionPolicy", template.Text("Delete"))
		}
	}
}

// fate is what a template says of a resource that leaves the stack.
type fate struct {
	fate change.Fate
	text string
	loss bool
}

// judge lets compiler/change say what it means that a stack goes.
func judge(doc *template.Document) map[string]fate {
	judged := map[string]fate{}
	report := change.Compare([]change.Stack{{Name: "stack", Document: doc}}, nil)
	for _, r := range report.Resources {
		judged[r.ID] = fate{fate: r.Old}
	}
	for _, f := range report.Of(change.DataLoss) {
		j := judged[f.Resource]
		j.text, j.loss = f.Text, j.fate != change.Kept
		judged[f.Resource] = j
	}
	return judged
}

// item puts together what the account, the template and AWS's rules say of one resource.
func (s *Step) item(doc *template.Document, path string, r stack.Resource, entry *template.Resource, j fate) Item {
	item := Item{ID: path + r.LogicalID, PhysicalID: r.PhysicalID, Type: r.Type, Fate: j.fate, Text: j.text}
	switch {
	case r.Status == "DELETE_SKIPPED":
		item.Fate, item.Text, j.loss = change.Kept, "an earlier operation left it in the account", false
	case entry == nil:
		item.Fate, j.loss = change.Deleted, change.Holds(r.Type)
		if j.loss {
			item.Text = "the template does not have it, so that nobody can say that it is kept"
		}
	case r.Type == stackSetType && item.Fate == change.Deleted:
		item.Text, j.loss = "the stacks that it made in other accounts are deleted, and what they hold unless their template keeps it", true
	}
	if entry != nil {
		item.Lock = lock(doc, entry, item.Fate)
		item.Command = command(entry, r.PhysicalID, item.Lock, item.Fate)
		item.Text = strings.Join(slices.DeleteFunc([]string{item.Text, aftermath(entry, r.PhysicalID, item.Fate)}, func(t string) bool { return t == "" }), "; ")
	}
	if item.Fate != change.Deleted {
		item.Costs = cost.ByUse(r.Type)
	}
	if item.Fate == change.Snapshotted {
		item.Costs = "gigabytes of the snapshot"
	}
	if j.loss {
		s.Losses = append(s.Losses, plan.Loss{Ref: s.Ref, Stack: s.Title(), LogicalID: item.ID, PhysicalID: r.PhysicalID, Type: r.Type, Fate: item.Fate, Text: item.Text})
	}
	return item
}

// aftermath is what can still be done about a deletion, or has to be.
func aftermath(r *template.Resource, id string, f change.Fate) string {
	if r.Type != "AWS::KMS::Key" || f != change.Deleted {
		return ""
	}
	days := "30"
	if n := r.Property("PendingWindowInDays"); n != nil && n.Text != "" {
		days = n.Text
	}
	return fmt.Sprintf("for %s days it waits, costs nothing, and can be taken back: aws kms cancel-key-deletion --key-id %s", days, id)
}

// charge adds what a part of the stack costs.
func (s *Step) charge(e cost.Estimate) {
	for _, line := range e.Lines {
		i := slices.IndexFunc(s.Costs.Lines, func(l cost.Line) bool { return l.What == line.What })
		if i < 0 {
			s.Costs.Lines = append(s.Costs.Lines, line)
			continue
		}
		s.Costs.Lines[i].Count += line.Count
		s.Costs.Lines[i].Month += line.Month
	}
	s.Costs.Unpriced = append(s.Costs.Unpriced, e.Unpriced...)
}
