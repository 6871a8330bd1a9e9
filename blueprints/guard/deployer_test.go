package guard_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
)

// clinic is the stack that a deployer's rights stand in.
func clinic() *blueprints.Stack {
	env := &blueprints.Env{System: "clinic", Name: "prod", Region: "us-east-1", Account: "111122223333"}
	return blueprints.NewStack(env, "delivery", "delivery", "clinic-prod-delivery")
}

const limit = "arn:aws:iam::111122223333:policy/clinic-prod-limit"

// resolved puts the account into what a template leaves open.
func resolved(statements []guard.Statement) guard.Policy {
	open := strings.NewReplacer(blueprints.Partition, "aws", blueprints.Region, "us-east-1", blueprints.AccountID, "111122223333")
	each := func(texts []string) []string {
		all := make([]string, len(texts))
		for i, text := range texts {
			all[i] = open.Replace(text)
		}
		return all
	}
	closed := make([]guard.Statement, len(statements))
	for i, s := range statements {
		s.Principal, s.Resource = "*", each(s.Resource)
		when := guard.Condition{}
		for operator, keys := range s.Condition {
			when[operator] = map[string][]string{}
			for key, values := range keys {
				when[operator][key] = each(values)
			}
		}
		s.Condition = when
		closed[i] = s
	}
	return guard.Document(closed...)
}

// TestDeployerHasEveryRightAndNoOther: for each type that is in use, the actions of the statements are those that the type needs.
func TestDeployerHasEveryRightAndNoOther(t *testing.T) {
	d := guard.Deployer{Names: []string{"clinic-prod-"}}
	for kind := range typesInUse(t) {
		needed, _ := guard.RightsFor([]string{kind})
		want := slices.Clone(needed.Actions)
		if len(needed.Passes) > 0 {
			want = append(want, "iam:PassRole")
		}
		if len(needed.Links) > 0 {
			want = append(want, "iam:CreateServiceLinkedRole")
		}
		var got []string
		for _, s := range d.Statements(clinic(), needed) {
			got = append(got, s.Action...)
		}
		slices.Sort(want)
		slices.Sort(got)
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", kind, d)
		}
	}
}

