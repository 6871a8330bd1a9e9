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

// TestCarelessBlueprint: should a blueprint ever emit something that a control refuses, the author of the spec is told at the line
// that asked for it, and the build fails.
func TestCarelessBlueprint(t *testing.T) {
	specs, problems := load.Specs([]load.Source{{Name: "environments/dev.yaml", Text: []byte(`hipaac: v1
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
`)}})
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
