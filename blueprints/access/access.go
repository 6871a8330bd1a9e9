// Package access builds the identity of the workload: a role with exactly the rights that the stacks of the environment offer, held
// inside a permission boundary, for whatever runs it.
package access

import (
	"fmt"
	"slices"

	"github.com/awslabs/goformation/v7/cloudformation/iam"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/schema"
)

// Blueprint makes the role and exports "BoundaryArn"; with a stack that runs the workload "WorkloadRoleArn" and "WorkloadRoleName",
// and "InstanceProfileName" for instances; for software outside AWS "OutsideRoleArn", "TrustAnchorArn" and "ProfileArn", or
// "AccessKeySecretArn".
//
// The tokens of a user pool need no right: the keys that prove them are public. What else a pool wants the workload to do, it
// offers like every other stack.
var Blueprint = blueprints.Define("access", "the identity of the workload", []string{"keys"}, uses, build).Wanting("auth", "database", "storage")

// uses is the secret that holds an access key, where there is one.
func uses(cfg *schema.Access) []blueprints.KeyUse {
	if cfg.AccessKey == nil {
		return nil
	}
	return []blueprints.KeyUse{{Class: blueprints.SecretsKey, Service: "secretsmanager"}}
}

// access is a stack under construction: what every identity of the workload gets.
type access struct {
	*blueprints.Stack
	boundary *blueprints.Resource
	policies []string // the managed policies with the rights
}

func build(s *blueprints.Stack, cfg *schema.Access) {
	hosts := hosts(s)
	if len(hosts) == 0 && cfg.Outside == nil && cfg.AccessKey == nil {
		if s.Env.Unread {
			return // what runs as the workload may be the stack with the mistakes
		}
		s.Refuse(blueprints.Refusal{
			ID:      "nobody-to-be",
			Message: fmt.Sprintf("nothing runs as the workload of stack %q: no stack of this environment needs it, and no software outside AWS", s.Key),
			Hint:    "add a stack such as fargate or beanstalk, name the software in outside, or leave the stack out",
		})
		return
	}
	offered, further := offeredRights(s), furtherRights(s, cfg.Rights)
	a := &access{Stack: s, boundary: guard.Boundary(s, "Boundary", offered, further)}
	s.Export("BoundaryArn", a.boundary.Ref(), "Permission boundary of everything that runs as the workload")
	for i, statements := range split(s, slices.Concat(offered, further)) {
		policy := s.Add(numbered("WorkloadRights", i), &iam.ManagedPolicy{PolicyDocument: guard.Document(statements...)})
		a.policies = append(a.policies, policy.Ref())
	}
	if len(hosts) > 0 {
		a.addRole(hosts)
	}
	if cfg.Outside != nil {
		a.addOutside(cfg.Outside)
	}
	if cfg.AccessKey != nil {
		a.addAccessKey(cfg.AccessKey)
	}
}

// host is a service that runs workloads, and so must be able to give them the role.
type host struct {
	blueprint string
	trust     func() guard.Statement
}

// allHosts says whom the role trusts for each blueprint that runs the workload.
var allHosts = []host{
	{"beanstalk", func() guard.Statement { return guard.Trust(guard.Role{Service: "ec2"}) }},
	{"fargate", func() guard.Statement {
		return guard.Trust(guard.Role{
			Service: "ecs-tasks", SourceArn: blueprints.OwnArn("ecs", "*"),
		})
	}},
}

func hosts(s *blueprints.Stack) []host {
	var found []host
	for _, h := range allHosts {
		if slices.Contains(s.Env.Serves, h.blueprint) {
			found = append(found, h)
		}
	}
	return found
}

// addRole makes the role that platforms of AWS give to the workload. What a platform itself needs in the workload's name, such as
// a channel for sessions, its own stack attaches to the role.
func (a *access) addRole(hosts []host) {
	var trust []guard.Statement
	for _, h := range hosts {
		trust = append(trust, h.trust())
	}
	boundary := a.boundary.Ref()
	role := a.Add("WorkloadRole", &iam.Role{
		AssumeRolePolicyDocument: guard.Document(trust...),
		ManagedPolicyArns:        a.policies,
		PermissionsBoundary:      &boundary,
	})
	a.Export("WorkloadRoleArn", role.Arn(), "Role that the workload runs with")
	a.Export("WorkloadRoleName", role.Ref(), "Name of the role, to attach what the platform needs")
	if slices.Contains(a.Env.Serves, "beanstalk") {
		profile := a.Add("InstanceProfile", &iam.InstanceProfile{Roles: []string{role.Ref()}})
		a.Export("InstanceProfileName", profile.Ref(), "The role, for instances")
	}
}

// numbered is a logical id for the i-th of several: the first has no number.
func numbered(id string, i int) string {
	if i == 0 {
		return id
	}
	return fmt.Sprint(id, i+1)
}
