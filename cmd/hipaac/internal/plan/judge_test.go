package plan

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
	"github.com/hipaac/hipaac/compiler"
	"github.com/hipaac/hipaac/compiler/change"
)

// stepOf is a step of one stack, as the templates alone judge it.
func stepOf(t *testing.T, live, desired string) *Step {
	t.Helper()
	target := stack.Target{Account: "444455556666", Region: "us-east-1"}
	doc := parse("desired", []byte(desired))
	if doc == nil {
		t.Fatal("no template")
	}
	m := &maker{plan: &Plan{}}
	m.plan.Steps = []Step{{Desired: stack.Desired{Ref: stack.Ref{Target: target, Name: "clinic-test-data"}, Environment: "test", Key: "data", Template: []byte(desired), Document: doc}}}
	if live != "" {
		m.plan.Steps[0].LiveTemplate = []byte(live)
	}
	m.compare(target)
	return &m.plan.Steps[0]
}

const (
	stored = `{"Resources":{"Db":{"Type":"AWS::RDS::DBInstance","DeletionPolicy":"Snapshot","UpdateReplacePolicy":"Snapshot","Properties":{"Engine":"postgres","AllocatedStorage":"20"}},"Rule":{"Type":"AWS::Events::Rule","Properties":{"ScheduleExpression":"rate(1 day)"}}}}`
	larger = `{"Resources":{"Db":{"Type":"AWS::RDS::DBInstance","DeletionPolicy":"Snapshot","UpdateReplacePolicy":"Snapshot","Properties":{"Engine":"postgres","AllocatedStorage":"40"}},"Rule":{"Type":"AWS::Events::Rule","Properties":{"ScheduleExpression":"rate(1 day)"}}}}`
	member = `{"Resources":{"Db":{"Type":"AWS::RDS::DBInstance","Properties":{"DBClusterIdentifier":"c","DBInstanceClass":"db.t4g.medium"}}}}`
	bare   = `{"Resources":{"Rule":{"Type":"AWS::Events::Rule","Properties":{"ScheduleExpression":"rate(1 day)"}}}}`
)

// CloudFormation may know more than the templates: then its word counts. Where it knows less, theirs does.
func TestJudge(t *testing.T) {
	db := func(action, replacement, policy string) stack.ResourceChange {
		return stack.ResourceChange{Action: action, LogicalID: "Db", PhysicalID: "db-1", Type: "AWS::RDS::DBInstance", Replacement: replacement, Policy: policy}
	}
	for name, test := range map[string]struct {
		live, desired string
		change        stack.ResourceChange
		wantFate      change.Fate // "" for no loss beyond what the templates say
		wantFound     int
	}{
		"in place, as the templates say":                {stored, larger, db("Modify", "False", ""), "", 0},
		"replaced, against the templates":               {stored, larger, db("Modify", "True", "ReplaceAndDelete"), change.Deleted, 2},
		"replaced, and the old one stays":               {stored, larger, db("Modify", "True", "ReplaceAndRetain"), change.Kept, 2},
		"only the policy says that it is replaced":      {stored, larger, db("Modify", "", "ReplaceAndSnapshot"), change.Snapshotted, 2},
		"may be replaced":                               {stored, larger, db("Modify", "Conditional", ""), change.Deleted, 2},
		"CloudFormation does not say":                   {stored, larger, db("Modify", "", ""), change.Deleted, 2},
		"cannot be told before":                         {stored, larger, db("Dynamic", "", ""), change.Deleted, 2},
		"removed, as the templates say":                 {stored, bare, db("Remove", "", "Snapshot"), "", 0},
		"removed, and worse than the templates say":     {stored, bare, db("Remove", "", "Delete"), change.Deleted, 1},
		"removed, against the templates":                {stored, larger, db("Remove", "", "Delete"), change.Deleted, 2},
		"a member of a cluster holds nothing":           {member, bare, db("Remove", "", "Delete"), "", 0},
		"added, as the templates say":                   {bare, stored, db("Add", "", ""), "", 0},
		"bookkeeping":                                   {stored, larger, db("SyncWithActual", "", ""), "", 0},
		"something else is replaced":                    {stored, larger, stack.ResourceChange{Action: "Modify", LogicalID: "Rule", Type: "AWS::Events::Rule", Replacement: "True"}, "", 1},
		"something else changes for no reason":          {stored, larger, stack.ResourceChange{Action: "Modify", LogicalID: "Rule", Type: "AWS::Events::Rule", Replacement: "False"}, "", 1},
		"a nested stack that only CloudFormation lists": {stored, larger, nestedChange("Automatic"), "", 0},
		"a nested stack that nobody can see into":       {stored, larger, nestedChange("DirectModification"), change.Deleted, 2},
		"a nested stack without changes":                {stored, larger, below(nestedChange("Automatic")), "", 0},
		"a nested stack that loses a database":          {stored, larger, below(nestedChange("Automatic"), db("Remove", "", "Delete")), change.Deleted, 2},
	} {
		t.Run(name, func(t *testing.T) {
			losses, findings := Judge(stepOf(t, test.live, test.desired), stack.ChangeSet{Changes: []stack.ResourceChange{test.change}})
			if len(findings) != test.wantFound {
				t.Errorf("findings: %+v", findings)
			}
			switch {
			case test.wantFate == "" && len(losses) > 0, test.wantFate != "" && (len(losses) != 1 || losses[0].Fate != test.wantFate):
				t.Errorf("losses: %+v, want one that is %q", losses, test.wantFate)
			}
		})
	}
}

