package controls

var beanstalkImdsv2 = &Control{
	ID:        "beanstalk-imdsv2",
	Title:     "Metadata of Beanstalk's instances needs session tokens",
	Tier:      Baseline,
	Severity:  High,
	Category:  "access-control",
	Citations: []string{"164.308(a)(3)(i)", "164.308(a)(4)(ii)(C)", "164.312(a)(1)"},
	Types:     []string{"AWS::ElasticBeanstalk::Environment"},
	Why:       "without tokens, one request that an application can be talked into is enough to read the credentials of the instance's role",
	Fix:       "set DisableIMDSv1 of aws:autoscaling:launchconfiguration to true",
	Judge: func(c *Case) {
		old := beanstalkOption(c, "aws:autoscaling:launchconfiguration", "DisableIMDSv1")
		if old.Absent() {
			// Amazon Linux 2023 asks for tokens unless it is told not to.
			requireOption(c, old, onAmazonLinux2023(c), "environment %q does not set DisableIMDSv1, which its platform leaves off", c.ID)
			return
		}
		requireOption(c, old, old.IsTrue(), "environment %q has %s for DisableIMDSv1, needs true", c.ID, old)
	},
	Bad: []Example{`
Resources:
  Both:
    Type: AWS::ElasticBeanstalk::Environment
    Properties:
      ApplicationName: records
      SolutionStackName: 64bit Amazon Linux 2023 v6.11.7 running Node.js 24
      OptionSettings:
        - Namespace: aws:autoscaling:launchconfiguration
          OptionName: DisableIMDSv1
          Value: "false"  # fails
  Old:  # fails
    Type: AWS::ElasticBeanstalk::Environment
    Properties:
      ApplicationName: records
      SolutionStackName: 64bit Amazon Linux 2 v5.9.0 running Node.js 18
  Hidden:
    Type: AWS::ElasticBeanstalk::Environment
    Properties:
      ApplicationName: records
      PlatformArn: !Ref Platform
      OptionSettings:  # unknown
        - {Namespace: "aws:ec2:instances", OptionName: InstanceTypes, Value: t3.small}
Parameters:
  Platform: {Type: String}
`},
	Good: []Example{`
# The platform stands in the configuration that the environment is made of.
Resources:
  Saved: {Type: "AWS::ElasticBeanstalk::ConfigurationTemplate", Properties: {ApplicationName: records, SolutionStackName: 64bit Amazon Linux 2023 v4.3.0 running PHP 8.3}}
  Environment: {Type: "AWS::ElasticBeanstalk::Environment", Properties: {ApplicationName: records, TemplateName: !Ref Saved}}
`, `
Resources:
  Said:
    Type: AWS::ElasticBeanstalk::Environment
    Properties:
      ApplicationName: records
      SolutionStackName: 64bit Amazon Linux 2 v5.9.0 running Node.js 18
      OptionSettings: [{Namespace: "aws:autoscaling:launchconfiguration", OptionName: DisableIMDSv1, Value: true}]
  Default:
    Type: AWS::ElasticBeanstalk::Environment
    Properties:
      ApplicationName: records
      PlatformArn: !Sub "arn:aws:elasticbeanstalk:${AWS::Region}::platform/Node.js 24 running on 64bit Amazon Linux 2023"
`},
}
