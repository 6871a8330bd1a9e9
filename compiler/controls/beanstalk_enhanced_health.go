package controls

var beanstalkEnhancedHealth = &Control{
	ID:        "beanstalk-enhanced-health",
	Title:     "Beanstalk reports enhanced health",
	Tier:      Optional,
	Severity:  Low,
	Category:  "monitoring",
	Citations: []string{"164.312(b)"},
	Types:     []string{"AWS::ElasticBeanstalk::Environment"},
	Why:       "basic health sees a load balancer's checks alone: an instance that answers with errors counts as healthy",
	Fix:       "set SystemType of aws:elasticbeanstalk:healthreporting:system to enhanced, with a service role",
	Judge: func(c *Case) {
		kind := beanstalkOption(c, "aws:elasticbeanstalk:healthreporting:system", "SystemType")
		requireOption(c, kind, kind.Is("enhanced"), "environment %q has %s for SystemType, needs \"enhanced\"", c.ID, kind)
	},
	Bad: []Example{`
Resources:
  Basic:
    Type: AWS::ElasticBeanstalk::Environment
    Properties:
      ApplicationName: records
      OptionSettings:
        - Namespace: aws:elasticbeanstalk:healthreporting:system
          OptionName: SystemType
          Value: basic  # fails
  Silent:  # fails
    Type: AWS::ElasticBeanstalk::Environment
    Properties:
      ApplicationName: records
  Saved:  # unknown
    Type: AWS::ElasticBeanstalk::Environment
    Properties:
      ApplicationName: records
      TemplateName: saved-elsewhere
`, `
# An option that may be this one, and another behind it.
Parameters:
  Option: {Type: String}
Resources:
  Silent:
    Type: AWS::ElasticBeanstalk::Environment
    Properties:
      ApplicationName: records
      OptionSettings:  # fails
        - {Namespace: "aws:elasticbeanstalk:environment", OptionName: ServiceRole, Value: enhanced}
  Asked:
    Type: AWS::ElasticBeanstalk::Environment
    Properties:
      ApplicationName: records
      OptionSettings:  # unknown
        - {Namespace: "aws:elasticbeanstalk:healthreporting:system", OptionName: !Ref Option, Value: enhanced}
        - {Namespace: "aws:elasticbeanstalk:environment", OptionName: ServiceRole, Value: role}
`},
	Good: []Example{`
Resources:
  Said:
    Type: AWS::ElasticBeanstalk::Environment
    Properties:
      ApplicationName: records
      OptionSettings:
        - {Namespace: "aws:elasticbeanstalk:environment", OptionName: ServiceRole, Value: role}
        - {Namespace: "aws:elasticbeanstalk:healthreporting:system", OptionName: SystemType, Value: enhanced}
  Saved:
    Type: AWS::ElasticBeanstalk::Environment
    Properties: {ApplicationName: records, TemplateName: !Ref Kept}
  Kept:
    Type: AWS::ElasticBeanstalk::ConfigurationTemplate
    Properties:
      ApplicationName: records
      OptionSettings: [{Namespace: "aws:elasticbeanstalk:healthreporting:system", OptionName: SystemType, Value: enhanced}]
`},
}