func nestedChange(source string) stack.ResourceChange {
	return stack.ResourceChange{Action: "Modify", LogicalID: "Child", Type: nestedType, Replacement: "False", Details: []stack.PropertyChange{{Source: source, Path: "/Properties/TemplateURL"}}}
}

func below(r stack.ResourceChange, changes ...stack.ResourceChange) stack.ResourceChange {
	r.Nested, r.Below = "arn", changes
	return r
}

// What both judges say becomes one: the worse replacement, one loss, the physical id that CloudFormation knows.
func TestMerge(t *testing.T) {
	s := stepOf(t, stored, larger)
	s.merge(stack.ChangeSet{Changes: []stack.ResourceChange{{Action: "Modify", LogicalID: "Db", PhysicalID: "db-1", Type: "AWS::RDS::DBInstance", Replacement: "True", Policy: "ReplaceAndDelete",
		Details: []stack.PropertyChange{{Path: "/Properties/AllocatedStorage", Recreation: "Always", Before: "20", After: "40"}}}}})
	want := []Loss{{Ref: s.Ref, Stack: "test/data", LogicalID: "Db", PhysicalID: "db-1", Type: "AWS::RDS::DBInstance", Fate: change.Deleted,
		Text: "CloudFormation replaces it, and the new one starts empty; what exists is deleted with its data"}}
	if diff := cmp.Diff(want, s.Losses); diff != "" {
		t.Errorf("losses (-want +got):\n%s", diff)
	}
	if r := s.resource("Db"); r.Replacement != change.WillReplace || r.Old != change.Deleted || len(r.Properties) != 1 {
		t.Errorf("resource: %+v", r)
	}
	if s.Report.Findings[0].Class != change.DataLoss {
		t.Errorf("the loss does not come first: %+v", s.Report.Findings)
	}
	if name := s.Losses[0].Name(); name != "test/data.Db" {
		t.Errorf("consent is to %s", name)
	}
}

func TestSameTemplate(t *testing.T) {
	for name, test := range map[string]struct {
		live, desired string
		same          bool
	}{
		"the same bytes":     {stored, stored, true},
		"YAML":               {"Resources:\n  Rule:\n    Properties: {ScheduleExpression: rate(1 day)}\n    Type: AWS::Events::Rule\n", bare, true},
		"short functions":    {"Resources: {A: {Type: T, Properties: {X: !Ref B}}}", `{"Resources":{"A":{"Type":"T","Properties":{"X":{"Ref":"B"}}}}}`, true},
		"another value":      {stored, larger, false},
		"another output":     {bare, bare[:len(bare)-1] + `,"Outputs":{"A":{"Value":"1"}}}`, false},
		"no template at all": {"nothing", bare, false},
	} {
		if got := stack.SameTemplate([]byte(test.live), []byte(test.desired)); got != test.same {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// The detail of a failed change set names the resource, the place in the template and the line of the spec.
func TestFailure(t *testing.T) {
	s := stepOf(t, "", stored)
	s.Sources = map[string]compiler.Origin{"Db": {Path: "stacks.data", Place: "environments/test.yaml:9:3"}}
	f := stack.Failure{Kind: "VALIDATION_ERROR", Type: "AWS::RDS::DBInstance", Path: "/Resources/Db/Properties/Engine", Name: "PROPERTY_VALIDATION", Reason: "no such engine"}
	want := "Db AWS::RDS::DBInstance at /Resources/Db/Properties/Engine: no such engine [PROPERTY_VALIDATION], from environments/test.yaml:9:3 (stacks.data)"
	if got := s.failure(f); got != want {
		t.Errorf("got %q", got)
	}
}
