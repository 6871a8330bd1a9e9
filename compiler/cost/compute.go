package cost

import (
	"encoding/json"
	"strings"

	"github.com/hipaac/hipaac/compiler/template"
)

// instance is an EC2 instance that always runs, with its root volume.
func instance(b *bill, r *template.Resource) {
	launch := b.target(r, "LaunchTemplate.LaunchTemplateId")
	// said is what the instance says itself, or else its launch template.
	said := func(path, inTemplate string) *template.Node {
		if own := r.Property(path); own != nil || launch == nil {
			return own
		}
		return launch.Property("LaunchTemplateData." + inTemplate)
	}
	item, count := sized("ec2", b.given(said("InstanceType", "InstanceType")))
	b.add(item, count)
	if watched := said("Monitoring", "Monitoring.Enabled"); watched != nil && watched.Text == "true" {
		b.add("detailed monitoring of an instance", one)
	}
	if mappings := said("BlockDeviceMappings", "BlockDeviceMappings"); mappings != nil {
		for _, m := range mappings.Items {
			b.add("gp3 volume GB", whole(m.Get("Ebs", "VolumeSize"), 8*one))
		}
	}
}

// service is an ECS service on Fargate: as many tasks as always run, each with the vCPU and memory of its definition.
func service(b *bill, r *template.Resource) {
	tasks := number(r, "DesiredCount", one)
	for _, t := range b.doc.OfType("AWS::ApplicationAutoScaling::ScalableTarget") {
		if text(t, "ServiceNamespace") == "ecs" {
			tasks = number(t, "MinCapacity", tasks)
		}
	}
	task := b.target(r, "TaskDefinition")
	if task == nil {
		return
	}
	architecture := strings.ToLower(text(task, "RuntimePlatform.CpuArchitecture"))
	if architecture == "" {
		architecture = "x86_64"
	}
	b.add("fargate vCPU "+architecture, tasks*number(task, "Cpu", 256*one)/one/1024)
	b.add("fargate GB "+architecture, tasks*number(task, "Memory", 512*one)/one/1024)
}

// beanstalk is an environment's instances, as many as always run, with their root volumes and with what is measured of them.
func beanstalk(b *bill, r *template.Resource) {
	least, kind, volume, interval, health := one, "", 10*one, "", ""
	if settings := r.Property("OptionSettings"); settings != nil {
		for _, s := range settings.Items {
			value := s.Get("Value")
			switch written(s.Get("Namespace")) + " " + written(s.Get("OptionName")) {
			case "aws:autoscaling:asg MinSize":
				least = whole(value, least)
			case "aws:ec2:instances InstanceTypes":
				kind, _, _ = strings.Cut(written(value), ",")
			case "aws:autoscaling:launchconfiguration RootVolumeSize":
				volume = whole(value, volume)
			case "aws:autoscaling:launchconfiguration MonitoringInterval":
				interval = written(value)
			case "aws:elasticbeanstalk:healthreporting:system ConfigDocument":
				health = written(value)
			}
		}
	}
	item, count := sized("ec2", strings.TrimSpace(kind))
	b.add(item, least*count/one)
	b.add("gp3 volume GB", least*volume/one)
	if interval == "1 minute" {
		b.add("detailed monitoring of an instance", least)
	}
	b.add("custom metric", published(health, least))
}

// published is how many metrics enhanced health sends to CloudWatch: those of the environment once, those of an instance for each. The
// environment's health itself is free (Elastic Beanstalk Developer Guide, "Publishing Amazon CloudWatch custom metrics").
func published(document string, instances Quantity) Quantity {
	var health struct {
		CloudWatchMetrics struct{ Environment, Instance map[string]any }
	}
	if json.Unmarshal([]byte(document), &health) != nil {
		return 0
	}
	m := health.CloudWatchMetrics
	return one*Quantity(len(m.Environment)) + instances*Quantity(len(m.Instance))
}
