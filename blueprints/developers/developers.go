// Package developers builds the rights of people who launch and do not build: a group of IAM users or a permission set, and one policy that
// is both their rights and their limit.
package developers

import (
	"fmt"
	"slices"

	"github.com/awslabs/goformation/v7/cloudformation/iam"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/schema"
)

// Blueprint makes the policy and exports "DeveloperPolicyArn"; with a group "GroupName" and "GroupArn", with a permission set that it
// makes itself "PermissionSetArn". Who may use a catalog is the group, or with a permission set the fact "principals": patterns for the
// names of roles, with commas between.
var Blueprint = blueprints.Define("developers", "rights to launch and not to build", nil, uses, build).
	Wanting("repository").Gathering(addLogs).DeployedOnly()

func uses(*schema.Developers) []blueprints.KeyUse { return nil }

// policyID is the logical id of the policy.
const policyID = "DeveloperPolicy"

func build(s *blueprints.Stack, cfg *schema.Developers) {
	name, description := s.PhysicalName(s.Key), "What developers of "+s.Env.System+", environment "+s.Env.Name+", may do, and the most that they may"
	statements := rights(s)
	if cfg.PermissionSet == nil {
		statements = append(statements, ownCredentials()...)
	}
	policy := s.Add(policyID, &iam.ManagedPolicy{
		ManagedPolicyName: &name, Description: &description, PolicyDocument: guard.Document(append(statements, limits(s, cfg.PermissionSet == nil)...)...),
	}).Say("Right and boundary in one: attached as both, nothing that is attached later adds to it.")
	s.Export("DeveloperPolicyArn", policy.Ref(), "Policy that is both right and boundary of developers")
	if cfg.PermissionSet != nil {
		if len(cfg.Members) > 0 {
			s.Refuse(blueprints.Refusal{
				ID: "developers-twice", Path: "members",
				Message: fmt.Sprintf("stack %q names IAM users and a permission set, and makes a group or a permission set", s.Key),
				Hint:    "leave one of them out, or write a second stack with \"use: developers\"",
			})
		}
		addSet(s, cfg.PermissionSet, name, policy)
		return
	}
	addGroup(s, cfg.Members, name, policy)
}

// addGroup adds the group and puts people into it. A group cannot have a boundary, and the users are not the stack's: who gave them to the
// account gives them the boundary.
func addGroup(s *blueprints.Stack, members []string, name string, policy *blueprints.Resource) {
	group := s.Add("Group", &iam.Group{GroupName: &name, ManagedPolicyArns: []string{policy.Ref()}})
	s.Export("GroupName", group.Ref(), "Group of developers")
	s.Export("GroupArn", group.Arn(), "ARN of the group of developers")
	if len(members) == 0 {
		return
	}
	sorted := slices.Sorted(slices.Values(members))
	s.Add("Members", &iam.UserToGroupAddition{GroupName: group.Ref(), Users: sorted}).From("members")
	arn := fmt.Sprintf("arn:%s:iam::%s:policy/%s", guard.Partition(s.Env.Region), s.Env.Account, name)
	for _, member := range sorted {
		s.Expect(blueprints.Prerequisite{
			ID:     "boundary-" + member,
			What:   fmt.Sprintf("IAM user %s has the permission boundary %s and no rights but those of the group", member, name),
			Remedy: fmt.Sprintf("once the stack is deployed: aws iam put-user-permissions-boundary --user-name %s --permissions-boundary %s", member, arn),
			Citations: []string{
				"164.308(a)(4)(ii)(B)", "164.312(a)(1)",
			},
		})
	}
}

// addLogs lets developers read the logs of what the catalog launches, once it is known what that is, and sees that the policy is one that
// IAM takes.
func addLogs(s *blueprints.Stack, built []blueprints.Built) {
	i := slices.IndexFunc(s.Resources, func(r *blueprints.Resource) bool { return r.ID == policyID })
	policy := s.Resources[i].Properties.(*iam.ManagedPolicy)
	statements := policy.PolicyDocument.(guard.Policy).Statement
	if groups := productLogs(built); len(groups) > 0 {
		statements = append(statements, guard.Statement{
			Sid: "ReadLogsOfProducts", Effect: "Allow", Resource: groups,
			Action: []string{"logs:DescribeLogStreams", "logs:FilterLogEvents", "logs:GetLogEvents", "logs:StartQuery"},
		})
		policy.PolicyDocument = guard.Document(statements...)
	}
	if size := guard.PolicySize(statements...); size > guard.MaxPolicySize {
		s.Refuse(blueprints.Refusal{
			ID:      "too-many-rights",
			Message: fmt.Sprintf("the policy of stack %q would have %d characters, IAM takes %d: too many repositories and products", s.Key, size, guard.MaxPolicySize),
			Hint:    "let from choose one repository, and write a stack of developers for each team",
		})
	}
}

// productLogs are the log groups of products in which identifiers of patients are masked: what applications say. Records of requests are
// not masked, and hold the addresses of everybody who came: they are for those who look into an incident.
func productLogs(built []blueprints.Built) []string {
	var groups []string
	for _, b := range built {
		if !b.Product {
			continue
		}
		for _, name := range b.MaskedLogs {
			groups = append(groups, blueprints.OwnArn("logs", "log-group:"+name+":*"))
		}
	}
	slices.Sort(groups)
	return groups
}
