package beanstalk

import (
	"github.com/awslabs/goformation/v7/cloudformation/sqs"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
)

// queues are where a worker's jobs come from, and where those go that cannot be done.
type queues struct{ jobs, dead *blueprints.Resource }

// jobsWait is how many seconds a job waits at most. One that was put aside waits for people as long as SQS keeps a message.
const jobsWait = 4 * 24 * 3600

// addQueue adds the worker's queue, encrypted with the messages key. The one that Beanstalk would make by itself has no key of the
// customer.
func (a *application) addQueue() *queues {
	dead := a.addOneQueue("DeadJobs", "-dead", guard.LongestWait, nil)
	jobs := a.addOneQueue("Jobs", "", jobsWait, map[string]any{"deadLetterTargetArn": dead.Arn(), "maxReceiveCount": a.cfg.JobAttempts})
	a.options.set("aws:elasticbeanstalk:sqsd",
		"WorkerQueueURL", jobs.Ref(),
		"HttpPath", a.cfg.JobPath,
		"MimeType", "application/json",
		// The daemon gives up first, then SQS hands the job to another instance.
		"InactivityTimeout", number(a.cfg.JobSeconds),
		"VisibilityTimeout", number(a.visibility()),
		"RetentionPeriod", number(jobsWait),
		"MaxRetries", number(a.cfg.JobAttempts))
	a.Export("QueueUrl", jobs.Ref(), "URL of the queue that takes jobs")
	a.Export("QueueArn", jobs.Arn(), "ARN of the queue that takes jobs, for the rights of those who send them")
	return &queues{jobs, dead}
}

func (a *application) addOneQueue(id, ending string, wait int, redrive map[string]any) *blueprints.Resource {
	q := &sqs.Queue{
		QueueName:              ptr(a.ShortName(a.Key, 75) + ending),
		MessageRetentionPeriod: &wait,
		VisibilityTimeout:      ptr(a.visibility()),
	}
	if redrive != nil {
		q.RedrivePolicy = redrive
	}
	return guard.Queue(a.Stack, id, "", q)
}

// visibility is for how many seconds a job that one instance has is hidden from the others: a little longer than it may take, and
// at most what SQS allows.
func (a *application) visibility() int { return min(a.cfg.JobSeconds+60, 43200) }

// jobRights let the instances take jobs, give them back, and put new ones in: those that the application or its cron.yaml makes.
func (a *application) jobRights(q *queues) []guard.Statement {
	return []guard.Statement{
		allow("DoJobs", []string{"sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:ReceiveMessage",
			"sqs:SendMessage"}, q.jobs.Arn()),
		a.useMessagesKey("ReadJobs", "sqs"),
		countJobs(),
		// Which instance queues periodic jobs is agreed in a table that Beanstalk makes. It holds names of instances.
		allow("AgreeOnLeader", []string{"dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:Scan", "dynamodb:UpdateItem"},
			blueprints.OwnArn("dynamodb", "table/awseb-*-stack-AWSEBWorkerCronLeaderRegistry*")),
	}
}

// countJobs lets the daemon count jobs. PutMetricData knows no resources, only namespaces.
func countJobs() guard.Statement {
	s := anywhere("CountJobs", "cloudwatch:PutMetricData")
	s.Condition = guard.Condition{"StringLike": {"cloudwatch:namespace": {"ElasticBeanstalk/*"}}}
	return s
}
