package access

import (
	"fmt"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/schema"
)

// further is one kind of right that a spec may ask for beyond what the environment's stacks offer.
type further struct {
	field, sid string
	actions    []string
	arns       func(*schema.Rights) []string
}

// furtherKinds are all of them, and all that each permits. As of 2026-11, from the pages "Actions, resources, and condition keys" of
// each service in the Service Authorization Reference. None changes, deletes or lists what it is about.
var furtherKinds = []further{
	{"readSecrets", "ReadSecrets", []string{"secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"}, func(r *schema.Rights) []string { return r.ReadSecrets }},
	{"readParameters", "ReadParameters", []string{"ssm:GetParameter", "ssm:GetParameters"}, func(r *schema.Rights) []string { return r.ReadParameters }},
	{"sendMessages", "SendMessages", []string{"sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:SendMessage"}, func(r *schema.Rights) []string { return r.SendMessages }},
	{"receiveMessages", "ReceiveMessages",
		[]string{"sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:ReceiveMessage"},
		func(r *schema.Rights) []string { return r.ReceiveMessages }},
	{"publish", "Publish", []string{"sns:Publish"}, func(r *schema.Rights) []string { return r.Publish }},
	{"keys", "UseKeys", []string{"kms:Decrypt", "kms:GenerateDataKey"}, func(r *schema.Rights) []string { return r.Keys }},
}

// keyServices are the services through which the keys of further rights are used.
var keyServices = []string{"secretsmanager", "sns", "sqs", "ssm"}

func furtherRights(s *blueprints.Stack, asked *schema.Rights) []guard.Statement {
	if asked == nil {
		return nil
	}
	var rights []guard.Statement
	for _, kind := range furtherKinds {
		arns := kind.arns(asked)
		if len(arns) == 0 {
			continue
		}
		right := guard.Statement{Sid: "Further" + kind.sid, Effect: "Allow", Action: kind.actions}
		for i, arn := range arns {
			right.Resource = append(right.Resource, here(s, fmt.Sprintf("rights.%s[%d]", kind.field, i), arn))
		}
		if kind.field == "keys" {
			right.Condition = guard.Through(keyServices...)
		}
		rights = append(rights, right)
	}
	return rights
}

// here is an ARN of the spec as the template says it: partition, region and account are the stack's own. One of elsewhere is refused:
// the workload would need the consent of its owner as well, and PHI would leave the account without anybody noticing.
func here(s *blueprints.Stack, path, arn string) string {
	named := guard.ParseArn(arn)
	if start := guard.Here(s.Env, named.Service); named.Start() != start {
		s.Refuse(blueprints.Refusal{
			ID: "foreign-resource", Path: path,
			Message: fmt.Sprintf("%q is not of this environment's account and region, whose ARNs begin with %s", arn, start),
			Hint:    "name a resource of this account and region",
		})
	}
	return blueprints.OwnArn(named.Service, named.Resource)
}
