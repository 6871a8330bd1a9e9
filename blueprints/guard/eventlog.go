package guard

import (
	"encoding/json"
	"strings"

	"github.com/awslabs/goformation/v7/cloudformation/logs"

	"github.com/hipaac/hipaac/blueprints"
)

// ReceiveEvents lets rules of EventBridge write to a log group that LogGroup made under the name: a policy of CloudWatch Logs, of which an account has ten
// in a region. It is a text, in which AWS fills in nothing but pseudo parameters. Source: Amazon EventBridge User Guide, "Using
// resource-based policies", CloudWatch Logs permissions.
//
// A target names the group by its ARN without the ":*" of the attribute; GroupArn makes it.
func ReceiveEvents(s *blueprints.Stack, id, name string, group *blueprints.Resource) *blueprints.Resource {
	text, err := json.Marshal(Document(Statement{
		Sid: "ReceiveEvents", Effect: "Allow", Principal: Principals{Service: []string{"delivery.logs.amazonaws.com", "events.amazonaws.com"}},
		Action: []string{"logs:CreateLogStream", "logs:PutLogEvents"}, Resource: []string{"@group:*"},
	}))
	if err != nil {
		panic("internal error: a policy that is not JSON: " + err.Error())
	}
	return s.Add(id, &logs.ResourcePolicy{
		PolicyName:     s.PhysicalName(s.Key + "-" + name),
		PolicyDocument: strings.Replace(string(text), "@group", GroupArn(s, name), 1),
	}).DependsOn(group)
}

// GroupArn is the ARN of a log group that LogGroup made under the name, as targets of rules want it.
func GroupArn(s *blueprints.Stack, name string) string {
	return blueprints.OwnArn("logs", "log-group:"+s.LogGroupName(name))
}
