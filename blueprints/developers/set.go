package developers

import (
	"fmt"
	"strings"

	"github.com/awslabs/goformation/v7/cloudformation/sso"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/schema"
)

// maxSetName is the longest name of a permission set in characters (IAM Identity Center API Reference, "CreatePermissionSet").
const maxSetName = 32

// addSet gives the policy to a permission set, by its name: Identity Center looks it up in each account where people sign in.
func addSet(s *blueprints.Stack, cfg *schema.DeveloperSet, policyName string, policy *blueprints.Resource) {
	name := cfg.Name
	if name == "" {
		name = s.ShortName(s.Key, maxSetName)
	}
	if len(cfg.Groups) > 0 && cfg.Instance == "" {
		s.Refuse(blueprints.Refusal{
			ID: "groups-without-instance", Path: "permissionSet.groups",
			Message: fmt.Sprintf("stack %q assigns a permission set that it does not make", s.Key),
			Hint:    "add instance with the ARN of the Identity Center, or assign the permission set where it is made, and leave groups out",
		})
	}
	s.Tell("principals", rolePattern("", name)+","+rolePattern("*/", name))
	s.Expect(blueprints.Prerequisite{
		ID:        "second-factor-" + s.Key,
		What:      "IAM Identity Center asks everybody for a second factor at every sign-in, and lets nobody in without one",
		Remedy:    "in the console of IAM Identity Center: Settings, Authentication, Configure multi-factor authentication, \"Every time they sign in\" and \"Require them to register an MFA device at sign in\"; with another identity provider, ask for it there",
		Citations: []string{"164.312(d)"},
	})
	if cfg.Instance == "" {
		s.Expect(blueprints.Prerequisite{
			ID:   "permission-set-" + name,
			What: fmt.Sprintf("a permission set %s has the customer managed policy %s, the same policy as its permission boundary, and nothing else", name, policyName),
			Remedy: fmt.Sprintf("in the account that manages Identity Center, once the stack is deployed: make the permission set %s with sessions of %d h, attach the customer managed policy %s, "+
				"set it as permission boundary, and assign it to the group of developers in account %s", name, cfg.Hours, policyName, s.Env.Account),
			Citations: []string{"164.308(a)(4)(ii)(B)"},
		})
		return
	}
	makeSet(s, cfg, name, policyName, policy)
}

// rolePattern is the name of the roles that Identity Center makes of a permission set, in every account. Where Identity Center is at home in
// us-east-1 they stand below no region, elsewhere below its name (IAM Identity Center User Guide, "Referencing permission sets in resource policies").
func rolePattern(region, name string) string {
	return "arn:" + blueprints.Partition + ":iam:::role/aws-reserved/sso.amazonaws.com/" + region + "AWSReservedSSO_" + name + "_*"
}

// makeSet makes the permission set and assigns it in this account.
func makeSet(s *blueprints.Stack, cfg *schema.DeveloperSet, name, policyName string, policy *blueprints.Resource) {
	guard.CheckPartition(s, "permissionSet.instance", "Identity Center", cfg.Instance)
	description, duration := "Developers of "+s.Env.System+", environment "+s.Env.Name, fmt.Sprintf("PT%dH", cfg.Hours)
	boundary := &sso.PermissionSet_CustomerManagedPolicyReference{Name: policyName}
	set := s.Add("PermissionSet", &sso.PermissionSet{
		Name: name, InstanceArn: cfg.Instance, Description: &description, SessionDuration: &duration,
		CustomerManagedPolicyReferences: []sso.PermissionSet_CustomerManagedPolicyReference{*boundary},
		PermissionsBoundary:             &sso.PermissionSet_PermissionsBoundary{CustomerManagedPolicyReference: boundary},
	}).From("permissionSet").DependsOn(policy)
	s.Export("PermissionSetArn", set.Att("PermissionSetArn"), "Permission set of developers")
	for i, group := range cfg.Groups {
		s.Add(fmt.Sprintf("Assignment%s", identify(group)), &sso.Assignment{
			InstanceArn: cfg.Instance, PermissionSetArn: set.Att("PermissionSetArn"),
			PrincipalId: group, PrincipalType: "GROUP", TargetId: blueprints.AccountID, TargetType: "AWS_ACCOUNT",
		}).From(fmt.Sprintf("permissionSet.groups[%d]", i))
	}
	s.Expect(blueprints.Prerequisite{
		ID:     "identity-center-in-" + s.Env.Account,
		What:   fmt.Sprintf("account %s manages IAM Identity Center, as the management account or as delegated administrator", s.Env.Account),
		Remedy: "leave instance and groups out of permissionSet, and make the permission set in the account that does",
	})
}

// identify makes the end of a logical id of a group's id. It does not follow from the group's place in the list: an assignment that is
// replaced takes people's access away for a moment.
func identify(group string) string {
	return strings.ReplaceAll(group, "-", "")
}
