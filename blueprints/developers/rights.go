package developers

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
)

// repository is a repository of CodeCommit that developers work in.
type repository struct {
	arn       string
	protected []string // as full references
}

// repositories are those that serve the stack, by name.
func repositories(s *blueprints.Stack) []repository {
	var found []repository
	for _, n := range s.Neighbours("repository") {
		if n.Fact("provider") != "codecommit" {
			continue // rights at another host are that host's
		}
		r := repository{arn: blueprints.OwnArn("codecommit", n.Fact("fullname"))}
		for branch := range strings.SplitSeq(n.Fact("protected"), ",") {
			r.protected = append(r.protected, "refs/heads/"+branch)
		}
		found = append(found, r)
	}
	return found
}

// What can be done to a repository, as of 2026-11: Service Authorization Reference, "AWS CodeCommit". The lists have no patterns for what
// writes, so that nothing is granted unseen that CodeCommit can do one day.
var (
	readCode = []string{"codecommit:BatchDescribe*", "codecommit:BatchGet*", "codecommit:Describe*", "codecommit:EvaluatePullRequestApprovalRules",
		"codecommit:Get*", "codecommit:GitPull", "codecommit:List*"}
	// writeBranches are all ways to change a branch but the merge of a pull request, which asks for approvals.
	writeBranches = []string{"codecommit:CreateBranch", "codecommit:CreateCommit", "codecommit:DeleteBranch", "codecommit:DeleteFile", "codecommit:GitPush",
		"codecommit:MergeBranchesByFastForward", "codecommit:MergeBranchesBySquash", "codecommit:MergeBranchesByThreeWay", "codecommit:PutFile"}
	discuss = []string{"codecommit:CreatePullRequest", "codecommit:CreateUnreferencedMergeCommit", "codecommit:DeleteCommentContent", "codecommit:MergePullRequestByFastForward",
		"codecommit:MergePullRequestBySquash", "codecommit:MergePullRequestByThreeWay", "codecommit:PostCommentForComparedCommit",
		"codecommit:PostCommentForPullRequest", "codecommit:PostCommentReply", "codecommit:PutCommentReaction", "codecommit:UpdateComment",
		"codecommit:UpdatePullRequestApprovalState", "codecommit:UpdatePullRequestDescription", "codecommit:UpdatePullRequestStatus",
		"codecommit:UpdatePullRequestTitle"}
)

// rights is what developers may do.
func rights(s *blueprints.Stack) []guard.Statement {
	return append(append(ofCode(s), ofProducts()...), ofSight()...)
}

func ofCode(s *blueprints.Stack) []guard.Statement {
	var arns []string
	for _, r := range repositories(s) {
		arns = append(arns, r.arn)
	}
	if len(arns) == 0 {
		return nil
	}
	// Only the key for code admits CodeCommit.
	key := guard.Through("codecommit")
	maps.Copy(key["StringEquals"], guard.OwnTags(s, "aws:ResourceTag/"))
	return []guard.Statement{
		{Sid: "FindCode", Effect: "Allow", Action: []string{"codecommit:ListRepositories"}, Resource: []string{"*"}},
		{Sid: "WorkOnCode", Effect: "Allow", Action: slices.Concat(readCode, writeBranches, discuss), Resource: arns},
		{
			Sid: "UseKeyOfCode", Effect: "Allow", Resource: []string{blueprints.OwnArn("kms", "key/*")}, Condition: key,
			Action: []string{"kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"},
		},
	}
}

// ofProducts is what launching takes where the catalog has a role for it: no right on anything that a product consists of. People see and
// change what they launched themselves (AWS Service Catalog Administrator Guide, "Identity-based policy examples").
func ofProducts() []guard.Statement {
	return []guard.Statement{
		{
			Sid: "SeeProducts", Effect: "Allow", Resource: []string{"*"},
			Action: []string{"servicecatalog:DescribeProduct", "servicecatalog:DescribeProductView", "servicecatalog:DescribeProvisioningParameters",
				"servicecatalog:ListLaunchPaths", "servicecatalog:SearchProducts"},
		},
		{Sid: "LaunchProducts", Effect: "Allow", Action: []string{"servicecatalog:ProvisionProduct"}, Resource: []string{blueprints.OwnArn("catalog", "product/*")}},
		{
			Sid: "KeepOwnLaunches", Effect: "Allow", Resource: []string{"*"}, Condition: guard.Condition{"StringEquals": {"servicecatalog:userLevel": {"self"}}},
			Action: []string{"servicecatalog:DescribeProvisionedProduct", "servicecatalog:DescribeRecord", "servicecatalog:ListRecordHistory",
				"servicecatalog:ScanProvisionedProducts", "servicecatalog:SearchProvisionedProducts", "servicecatalog:TerminateProvisionedProduct",
				"servicecatalog:UpdateProvisionedProduct"},
		},
	}
}

