// Package adminaccess builds the ways for people: recorded sessions on machines, a private machine to work from, and a break-glass
// role that nobody uses unseen. None of them opens a port to the outside.
package adminaccess

import (
	"fmt"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/schema"
)

// Blueprint makes what sessions need and exports "SessionDocumentName", "SessionPolicyArn" and "SessionTargetPolicyArn"; with operators "OperatorRoleArn"; with
// break-glass users "BreakGlassRoleArn"; with a bastion "BastionId" and "BastionSecurityGroupId"; with SSH "SshEndpointId".
var Blueprint = blueprints.Define("admin-access", "sessions for operators and a way in for emergencies", []string{"keys", "network"}, uses, build).
	Wanting("access", "beanstalk", "database", "observability").DeployedOnly()

func uses(cfg *schema.AdminAccess) []blueprints.KeyUse {
	used := []blueprints.KeyUse{{Class: blueprints.LogsKey, Service: "logs"}, {Class: blueprints.MessagesKey, Service: "sessions"}}
	if cfg.Bastion != nil {
		used = append(used, blueprints.KeyUse{Class: blueprints.DataKey, Service: "ec2"})
	}
	if len(cfg.BreakGlass) > 0 {
		used = append(used, blueprints.KeyUse{Class: blueprints.MessagesKey, Service: "events"}) // the rule publishes to an encrypted topic
	}
	return used
}

// admin is a stack under construction, with what its parts refer to.
type admin struct {
	*blueprints.Stack
	cfg     *schema.AdminAccess
	network blueprints.Neighbour
	// record is where sessions are recorded, target what an instance needs for them, operate what a person does.
	record, document, target, operate *blueprints.Resource
}

func build(s *blueprints.Stack, cfg *schema.AdminAccess) {
	a := &admin{Stack: s, cfg: cfg, network: s.Neighbour("network")}
	a.checkUsers("operators", cfg.Operators)
	a.checkUsers("breakGlass", cfg.BreakGlass)
	a.checkWay()
	a.addSessions()
	a.addOperators(a.addEndpoint())
	if cfg.Bastion != nil {
		a.addBastion(cfg.Bastion)
	}
	if len(cfg.BreakGlass) > 0 {
		a.addBreakGlass()
	}
}

// instanceRoles are the roles of the instances that the environment's workloads run on.
func (a *admin) instanceRoles() []string {
	var roles []string
	for _, n := range a.Neighbours("access") {
		if n.Offers("InstanceProfileName") {
			roles = append(roles, n.Import("WorkloadRoleName"))
		}
	}
	return roles
}

// sessionEndpoints are what a machine must reach to take a session that is encrypted and recorded, as of 2026-11 (AWS Systems
// Manager User Guide, "Improve the security of EC2 instances by using VPC endpoints for Systems Manager").
var sessionEndpoints = []string{"kms", "logs", "ssm", "ssmmessages"}

// checkWay refuses sessions that could never begin: the machine calls Systems Manager, and not the other way round.
func (a *admin) checkWay() {
	if a.cfg.Bastion != nil || len(a.instanceRoles()) > 0 {
		guard.NeedEndpoints(a.Stack, fmt.Sprintf("sessions of stack %q could not begin", a.Key), sessionEndpoints...)
	}
}

// checkUsers refuses users who could not be named in a trust policy, or whom it would not be safe to name.
func (a *admin) checkUsers(field string, users []string) {
	for i, user := range users {
		path, account := fmt.Sprintf("%s[%d]", field, i), guard.ParseArn(user).Account
		guard.CheckPartition(a.Stack, path, "user", user)
		if account != a.Env.Account && a.cfg.Organization == "" {
			a.Refuse(blueprints.Refusal{
				ID: "foreign-user", Path: path,
				Message: fmt.Sprintf("user %q belongs to account %s, the environment to %s, and nothing says that both are of one organization", user, account, a.Env.Account),
				Hint:    "add organization with the id of the organization, or name users of the environment's own account",
			})
		}
	}
}

// trustUsers lets users take a role, with a second factor. It is proven in the very call: no session that lasts for hours brings it
// along unasked. The call has to come to this Region, because its record appears where it was answered, and only there is anybody
// told.
func (a *admin) trustUsers(users []string) guard.Policy {
	trust := guard.Statement{
		Effect: "Allow", Action: []string{"sts:AssumeRole"},
		Condition: guard.Condition{
			"Bool":         {"aws:MultiFactorAuthPresent": {"true"}},
			"StringEquals": {"aws:RequestedRegion": {blueprints.Region}},
		},
	}
	if a.cfg.Organization != "" {
		trust.Condition["StringEquals"]["aws:PrincipalOrgID"] = []string{a.cfg.Organization}
	}
	var named []string
	for _, user := range users {
		arn := guard.ParseArn(user)
		if arn.Account == a.Env.Account {
			arn.Account = blueprints.AccountID
		}
		named = append(named, "arn:"+blueprints.Partition+":iam::"+arn.Account+":"+arn.Resource)
	}
	trust.Principal = guard.Principals{AWS: named}
	return guard.Document(trust)
}

func ptr[T any](v T) *T { return &v }
