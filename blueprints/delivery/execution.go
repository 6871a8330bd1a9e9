package delivery

import (
	"fmt"
	"strings"

	"github.com/awslabs/goformation/v7/cloudformation/iam"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/schema"
)

// gather adds what depends on all stacks of the environment: the role that CloudFormation acts with, and the stacks that may be
// deployed. Products are launched from a catalog, with roles of their own.
func gather(s *blueprints.Stack, cfg *schema.Delivery, built []blueprints.Built) {
	var types, stacks []string
	for _, b := range built {
		switch {
		case b.Stack == s.Key || b.Product:
			continue
		case b.Blueprint == s.Blueprint:
			s.Refuse(blueprints.Refusal{
				ID:      "second-delivery",
				Message: fmt.Sprintf("stack %q is a second delivery of the environment, as %q is; their roles would have one name", s.Key, b.Stack),
				Hint:    "keep one of them: it trusts a pipeline and a repository at the same time, where both are to deploy",
			})
			continue
		}
		types = append(types, b.Types...)
		stacks = append(stacks, blueprints.OwnArn("cloudformation", "stack/"+b.Name+"/*"))
	}
	addDeployPolicy(s, cfg, stacks)
	needed, unknown := guard.RightsFor(types)
	if len(unknown) > 0 {
		panic("internal error: nobody knows the rights that these types need: " + strings.Join(unknown, ", "))
	}
	addExecutionRole(s, needed)
}

// addExecutionRole adds the role that CloudFormation acts with, its rights and the most that they can ever be.
func addExecutionRole(s *blueprints.Stack, needed guard.Rights) {
	statements := append(deployer(s).Statements(s, needed), guard.Statement{
		// Images of machines are named by parameters of AWS's own, which CloudFormation looks up in the role's name.
		Sid: "PublicParameters", Effect: "Allow", Action: []string{"ssm:GetParameters"},
		Resource: []string{"arn:" + blueprints.Partition + ":ssm:" + blueprints.Region + "::parameter/aws/service/*"},
	})
	var arns []string
	for i, policy := range guard.SplitPolicies(statements) {
		id := fmt.Sprint("ExecutionPolicy", i+1)
		arns = append(arns, s.Add(id, &iam.ManagedPolicy{
			Description: ptr("What CloudFormation may do for " + title(s)), PolicyDocument: guard.Document(policy...),
		}).Ref())
	}
	if len(arns) > guard.MaxRolePolicies {
		s.Refuse(blueprints.Refusal{
			ID:      "too-many-rights",
			Message: fmt.Sprintf("the rights to deploy the environment take %d policies, and IAM attaches %d to a role: its stacks have too many kinds of resource", len(arns), guard.MaxRolePolicies),
			Hint:    "divide the environment in two",
		})
	}
	role := s.Add("ExecutionRole", &iam.Role{
		RoleName: ptr(roleName(s, "execution")), Description: ptr("CloudFormation makes " + title(s) + " with it"),
		AssumeRolePolicyDocument: guard.Document(guard.Trust(guard.Role{Service: "cloudformation"})),
		ManagedPolicyArns:        arns, PermissionsBoundary: ptr(addBoundary(s, statements).Ref()), MaxSessionDuration: ptr(3600),
	}).Say("Its rights follow from the types of resources in the environment's stacks. A new type changes them, and an administrator deploys them.")
	s.Export("ExecutionRoleArn", role.Arn(), "ARN of the role that CloudFormation makes the environment with")
}

// deployer is the execution role as guard knows it. It cannot touch the roles and policies of this stack: not those that it has itself,
// nor those of whoever deploys.
func deployer(s *blueprints.Stack) guard.Deployer {
	return guard.Deployer{Names: []string{names(s)}, Closed: ownArns(s)}
}

// names is what the names of everything begin with that the environment's stacks make. CloudFormation cuts a stack's name to 24
// characters where a service's names are short, such as those of roles.
func names(s *blueprints.Stack) string {
	whole := s.PhysicalName("")
	return whole[:min(len(whole), 24)]
}

// ownArns are the roles and policies of this stack.
func ownArns(s *blueprints.Stack) []string {
	return []string{
		"arn:" + blueprints.Partition + ":iam::" + blueprints.AccountID + ":policy/" + s.Name + "-*",
		roleArn(s, "deploy"), roleArn(s, "execution"),
	}
}