// TestDeployerLimits asks a whole environment's deployer for what it has to do and for what would let it out of its limits.
func TestDeployerLimits(t *testing.T) {
	needed, _ := guard.RightsFor(slices.Sorted(maps.Keys(typesInUse(t))))
	d := guard.Deployer{Names: []string{"clinic-prod-"}, Boundaries: []string{limit}, Closed: []string{limit, "arn:aws:iam::111122223333:role/clinic-prod-delivery-*"}}
	d.Templates = "arn:aws:s3:::clinic-prod-artifacts-1/*"
	policy := resolved(d.Statements(clinic(), needed))
	here := func(more ...string) map[string]string {
		context := map[string]string{"aws:RequestedRegion": "us-east-1"}
		for i := 0; i < len(more); i += 2 {
			context[more[i]] = more[i+1]
		}
		return context
	}
	key, ours := "arn:aws:kms:us-east-1:111122223333:key/1", []string{"aws:ResourceTag/System", "clinic", "aws:ResourceTag/Environment", "prod"}
	role := "arn:aws:iam::111122223333:role/clinic-prod-network-FlowLogRole-1"
	for _, c := range []struct {
		action, resource string
		context          map[string]string
		want             bool
		reason           string
	}{
		{"ec2:CreateVpc", "*", here(), true, "what has no name is made in the region"},
		{"ec2:CreateVpc", "*", map[string]string{"aws:RequestedRegion": "eu-west-1"}, false, "and nowhere else"},
		{"s3:CreateBucket", "arn:aws:s3:::clinic-prod-storage-documents-1", here(), true, "a bucket of the environment"},
		{"s3:PutBucketPolicy", "arn:aws:s3:::billing-prod-storage-documents-1", here(), false, "not that of another system"},
		{"s3:GetObject", "arn:aws:s3:::billing-prod-storage-documents-1/record", here(), false, "nor what is in it"},
		{"s3:DeleteObject", "arn:aws:s3:::clinic-prod-storage-documents-1/record", here(), false, "whoever makes buckets deletes no records"},
		{"s3:GetObject", "arn:aws:s3:::clinic-prod-storage-documents-1/record", here(), false, "nor reads them"},
		{"s3:PutObject", "arn:aws:s3:::elasticbeanstalk-us-east-1-111122223333/resources/x", here(), true, "what a service lays out for itself"},
		{"s3:GetObject", "arn:aws:s3:::clinic-prod-artifacts-1/products/web/first.json", here(), true, "a template"},
		{"rds:DeleteDBInstance", "arn:aws:rds:us-east-1:111122223333:db:clinic-test-database", here(), false, "not the database of another environment"},
		{"rds:CreateDBInstance", "arn:aws:rds:us-east-1:111122223333:pg:default.postgres17", here(), true, "AWS's own parameters are named, too"},
		{"logs:PutRetentionPolicy", "arn:aws:logs:us-east-1:111122223333:log-group:/hipaac/clinic/prod/network/flow", here(), true, "a log group of the environment"},
		{"logs:DeleteLogGroup", "arn:aws:logs:us-east-1:111122223333:log-group:/hipaac/clinic/test/network/flow", here(), false, "and no other"},
		{"logs:CreateLogGroup", "arn:aws:logs:us-east-1:111122223333:log-group:/aws/rds/cluster/clinic-prod-database/postgresql", here(), true, "a name that a service insists on"},
		{"kms:CreateKey", "*", here(), true, "a new key has no tags"},
		{"kms:PutKeyPolicy", key, here(ours...), true, "a key of the environment"},
		{"kms:PutKeyPolicy", key, here(), false, "a key without its tags"},
		{"kms:Decrypt", key, here("aws:ResourceTag/System", "clinic", "aws:ResourceTag/Environment", "test"), false, "a key of another environment"},
		{"kms:CreateGrant", key, here(append(ours, "kms:GrantIsForAWSResource", "true")...), true, "a grant for a service"},
		{"kms:CreateGrant", key, here(append(ours, "kms:GrantIsForAWSResource", "false")...), false, "a grant for somebody"},
		{"iam:CreateRole", role, here("iam:PermissionsBoundary", limit), true, "a role that is bounded"},
		{"iam:CreateRole", role, here(), false, "a role that is not"},
		{"iam:AttachRolePolicy", role, here("iam:PermissionsBoundary", "arn:aws:iam::aws:policy/AdministratorAccess"), false, "a boundary that bounds nothing"},
		{"iam:CreateRole", "arn:aws:iam::111122223333:role/admin", here("iam:PermissionsBoundary", limit), false, "a role with another name"},
		{"iam:DeleteRolePermissionsBoundary", role, here(), false, "nobody unbinds"},
		{"iam:GetRole", "arn:aws:iam::111122223333:role/aws-service-role/x", here(), true, "reading is no escalation"},
		{"iam:CreatePolicyVersion", limit, here(), false, "the boundary itself"},
		{"iam:CreatePolicyVersion", "arn:aws:iam::111122223333:policy/clinic-prod-network-p", here(), true, "any other policy of the environment"},
		{"iam:UpdateAssumeRolePolicy", "arn:aws:iam::111122223333:role/clinic-prod-delivery-Role-1", here(), false, "its own role"},
		{"iam:PassRole", role, here("iam:PassedToService", "vpc-flow-logs.amazonaws.com"), true, "a role for flow logs"},
		{"iam:PassRole", role, here("iam:PassedToService", "glue.amazonaws.com"), false, "a service of which no resource is"},
		{"iam:PassRole", "arn:aws:iam::111122223333:role/admin", here("iam:PassedToService", "lambda.amazonaws.com"), false, "somebody else's role"},
		{"iam:CreateServiceLinkedRole", "arn:aws:iam::111122223333:role/aws-service-role/ecs.amazonaws.com/x", here("iam:AWSServiceName", "ecs.amazonaws.com"), true, "the role of a service in use"},
		{"iam:CreateServiceLinkedRole", "arn:aws:iam::111122223333:role/aws-service-role/x", here("iam:AWSServiceName", "sso.amazonaws.com"), false, "and of no other"},
		{"sts:AssumeRole", role, here(), false, "nobody else's rights"},
	} {
		allow, deny := judge(t, policy, request{principal: "arn:aws:iam::111122223333:role/r", action: c.action, resource: c.resource, context: c.context})
		if got := len(allow) > 0 && len(deny) == 0; got != c.want {
			t.Errorf("%s (%s on %s): allowed by %v, denied by %v", c.reason, c.action, c.resource, allow, deny)
		}
	}
}

// TestSplitPolicies: nothing is lost between policies, each has room, and no id stands twice.
func TestSplitPolicies(t *testing.T) {
	needed, _ := guard.RightsFor(slices.Sorted(maps.Keys(typesInUse(t))))
	statements := guard.Deployer{Names: []string{"clinic-prod-"}}.Statements(clinic(), needed)
	var want, got, ids []string
	for _, s := range statements {
		want = append(want, s.Action...)
	}
	policies := guard.SplitPolicies(statements)
	for i, policy := range policies {
		if size := guard.PolicySize(policy...); size > guard.MaxPolicySize {
			t.Errorf("policy %d has %d characters", i, size)
		}
		for _, s := range policy {
			got, ids = append(got, s.Action...), append(ids, s.Sid)
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("actions (-want +got):\n%s", d)
	}
	if slices.Sort(ids); len(slices.Compact(slices.Clone(ids))) != len(ids) {
		t.Errorf("ids are not unique: %v", ids)
	}
	if len(policies) > 10 {
		t.Errorf("%d policies: IAM attaches ten to a role", len(policies))
	}
	if got := guard.SplitPolicies(nil); got != nil {
		t.Errorf("no statements make %v", got)
	}
}
