package network

import (
	_ "embed"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
)

//go:embed defaultgroup.py
var emptyDefaultGroupSource string

// Seconds: the function gives up first, then Lambda stops it, then CloudFormation waits no longer.
const (
	functionTimeout = 120
	resourceTimeout = 180
)

const functionLogDays = 365

// emptyDefaultGroup takes every rule from the VPC's default security group, so that what is started without a group can talk to
// nobody. AWS opens this group in every new VPC and CloudFormation has no property to close it (aws-cloudformation/
// cloudformation-coverage-roadmap#658), so a function does. It can revoke rules of this one group and do nothing else.
func (n *network) emptyDefaultGroup() {
	group := n.vpc.Att("DefaultSecurityGroup")
	function := guard.AddFunction(n.Stack, guard.Function{
		ID: "DefaultGroup", Description: "Empties the default security group of the VPC when the stack is created", Source: emptyDefaultGroupSource,
		Seconds: functionTimeout, LogName: "default-group", LogDays: functionLogDays, Class: guard.Audit,
		Rights: []guard.Statement{
			// EC2 knows no resources for describing.
			{Sid: "ReadSecurityGroups", Effect: "Allow", Action: []string{"ec2:DescribeSecurityGroups"}, Resource: []string{"*"}},
			{
				Sid: "EmptyDefaultGroup", Effect: "Allow", Action: []string{"ec2:RevokeSecurityGroupEgress", "ec2:RevokeSecurityGroupIngress"},
				Resource: []string{blueprints.OwnArn("ec2", "security-group/"+group)},
			},
		},
	})
	n.Add("DefaultGroup", blueprints.Typed{
		Type: "Custom::EmptyDefaultSecurityGroup",
		Props: map[string]any{
			"ServiceToken":   function.Arn(),
			"ServiceTimeout": resourceTimeout,
			"GroupId":        group,
		},
	}).Say("Revokes all rules of the VPC's default security group. Deleting this resource does nothing.")
}
