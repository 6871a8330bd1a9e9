package compare

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/compiler"
	"github.com/hipaac/hipaac/compiler/change"
)

func tree(files map[string]string) []compiler.File {
	var list []compiler.File
	for name, text := range files {
		list = append(list, compiler.File{Path: name, Text: []byte(text)})
	}
	return list
}

const oldTemplate = `Description: one
Resources:
  Bucket:
    Type: AWS::S3::Bucket
    DeletionPolicy: Retain
    Properties:
      BucketName: a
      Tags: [{Key: k, Value: v}, {Key: l, Value: w}]
  Gone:
    Type: AWS::SNS::Topic
  Same:
    Type: AWS::SNS::Topic
Outputs:
  Arn: {Value: !GetAtt Bucket.Arn}
`

const newTemplate = `# A comment is no difference of a resource.
Description: two
Resources:
  New:
    Type: AWS::SQS::Queue
    Properties: {QueueName: q}
  Bucket:
    Type: AWS::S3::Bucket
    DeletionPolicy: Delete
    Properties:
      BucketName: !Sub "${AWS::StackName}-a"
      Tags: [{Key: k, Value: v}, {Key: l, Value: x}]
      VersioningConfiguration: {Status: Enabled}
  Same: {Type: AWS::SNS::Topic}
Outputs:
  Arn: {Value: !GetAtt Bucket.Arn}
`

func TestTrees(t *testing.T) {
	old := tree(map[string]string{
		"prod/a.template.yaml": oldTemplate,
		"prod/manifest.json":   `{"sources": {"a.Gone": {"path": "stacks.a", "place": "environments/prod.yaml:7:3"}}}`,
		"prod/b.template.yaml": "Resources: {}\n",
		"gone/manifest.json":   "{}",
	})
	new := tree(map[string]string{
		"prod/a.template.yaml": newTemplate,
		"prod/manifest.json":   `{"sources": {"a.New": {"path": "stacks.a.queues", "place": "environments/prod.yaml:9:3"}}}`,
		"prod/b.template.yaml": "Resources: {}\n",
		"prod/c.template.yaml": "Resources: [not, a, map]\n",
	})
	got := Trees(Tree{Name: "golden", Files: old}, Tree{Name: "compiled", Files: new})

	type file struct {
		Path string
		Verb change.Verb
	}
	var files []file
	for _, f := range got.Files {
		files = append(files, file{f.Path, f.Verb})
	}
	wantFiles := []file{{"gone/manifest.json", change.Removed}, {"prod/a.template.yaml", change.Changed}, {"prod/c.template.yaml", change.Added}, {"prod/manifest.json", change.Changed}}
	if diff := cmp.Diff(wantFiles, files); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
	const a = "prod/a.template.yaml"
	wantEntries := []Entry{
		{File: a, Verb: change.Changed, Name: "Description", Values: []change.Property{{Before: `"one"`, After: `"two"`}}},
	}
	if diff := cmp.Diff(wantEntries, got.Entries); diff != "" {
		t.Errorf("entries (-want +got):\n%s", diff)
	}
	at := func(id, kind string, verb change.Verb, from string) Resource {
		return Resource{change.Resource{Stack: "prod/a", ID: id, Type: kind, Verb: verb}, from}
	}
	bucket := at("Bucket", "AWS::S3::Bucket", change.Changed, "")
	bucket.Replacement, bucket.Because, bucket.Old = change.WillReplace, []string{"Properties.BucketName"}, change.Deleted
	bucket.Properties = []change.Property{
		{Path: "DeletionPolicy", Before: `"Retain"`, After: `"Delete"`},
		{Path: "Properties.BucketName", Before: `"a"`, After: `!Sub "${AWS::StackName}-a"`},
		{Path: "Properties.Tags[l].Value", Before: `"w"`, After: `"x"`},
		{Path: "Properties.VersioningConfiguration", After: `{Status: "Enabled"}`},
	}
	wantResources := []Resource{
		bucket,
		at("Gone", "AWS::SNS::Topic", change.Removed, "environments/prod.yaml:7:3 (stacks.a)"),
		at("New", "AWS::SQS::Queue", change.Added, "environments/prod.yaml:9:3 (stacks.a.queues)"),
	}
	wantResources[1].Old = change.Deleted
	if diff := cmp.Diff(wantResources, got.Resources); diff != "" {
		t.Errorf("resources (-want +got):\n%s", diff)
	}
	if worst, _ := got.Worst(); worst != change.DataLoss {
		t.Errorf("the worst is %q: %+v", worst, got.Findings)
	}
	if text := got.Files[1].Text; !strings.HasPrefix(text, "diff golden/"+a+" compiled/"+a+"\n--- golden/"+a+"\n+++ compiled/"+a+"\n@@ ") {
		t.Errorf("the unified form starts with %q", text[:min(len(text), 120)])
	}
}

// Files that no longer are what they were once, as after a merge, are compared as text.
func TestDamagedFiles(t *testing.T) {
	old := tree(map[string]string{"p/a.template.yaml": "<<<<<<< HEAD\n\t\x00", "p/manifest.json": "<<<<<<< HEAD\n"})
	new := tree(map[string]string{"p/a.template.yaml": "Resources: {A: {Type: T}}\n", "p/manifest.json": "{}\n"})
	got := Trees(Tree{Name: "golden", Files: old}, Tree{Name: "compiled", Files: new})
	if len(got.Files) != 2 || len(got.Resources) != 1 || got.Resources[0].Verb != change.Added {
		t.Errorf("got %+v", got)
	}
}
