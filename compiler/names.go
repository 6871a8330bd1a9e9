package compiler

import (
	"fmt"

	"github.com/hipaac/hipaac/compiler/diag"
	"github.com/hipaac/hipaac/compiler/emit"
	"github.com/hipaac/hipaac/compiler/load"
	"github.com/hipaac/hipaac/compiler/plan"
	"github.com/hipaac/hipaac/compiler/template"
)

// nameProperties are the properties that give a resource a name of its own, which must be unique in an account and region (a
// bucket's in the world). Types that are not listed are named by CloudFormation and cannot collide.
var nameProperties = map[string]string{
	"AWS::IAM::Group":           "GroupName",
	"AWS::IAM::InstanceProfile": "InstanceProfileName",
	"AWS::IAM::ManagedPolicy":   "ManagedPolicyName",
	"AWS::IAM::Role":            "RoleName",
	"AWS::IAM::User":            "UserName",
	"AWS::KMS::Alias":           "AliasName",
	"AWS::Lambda::Function":     "FunctionName",
	"AWS::Logs::LogGroup":       "LogGroupName",
	"AWS::S3::Bucket":           "BucketName",
}

// physicalName is the node that names a resource in the account, or nil where CloudFormation chooses.
func physicalName(r *template.Resource) *template.Node {
	property, named := nameProperties[r.Type]
	if !named {
		return nil
	}
	return r.Property(property)
}

// collisions finds two resources of an environment that would have one name. Names start with system and environment, so
// environments cannot collide with each other; two stacks of one environment can, when both hold a bucket "documents".
func collisions(spec *load.Spec, stacks []plan.Stack, templates []emit.Template) diag.List {
	type place struct{ key, id string }
	seen := map[string]place{}
	var problems diag.List
	for i, t := range templates {
		for _, r := range t.Document.Resources {
			node := physicalName(r)
			if node == nil {
				continue
			}
			name := r.Type + " " + string(emit.JSON(&template.Document{Root: node}))
			first, taken := seen[name]
			if !taken {
				seen[name] = place{stacks[i].Key, r.ID}
				continue
			}
			path := specPath(&stacks[i], r.ID)
			problems = append(problems, diag.Diagnostic{
				Severity: diag.Error, ID: "name-collision", Path: path, Pos: spec.KeyPosition(path),
				Message: fmt.Sprintf("%s of stack %q would have the same name as %s of stack %q", r.ID, stacks[i].Key, first.id, first.key),
				Hint:    "give one of them another name",
			})
		}
	}
	return problems
}
