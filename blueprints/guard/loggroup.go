package guard

import (
	"slices"
	"strings"

	"github.com/awslabs/goformation/v7/cloudformation/logs"

	"github.com/hipaac/hipaac/blueprints"
)

// LogGroup adds a log group that is encrypted with the environment's logs key, keeps its records for the given number of days
// and outlives the stack. The stack must need "keys" and declare the use {LogsKey, "logs"}, or the key will not admit it.
//
// The name is the last part of the group's; the logs key's policy admits only the prefix that Stack.LogGroupName writes before
// it. Days must be a period that CloudWatch Logs knows: the schema's #LogDays. The class is what the group records, Application where it
// is left out: identifiers of patients in it are masked.
func LogGroup(s *blueprints.Stack, id, name string, days int, class ...RecordClass) *blueprints.Resource {
	return namedLogGroup(s, id, s.LogGroupName(name), days, class)
}

// ServiceLogGroup is LogGroup for a service that insists on a name of its own: "/aws/rds/cluster/<cluster>/postgresql". Made before
// the service writes to it, the group has key and retention; made by the service, it would have neither. The name must start with
// one of serviceLogGroups.
func ServiceLogGroup(s *blueprints.Stack, id, name string, days int, class ...RecordClass) *blueprints.Resource {
	if !slices.ContainsFunc(serviceLogGroups, func(start string) bool { return strings.HasPrefix(name, start+s.PhysicalName("")) }) {
		panic("internal error: the logs key does not admit the log group " + name)
	}
	return namedLogGroup(s, id, name, days, class)
}

// serviceLogGroups are the starts of the names that services insist on; the name of a resource of the environment follows. As of
// 2026-11, from the logging page of each service's guide.
var serviceLogGroups = []string{
	"/aws/ecs/containerinsights/", "/aws/elasticbeanstalk/", "/aws/rds/cluster/", "/aws/rds/instance/", "aws-waf-logs-",
	VendedLogs,
}

// VendedLogs starts the names of groups that services write to in their own name: one policy of CloudWatch Logs admits them to all.
const VendedLogs = "/aws/vendedlogs/"

// OwnLogGroups are patterns for the ARNs of the log groups that workloads and platforms of the environment write to, and of their
// streams.
func OwnLogGroups(s *blueprints.Stack) []string {
	return []string{
		blueprints.OwnArn("logs", "log-group:/hipaac/"+s.Env.System+"/"+s.Env.Name+"/*"),
		blueprints.OwnArn("logs", "log-group:/aws/elasticbeanstalk/"+s.PhysicalName("*")),
	}
}

func namedLogGroup(s *blueprints.Stack, id, group string, days int, class []RecordClass) *blueprints.Resource {
	key := s.KeyArn(blueprints.LogsKey)
	properties := &logs.LogGroup{LogGroupName: &group, KmsKeyId: &key, RetentionInDays: &days}
	r := s.Add(id, properties).Retain()
	if len(class) == 0 || class[0].masked() {
		properties.DataProtectionPolicy = maskIdentifiers(s.Env.Region)
		watchFindings(s, id, group)
	}
	return r
}

// WriteLogs permits what a service or a function needs to write to one existing log group, and nothing else. It may not create
// the group: one that was deleted would come back without key and retention.
func WriteLogs(group *blueprints.Resource) Statement {
	return Statement{
		Sid:    "WriteLogs",
		Effect: "Allow",
		Action: []string{"logs:CreateLogStream", "logs:PutLogEvents"},
		// The attribute ends in ":*", which covers the group's streams.
		Resource: []string{group.Arn()},
	}
}
