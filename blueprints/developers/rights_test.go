package developers

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/awslabs/goformation/v7/cloudformation/iam"
	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/compiler/emit/emittest"
	"github.com/hipaac/hipaac/schema"
)

// call is a request as IAM judges it. A key that is missing from the context is not in the request.
type call struct {
	action, resource string
	context          map[string]string
}

// decision is what a policy says of a call: "allowed", "denied" by the statement, or "" where it says nothing, which denies, too.
func decision(t *testing.T, p guard.Policy, c call) string {
	t.Helper()
	said := ""
	for _, s := range p.Statement {
		if !speaksOf(s, c.action) || !emittest.MatchesAny(s.Resource, c.resource) || !holds(t, s.Condition, c.context) {
			continue
		}
		if s.Effect == "Deny" {
			return "denied by " + s.Sid
		}
		said = "allowed"
	}
	return said
}

func speaksOf(s guard.Statement, action string) bool {
	if len(s.NotAction) > 0 {
		return !emittest.MatchesAny(s.NotAction, action)
	}
	return emittest.MatchesAny(s.Action, action)
}

// holds is IAM's evaluation of a condition block, for the operators that the policy has.
func holds(t *testing.T, c guard.Condition, context map[string]string) bool {
	for operator, keys := range c {
		for key, values := range keys {
			got, present := context[key]
			var ok bool
			switch operator {
			case "StringEquals":
				ok = present && slices.Contains(values, got)
			case "StringEqualsIfExists", "BoolIfExists":
				ok = !present || slices.Contains(values, got)
			case "Null":
				ok = (values[0] == "true") == !present
			default:
				t.Fatalf("the test does not know the operator %s", operator)
			}
			if !ok {
				return false
			}
		}
	}
	return true
}

func policyOf(s *blueprints.Stack) guard.Policy {
	return s.Resources[0].Properties.(*iam.ManagedPolicy).PolicyDocument.(guard.Policy)
}

var (
	repo      = blueprints.OwnArn("codecommit", "clinic-prod-repository")
	otherRepo = blueprints.OwnArn("codecommit", "clinic-prod-platform")
	product   = blueprints.OwnArn("catalog", "product/prod-0a1b")
	keyArn    = blueprints.OwnArn("kms", "key/0a1b")
	user      = "arn:" + blueprints.Partition + ":iam::" + blueprints.AccountID + ":user/"
)

