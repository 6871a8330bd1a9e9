package controls

var stepfunctionsLogs = &Control{
	ID:        "stepfunctions-logs",
	Title:     "Workflows log without payloads",
	Tier:      Optional,
	Severity:  Low,
	Category:  "audit",
	Citations: []string{"164.308(a)(1)(ii)(D)", "164.312(b)"},
	Types:     []string{"AWS::StepFunctions::StateMachine"},
	Why:       "without a log the history of a workflow is gone with it, and with execution data the log is a second copy of every record that passed",
	Fix:       "set LoggingConfiguration with Level ALL or ERROR and a destination; leave IncludeExecutionData out, or tag the log group phi and give it a customer key",
	Judge: func(c *Case) {
		logging := c.Get("LoggingConfiguration")
		level, data := logging.Get("Level"), logging.Get("IncludeExecutionData")
		if !c.Require(level.Is("ALL", "ERROR"), level, "workflow %q has %s for its log level, needs \"ALL\" or \"ERROR\"", c.ID, level) || data.IsTrue().No() {
			return
		}
		for _, destination := range logging.Get("Destinations").Items() {
			arn := destination.Get("CloudWatchLogsLogGroup.LogGroupArn")
			group, here := c.Target(arn, "AWS::Logs::LogGroup")
			if !here {
				c.Unsure(arn, unseen("whether "+called("log group", arn)+" is made for PHI"))
				continue
			}
			made := isPHI(group.Tag("Tags", "DataClassification")).And(customerKey(group.Get("KmsKeyId")))
			c.Require(data.IsTrue().Not().Or(made), data, "workflow %q writes records into log group %q, which is not made for PHI", c.ID, group.ID)
		}
	},
	Bad: []Example{`
Resources:
  Silent:  # fails
    Type: AWS::StepFunctions::StateMachine
    Properties: {RoleArn: !ImportValue Role}
  Fatal:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      LoggingConfiguration:
        Level: FATAL  # fails
`, `
Resources:
  Log: {Type: "AWS::Logs::LogGroup", Properties: {KmsKeyId: !ImportValue Key}}
  Talkative:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      LoggingConfiguration:
        Level: ALL
        IncludeExecutionData: true  # fails
        Destinations: [{CloudWatchLogsLogGroup: {LogGroupArn: !GetAtt Log.Arn}}]
  Far:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      LoggingConfiguration:
        Level: ALL
        IncludeExecutionData: true
        Destinations:
          - CloudWatchLogsLogGroup:
              LogGroupArn: arn:aws:logs:us-east-1:111122223333:log-group:far:*  # unknown
`},
	Good: []Example{`
Resources:
  Log: {Type: "AWS::Logs::LogGroup", Properties: {KmsKeyId: !ImportValue Key, Tags: [{Key: DataClassification, Value: phi}]}}
  Full:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      LoggingConfiguration: {Level: ALL, IncludeExecutionData: true, Destinations: [{CloudWatchLogsLogGroup: {LogGroupArn: !GetAtt Log.Arn}}]}
  Terse: {Type: "AWS::StepFunctions::StateMachine", Properties: {LoggingConfiguration: {Level: ERROR, Destinations: []}}}
`},
}
