package guard

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/awslabs/goformation/v7/cloudformation/sns"
	"github.com/awslabs/goformation/v7/cloudformation/sqs"

	"github.com/hipaac/hipaac/blueprints"
)

// TellByMail subscribes a mail address to a topic. Its logical id follows from the address, not from its place in a list: a subscription
// that is replaced has to be confirmed again. The prefix keeps apart the topics of a stack.
func TellByMail(s *blueprints.Stack, prefix string, topic *blueprints.Resource, address string) *blueprints.Resource {
	local, _, _ := strings.Cut(address, "@")
	return s.Add(prefix+"Mail"+identify(local, address), &sns.Subscription{
		TopicArn: topic.Ref(), Protocol: "email", Endpoint: &address,
	}).Say("The address gets alarms from when its owner has confirmed a mail of AWS.")
}

// TellHook subscribes a web hook to a topic. What it does not take within an hour goes to the queue.
func TellHook(s *blueprints.Stack, prefix string, topic, undelivered *blueprints.Resource, address string) *blueprints.Resource {
	host, _, _ := strings.Cut(strings.TrimPrefix(address, "https://"), "/")
	return s.Add(prefix+"Hook"+identify(host, address), &sns.Subscription{
		TopicArn: topic.Ref(), Protocol: "https", Endpoint: &address,
		DeliveryPolicy: retries,
		RedrivePolicy:  map[string]any{"deadLetterTargetArn": undelivered.Arn()},
	})
}

// Undelivered adds the queue that keeps what could not be delivered: what web hooks of the topics did not take, and what further
// statements of its policy let in. The blueprint must declare the uses {MessagesKey, "sqs"} and {MessagesKey, "snsDelivery"}, and watch
// the queue with WatchUndelivered.
func Undelivered(s *blueprints.Stack, days int, topics []*blueprints.Resource, more ...Statement) *blueprints.Resource {
	name, kept := undelivered(s), days*24*3600
	return Queue(s, "Undelivered", "undeliveredDays", &sqs.Queue{QueueName: &name, MessageRetentionPeriod: &kept}, append([]Statement{{
		Sid: "KeepUndelivered", Effect: "Allow", Principal: Principals{Service: []string{"sns.amazonaws.com"}},
		Action: []string{"sqs:SendMessage"}, Resource: []string{blueprints.GetAtt("Undelivered", "Arn")},
		Condition: Condition{"ArnEquals": {"aws:SourceArn": refs(topics)}},
	}}, more...)...)
}

func undelivered(s *blueprints.Stack) string { return s.PhysicalName(s.Key + "-undelivered") }

// WatchUndelivered says when something lies in the queue.
func WatchUndelivered(s *blueprints.Stack, topics ...*blueprints.Resource) {
	WatchWith(s, refs(topics), Alarm{
		ID: "UndeliveredAlarm", Name: "undelivered",
		Description: "Alarms that a web hook did not take within an hour lie in the queue " + undelivered(s) + ". Mend the hook, then send them again from the queue.",
		Namespace:   "AWS/SQS", Metric: "ApproximateNumberOfMessagesVisible", Statistic: "Maximum",
		Dimensions: []string{"QueueName", undelivered(s)}, Above: ptr(1.0), Seconds: 300, Periods: 1,
	})
}

// WatchDelivery watches a topic itself, by its name. Where its alarm goes to that very topic, it goes the way that is broken; whoever else
// reads still hears of it.
func WatchDelivery(s *blueprints.Stack, prefix, alarm, name string, topics ...*blueprints.Resource) {
	WatchWith(s, refs(topics), Alarm{
		ID: prefix + "DeliveryAlarm", Name: alarm,
		Description: "Alarms do not reach some of those who should hear of them. Look at the subscriptions of the topic " + name + ".",
		Namespace:   "AWS/SNS", Metric: "NumberOfNotificationsFailed", Statistic: "Sum",
		Dimensions: []string{"TopicName", name}, Above: ptr(1.0), Seconds: 300, Periods: 1,
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

func refs(resources []*blueprints.Resource) []string {
	var all []string
	for _, r := range resources {
		all = append(all, r.Ref())
	}
	return all
}
