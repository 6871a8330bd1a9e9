package network

import (
	"github.com/awslabs/goformation/v7/cloudformation/route53resolver"

	"github.com/hipaac/hipaac/blueprints/guard"
)

// maxQueryLogName is the longest name of a query log configuration (Route 53 Resolver API, CreateResolverQueryLogConfig).
const maxQueryLogName = 64

// addQueryLog records every name that is looked up in the VPC, with the answer. Look-ups go to AWS's own resolver, past network ACLs
// and flow logs: without this record, a machine that carries data out in the names it asks for is not seen.
//
// CloudWatch Logs admits the service by a resource policy, which the service itself puts in place when the configuration is made.
// Such policies are few for each account and small; for groups below /aws/vendedlogs/ one statement serves all (CloudWatch Logs
// guide, "Enable logging from AWS services").
func (n *network) addQueryLog() {
	group := guard.ServiceLogGroup(n.Stack, "QueryLogGroup", guard.VendedLogs+n.PhysicalName(n.Key+"-dns"), n.cfg.FlowLogDays, guard.Flow).From("flowLogDays")
	log := n.Add("QueryLog", &route53resolver.ResolverQueryLoggingConfig{
		Name:           ptr(n.ShortName(n.Key+"-dns", maxQueryLogName)),
		DestinationArn: ptr(group.Arn()),
	}).From("flowLogDays")
	n.Add("QueryLogAssociation", &route53resolver.ResolverQueryLoggingConfigAssociation{
		ResolverQueryLogConfigId: ptr(log.Ref()),
		ResourceId:               ptr(n.vpc.Ref()),
	})
}
