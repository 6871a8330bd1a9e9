package fargate

import (
	"fmt"

	"github.com/awslabs/goformation/v7/cloudformation/sqs"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
)

// keepSeconds is how long a message waits at most: fourteen days, SQS's own limit. A message that nobody takes must not vanish over a
// holiday.
const keepSeconds = 14 * 24 * 3600

// addQueue adds the application's queue and the one for messages that nobody could handle.
func (a *application) addQueue() {
	dead := a.newQueue("DeadLetters", a.Key+"-dead-letters", &sqs.Queue{}).
		Say("What lies here was tried and failed. It is lost after fourteen days, so the alarm calls people at the first one.")
	q := a.cfg.Queue
	a.queue = a.newQueue("Queue", a.Key, &sqs.Queue{
		VisibilityTimeout: &q.TimeoutSeconds,
		RedrivePolicy:     map[string]any{"deadLetterTargetArn": dead.Arn(), "maxReceiveCount": q.Attempts},
	})
	for _, queue := range []*blueprints.Resource{a.queue, dead} {
		a.Add(queue.ID+"Policy", &sqs.QueuePolicy{
			Queues: []string{queue.Ref()}, PolicyDocument: guard.Document(onlyWithinAccount(queue)...),
		}).From("queue")
	}
	a.Export("QueueUrl", a.queue.Ref(), "Address of the application's queue")
	a.Export("QueueArn", a.queue.Arn(), "ARN of the application's queue")
	a.watchQueues(dead)
}

func (a *application) newQueue(id, name string, q *sqs.Queue) *blueprints.Resource {
	key := a.KeyArn(blueprints.MessagesKey)
	q.QueueName, q.KmsMasterKeyId, q.KmsDataKeyReusePeriodSeconds = ptr(a.PhysicalName(name)), &key, ptr(300)
	q.MessageRetentionPeriod, q.ReceiveMessageWaitTimeSeconds = ptr(keepSeconds), ptr(20)
	return a.Add(id, q).From("queue").Retain()
}

// onlyWithinAccount denies everybody who comes without TLS or from another account. Who may use the queue, IAM says.
func onlyWithinAccount(queue *blueprints.Resource) []guard.Statement {
	deny := func(sid string, when guard.Condition) guard.Statement {
		return guard.Statement{Sid: sid, Effect: "Deny", Principal: "*", Action: []string{"sqs:*"}, Resource: []string{queue.Arn()}, Condition: when}
	}
	return []guard.Statement{
		deny("DenyPlainHTTP", guard.Condition{"Bool": {"aws:SecureTransport": {"false"}}}),
		deny("DenyOtherAccounts", guard.Condition{
			"StringNotEquals": {"aws:PrincipalAccount": {blueprints.AccountID}},
			"BoolIfExists":    {"aws:PrincipalIsAWSService": {"false"}},
		}),
	}
}

func (a *application) watchQueues(dead *blueprints.Resource) {
	minutes := a.cfg.Queue.AlarmMinutes
	guard.Watch(a.Stack, guard.Alarm{
		ID: "QueueAlarm", Name: "queue", Namespace: "AWS/SQS", Metric: "ApproximateAgeOfOldestMessage", Statistic: "Maximum",
		Dimensions: []string{"QueueName", a.queue.Att("QueueName")}, Above: ptr(float64(minutes * 60)), Seconds: 60, Periods: 3, From: "queue.alarmMinutes",
		Description: fmt.Sprintf("A message waits for %d minutes or longer. Look whether tasks run, and at their log.", minutes),
	})
	guard.Watch(a.Stack, guard.Alarm{
		ID: "DeadLettersAlarm", Name: "dead-letters", Namespace: "AWS/SQS", Metric: "ApproximateNumberOfMessagesVisible", Statistic: "Maximum",
		Dimensions: []string{"QueueName", dead.Att("QueueName")}, Above: ptr(1.0), Seconds: 300, Periods: 1, From: "queue.attempts",
		Description: "A message could not be handled and was put aside. It is lost after fourteen days.",
	})
	metric := func(label, metric, name string) blueprints.Metric {
		return blueprints.Metric{Label: label, Namespace: "AWS/SQS", Name: metric, Statistic: "Maximum", Dimensions: []string{"QueueName", a.PhysicalName(name)}}
	}
	a.OfferChart("Messages", metric("waiting", "ApproximateNumberOfMessagesVisible", a.Key),
		metric("put aside", "ApproximateNumberOfMessagesVisible", a.Key+"-dead-letters"))
}
