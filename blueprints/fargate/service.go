package fargate

import (
	"strconv"

	"github.com/awslabs/goformation/v7/cloudformation/ecs"
	elb "github.com/awslabs/goformation/v7/cloudformation/elasticloadbalancingv2"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
)

// addService keeps tasks running: as many as there is work for, spread over the zones, replaced without a gap, and put back to what
// ran before when the new ones do not start or an alarm goes off.
func (a *application) addService(task *blueprints.Resource) {
	network := a.Neighbour("network")
	service := &ecs.Service{
		ServiceName: &a.name, Cluster: ptr(a.cluster.Ref()), TaskDefinition: ptr(task.Ref()),
		LaunchType: ptr("FARGATE"), PlatformVersion: ptr("LATEST"),
		EnableExecuteCommand: &a.cfg.Exec, EnableECSManagedTags: ptr(true), PropagateTags: ptr("SERVICE"),
		NetworkConfiguration: &ecs.Service_NetworkConfiguration{AwsvpcConfiguration: &ecs.Service_AwsVpcConfiguration{
			AssignPublicIp: ptr("DISABLED"), SecurityGroups: []string{a.group.Att("GroupId")}, Subnets: network.ImportSeries("PrivateSubnet", "Id"),
		}},
	}
	if a.front != nil {
		targets := a.addTargets()
		service.HealthCheckGracePeriodSeconds = &a.cfg.StartSeconds
		service.LoadBalancers = []ecs.Service_LoadBalancer{{
			ContainerName: ptr(container), ContainerPort: &a.cfg.Port, TargetGroupArn: ptr(targets.Ref()),
		}}
	}
	service.DeploymentConfiguration = &ecs.Service_DeploymentConfiguration{
		MinimumHealthyPercent: ptr(100), MaximumPercent: ptr(200),
		DeploymentCircuitBreaker: &ecs.Service_DeploymentCircuitBreaker{Enable: true, Rollback: true},
	}
	if len(a.alarms) > 0 {
		rollback := &ecs.Service_DeploymentAlarms{Enable: true, Rollback: true}
		for _, alarm := range a.alarms {
			rollback.AlarmNames = append(rollback.AlarmNames, alarm.Ref())
		}
		service.DeploymentConfiguration.Alarms = rollback
	}
	added := a.Add("Service", service).From("image").DependsOn(a.ready...).With("AvailabilityZoneRebalancing", "ENABLED").
		Say("It has no number of tasks: scaling decides, and a deployment would set back what it decided.")
	a.scale(added)
	a.watch()
	a.Export("ServiceName", added.Att("Name"), "The service, for deployments and sessions")
}

// addTargets adds the group of tasks that the load balancer knows, and the rule that sends them the requests for the domain.
func (a *application) addTargets() *blueprints.Resource {
	// A group serves one load balancer only. Where that is replaced, by one inside or outside of the network, so is its group.
	id := "Targets"
	if a.cfg.Web.Internal {
		id = "InsideTargets"
	}
	targets := a.Add(id, &elb.TargetGroup{
		VpcId: ptr(a.Import("network", "VpcId")), TargetType: ptr("ip"), Port: &a.cfg.Port, Protocol: ptr("HTTPS"),
		HealthCheckEnabled: ptr(true), HealthCheckProtocol: ptr("HTTPS"), HealthCheckPath: &a.cfg.HealthPath,
		HealthCheckIntervalSeconds: ptr(15), HealthCheckTimeoutSeconds: ptr(5), HealthyThresholdCount: ptr(2), UnhealthyThresholdCount: ptr(3),
		Matcher: &elb.TargetGroup_Matcher{HttpCode: ptr("200")},
		TargetGroupAttributes: []elb.TargetGroup_TargetGroupAttribute{
			{Key: ptr("deregistration_delay.timeout_seconds"), Value: ptr(strconv.Itoa(a.cfg.StopSeconds))},
			{Key: ptr("load_balancing.algorithm.type"), Value: ptr("least_outstanding_requests")},
		},
	}).From("web")
	rule := a.Add("WebRule", &elb.ListenerRule{
		ListenerArn: ptr(a.front.Listener.Ref()), Priority: 1,
		Conditions: []elb.ListenerRule_RuleCondition{{
			Field: ptr("host-header"), HostHeaderConfig: &elb.ListenerRule_HostHeaderConfig{Values: []string{a.front.Domain}},
		}},
		Actions: []elb.ListenerRule_Action{{Type: "forward", TargetGroupArn: ptr(targets.Ref())}},
	}).From("web")
	a.ready = append(a.ready, rule)
	unhealthy := guard.Watch(a.Stack, guard.Alarm{
		ID: "UnhealthyAlarm", Name: "unhealthy", Namespace: "AWS/ApplicationELB", Metric: "UnHealthyHostCount", Statistic: "Maximum",
		Dimensions: []string{"LoadBalancer", a.front.LoadBalancer.Att("LoadBalancerFullName"), "TargetGroup", targets.Att("TargetGroupFullName")},
		Above:      ptr(1.0), Seconds: 60, Periods: startPeriods(a.cfg.StartSeconds), From: "healthPath",
		Description: "A task does not answer its health check over HTTPS. Look at its log.",
	})
	if unhealthy != nil {
		a.alarms = append(a.alarms, unhealthy)
	}
	return targets
}

// startPeriods is for how many minutes a task may fail its health check: those that it may take to start, and four. The alarm rolls
// deployments back, and none may be because its tasks start as slowly as the spec permits.
func startPeriods(seconds int) int { return 4 + (seconds+59)/60 }
