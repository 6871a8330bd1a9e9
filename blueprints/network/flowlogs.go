package network

import (
	"github.com/awslabs/goformation/v7/cloudformation/ec2"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
)

// addFlowLogs records every connection in the VPC, accepted or rejected, minute by minute.
func (n *network) addFlowLogs() {
	group := guard.LogGroup(n.Stack, "FlowLogGroup", "flow", n.cfg.FlowLogDays, guard.Flow).From("flowLogDays")
	role := guard.ServiceRole(n.Stack, guard.Role{
		ID:        "FlowLogRole",
		Service:   "vpc-flow-logs",
		SourceArn: ownArn("ec2", "vpc-flow-log/*"),
	}, guard.WriteLogs(group), findLogs(group), listLogGroups())
	n.Add("FlowLog", &ec2.FlowLog{
		ResourceType:             "VPC",
		ResourceId:               n.vpc.Ref(),
		TrafficType:              ptr("ALL"),
		MaxAggregationInterval:   ptr(60),
		LogDestinationType:       ptr("cloud-watch-logs"),
		LogGroupName:             ptr(group.Ref()),
		DeliverLogsPermissionArn: ptr(role.Arn()),
	})
}

func findLogs(group *blueprints.Resource) guard.Statement {
	return guard.Statement{
		Sid: "FindStreams", Effect: "Allow", Action: []string{"logs:DescribeLogStreams"}, Resource: []string{group.Arn()},
	}
}

// listLogGroups permits what AWS asks of a role for flow logs (VPC guide, "IAM role for publishing flow logs"). Listing is
// permitted for all log groups or for none; it shows names.
func listLogGroups() guard.Statement {
	return guard.Statement{
		Sid: "ListLogGroups", Effect: "Allow", Action: []string{"logs:DescribeLogGroups"}, Resource: []string{ownArn("logs", "log-group:*")},
	}
}
