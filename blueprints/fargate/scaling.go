package fargate

import (
	"fmt"

	scaling "github.com/awslabs/goformation/v7/cloudformation/applicationautoscaling"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
)

// scaleAtMemoryPercent is the share of their memory at which more tasks are started. Few applications give memory back, so it is high.
const scaleAtMemoryPercent = 80

// scale starts and stops tasks. Each measure may start tasks, and tasks are stopped only when all agree.
func (a *application) scale(service *blueprints.Resource) {
	target := a.Add("Scaling", &scaling.ScalableTarget{
		ServiceNamespace: "ecs", ScalableDimension: "ecs:service:DesiredCount",
		ResourceId:  "service/" + a.cluster.Ref() + "/" + service.Att("Name"),
		MinCapacity: a.cfg.MinTasks, MaxCapacity: a.cfg.MaxTasks, RoleARN: ptr(scalingRole()),
	}).From("minTasks").Say("The role is AWS's own for this purpose. AWS makes it when an account first scales a service.")
	a.track(target, "ScaleByProcessors", "scaleAtCpuPercent", float64(a.cfg.ScaleAtCpuPercent),
		predefined("ECSServiceAverageCPUUtilization"))
	a.track(target, "ScaleByMemory", "memory", scaleAtMemoryPercent, predefined("ECSServiceAverageMemoryUtilization"))
	if a.queue != nil {
		a.track(target, "ScaleByMessages", "queue.messagesPerTask", float64(a.cfg.Queue.MessagesPerTask), a.backlog())
	}
}

// scalingRole is the service-linked role of Application Auto Scaling for ECS. It need not be there before.
func scalingRole() string {
	return "arn:" + blueprints.Partition + ":iam::" + blueprints.AccountID +
		":role/aws-service-role/ecs.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_ECSService"
}

func (a *application) track(target *blueprints.Resource, id, from string, at float64, c scaling.ScalingPolicy_TargetTrackingScalingPolicyConfiguration) {
	c.TargetValue = at
	c.ScaleOutCooldown, c.ScaleInCooldown = ptr(60), ptr(300)
	a.Add(id, &scaling.ScalingPolicy{
		PolicyName: a.name + "-" + id, PolicyType: "TargetTrackingScaling", ScalingTargetId: ptr(target.Ref()),
		TargetTrackingScalingPolicyConfiguration: &c,
	}).From(from)
}

func predefined(metric string) scaling.ScalingPolicy_TargetTrackingScalingPolicyConfiguration {
	return scaling.ScalingPolicy_TargetTrackingScalingPolicyConfiguration{
		PredefinedMetricSpecification: &scaling.ScalingPolicy_PredefinedMetricSpecification{PredefinedMetricType: metric},
	}
}

// backlog is how many messages wait for each task that runs (Amazon ECS Developer Guide, "Target tracking scaling policies").
func (a *application) backlog() scaling.ScalingPolicy_TargetTrackingScalingPolicyConfiguration {
	stat := func(id, namespace, metric string, dimensions ...string) scaling.ScalingPolicy_TargetTrackingMetricDataQuery {
		m := &scaling.ScalingPolicy_TargetTrackingMetric{Namespace: &namespace, MetricName: &metric}
		for i := 0; i < len(dimensions); i += 2 {
			m.Dimensions = append(m.Dimensions, scaling.ScalingPolicy_TargetTrackingMetricDimension{Name: &dimensions[i], Value: &dimensions[i+1]})
		}
		return scaling.ScalingPolicy_TargetTrackingMetricDataQuery{
			Id: &id, ReturnData: ptr(false), MetricStat: &scaling.ScalingPolicy_TargetTrackingMetricStat{Metric: m, Stat: ptr("Average")},
		}
	}
	return scaling.ScalingPolicy_TargetTrackingScalingPolicyConfiguration{
		CustomizedMetricSpecification: &scaling.ScalingPolicy_CustomizedMetricSpecification{
			Metrics: []scaling.ScalingPolicy_TargetTrackingMetricDataQuery{
				stat("waiting", "AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", a.queue.Att("QueueName")),
				stat("running", "ECS/ContainerInsights", "RunningTaskCount", "ClusterName", a.name, "ServiceName", a.name),
				{Id: ptr("backlog"), Expression: ptr("waiting / running"), Label: ptr("messages that wait for each task"), ReturnData: ptr(true)},
			},
		},
	}
}

// watch adds the alarms and charts of the service. Shares are in percent, times in seconds.
func (a *application) watch() {
	own := []string{"ClusterName", a.name, "ServiceName", a.name}
	for _, alarm := range []guard.Alarm{
		{ID: "ProcessorsAlarm", Name: "processors", Metric: "CPUUtilization", Description: "The tasks use nearly all of their processors. Look whether maxTasks is reached."},
		{ID: "MemoryAlarm", Name: "memory", Metric: "MemoryUtilization", Description: "The tasks use nearly all of their memory; one that needs more is ended. Look at memory in the spec."},
	} {
		alarm.Namespace, alarm.Dimensions, alarm.Statistic, alarm.Above, alarm.Seconds, alarm.Periods = "AWS/ECS", own, "Average", ptr(90.0), 300, 3
		guard.Watch(a.Stack, alarm)
	}
	guard.Watch(a.Stack, guard.Alarm{
		ID: "TasksAlarm", Name: "tasks", Namespace: "ECS/ContainerInsights", Metric: "RunningTaskCount", Statistic: "Minimum", Dimensions: own,
		Below: ptr(float64(a.cfg.MinTasks - 1)), Seconds: 300, Periods: 2, Silence: "breaching", From: "minTasks",
		Description: fmt.Sprintf("Fewer than %d tasks run. Look at the events of the service %s.", a.cfg.MinTasks, a.name),
	})
	percent := func(label, metric string) blueprints.Metric {
		return blueprints.Metric{Label: label, Namespace: "AWS/ECS", Name: metric, Statistic: "Average", Dimensions: own}
	}
	a.OfferChart("Processors and memory in percent", percent("processors", "CPUUtilization"), percent("memory", "MemoryUtilization"))
	a.OfferChart("Running tasks", blueprints.Metric{Label: "tasks", Namespace: "ECS/ContainerInsights", Name: "RunningTaskCount", Statistic: "Average", Dimensions: own})
}
