package beanstalk

import (
	"fmt"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
)

// publishedMetrics are what the environment reports to CloudWatch each minute beside EnvironmentHealth, in Beanstalk's own JSON
// (developer guide, "Publishing Amazon CloudWatch custom metrics for an environment"). Each costs as much as a custom metric, so these are
// those that a chart below shows.
const publishedMetrics = `{"CloudWatchMetrics":{"Environment":{"ApplicationLatencyP99":60,"ApplicationRequests5xx":60,"ApplicationRequestsTotal":60,"InstancesSevere":60},` +
	`"Instance":{"CPUUser":60,"RootFilesystemUtil":60}},"Version":1}`

// severe is the value of EnvironmentHealth from which on the environment is in trouble: 0 is ok, 1 info, 5 unknown, 10 no data,
// 15 warning, 20 degraded, 25 severe.
const severe = 20

// watch calls people when the environment is in trouble or jobs are put aside, and charts what it does.
func (a *application) watch(queue *queues) {
	threshold, one := float64(severe), 1.0
	guard.Watch(a.Stack, guard.Alarm{
		ID: "HealthAlarm", Name: "health",
		Description: "The environment is degraded or severe, or tells nothing: see its causes in Elastic Beanstalk, then the log groups of " + a.name,
		Namespace:   metrics, Metric: "EnvironmentHealth", Statistic: "Maximum", Dimensions: a.dimensions(),
		Above: &threshold, Seconds: 60, Periods: 5, Silence: "breaching",
	})
	a.OfferChart("Environment health",
		a.metric("health, 0 is ok, 25 severe", "EnvironmentHealth", "Maximum"), a.metric("severe instances", "InstancesSevere", "Maximum"))
	a.OfferChart("Processors and disks", a.eachInstance("CPUUser"), a.eachInstance("RootFilesystemUtil"))
	if queue == nil {
		a.OfferChart("Requests", a.metric("requests", "ApplicationRequestsTotal", "Sum"), a.metric("answered with 5xx", "ApplicationRequests5xx", "Sum"))
		a.OfferChart("Slowest hundredth of answers, seconds", a.metric("p99", "ApplicationLatencyP99", "Average"))
		return
	}
	a.watchQueue(queue, &one)
}

func (a *application) watchQueue(queue *queues, one *float64) {
	dead, jobs := a.ShortName(a.Key, 75)+"-dead", a.ShortName(a.Key, 75)
	guard.Watch(a.Stack, guard.Alarm{
		ID: "DeadJobsAlarm", Name: "dead-jobs",
		Description: fmt.Sprintf("Jobs failed %d times and lie in the queue %s for 14 days: read why in the log groups of %s, then send them back", a.cfg.JobAttempts, dead, a.name),
		Namespace:   "AWS/SQS", Metric: "ApproximateNumberOfMessagesVisible", Statistic: "Maximum", Dimensions: []string{"QueueName", dead},
		Above: one, Seconds: 300, Periods: 1,
	})
	hour := 3600.0
	guard.Watch(a.Stack, guard.Alarm{
		ID: "JobsWaitAlarm", Name: "jobs-wait",
		Description: "Jobs wait for more than an hour: the workers of " + a.name + " are too few, or stand still",
		Namespace:   "AWS/SQS", Metric: "ApproximateAgeOfOldestMessage", Statistic: "Maximum", Dimensions: []string{"QueueName", jobs},
		Above: &hour, Seconds: 300, Periods: 3,
	})
	a.OfferChart("Jobs",
		blueprints.Metric{Label: "waiting", Namespace: "AWS/SQS", Name: "ApproximateNumberOfMessagesVisible", Statistic: "Maximum", Dimensions: []string{"QueueName", jobs}},
		blueprints.Metric{Label: "put aside", Namespace: "AWS/SQS", Name: "ApproximateNumberOfMessagesVisible", Statistic: "Maximum", Dimensions: []string{"QueueName", dead}})
}

const metrics = "AWS/ElasticBeanstalk"

func (a *application) dimensions() []string { return []string{"EnvironmentName", a.name} }

func (a *application) metric(label, name, statistic string) blueprints.Metric {
	return blueprints.Metric{Label: label, Namespace: metrics, Name: name, Statistic: statistic, Dimensions: a.dimensions()}
}

// eachInstance is one line for each instance there is: their ids are known to AWS alone.
func (a *application) eachInstance(name string) blueprints.Metric {
	return blueprints.Metric{Expression: fmt.Sprintf(`SEARCH('{%s,EnvironmentName,InstanceId} MetricName="%s" EnvironmentName="%s"', 'Average', 60)`, metrics, name, a.name)}
}
