package controls

var beanstalkManagedUpdates = &Control{
	ID:        "beanstalk-managed-updates",
	Title:     "Beanstalk platforms update themselves",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "vulnerability-management",
	Citations: []string{"164.308(a)(1)(ii)(B)", "164.308(a)(5)(ii)(B)"},
	Types:     []string{"AWS::ElasticBeanstalk::Environment"},
	Why:       "an instance runs on with the operating system and runtime of the day on which somebody last thought of it",
	Fix:       "set ManagedActionsEnabled and PreferredStartTime of aws:elasticbeanstalk:managedactions, and UpdateLevel of aws:elasticbeanstalk:managedactions:platformupdate",
	Judge: func(c *Case) {
		const actions = "aws:elasticbeanstalk:managedactions"
		on := beanstalkOption(c, actions, "ManagedActionsEnabled")
		requireOption(c, on, on.IsTrue(), "environment %q has %s for ManagedActionsEnabled, needs true", c.ID, on)
		if !on.IsTrue().Yes() {
			return
		}
		level, start := beanstalkOption(c, actions+":platformupdate", "UpdateLevel"), beanstalkOption(c, actions, "PreferredStartTime")
		requireOption(c, level, level.Is("minor", "patch"), "environment %q has %s for UpdateLevel, needs \"minor\" or \"patch\"", c.ID, level)
		requireOption(c, start, start.Has(), "environment %q has no PreferredStartTime, without which nothing is updated", c.ID)
	},
	Bad: []Example{`
Resources:
  Off:
    Type: AWS::ElasticBeanstalk::Environment
    Properties:
      ApplicationName: records
      OptionSettings:
        - Namespace: aws:elasticbeanstalk:managedactions
          OptionName: ManagedActionsEnabled
          Value: false  # fails
  Silent:  # fails
    Type: AWS::ElasticBeanstalk::Environment
    Properties:
      ApplicationName: records
  Half:
    Type: AWS::ElasticBeanstalk::Environment
    Properties:
      ApplicationName: records
      OptionSettings:  # fails
        - {Namespace: "aws:elasticbeanstalk:managedactions", OptionName: ManagedActionsEnabled, Value: "true"}
        - {Namespace: "aws:elasticbeanstalk:managedactions", OptionName: PreferredStartTime, Value: "Sun:08:00"}
`},
	Good: []Example{`
Resources:
  Said:
    Type: AWS::ElasticBeanstalk::Environment
    Properties:
      ApplicationName: records
      OptionSettings:
        - {Namespace: "aws:elasticbeanstalk:managedactions", OptionName: ManagedActionsEnabled, Value: true}
        - {Namespace: "aws:elasticbeanstalk:managedactions", OptionName: PreferredStartTime, Value: "Sun:08:00"}
        - {Namespace: "aws:elasticbeanstalk:managedactions:platformupdate", OptionName: UpdateLevel, Value: minor}
`},
}
