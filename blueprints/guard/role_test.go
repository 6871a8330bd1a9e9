package guard_test

import (
	"testing"

	"github.com/awslabs/goformation/v7/cloudformation/iam"
	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
)

func TestServiceRole(t *testing.T) {
	read := guard.Statement{Sid: "Read", Effect: "Allow", Action: []string{"s3:GetObject"}, Resource: []string{"arn:aws:s3:::b/*"}}
	account := map[string][]string{"aws:SourceAccount": {blueprints.AccountID}}
	for _, c := range []struct {
		role   guard.Role
		want   guard.Condition
		reason string
	}{
		{guard.Role{ID: "Copier", Service: "vpc-flow-logs", SourceArn: "arn:aws:s3:::b", From: "buckets.b"},
			guard.Condition{"StringEquals": account, "ArnLike": {"aws:SourceArn": {"arn:aws:s3:::b"}}},
			"a service that says for which resource it acts is held to it"},
		{guard.Role{ID: "Copier", Service: "vpc-flow-logs", From: "buckets.b"},
			guard.Condition{"StringEquals": account},
			"and to the account, where the resource is not known"},
		{guard.Role{ID: "Copier", Service: "s3", From: "buckets.b"},
			nil,
			"a service that does not say so would never meet the condition: replication would silently not happen"},
		{guard.Role{ID: "Copier", Service: "cognito-idp", ExternalID: "clinic-prod-auth", From: "buckets.b"},
			guard.Condition{"StringEquals": {"sts:ExternalId": {"clinic-prod-auth"}}},
			"a service that can be given a word to say is held to it"},
	} {
		s := blueprints.NewStack(&blueprints.Env{}, "b", "k", "n")
		r := guard.ServiceRole(s, c.role, read)
		if len(s.Resources) != 2 || s.Resources[0].ID != "CopierPolicy" || s.Resources[1] != r || r.ID != "Copier" {
			t.Fatalf("%s: resources %v", c.reason, s.Resources)
		}
		for _, added := range s.Resources {
			if added.SpecPath != "buckets.b" {
				t.Errorf("%s: %s comes from %q", c.reason, added.ID, added.SpecPath)
			}
		}
		role, policy := r.Properties.(*iam.Role), s.Resources[0].Properties.(*iam.ManagedPolicy)
		wantRole := &iam.Role{
			AssumeRolePolicyDocument: guard.Document(guard.Statement{
				Effect: "Allow", Principal: guard.Principals{Service: []string{c.role.Service + ".amazonaws.com"}}, Action: []string{"sts:AssumeRole"}, Condition: c.want,
			}),
			ManagedPolicyArns: []string{blueprints.Ref("CopierPolicy")},
		}
		if d := cmp.Diff([]any{wantRole.AssumeRolePolicyDocument, wantRole.ManagedPolicyArns}, []any{role.AssumeRolePolicyDocument, role.ManagedPolicyArns}); d != "" {
			t.Errorf("%s: role (-want +got):\n%s", c.reason, d)
		}
		if role.RoleName != nil || role.Policies != nil || policy.ManagedPolicyName != nil || policy.Roles != nil {
			t.Errorf("%s: names, inline policies and a policy that attaches itself are not wanted: %v, %v", c.reason, role, policy)
		}
		if d := cmp.Diff(guard.Document(read), policy.PolicyDocument); d != "" {
			t.Errorf("%s: policy (-want +got):\n%s", c.reason, d)
		}
	}
}

// TestRolesOfProductsAreBounded: a launch role makes no others.
func TestRolesOfProductsAreBounded(t *testing.T) {
	for name, s := range map[string]*blueprints.Stack{"published": {Product: true}, "launched many times": {Launched: true}, "deployed": {}} {
		role := guard.ServiceRole(s, guard.Role{ID: "Copier", Service: "s3"}).Properties.(*iam.Role)
		want := ""
		if name != "deployed" {
			want = blueprints.Ref("CopierPolicy")
		}
		got := ""
		if role.PermissionsBoundary != nil {
			got = *role.PermissionsBoundary
		}
		if got != want {
			t.Errorf("%s: the boundary is %q, want %q", name, got, want)
		}
	}
}
