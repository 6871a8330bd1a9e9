package network

import (
	"testing"

	"github.com/awslabs/goformation/v7/cloudformation/ec2"
	"github.com/awslabs/goformation/v7/cloudformation/iam"
	"github.com/awslabs/goformation/v7/cloudformation/lambda"
	"github.com/awslabs/goformation/v7/cloudformation/logs"
	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
)

// rights are what a role may do, as action → resources, and under which conditions it is assumed.
func rights(t *testing.T, s *blueprints.Stack, id string) (map[string][]string, guard.Condition) {
	t.Helper()
	policy, role := of[*iam.ManagedPolicy](s)[id+"Policy"], of[*iam.Role](s)[id]
	can := map[string][]string{}
	for _, statement := range policy.PolicyDocument.(guard.Policy).Statement {
		if statement.Effect != "Allow" || statement.Condition != nil {
			t.Errorf("%s: %v", id, statement)
		}
		for _, action := range statement.Action {
			can[action] = append(can[action], statement.Resource...)
		}
	}
	return can, role.AssumeRolePolicyDocument.(guard.Policy).Statement[0].Condition
}

func TestFlowLogs(t *testing.T) {
	s := built(t, config("none", 1))
	f := of[*ec2.FlowLog](s)["FlowLog"]
	got := []any{f.ResourceId, f.ResourceType, *f.TrafficType, *f.MaxAggregationInterval, *f.LogDestinationType, *f.LogGroupName, *f.DeliverLogsPermissionArn}
	want := []any{blueprints.Ref("Vpc"), "VPC", "ALL", 60, "cloud-watch-logs", blueprints.Ref("FlowLogGroup"), blueprints.GetAtt("FlowLogRole", "Arn")}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("flow log (-want +got):\n%s", d)
	}
	if days := *of[*logs.LogGroup](s)["FlowLogGroup"].RetentionInDays; days != 400 {
		t.Errorf("kept for %d days, the spec says 400", days)
	}
	can, when := rights(t, s, "FlowLogRole")
	group := []string{blueprints.GetAtt("FlowLogGroup", "Arn")}
	if d := cmp.Diff(map[string][]string{
		"logs:CreateLogStream": group, "logs:PutLogEvents": group, "logs:DescribeLogStreams": group,
		"logs:DescribeLogGroups": {blueprints.OwnArn("logs", "log-group:*")},
	}, can); d != "" {
		t.Errorf("rights (-want +got):\n%s", d)
	}
	if d := cmp.Diff(guard.Condition{
		"StringEquals": {"aws:SourceAccount": {blueprints.AccountID}},
		"ArnLike":      {"aws:SourceArn": {blueprints.OwnArn("ec2", "vpc-flow-log/*")}},
	}, when); d != "" {
		t.Errorf("trust (-want +got):\n%s", d)
	}
}

func TestDefaultGroup(t *testing.T) {
	s := built(t, config("none", 1))
	can, when := rights(t, s, "DefaultGroupRole")
	group := []string{blueprints.OwnArn("ec2", "security-group/"+blueprints.GetAtt("Vpc", "DefaultSecurityGroup"))}
	log := []string{blueprints.GetAtt("DefaultGroupLogGroup", "Arn")}
	if d := cmp.Diff(map[string][]string{
		"ec2:DescribeSecurityGroups": {"*"}, "ec2:RevokeSecurityGroupIngress": group, "ec2:RevokeSecurityGroupEgress": group,
		"logs:CreateLogStream": log, "logs:PutLogEvents": log,
	}, can); d != "" {
		t.Errorf("rights (-want +got):\n%s", d)
	}
	if len(when) != 0 {
		t.Errorf("Lambda does not document that it names its source: a condition %v might never be met", when)
	}
	function := of[*lambda.Function](s)["DefaultGroupFunction"]
	if *function.Code.ZipFile != emptyDefaultGroupSource || *function.LoggingConfig.LogGroup != blueprints.Ref("DefaultGroupLogGroup") || function.Environment != nil {
		t.Errorf("function %v", function)
	}
	if d := cmp.Diff(blueprints.Typed{Type: "Custom::EmptyDefaultSecurityGroup", Props: map[string]any{
		"ServiceToken": blueprints.GetAtt("DefaultGroupFunction", "Arn"), "ServiceTimeout": 180, "GroupId": blueprints.GetAtt("Vpc", "DefaultSecurityGroup"),
	}}, of[blueprints.Typed](s)["DefaultGroup"]); d != "" {
		t.Errorf("custom resource (-want +got):\n%s", d)
	}
	if *function.Timeout >= resourceTimeout {
		t.Errorf("CloudFormation stops waiting after %d seconds, the function runs for %d", resourceTimeout, *function.Timeout)
	}
}
