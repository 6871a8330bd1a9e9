package observability

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/awslabs/goformation/v7/cloudformation/sns"
	"github.com/awslabs/goformation/v7/cloudformation/sqs"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/schema"
)

// checkReaders refuses a topic that nobody reads.
func checkReaders(s *blueprints.Stack, cfg *schema.Observability) {
	// Under PHI the control phi-alert-contacts asks for a mail address, whoever else reads.
	if len(s.Env.Alerts)+len(cfg.Endpoints) > 0 || cfg.Slack != nil || cfg.Teams != nil || s.Env.PHI {
		return
	}
	s.Refuse(blueprints.Refusal{
		ID: "nobody-to-alert", Message: fmt.Sprintf("stack %q has nobody to tell of alarms", s.Key),
		Hint: "add alerts with a mail address to the environment, such as [operations@clinic.example], or leave the stack out",
	})
}

// addMail subscribes a mail address. Its logical id follows from the address, not from its place in the list: a subscription that is
// replaced has to be confirmed again.
func addMail(s *blueprints.Stack, topic *blueprints.Resource, address string) {
	local, _, _ := strings.Cut(address, "@")
	s.Add("Mail"+identify(local, address), &sns.Subscription{
		TopicArn: topic.Ref(), Protocol: "email", Endpoint: &address,
	}).Say("The address gets alarms from when its owner has confirmed a mail of AWS.")
}

// addHooks subscribes the web hooks, and adds the queue that keeps what they did not take.
func addHooks(s *blueprints.Stack, topic *blueprints.Resource, cfg *schema.Observability) {
	name, kept := s.PhysicalName(s.Key+"-undelivered"), cfg.UndeliveredDays*24*3600
	queue := guard.Queue(s, "Undelivered", "undeliveredDays", &sqs.Queue{QueueName: &name, MessageRetentionPeriod: &kept}, guard.Statement{
		Sid: "KeepUndelivered", Effect: "Allow", Principal: guard.Principals{Service: []string{"sns.amazonaws.com"}},
		Action: []string{"sqs:SendMessage"}, Resource: []string{blueprints.GetAtt("Undelivered", "Arn")},
		Condition: guard.Condition{"ArnEquals": {"aws:SourceArn": {topic.Ref()}}},
	})
	for i, address := range cfg.Endpoints {
		host, _, _ := strings.Cut(strings.TrimPrefix(address, "https://"), "/")
		s.Add("Hook"+identify(host, address), &sns.Subscription{
			TopicArn: topic.Ref(), Protocol: "https", Endpoint: &address,
			DeliveryPolicy: retries,
			RedrivePolicy:  map[string]any{"deadLetterTargetArn": queue.Arn()},
		}).From(fmt.Sprintf("endpoints[%d]", i))
	}
	guard.WatchWith(s, []string{topic.Ref()}, guard.Alarm{
		ID: "UndeliveredAlarm", Name: "undelivered",
		Description: "Alarms that a web hook did not take within an hour lie in the queue " + name + ". Mend the hook, then send them again from the queue.",
		Namespace:   "AWS/SQS", Metric: "ApproximateNumberOfMessagesVisible", Statistic: "Maximum",
		Dimensions: []string{"QueueName", name}, Above: above(0), Seconds: 300, Periods: 1,
	})
}

// retries is how a web hook is tried again: at once, three times five seconds apart, then eight times at growing distances up to five
// minutes, and eight times more every five minutes. That is 51 minutes; SNS takes an hour at most (Amazon SNS Developer Guide,
// "Amazon SNS message delivery retries").
var retries = map[string]any{
	"healthyRetryPolicy": map[string]any{
		"backoffFunction": "exponential", "minDelayTarget": 5, "maxDelayTarget": 300,
		"numRetries": 20, "numNoDelayRetries": 1, "numMinDelayRetries": 3, "numMaxDelayRetries": 8,
	},
}

// addDeliveryAlarm watches the topic itself. Its own alarm goes the way that is broken; whoever else reads still hears of it.
func addDeliveryAlarm(s *blueprints.Stack, topic *blueprints.Resource) {
	guard.WatchWith(s, []string{topic.Ref()}, guard.Alarm{
		ID: "DeliveryAlarm", Name: "delivery",
		Description: "Alarms do not reach some of those who should hear of them. Look at the subscriptions of the topic " + topicName(s) + ".",
		Namespace:   "AWS/SNS", Metric: "NumberOfNotificationsFailed", Statistic: "Sum",
		Dimensions: []string{"TopicName", topicName(s)}, Above: above(0), Seconds: 300, Periods: 1,
	})
}

// above is a threshold of a count that is passed by the next one: alarms go off at the threshold, too.
func above(count float64) *float64 { count++; return &count }

// identify makes the end of a logical id: what people recognise of an address, and a digest of the whole.
func identify(known, address string) string {
	word := ""
	for _, c := range known {
		if 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' {
			word += string(c)
		}
	}
	sum := sha256.Sum256([]byte(address))
	return strings.ToUpper(word[:min(1, len(word))]) + word[min(1, len(word)):] + hex.EncodeToString(sum[:3])
}
