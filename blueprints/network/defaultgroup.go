package network

import (
	_ "embed"

	"github.com/awslabs/goformation/v7/cloudformation/lambda"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
)

//go:embed defaultgroup.py
var emptyDefaultGroupSource string

// Python 3.14 is supported until June 2030 (AWS Lambda guide, "Lambda runtimes", as of 2026-11).
const pythonRuntime = "python3.14"

// Seconds: the function gives up first, then Lambda stops it, then CloudFormation waits no longer.
const (
	functionTimeout = 120
	resourceTimeout = 180
)

const functionLogDays = 365

// emptyDefaultGroup takes every rule from the VPC's default security group, so that what is started without a group can talk to
// nobody. AWS opens this group in every new VPC and CloudFormation has no property to close it (aws-cloudformation/
// cloudformation-coverage-roadmap#658), so a function does. It can revoke rules of this one group and do nothing else.
//
// It reserves no concurrency: the reservation would make stacks fail in young accounts, whose quota of 10 leaves nothing to
// reserve, and only CloudFormation calls it, once per change of the VPC.
func (n *network) emptyDefaultGroup() {
	group := n.vpc.Att("DefaultSecurityGroup")
	logs := guard.LogGroup(n.Stack, "DefaultGroupLogGroup", "default-group", functionLogDays, guard.Audit)
	role := guard.ServiceRole(n.Stack, guard.Role{ID: "DefaultGroupRole", Service: "lambda"},
		guard.Statement{
			Sid: "ReadSecurityGroups", Effect: "Allow", Action: []string{"ec2:DescribeSecurityGroups"},
			// EC2 knows no resources for describing.
			Resource: []string{"*"},
		},
		guard.Statement{
			Sid: "EmptyDefaultGroup", Effect: "Allow",
			Action:   []string{"ec2:RevokeSecurityGroupEgress", "ec2:RevokeSecurityGroupIngress"},
			Resource: []string{blueprints.OwnArn("ec2", "security-group/"+group)},
		},
		guard.WriteLogs(logs))
	function := n.Add("DefaultGroupFunction", &lambda.Function{
		Description:   ptr("Empties the default security group of the VPC when the stack is created"),
		Runtime:       ptr(pythonRuntime),
		Handler:       ptr("index.handler"),
		Code:          &lambda.Function_Code{ZipFile: ptr(emptyDefaultGroupSource)},
		Role:          role.Arn(),
		Timeout:       ptr(functionTimeout),
		LoggingConfig: &lambda.Function_LoggingConfig{LogGroup: ptr(logs.Ref())},
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
