package fargate

import (
	"fmt"

	"github.com/awslabs/goformation/v7/cloudformation/sqs"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
)

// addQueue adds the application's queue and the one for messages that nobody could handle.
func (a *application) addQueue() {
	dead := a.newQueue("DeadLetters", a.Key+"-dead-letters", &sqs.Queue{}).
		Say("What lies here was tried and failed. It is lost after fourteen days, so the alarm calls people at the first one.")
	q := a.cfg.Queue
	a.queue = a.newQueue("Queue", a.Key, &sqs.Queue{
		VisibilityTimeout: &q.TimeoutSeconds,
		RedrivePolicy:     map[string]any{"deadLetterTargetArn": dead.Arn(), "maxReceiveCount": q.Attempts},
	})
	a.Export("QueueUrl", a.queue.Ref(), "Address of the application's queue")
	a.Export("QueueArn", a.queue.Arn(), "ARN of the application's queue")
	a.watchQueues(dead)
}

// newQueue keeps messages as long as SQS can: one that nobody takes must not vanish over a holiday.
func (a *application) newQueue(id, name string, q *sqs.Queue) *blueprints.Resource {
	q.QueueName, q.KmsDataKeyReusePeriodSeconds = ptr(a.PhysicalName(name)), ptr(300)
	q.MessageRetentionPeriod, q.ReceiveMessageWaitTimeSeconds = ptr(guard.LongestWait), ptr(20)
	return guard.Queue(a.Stack, id, "queue", q)
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