// ofSight is what helps to find out why a launch failed. Stacks of the catalog begin with "SC-".
func ofSight() []guard.Statement {
	return []guard.Statement{
		{
			Sid: "SeeStacksOfProducts", Effect: "Allow", Resource: []string{blueprints.OwnArn("cloudformation", "stack/SC-*")},
			Action: []string{"cloudformation:DescribeStackEvents", "cloudformation:DescribeStackResources", "cloudformation:DescribeStacks",
				"cloudformation:ListStackResources"},
		},
		{
			Sid: "SeeMetrics", Effect: "Allow", Resource: []string{"*"}, // none of them is about a resource that could be named
			Action: []string{"cloudwatch:DescribeAlarms", "cloudwatch:GetMetricData", "cloudwatch:GetMetricStatistics", "cloudwatch:ListMetrics",
				"logs:DescribeLogGroups", "logs:GetQueryResults", "logs:StopQuery"},
		},
	}
}

// Before there is a second factor, people may do what it takes to set one up (IAM User Guide, "Allows MFA-authenticated IAM users to manage
// their own MFA device").
var withoutSecondFactor = []string{"iam:CreateVirtualMFADevice", "iam:EnableMFADevice", "iam:GetMFADevice", "iam:GetUser", "iam:ListMFADevices",
	"iam:ListVirtualMFADevices", "iam:ResyncMFADevice", "sts:GetSessionToken"}

// ownCredentials lets users look after their own: the second factor, the password, and the access key that a session with a second factor
// is asked for with. Names of users are unique in an account, whatever their path.
func ownCredentials() []guard.Statement {
	iam := "arn:" + blueprints.Partition + ":iam::" + blueprints.AccountID + ":"
	return []guard.Statement{
		{Sid: "SeePasswordRules", Effect: "Allow", Action: []string{"iam:GetAccountPasswordPolicy", "iam:ListVirtualMFADevices"}, Resource: []string{"*"}},
		{Sid: "MakeSecondFactor", Effect: "Allow", Action: []string{"iam:CreateVirtualMFADevice"}, Resource: []string{iam + "mfa/*"}},
		{
			Sid: "KeepOwnCredentials", Effect: "Allow", Resource: []string{iam + "user/${aws:username}", iam + "user/*/${aws:username}"},
			Action: []string{"iam:ChangePassword", "iam:CreateAccessKey", "iam:DeactivateMFADevice", "iam:DeleteAccessKey", "iam:EnableMFADevice",
				"iam:GetMFADevice", "iam:GetUser", "iam:ListAccessKeys", "iam:ListMFADevices", "iam:ResyncMFADevice", "iam:UpdateAccessKey"},
		},
	}
}

// limits is what developers may not do, whoever permits it. Users prove a second factor to AWS; a role of Identity Center cannot, since AWS
// does not tell it how its session began.
func limits(s *blueprints.Stack, users bool) []guard.Statement {
	var statements []guard.Statement
	if users {
		statements = append(statements, guard.Statement{
			Sid: "DenyWithoutSecondFactor", Effect: "Deny", NotAction: withoutSecondFactor, Resource: []string{"*"},
			// A request with an access key or Git credentials alone lacks the context key, and is denied, too.
			Condition: guard.Condition{"BoolIfExists": {"aws:MultiFactorAuthPresent": {"false"}}},
		})
	}
	statements = append(statements, protectedBranches(s)...)
	return append(statements, guard.Statement{
		Sid: "DenyAroundApproval", Effect: "Deny", Resource: []string{"*"},
		Action: []string{"codecommit:*ApprovalRuleTemplate*", "codecommit:CreatePullRequestApprovalRule", "codecommit:DeletePullRequestApprovalRule",
			"codecommit:DeleteRepository", "codecommit:OverridePullRequestApprovalRules", "codecommit:PutRepositoryTriggers",
			"codecommit:UpdateDefaultBranch", "codecommit:UpdatePullRequestApprovalRuleContent", "codecommit:UpdateRepositoryEncryptionKey",
			"codecommit:UpdateRepositoryName", "logs:Unmask"},
	})
}

// protectedBranches denies all ways into a protected branch but an approved pull request. The context key names the branch; the part of a
// push that comes before branches are known has none, and passes (AWS CodeCommit User Guide, "Limit pushes and merges to branches").
func protectedBranches(s *blueprints.Stack) []guard.Statement {
	var statements []guard.Statement
	for _, r := range repositories(s) {
		i := slices.IndexFunc(statements, func(have guard.Statement) bool {
			return slices.Equal(have.Condition["StringEqualsIfExists"]["codecommit:References"], r.protected)
		})
		if i >= 0 {
			statements[i].Resource = append(statements[i].Resource, r.arn)
			continue
		}
		statements = append(statements, guard.Statement{
			Sid: fmt.Sprint("DenyProtectedBranches", len(statements)+1), Effect: "Deny", Action: writeBranches, Resource: []string{r.arn},
			Condition: guard.Condition{
				"StringEqualsIfExists": {"codecommit:References": r.protected},
				"Null":                 {"codecommit:References": {"false"}},
			},
		})
	}
	return statements
}
