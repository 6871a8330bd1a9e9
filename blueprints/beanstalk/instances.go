package beanstalk

import (
	"strings"

	"github.com/hipaac/hipaac/blueprints"
)

// runInstances says what the instances are, where they stand and how many there are.
func (a *application) runInstances(group, service *blueprints.Resource) {
	network := a.Neighbour("network")
	subnets := strings.Join(network.ImportSeries("PrivateSubnet", "Id"), ",")
	a.options.set("aws:elasticbeanstalk:environment", "ServiceRole", service.Arn())
	a.options.set("aws:ec2:vpc",
		"VPCId", network.Import("VpcId"),
		"Subnets", subnets,
		"AssociatePublicIpAddress", "false")
	a.options.set("aws:ec2:instances", "InstanceTypes", a.cfg.InstanceType)
	a.options.set("aws:autoscaling:launchconfiguration",
		"IamInstanceProfile", a.Import("access", "InstanceProfileName"),
		"SecurityGroups", group.Att("GroupId"),
		// Beanstalk's own group would let the load balancer in on port 80, in clear text.
		"DisableDefaultEC2SecurityGroup", "true",
		// Session tokens for metadata. This and gp3 also make Beanstalk use a launch template: accounts since 2024-10 cannot make
		// launch configurations any more.
		"DisableIMDSv1", "true",
		"RootVolumeType", "gp3",
		"RootVolumeSize", number(a.cfg.VolumeGB),
		"LaunchTemplateTagPropagationEnabled", "true",
		"MonitoringInterval", "1 minute")
	if a.cfg.Image != "" {
		a.options.set("aws:autoscaling:launchconfiguration", "ImageId", a.cfg.Image)
	}
	a.scale()
}

// scale says when instances come and go: by their processors, which are what both kinds of environment have.
func (a *application) scale() {
	a.options.set("aws:autoscaling:asg", "MinSize", number(a.cfg.MinInstances), "MaxSize", number(a.cfg.MaxInstances))
	a.options.set("aws:autoscaling:trigger",
		"MeasureName", "CPUUtilization", "Statistic", "Average", "Unit", "Percent",
		"Period", "1", "EvaluationPeriods", "5", "BreachDuration", "5",
		"UpperThreshold", number(a.cfg.ScaleAtCpuPercent), "UpperBreachScaleIncrement", "1",
		// Half of it, so that the instances that stay never start one again at once.
		"LowerThreshold", number(a.cfg.ScaleAtCpuPercent/2), "LowerBreachScaleIncrement", "-1")
}

// deployments are the deployment policies of Elastic Beanstalk by their names in the spec.
var deployments = map[string]string{
	"all-at-once": "AllAtOnce", "rolling": "Rolling", "rolling-with-additional-batch": "RollingWithAdditionalBatch", "immutable": "Immutable",
}

// deploy says how versions of the application and changes of the configuration reach the instances.
func (a *application) deploy() {
	a.options.set("aws:elasticbeanstalk:command",
		"DeploymentPolicy", deployments[a.cfg.Deployment],
		"BatchSizeType", "Percentage", "BatchSize", "34",
		"IgnoreHealthCheck", "false")
	kind := "Health"
	if a.cfg.Deployment == "immutable" {
		kind = "Immutable"
	}
	a.options.set("aws:autoscaling:updatepolicy:rollingupdate", "RollingUpdateEnabled", "true", "RollingUpdateType", kind)
}

// keepUpToDate lets AWS update the platform each week, and replace the instances even where there is nothing to update, so that
// none runs on for months.
func (a *application) keepUpToDate(service *blueprints.Resource) {
	a.options.set("aws:elasticbeanstalk:managedactions",
		"ManagedActionsEnabled", "true",
		"PreferredStartTime", a.cfg.UpdateWindow,
		"ServiceRoleForManagedUpdates", service.Arn())
	a.options.set("aws:elasticbeanstalk:managedactions:platformupdate", "UpdateLevel", "minor", "InstanceRefreshEnabled", "true")
}

// tellHealth reports the health of each instance, and events of the environment to whoever gets its alarms.
func (a *application) tellHealth() {
	a.options.set("aws:elasticbeanstalk:healthreporting:system",
		"SystemType", "enhanced", "EnhancedHealthAuthEnabled", "true", "ConfigDocument", publishedMetrics)
	a.options.set("aws:elasticbeanstalk:xray", "XRayEnabled", yesNo(a.cfg.Xray))
	if topic := a.topic(); topic != "" {
		a.options.set("aws:elasticbeanstalk:sns:topics", "Notification Topic ARN", topic)
	}
}

// topic is where alarms go, or "". Beanstalk takes one; if there are several, it is that of the stack that comes first by name.
func (a *application) topic() string {
	for _, n := range a.AllNeighbours() {
		if n.Blueprint() == "observability" {
			return n.Import("AlarmTopicArn")
		}
	}
	return ""
}

func yesNo(yes bool) string {
	if yes {
		return "true"
	}
	return "false"
}
