package controls

var beanstalkLogStreaming = &Control{
	ID:        "beanstalk-log-streaming",
	Title:     "Logs of Beanstalk's instances outlive them",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "audit",
	Citations: []string{"164.312(b)", "164.308(a)(1)(ii)(D)"},
	Types:     []string{"AWS::ElasticBeanstalk::Environment"},
	Why:       "instances come and go with the load, and take their logs with them: what happened on one that is gone can never be found out",
	Fix:       "set StreamLogs of aws:elasticbeanstalk:cloudwatch:logs to true, and leave DeleteOnTerminate false",
	Judge: func(c *Case) {
		const logs = "aws:elasticbeanstalk:cloudwatch:logs"
		stream, gone := beanstalkOption(c, logs, "StreamLogs"), beanstalkOption(c, logs, "DeleteOnTerminate")
		requireOption(c, stream, stream.IsTrue(), "environment %q has %s for StreamLogs, needs true", c.ID, stream)
		c.Forbid(gone.IsTrue(), gone.at, "environment %q takes its logs away when it ends", c.ID)
	},
	Bad: []Example{`
Resources:
  Silent:  # fails
    Type: AWS::ElasticBeanstalk::Environment
    Properties:
      ApplicationName: records
  Off:
    Type: AWS::ElasticBeanstalk::Environment
    Properties:
      ApplicationName: records
      OptionSettings:
        - Namespace: aws:elasticbeanstalk:cloudwatch:logs
          OptionName: StreamLogs
          Value: "false"  # fails
  Gone:
    Type: AWS::ElasticBeanstalk::Environment
    Properties:
      ApplicationName: records
      OptionSettings:
        - {Namespace: "aws:elasticbeanstalk:cloudwatch:logs", OptionName: StreamLogs, Value: "true"}
        - Namespace: aws:elasticbeanstalk:cloudwatch:logs
          OptionName: DeleteOnTerminate
          Value: "true"  # fails
`},
	Good: []Example{`
Resources:
  Said:
    Type: AWS::ElasticBeanstalk::Environment
    Properties:
      ApplicationName: records
      OptionSettings:
        - {Namespace: "aws:elasticbeanstalk:cloudwatch:logs", OptionName: StreamLogs, Value: "true"}
        - {Namespace: "aws:elasticbeanstalk:cloudwatch:logs", OptionName: DeleteOnTerminate, Value: false}
`},
}
