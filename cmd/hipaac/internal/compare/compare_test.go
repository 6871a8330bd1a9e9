package compare

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/compiler"
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
	got := Trees("golden", old, "compiled", new)

	type file struct {
		Path string
		Verb Verb
	}
	var files []file
	for _, f := range got.Files {
		files = append(files, file{f.Path, f.Verb})
	}
	wantFiles := []file{{"gone/manifest.json", Removed}, {"prod/a.template.yaml", Changed}, {"prod/c.template.yaml", Added}, {"prod/manifest.json", Changed}}
	if diff := cmp.Diff(wantFiles, files); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
	const a = "prod/a.template.yaml"
	wantEntries := []Entry{
		{File: a, Verb: Changed, Name: "Description", Values: []Value{{Path: "", Old: `"one"`, New: `"two"`}}},
		{File: a, Verb: Added, Name: "New", Type: "AWS::SQS::Queue", From: "environments/prod.yaml:9:3 (stacks.a.queues)"},
		{File: a, Verb: Changed, Name: "Bucket", Type: "AWS::S3::Bucket", Values: []Value{
			{Path: "DeletionPolicy", Old: `"Retain"`, New: `"Delete"`},
			{Path: "BucketName", Old: `"a"`, New: `{Fn::Sub: "${AWS::StackName}-a"}`},
			{Path: "Tags.1.Value", Old: `"w"`, New: `"x"`},
			{Path: "VersioningConfiguration", New: `{Status: "Enabled"}`},
		}},
		{File: a, Verb: Removed, Name: "Gone", Type: "AWS::SNS::Topic", From: "environments/prod.yaml:7:3 (stacks.a)"},
		{File: "prod/c.template.yaml", Verb: Added, Name: "Resources", Values: []Value{{New: `["not", "a", "map"]`}}},
	}
	if diff := cmp.Diff(wantEntries, got.Entries); diff != "" {
		t.Errorf("entries (-want +got):\n%s", diff)
	}
	if text := got.Files[1].Text; !strings.HasPrefix(text, "diff golden/"+a+" compiled/"+a+"\n--- golden/"+a+"\n+++ compiled/"+a+"\n@@ ") {
		t.Errorf("the unified form starts with %q", text[:min(len(text), 120)])
	}
}

func TestValues(t *testing.T) {
	tests := []struct {
		reason, old, new string
		want             []Value
	}{
		{"the same", "{P: {a: 1}}", "{P: {a: 1}}", nil},
		{"a value that is taken away", "{a: 1, b: 2}", "{a: 1}", []Value{{Path: "b", Old: "2"}}},
		{"another kind of value", "{a: 1}", "{a: '1'}", []Value{{Path: "a", Old: "1", New: `"1"`}}},
		{"a list that grew differs as a whole", "{a: [1]}", "{a: [0, 1]}", []Value{{Path: "a", Old: "[1]", New: "[0, 1]"}}},
		{"intrinsic functions are values", "{a: {Ref: B}}", "{a: {Ref: C}}", []Value{{Path: "a", Old: `{Ref: "B"}`, New: `{Ref: "C"}`}}},
		{"another order of the same entries", "{a: {b: 1, c: 2}}", "{a: {c: 2, b: 1}}", []Value{{Path: "a", Old: "{b: 1, c: 2}", New: "{c: 2, b: 1}"}}},
		{"nothing is a value", "{a: ~}", "{a: true}", []Value{{Path: "a", Old: "null", New: "true"}}},
	}
	for _, test := range tests {
		got := values("", root("x", []byte(test.old)), root("x", []byte(test.new)))
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.reason, diff)
		}
	}
}

// Files that no longer are what they were once, as after a merge, are compared as text.
func TestDamagedFiles(t *testing.T) {
	old := tree(map[string]string{"p/a.template.yaml": "<<<<<<< HEAD\n\t\x00", "p/manifest.json": "<<<<<<< HEAD\n"})
	new := tree(map[string]string{"p/a.template.yaml": "Resources: {A: {Type: T}}\n", "p/manifest.json": "{}\n"})
	got := Trees("golden", old, "compiled", new)
	if len(got.Files) != 2 || len(got.Entries) != 1 || got.Entries[0].Verb != Added {
		t.Errorf("got %+v", got)
	}
}
