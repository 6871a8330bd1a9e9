package controls

import "github.com/hipaac/hipaac/compiler/template"

// setting is an option of an Elastic Beanstalk environment: an entry {Namespace, OptionName, Value} of its OptionSettings, or of
// the configuration template that it names. Absent means that no entry sets it.
type setting struct {
	Value
	at     Value  // where a finding points
	hidden string // why the option may be set elsewhere, where no entry seen here sets it
}

// beanstalkOption finds an option. Files in the application's bundle may set options as well, but never those that the template sets,
// and nobody reviews them with it: for an option that is not set here, the template is no evidence.
func beanstalkOption(c *Case, namespace, name string) setting {
	own := optionIn(c.Get("OptionSettings"), namespace, name)
	if !own.Absent() || c.Get("TemplateName").Absent() {
		return own
	}
	saved := c.Get("TemplateName")
	if kept, here := c.Target(saved, "AWS::ElasticBeanstalk::ConfigurationTemplate"); here {
		from := optionIn(kept.Get("OptionSettings"), namespace, name)
		from.at = own.at
		return from
	}
	own.hidden = unseen("what " + called("configuration template", saved) + " sets")
	return own
}

func optionIn(settings Value, namespace, name string) setting {
	missing := setting{at: settings}
	for _, option := range settings.Items() {
		this := option.Get("Namespace").Is(namespace).And(option.Get("OptionName").Is(name))
		if value := option.Get("Value"); this.Yes() {
			return setting{Value: value, at: value}
		}
		if !this.No() {
			missing.hidden = this.Why()
		}
	}
	return missing
}

// requireOption asks something of an option. One that is not set fails, unless it may be set where nobody can see it.
func requireOption(c *Case, s setting, met Answer, format string, args ...any) {
	if s.Absent() && s.hidden != "" {
		c.Unsure(s.at, s.hidden)
		return
	}
	c.Require(met, s.at, format, args...)
}

// isWorker asks whether an environment takes its work from a queue, and has no load balancer.
func isWorker(c *Case) Answer { return c.Get("Tier.Name").Is("Worker") }

// onAmazonLinux2023 asks for the operating system, whose defaults are safer than those of the ones before it.
func onAmazonLinux2023(c *Case) Answer {
	const system = "64bit Amazon Linux 2023"
	platform, stack := c.Get("PlatformArn"), c.Get("SolutionStackName")
	if saved, here := c.Target(c.Get("TemplateName"), "AWS::ElasticBeanstalk::ConfigurationTemplate"); here && platform.Absent() && stack.Absent() {
		platform, stack = saved.Get("PlatformArn"), saved.Get("SolutionStackName")
	}
	if platform.Absent() && stack.Absent() {
		return template.Maybe(unseen("which platform the environment runs"))
	}
	return platform.Contains(system).Or(stack.Contains(system))
}
