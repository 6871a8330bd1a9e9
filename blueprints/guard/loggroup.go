package guard

import (
	"github.com/awslabs/goformation/v7/cloudformation/logs"

	"github.com/hipaac/hipaac/blueprints"
)

// LogGroup adds a log group that is encrypted with the environment's logs key, keeps its records for the given number of days
// and outlives the stack. The stack must need "keys" and declare the use {LogsKey, "logs"}, or the key will not admit it.
//
// The name is the last part of the group's; the logs key's policy admits only the prefix that Stack.LogGroupName writes before
// it. Days must be a period that CloudWatch Logs knows: the schema's #LogDays.
func LogGroup(s *blueprints.Stack, id, name string, days int) *blueprints.Resource {
	group, key := s.LogGroupName(name), s.KeyArn(blueprints.LogsKey)
	return s.Add(id, &logs.LogGroup{
		LogGroupName:    &group,
		KmsKeyId:        &key,
		RetentionInDays: &days,
	}).Retain()
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
