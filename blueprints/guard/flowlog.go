package guard

import (
	"github.com/awslabs/goformation/v7/cloudformation/ec2"

	"github.com/hipaac/hipaac/blueprints"
)

// FlowLog records every connection through a VPC ("VPC") or a transit gateway ("TransitGateway"), minute by minute, in a log group
// with the environment's key that keeps its records for the given number of days. A VPC's records hold accepted and rejected
// connections; a transit gateway's hold what it was given, dropped packets included, and take no choice.
func FlowLog(s *blueprints.Stack, kind string, of *blueprints.Resource, days int) *blueprints.Resource {
	group := LogGroup(s, "FlowLogGroup", "flow", days, Flow).From("flowLogDays")
	role := ServiceRole(s, Role{
		ID:        "FlowLogRole",
		Service:   "vpc-flow-logs",
		SourceArn: blueprints.OwnArn("ec2", "vpc-flow-log/*"),
	}, WriteLogs(group), findLogs(group), listLogGroups())
	name, deliverer, to, seconds := group.Ref(), role.Arn(), "cloud-watch-logs", 60
	log := &ec2.FlowLog{
		ResourceType:             kind,
		ResourceId:               of.Ref(),
		MaxAggregationInterval:   &seconds,
		LogDestinationType:       &to,
		LogGroupName:             &name,
		DeliverLogsPermissionArn: &deliverer,
	}
	if kind == "VPC" {
		all := "ALL"
		log.TrafficType = &all
	}
	return s.Add("FlowLog", log)
}

func findLogs(group *blueprints.Resource) Statement {
	return Statement{
		Sid: "FindStreams", Effect: "Allow", Action: []string{"logs:DescribeLogStreams"}, Resource: []string{group.Arn()},
	}
}

// listLogGroups permits what AWS asks of a role for flow logs (VPC guide, "IAM role for publishing flow logs"). Listing is
// permitted for all log groups or for none; it shows names.
func listLogGroups() Statement {
	return Statement{
		Sid: "ListLogGroups", Effect: "Allow", Action: []string{"logs:DescribeLogGroups"}, Resource: []string{blueprints.OwnArn("logs", "log-group:*")},
	}
}
