package controls

var ec2DetailedMonitoring = &Control{
	ID:        "ec2-detailed-monitoring",
	Title:     "Instances have one-minute metrics",
	Tier:      Optional,
	Severity:  Low,
	Category:  "monitoring",
	Citations: []string{"164.312(b)"},
	Types:     []string{"AWS::EC2::Instance", "AWS::EC2::LaunchTemplate", "AWS::ElasticBeanstalk::Environment"},
	Why:       "with a metric every five minutes, an instance is in trouble for a quarter of an hour before an alarm knows",
	Fix:       "set Monitoring to true on the instance, or Monitoring.Enabled in its launch template",
	Judge: func(c *Case) {
		if c.Type == "AWS::ElasticBeanstalk::Environment" {
			interval := beanstalkOption(c, "aws:autoscaling:launchconfiguration", "MonitoringInterval")
			requireOption(c, interval, interval.Is("1 minute"), "environment %q has %s for MonitoringInterval, needs \"1 minute\"", c.ID, interval)
			return
		}
		list, hidden := launches(c)
		own := c.Get("Monitoring")
		if c.Type == "AWS::EC2::Instance" && !own.Absent() {
			c.Require(own.IsTrue(), own, "instance %q has %s for Monitoring, needs true", c.ID, own)
			return
		}
		on := first(list, "Monitoring.Enabled")
		if on.Absent() && hidden != "" {
			c.Unsure(on, hidden)
			return
		}
		c.Require(on.IsTrue(), on, "%q has %s for Monitoring, needs true", c.ID, on)
	},
	Bad: []Example{`
Resources:
  Server:  # fails
    Type: AWS::EC2::Instance
    Properties: {ImageId: ami-1}
  Said:
    Type: AWS::EC2::Instance
    Properties:
      ImageId: ami-1
      Monitoring: false  # fails
  Template:
    Type: AWS::EC2::LaunchTemplate
    Properties:
      LaunchTemplateData:
        Monitoring:
          Enabled: false  # fails
  Elsewhere:  # unknown
    Type: AWS::EC2::Instance
    Properties: {LaunchTemplate: {LaunchTemplateId: lt-1, Version: "1"}}
  Application:
    Type: AWS::ElasticBeanstalk::Environment
    Properties:
      ApplicationName: records
      OptionSettings:
        - Namespace: aws:autoscaling:launchconfiguration
          OptionName: MonitoringInterval
          Value: 5 minute  # fails
`},
	Good: []Example{`
Resources:
  Server: {Type: "AWS::EC2::Instance", Properties: {ImageId: ami-1, Monitoring: true}}
  Template: {Type: "AWS::EC2::LaunchTemplate", Properties: {LaunchTemplateData: {Monitoring: {Enabled: true}}}}
  Started: {Type: "AWS::EC2::Instance", Properties: {LaunchTemplate: {LaunchTemplateId: !Ref Template, Version: "1"}}}
  Application:
    Type: AWS::ElasticBeanstalk::Environment
    Properties:
      ApplicationName: records
      OptionSettings: [{Namespace: "aws:autoscaling:launchconfiguration", OptionName: MonitoringInterval, Value: 1 minute}]
`},
}
