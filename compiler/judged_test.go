package compiler

import (
	"slices"
	"testing"

	"github.com/awslabs/goformation/v7/cloudformation/s3"
	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/compiler/controls"
	"github.com/hipaac/hipaac/compiler/diag"
	"github.com/hipaac/hipaac/compiler/emit"
	"github.com/hipaac/hipaac/compiler/load"
	"github.com/hipaac/hipaac/compiler/plan"
)

// TestUnwaivableFailureStays: a waiver excuses what may be waived, and nothing else of the same resource.
func TestUnwaivableFailureStays(t *testing.T) {
	const rest = ", resource: storage.Documents, reason: the reason is long enough, measure: the measure is long enough, owner: a@clinic.example, expires: \"2999-12-31\"}\n"
	specs, problems := load.Specs([]load.Source{{Name: "environments/dev.yaml", Text: []byte(carelessSpec +
		"waivers:\n  - {control: s3-versioning" + rest + "  - {control: s3-encrypted" + rest)}}, nil)
	if problems.Failed() {
		t.Fatal(problems)
	}
	s := plan.Stack{Stack: blueprints.NewStack(&blueprints.Env{System: "clinic", Name: "dev"}, "storage", "storage", "clinic-dev-storage")}
	s.Add("Documents", &s3.Bucket{}).From("buckets.documents")
	doc, err := emit.Document(s.Stack)
	if err != nil {
		t.Fatal(err)
	}
	verdicts := controls.Judge(doc)
	got := map[string]string{}
	for _, p := range atSpec(specs[0], &s, verdicts[0]) {
		if p.ID == "s3-versioning" || p.ID == "s3-encrypted" {
			got[p.ID] = p.Severity.String()
		}
	}
	if d := cmp.Diff(map[string]string{"s3-versioning": "note", "s3-encrypted": "error"}, got); d != "" {
		t.Errorf("findings (-want +got):\n%s", d)
	}
	for _, e := range evidence(specs[0], []plan.Stack{s}, verdicts) {
		if e.Control == "s3-versioning" && (len(e.Waived) != 1 || e.Failed != nil) || e.Control == "s3-encrypted" && (len(e.Failed) != 1 || e.Waived != nil) {
			t.Errorf("the evidence is %+v", e)
		}
	}
}

const carelessSpec = `hipaac: v1
system: clinic
environment: dev
tier: development
phi: false
account: "444455556666"
region: us-east-1
owner: platform@clinic.example
stacks:
  keys: {}
  storage: {buckets: {documents: {}}}
`

// TestCarelessBlueprint: should a blueprint ever emit something that a control refuses, the author of the spec is told at the line
// that asked for it, and the build fails.
func TestCarelessBlueprint(t *testing.T) {
	specs, problems := load.Specs([]load.Source{{Name: "environments/dev.yaml", Text: []byte(carelessSpec)}}, nil)
	if problems.Failed() {
		t.Fatal(problems)
	}
	env := &blueprints.Env{System: "clinic", Name: "dev", Tier: "development", Owner: "platform@clinic.example"}
	s := plan.Stack{Stack: blueprints.NewStack(env, "storage", "storage", "clinic-dev-storage")}
	public := "PublicRead"
	s.Add("Documents", &s3.Bucket{AccessControl: &public}).From("buckets.documents")
	doc, err := emit.Document(s.Stack)
	if err != nil {
		t.Fatal(err)
	}
	found := atSpec(specs[0], &s, controls.Judge(doc)[0])
	if !found.Failed() {
		t.Error("a public bucket must fail the build")
	}
	i := slices.IndexFunc(found, func(p diag.Diagnostic) bool { return p.Message == `bucket "Documents" has the ACL "PublicRead"` })
	if i < 0 {
		t.Fatalf("nobody says that the bucket is public: %v", found)
	}
	got := []string{found[i].Pos.String(), found[i].Path, found[i].Notes[len(found[i].Notes)-1].Message}
	want := []string{"environments/dev.yaml:11:23", "stacks.storage.buckets.documents",
		`resource storage.Documents, at Resources.Documents.Properties.AccessControl in the template of stack "storage"`}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("finding (-want +got):\n%s", d)
	}
}