// TestWhatDevelopersMay judges calls of a developer with a second factor, as IAM does.
func TestWhatDevelopersMay(t *testing.T) {
	env := environment("prod", "production", "us-east-1")
	policy := policyOf(built(env, &schema.Developers{}, everything, code(env, "repository", "main,release/2")))
	onBranch := func(name string) map[string]string {
		return map[string]string{"codecommit:References": "refs/heads/" + name}
	}
	own, theirs := map[string]string{"servicecatalog:userLevel": "self"}, map[string]string{}
	through := func(service, environment string) map[string]string {
		return map[string]string{
			"kms:ViaService":         service + "." + blueprints.Region + ".amazonaws.com",
			"aws:ResourceTag/System": "clinic", "aws:ResourceTag/Environment": environment,
		}
	}
	logs := func(group string) string {
		return blueprints.OwnArn("logs", "log-group:/hipaac/clinic/prod/"+group+":log-stream:i-1")
	}

	for reason, c := range map[string]struct {
		call
		want string
	}{
		"clones": {call{"codecommit:GitPull", repo, nil}, "allowed"},
		"begins a push, before branches are known":    {call{"codecommit:GitPush", repo, nil}, "allowed"},
		"pushes to a branch of their own":             {call{"codecommit:GitPush", repo, onBranch("feature")}, "allowed"},
		"pushes to a branch that sounds alike":        {call{"codecommit:GitPush", repo, onBranch("main-menu")}, "allowed"},
		"writes a file in the console":                {call{"codecommit:PutFile", repo, onBranch("feature")}, "allowed"},
		"opens a pull request":                        {call{"codecommit:CreatePullRequest", repo, nil}, "allowed"},
		"approves somebody else's":                    {call{"codecommit:UpdatePullRequestApprovalState", repo, nil}, "allowed"},
		"merges one, if CodeCommit finds it approved": {call{"codecommit:MergePullRequestByThreeWay", repo, onBranch("main")}, "allowed"},
		"reads what the key for code encrypts":        {call{"kms:Decrypt", keyArn, through("codecommit", "prod")}, "allowed"},
		"looks at the catalog":                        {call{"servicecatalog:SearchProducts", "*", nil}, "allowed"},
		"launches a product":                          {call{"servicecatalog:ProvisionProduct", product, nil}, "allowed"},
		"updates their own":                           {call{"servicecatalog:UpdateProvisionedProduct", "*", own}, "allowed"},
		"ends their own":                              {call{"servicecatalog:TerminateProvisionedProduct", "*", own}, "allowed"},
		"finds out why a launch failed":               {call{"cloudformation:DescribeStackEvents", blueprints.OwnArn("cloudformation", "stack/SC-111122223333-pp-1/2"), nil}, "allowed"},
		"reads the log of a product":                  {call{"logs:GetLogEvents", logs("web-server/SC-1/server"), nil}, "allowed"},

		"pushes to the branch that is deployed":      {call{"codecommit:GitPush", repo, onBranch("main")}, "denied by DenyProtectedBranches1"},
		"pushes to a release":                        {call{"codecommit:GitPush", repo, onBranch("release/2")}, "denied by DenyProtectedBranches1"},
		"writes a file past the pull request":        {call{"codecommit:PutFile", repo, onBranch("main")}, "denied by DenyProtectedBranches1"},
		"deletes a file there":                       {call{"codecommit:DeleteFile", repo, onBranch("main")}, "denied by DenyProtectedBranches1"},
		"commits there":                              {call{"codecommit:CreateCommit", repo, onBranch("main")}, "denied by DenyProtectedBranches1"},
		"merges branches there":                      {call{"codecommit:MergeBranchesBySquash", repo, onBranch("main")}, "denied by DenyProtectedBranches1"},
		"deletes the branch":                         {call{"codecommit:DeleteBranch", repo, onBranch("main")}, "denied by DenyProtectedBranches1"},
		"makes it anew":                              {call{"codecommit:CreateBranch", repo, onBranch("main")}, "denied by DenyProtectedBranches1"},
		"overrides the approval rules":               {call{"codecommit:OverridePullRequestApprovalRules", repo, nil}, "denied by DenyAroundApproval"},
		"weakens the rule of a pull request":         {call{"codecommit:UpdatePullRequestApprovalRuleContent", repo, nil}, "denied by DenyAroundApproval"},
		"takes the rule off the repository":          {call{"codecommit:DisassociateApprovalRuleTemplateFromRepository", repo, nil}, "denied by DenyAroundApproval"},
		"changes the rule":                           {call{"codecommit:UpdateApprovalRuleTemplateContent", "*", nil}, "denied by DenyAroundApproval"},
		"deletes the repository":                     {call{"codecommit:DeleteRepository", repo, nil}, "denied by DenyAroundApproval"},
		"sends every push somewhere":                 {call{"codecommit:PutRepositoryTriggers", repo, nil}, "denied by DenyAroundApproval"},
		"takes the key away":                         {call{"codecommit:UpdateRepositoryEncryptionKey", repo, nil}, "denied by DenyAroundApproval"},
		"clones what is not theirs":                  {call{"codecommit:GitPull", otherRepo, nil}, ""},
		"makes a repository":                         {call{"codecommit:CreateRepository", otherRepo, nil}, ""},
		"reads data through the store that holds it": {call{"kms:Decrypt", keyArn, through("s3", "prod")}, ""},
		"reads with a key of another environment":    {call{"kms:Decrypt", keyArn, through("codecommit", "test")}, ""},
		"calls a key directly":                       {call{"kms:Decrypt", keyArn, map[string]string{"aws:ResourceTag/System": "clinic", "aws:ResourceTag/Environment": "prod"}}, ""},
		"ends what others launched":                  {call{"servicecatalog:TerminateProvisionedProduct", "*", theirs}, ""},
		"takes over what others launched":            {call{"servicecatalog:UpdateProvisionedProductProperties", "*", own}, ""},
		"adds a version to a product":                {call{"servicecatalog:CreateProvisioningArtifact", product, nil}, ""},
		"takes the launch role away":                 {call{"servicecatalog:DeleteConstraint", "*", nil}, ""},
		"lets somebody else in":                      {call{"servicecatalog:AssociatePrincipalWithPortfolio", "*", nil}, ""},
		"changes a stack past the catalog":           {call{"cloudformation:UpdateStack", blueprints.OwnArn("cloudformation", "stack/SC-1/2"), nil}, ""},
		"looks at other stacks":                      {call{"cloudformation:DescribeStacks", blueprints.OwnArn("cloudformation", "stack/clinic-prod-keys/2"), nil}, ""},
		"reads the log of other stacks":              {call{"logs:GetLogEvents", logs("storage/application"), nil}, ""},
		"reads who came to a website":                {call{"logs:GetLogEvents", logs("web-server/SC-1/requests"), nil}, ""},
		"reveals identifiers in a log":               {call{"logs:Unmask", logs("web-server/SC-1/server"), nil}, "denied by DenyAroundApproval"},
		"deletes a log":                              {call{"logs:DeleteLogGroup", logs("web-server/SC-1/server"), nil}, ""},
		"runs an instance":                           {call{"ec2:RunInstances", "*", nil}, ""},
		"opens a session on one":                     {call{"ssm:StartSession", "*", nil}, ""},
		"makes a role":                               {call{"iam:CreateRole", "*", nil}, ""},
		"passes one":                                 {call{"iam:PassRole", "*", nil}, ""},
		"takes one":                                  {call{"sts:AssumeRole", "*", nil}, ""},
		"lifts their own boundary":                   {call{"iam:DeleteUserPermissionsBoundary", user + "${aws:username}", nil}, ""},
		"gives themselves a policy":                  {call{"iam:AttachUserPolicy", user + "${aws:username}", nil}, ""},
		"joins another group":                        {call{"iam:AddUserToGroup", "*", nil}, ""},
		"makes a key for somebody else":              {call{"iam:CreateAccessKey", user + "bob", nil}, ""},
		"reads a bucket":                             {call{"s3:GetObject", "*", nil}, ""},
		"reads a secret":                             {call{"secretsmanager:GetSecretValue", "*", nil}, ""},
		"stops the trail":                            {call{"cloudtrail:StopLogging", "*", nil}, ""},
		"disables a key":                             {call{"kms:DisableKey", keyArn, through("codecommit", "prod")}, ""},
		"silences an alarm":                          {call{"cloudwatch:DisableAlarmActions", "*", nil}, ""},
	} {
		context := map[string]string{"aws:MultiFactorAuthPresent": "true"}
		maps.Copy(context, c.context)
		if got := decision(t, policy, call{c.action, c.resource, context}); got != c.want {
			t.Errorf("%s: %s is %q, want %q", reason, c.action, got, c.want)
		}
	}
}

