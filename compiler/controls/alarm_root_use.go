package controls

var alarmRootUse = &Control{
	ID:        "alarm-root-use",
	Title:     "Root use raises an alarm",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "monitoring",
	Citations: []string{"164.308(a)(6)(i)", "164.308(a)(6)(ii)"},
	Types:     []string{"AWS::Logs::MetricFilter"},
	Why:       "the root user may do everything, and nothing in daily work needs it: each use is an emergency or a theft",
	Fix:       "add an alarm with AlarmActions for the metric that the filter counts, under the same namespace and name",
	Judge: func(c *Case) {
		if counts := countsRoot(c.Subject); counts.Yes() {
			c.Require(hasAlarm(c, c.Subject), c.Whole(), "%q counts what the root user does, and nobody is told", c.ID)
		} else if !counts.No() {
			c.Unsure(c.Get("FilterPattern"), counts.Why())
		}
	},
	Bad: []Example{`
Resources:
  Root:  # fails
    Type: AWS::Logs::MetricFilter
    Properties:
      LogGroupName: trail
      FilterPattern: '{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType != "AwsServiceEvent" }'
      MetricTransformations: [{MetricNamespace: clinic, MetricName: root, MetricValue: "1"}]
  Misnamed:
    Type: AWS::CloudWatch::Alarm
    Properties: {Namespace: clinic, MetricName: roots, AlarmActions: [!ImportValue Alerts]}
  Mute:
    Type: AWS::CloudWatch::Alarm
    Properties: {Namespace: clinic, MetricName: root}
`},
	Good: []Example{`
Resources:
  Root:
    Type: AWS::Logs::MetricFilter
    Properties:
      LogGroupName: trail
      FilterPattern: '{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType != "AwsServiceEvent" }'
      MetricTransformations: [{MetricNamespace: clinic, MetricName: root, MetricValue: "1"}]
  RootAlarm:
    Type: AWS::CloudWatch::Alarm
    Properties: {Namespace: clinic, MetricName: root, AlarmActions: [!ImportValue Alerts]}
`},
}
