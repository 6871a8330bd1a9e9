package repository

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"github.com/awslabs/goformation/v7/cloudformation/codecommit"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/schema"
)

//go:embed approval.py
var approvalSource string

// Seconds: the function gives up first, then Lambda stops it, then CloudFormation waits no longer.
const (
	functionTimeout = 120
	resourceTimeout = 180
)

// maxRepositoryName is the longest name of a repository, and of an approval rule template, in characters (AWS CodeCommit User Guide, "Quotas").
const maxRepositoryName = 100

// addRepository adds a repository of CodeCommit, its approval rule, and rules that tell of what goes around it.
func addRepository(s *blueprints.Stack, cfg *schema.Repository) {
	checkApprovers(s, cfg.Approvers)
	checkEnough(s, cfg)
	name, key := s.ShortName(s.Key, maxRepositoryName), s.KeyArn(blueprints.CodeKey)
	description := "Code of " + s.Env.System + ", environment " + s.Env.Name
	repository := s.Add("Repository", &codecommit.Repository{
		RepositoryName: name, RepositoryDescription: &description, KmsKeyId: &key, Tags: noPHI,
	}).Retain()
	addApprovalRule(s, cfg, repository, name)
	announce(s, cfg, repository, name)

	s.Export("RepositoryName", repository.Att("Name"), "name of the repository")
	s.Export("RepositoryArn", repository.Arn(), "ARN of the repository")
	s.Export("CloneUrlHttp", repository.Att("CloneUrlHttp"), "address to clone the repository from")
	s.Tell("provider", "codecommit")
	s.Tell("fullname", name)
	id := blueprints.LogicalName(s.Key)
	s.OfferGrant(blueprints.Grant{
		Sid: "Clone" + id, Actions: []string{"codecommit:GetBranch", "codecommit:GetCommit", "codecommit:GetRepository", "codecommit:GitPull"},
		Resources: []string{s.Exported("RepositoryArn")},
	})
	s.OfferGrant(blueprints.Grant{
		Sid: "UseKeyOf" + id, Actions: []string{"kms:Decrypt"}, Resources: []string{key}, Condition: guard.Through("codecommit"),
	})
	s.Expect(blueprints.Prerequisite{
		ID:   "first-commit-" + s.Key,
		What: fmt.Sprintf("repository %s has its branch %s", name, cfg.Branch),
		Remedy: fmt.Sprintf("as an administrator, make the first commit: aws codecommit put-file --repository-name %s --branch-name %s --file-path README.md "+
			"--file-content fileb://README.md; developers cannot write to a protected branch", name, cfg.Branch),
	})
}

// checkEnough refuses an approval rule that nobody can meet: nothing would ever be merged. Sessions of a role are as many as like.
func checkEnough(s *blueprints.Stack, cfg *schema.Repository) {
	if n := len(cfg.Approvers); n == 0 || n >= cfg.Approvals || strings.Contains(strings.Join(cfg.Approvers, " "), "*") {
		return
	}
	s.Refuse(blueprints.Refusal{
		ID: "too-few-approvers", Path: "approvers",
		Message: fmt.Sprintf("stack %q asks for %d approvals and names %d who may approve, so nothing could be merged", s.Key, cfg.Approvals, len(cfg.Approvers)),
		Hint:    fmt.Sprintf("name %d approvers at least, besides authors of their own", cfg.Approvals),
	})
}

// checkApprovers refuses people of another partition or account: CodeCommit knows none.
func checkApprovers(s *blueprints.Stack, approvers []string) {
	for i, approver := range approvers {
		path := fmt.Sprintf("approvers[%d]", i)
		guard.CheckPartition(s, path, "approver", approver)
		if account := guard.ParseArn(approver).Account; account != s.Env.Account {
			s.Refuse(blueprints.Refusal{
				ID: "foreign-approver", Path: path,
				Message: fmt.Sprintf("approver %q belongs to account %s, the repository to %s", approver, account, s.Env.Account),
				Hint:    "name users and roles of the environment's own account; people of others take a role in it",
			})
		}
	}
}

// addApprovalRule makes a template of approval rules for the protected branches and associates it with the repository, so that every pull
// request into one of them has the rule. CloudFormation has no type for it: the repository is all that it knows of CodeCommit, as of 2026-11. So
// a function does. It can touch any template of the account, because CodeCommit has no ARNs for them; it does touch the one that
// carries the stack's name, and no repository but the stack's.
func addApprovalRule(s *blueprints.Stack, cfg *schema.Repository, repository *blueprints.Resource, name string) {
	function := guard.AddFunction(s, guard.Function{
		ID: "ApprovalRule", Description: "Keeps the approval rule of the repository as the stack says", Source: approvalSource,
		Seconds: functionTimeout, LogName: "approval-rule", LogDays: cfg.LogDays, Class: guard.Audit, From: "approvals",
		Rights: []guard.Statement{
			{
				Sid: "KeepTemplate", Effect: "Allow", Resource: []string{"*"}, // CodeCommit knows no resources for templates
				Action: []string{"codecommit:CreateApprovalRuleTemplate", "codecommit:DeleteApprovalRuleTemplate", "codecommit:GetApprovalRuleTemplate",
					"codecommit:ListRepositoriesForApprovalRuleTemplate", "codecommit:UpdateApprovalRuleTemplateContent"},
			},
			{
				Sid: "Associate", Effect: "Allow", Resource: []string{repository.Arn()},
				Action: []string{"codecommit:AssociateApprovalRuleTemplateWithRepository", "codecommit:DisassociateApprovalRuleTemplateFromRepository"},
			},
			{
				// CodeCommit reads what it encrypts in the name of whoever calls.
				Sid: "UseKey", Effect: "Allow", Action: []string{"kms:Decrypt"}, Resource: []string{s.KeyArn(blueprints.CodeKey)}, Condition: guard.Through("codecommit"),
			},
		},
	})
	var references []string
	for _, branch := range protected(cfg) {
		references = append(references, "refs/heads/"+branch)
	}
	s.Add("ApprovalRule", blueprints.Typed{
		Type: "Custom::ApprovalRule",
		Props: map[string]any{
			"ServiceToken": function.Arn(), "ServiceTimeout": resourceTimeout,
			"Name": name, "Owner": s.Name, "Repository": repository.Att("Name"),
			"Branches": references, "Approvals": fmt.Sprint(cfg.Approvals), "Approvers": approverArns(s, cfg.Approvers),
		},
	}).From("approvals").Retain().Say("Kept like the repository: what is left behind stays as protected as it was.")
}

// approverArns are the approvers as ARNs of the stack's own partition and account. Nobody named is everybody.
func approverArns(s *blueprints.Stack, approvers []string) []string {
	arns := make([]string, 0, len(approvers))
	for _, approver := range approvers {
		arn := guard.ParseArn(approver)
		arns = append(arns, "arn:"+blueprints.Partition+":"+arn.Service+"::"+blueprints.AccountID+":"+arn.Resource)
	}
	slices.Sort(arns)
	return arns
}
