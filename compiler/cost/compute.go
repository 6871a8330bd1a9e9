package cost

import (
	"strings"

	"github.com/hipaac/hipaac/compiler/template"
)

// instance is an EC2 instance that always runs, with its root volume.
func instance(b *bill, r *template.Resource) {
	kind := text(r, "InstanceType")
	if launch := b.target(r, "LaunchTemplate.LaunchTemplateId"); kind == "" && launch != nil {
		kind = text(launch, "LaunchTemplateData.InstanceType")
	}
	item, count := sized("ec2", kind)
	b.add(item, count)
	if mappings := r.Property("BlockDeviceMappings"); mappings != nil {
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

// beanstalk is an environment's instances, as many as always run, with their root volumes.
func beanstalk(b *bill, r *template.Resource) {
	least, kind, volume := one, "", 10*one
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
			}
		}
	}
	item, count := sized("ec2", strings.TrimSpace(kind))
	b.add(item, least*count/one)
	b.add("gp3 volume GB", least*volume/one)
}
