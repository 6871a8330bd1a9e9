package controls

import (
	"strings"

	"github.com/hipaac/hipaac/compiler/template"
)

// workloadServices are the services that hand a role to software that is not AWS's own, and that speaks to the outside: instances,
// containers, machines elsewhere. Functions are not among them: a function can be reached only by what invokes it.
var workloadServices = []string{"ec2.amazonaws.com", "ecs-tasks.amazonaws.com", "rolesanywhere.amazonaws.com", "ssm.amazonaws.com"}

// isWorkload asks whether software takes a role. ECS starts tasks with a role that is trusted alike and is none: which of the two a role
// is, only tasks say.
func isWorkload(c *Case) Answer {
	return trusts(c, func(p Principal) Answer {
		if p.Kind != "Service" {
			return template.No
		}
		if p.Is("ecs-tasks.amazonaws.com").Yes() && len(c.Pointing("AWS::ECS::TaskDefinition", "TaskRoleArn")) == 0 {
			if len(c.Pointing("AWS::ECS::TaskDefinition", "ExecutionRoleArn")) > 0 {
				return template.No
			}
			return template.Maybe(unseen("whether role \"" + c.ID + "\" is that of a task, or starts tasks"))
		}
		return p.Is(workloadServices...)
	})
}

// isForPeople asks whether people take a role: principals of an account, or a provider of identities. Visitors of an application, who
// come through Cognito, are not meant.
func isForPeople(c *Case) Answer {
	return trusts(c, func(p Principal) Answer {
		return template.Sure(p.Kind == "AWS").Or(template.Sure(p.Kind == "Federated").And(p.Contains(":saml-provider/")))
	})
}

// trusts asks whether a role's trust policy lets in a principal of a kind.
func trusts(c *Case, kind func(Principal) Answer) Answer {
	return template.Any(Statements(c.Get("AssumeRolePolicyDocument")), func(s Statement) Answer {
		return s.Allows().And(template.Any(s.Principals(), kind))
	})
}

// rightsOf are the policy documents of a role: inline, and the managed policies of the templates at hand, whichever side names the other.
func rightsOf(c *Case) []Document {
	all := Documents(c.Subject)
	for _, arn := range ManagedPolicies(c.Subject) {
		if policy, here := c.Target(arn, "AWS::IAM::ManagedPolicy"); here {
			all = append(all, Document{"policy " + policy.ID, policy.Get("PolicyDocument")})
		}
	}
	for _, policy := range c.Pointing("AWS::IAM::ManagedPolicy", "Roles") {
		all = append(all, Document{"policy " + policy.ID, policy.Get("PolicyDocument")})
	}
	return all
}

// service is what stands before the colon of an action.
func service(action string) string {
	name, _, _ := strings.Cut(action, ":")
	return name
}
