package guard

import (
	"github.com/awslabs/goformation/v7/cloudformation/sqs"

	"github.com/hipaac/hipaac/blueprints"
)

// LongestWait is how long a message waits at most in seconds: fourteen days, SQS's own limit.
const LongestWait = 14 * 24 * 3600

// Queue adds a queue that is encrypted with the environment's messages key, speaks TLS only, answers nobody of another account, and
// outlives the stack. Who may use it, IAM says, and what further statements of its policy permit. The blueprint must need "keys" and
// declare the use {MessagesKey, "sqs"}.
//
// The policy is a resource "<id>Policy". From is the path of the stack's configuration that asked for both.
func Queue(s *blueprints.Stack, id, from string, properties *sqs.Queue, more ...Statement) *blueprints.Resource {
	key := s.KeyArn(blueprints.MessagesKey)
	properties.KmsMasterKeyId = &key
	queue := s.Add(id, properties).From(from).Retain()
	everything, itself := []string{"sqs:*"}, []string{queue.Arn()}
	s.Add(id+"Policy", &sqs.QueuePolicy{
		Queues: []string{queue.Ref()},
		PolicyDocument: Document(append(more,
			deny("DenyPlainHTTP", everything, itself, InTheClear()),
			deny("DenyOtherAccounts", everything, itself, FromElsewhere()))...),
	}).From(from)
	return queue
}