// TestNothingWithoutSecondFactor: whoever has a password or a key alone can set up a second factor, and that is all.
func TestNothingWithoutSecondFactor(t *testing.T) {
	env := environment("prod", "production", "us-east-1")
	policy := policyOf(built(env, &schema.Developers{}, everything, code(env, "repository", "main")))
	for reason, context := range map[string]map[string]string{
		"a password alone":      {"aws:MultiFactorAuthPresent": "false"},
		"an access key alone":   {},
		"Git credentials alone": {},
	} {
		var allowed []string
		for _, c := range []call{
			{"codecommit:GitPull", repo, context}, {"servicecatalog:ProvisionProduct", product, context}, {"cloudwatch:ListMetrics", "*", context},
			{"iam:ChangePassword", user + "${aws:username}", context}, {"iam:CreateAccessKey", user + "${aws:username}", context},
			{"iam:DeactivateMFADevice", user + "${aws:username}", context},
			{"iam:CreateVirtualMFADevice", "arn:" + blueprints.Partition + ":iam::" + blueprints.AccountID + ":mfa/ada", context},
			{"iam:EnableMFADevice", user + "${aws:username}", context}, {"iam:EnableMFADevice", user + "people/${aws:username}", context},
		} {
			if decision(t, policy, c) == "allowed" {
				allowed = append(allowed, c.action)
			}
		}
		if d := cmp.Diff([]string{"iam:CreateVirtualMFADevice", "iam:EnableMFADevice", "iam:EnableMFADevice"}, allowed); d != "" {
			t.Errorf("%s: allowed (-want +got):\n%s", reason, d)
		}
	}
}

// TestRolesAreNotAskedForSecondFactor: a role of Identity Center never has the context key, and would be denied everything.
func TestRolesAreNotAskedForSecondFactor(t *testing.T) {
	env := environment("prod", "production", "us-east-1")
	policy := policyOf(built(env, set(func(*schema.DeveloperSet) {}), everything, code(env, "repository", "main")))
	for action, want := range map[string]string{"codecommit:GitPull": "allowed", "iam:CreateAccessKey": ""} {
		if got := decision(t, policy, call{action, repo, nil}); got != want {
			t.Errorf("%s is %q, want %q", action, got, want)
		}
	}
}

// TestEachWriterIsProtected: what CodeCommit checks by branch is either denied on protected branches or waits for approvals.
func TestEachWriterIsProtected(t *testing.T) {
	// As of 2026-11, the actions with the context key codecommit:References, without those that change no branch: GetMergeCommit and
	// CreateUnreferencedMergeCommit.
	byBranch := []string{"CreateBranch", "CreateCommit", "DeleteBranch", "DeleteFile", "GitPush",
		"MergeBranchesByFastForward", "MergeBranchesBySquash", "MergeBranchesByThreeWay", "PutFile"}
	waits := []string{"MergePullRequestByFastForward", "MergePullRequestBySquash", "MergePullRequestByThreeWay"}
	var denied []string
	for _, action := range writeBranches {
		denied = append(denied, strings.TrimPrefix(action, "codecommit:"))
	}
	if d := cmp.Diff(byBranch, denied); d != "" {
		t.Errorf("denied on protected branches (-want +got):\n%s", d)
	}
	for _, action := range waits {
		if !slices.Contains(discuss, "codecommit:"+action) {
			t.Errorf("an approved pull request cannot be merged by %s", action)
		}
	}
}
