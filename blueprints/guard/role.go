package guard

import (
	"github.com/awslabs/goformation/v7/cloudformation/iam"

	"github.com/hipaac/hipaac/blueprints"
)

// Role says who acts through a service role, and for which of its resources.
type Role struct {
	// ID is the role's logical id; its policy is "<ID>Policy".
	ID string
	// Service is the AWS service that assumes the role, as in its principal: "vpc-flow-logs", "lambda".
	Service string
	// SourceArn is a pattern for the ARNs of the resources on whose behalf the service may assume the role. Empty where the service
	// does not say, or where the resource's ARN is not known before the role.
	SourceArn string
	// ExternalID is what the service must say to assume the role, where it can be told to: the resource that refers to the role has it.
	ExternalID string
	// From is the path of the stack's configuration that asked for the role.
	From string
}

// ServiceRole adds a role that one AWS service may assume for resources of this account, with exactly the rights that the
// statements give.
//
// Where the service says on whose behalf it acts, the trust policy names the source account, so that it cannot be talked into using
// the role by somebody else's resource (the confused deputy). The rights are a managed policy, not an inline one: they can be read, versioned and reviewed
// on their own. The role refers to the policy and not the other way round, so that whoever refers to the role finds it with all
// its rights: there is no moment in which a service tries a role that cannot do anything yet.
//
// In a product of a catalog the policy is the role's boundary, too: whatever is attached to the role later gives it nothing more. Who adds policies
// of others to the role has to take that boundary away, or to set a wider one.
//
// Neither has a physical name: CloudFormation gives them unique ones, so two environments in one account never collide.
func ServiceRole(s *blueprints.Stack, r Role, statements ...Statement) *blueprints.Resource {
	policy := s.Add(r.ID+"Policy", &iam.ManagedPolicy{
		PolicyDocument: Document(statements...),
	}).From(r.From)
	role := &iam.Role{AssumeRolePolicyDocument: Document(Trust(r)), ManagedPolicyArns: []string{policy.Ref()}}
	if s.Product || s.Launched {
		role.PermissionsBoundary = ptr(policy.Ref())
	}
	return s.Add(r.ID, role).From(r.From)
}

// namesSource lists the services whose documentation says that they send aws:SourceAccount when they assume a role, as of 2026-11. A
// condition on a key that a service does not send is never met: the function could not be created, the copies would silently not be
// made. AWS keeps no list, so a service belongs here only with a page of its own:
//
//   - codebuild: AWS CodeBuild User Guide, "Cross-service confused deputy prevention". The source is the project.
//   - config: AWS Config Developer Guide, "Permissions for the IAM Role Assigned to AWS Config".
//   - ecs-tasks: Amazon ECS Developer Guide, "Amazon ECS task IAM role". It names the Region's clusters as source, not the task's own.
//   - monitoring.rds: Amazon RDS User Guide, "Setting up and enabling Enhanced Monitoring".
//   - vpc-flow-logs: Amazon VPC User Guide, "IAM role for publishing flow logs to CloudWatch Logs".
//
// The others stay safe without: IAM lets nobody pass a role to a service for a resource of another account.
var namesSource = map[string]bool{"codebuild": true, "config": true, "ecs-tasks": true, "monitoring.rds": true, "vpc-flow-logs": true}

// Trust is the statement of a trust policy that lets the role's service assume it.
func Trust(r Role) Statement {
	s := Statement{
		Effect: "Allow",
		// The suffix is the same in all partitions that hipaac compiles for.
		Principal: Principals{Service: []string{r.Service + ".amazonaws.com"}},
		Action:    []string{"sts:AssumeRole"},
	}
	if r.ExternalID != "" {
		s.Condition = Condition{"StringEquals": {"sts:ExternalId": {r.ExternalID}}}
	}
	if namesSource[r.Service] {
		s.Condition = Condition{"StringEquals": {"aws:SourceAccount": {blueprints.AccountID}}}
		if r.SourceArn != "" {
			s.Condition["ArnLike"] = map[string][]string{"aws:SourceArn": {r.SourceArn}}
		}
	}
	return s
}
