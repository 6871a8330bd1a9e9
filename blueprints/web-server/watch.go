package webserver

import (
	"github.com/awslabs/goformation/v7/cloudformation/sns"

	"github.com/hipaac/hipaac/blueprints/guard"
)

// addOwnerTopic tells whoever answers for the server of every alarm, beside those who watch the environment.
func (w *server) addOwnerTopic() {
	topic := guard.AddTopic(w.Stack, guard.Topic{
		ID: "OwnerTopic", Name: w.OwnName("owner"), Shown: w.Env.System + " " + w.Env.Name + " web server", Publishers: []string{"cloudwatch", "events"},
	})
	w.Add("OwnerMail", &sns.Subscription{TopicArn: topic.Ref(), Protocol: "email", Endpoint: &w.ownerMail}).
		Say("The owner has to confirm a first message; until then no alarm arrives.")
	w.Topics = []string{topic.Ref()}
}

// addLogs adds the logs of the server: of requests, without what stands behind a question mark, and of everything else.
func (w *server) addLogs() {
	w.requests = guard.LogGroup(w.Stack, "RequestLogGroup", "requests", w.cfg.AccessLogDays, guard.Access).From("accessLogDays")
	w.logs = guard.LogGroup(w.Stack, "ServerLogGroup", "server", w.cfg.LogDays).From("logDays")
}

// watch adds the alarms of the machine. Metrics as of 2026-11: EC2 guide, "CloudWatch metrics that are available for your instances";
// CloudWatch guide, "Metrics collected by the CloudWatch agent", all in percent.
func (w *server) watch() {
	if w.instance == nil {
		return
	}
	machine := []string{"InstanceId", w.instance.Ref()}
	for _, a := range []guard.Alarm{
		{ID: "DownAlarm", Name: "down", Namespace: "AWS/EC2", Metric: "StatusCheckFailed", Statistic: "Maximum", Dimensions: machine,
			Above: ptr(1.0), Seconds: 60, Periods: 5, Silence: "breaching",
			Description: "The server fails its status checks, or has gone. Update the launched product to get a new one."},
		{ID: "BusyAlarm", Name: "busy", Namespace: "AWS/EC2", Metric: "CPUUtilization", Statistic: "Average", Dimensions: machine,
			Above: ptr(90.0), Seconds: 300, Periods: 3,
			Description: "The server's processors are busy for a quarter of an hour. Choose a larger instance type."},
		{ID: "DiskAlarm", Name: "disk", Namespace: "CWAgent", Metric: "disk_used_percent", Statistic: "Maximum",
			Dimensions: append([]string{"path", "/", "fstype", "xfs"}, machine...), Above: ptr(85.0), Seconds: 300, Periods: 3, Silence: "breaching",
			Description: "The server's disk is nearly full, or its agent tells nothing, and then no logs either."},
		{ID: "MemoryAlarm", Name: "memory", Namespace: "CWAgent", Metric: "mem_used_percent", Statistic: "Average", Dimensions: machine,
			Above: ptr(90.0), Seconds: 300, Periods: 3,
			Description: "The server's memory is nearly used up. Choose a larger instance type."},
	} {
		guard.Watch(w.Stack, a)
	}
}
