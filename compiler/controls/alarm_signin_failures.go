package controls

var alarmSigninFailures = &Control{
	ID:        "alarm-signin-failures",
	Title:     "Failed sign-ins raise alarms",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "monitoring",
	Citations: []string{"164.308(a)(5)(ii)(C)", "164.308(a)(6)(i)", "164.308(a)(6)(ii)"},
	Types:     []string{"AWS::Logs::MetricFilter"},
	Why:       "somebody who guesses passwords fails often before succeeding once, and the log-in monitoring of the Security Rule is about just that",
	Fix:       "add an alarm with AlarmActions for the metric that the filter counts, under the same namespace and name",
	Judge: func(c *Case) {
		if counts := countsSignInFailures(c.Subject); counts.Yes() {
			c.Require(hasAlarm(c, c.Subject), c.Whole(), "%q counts sign-ins that fail, and nobody is told", c.ID)
		} else if !counts.No() {
			c.Unsure(c.Get("FilterPattern"), counts.Why())
		}
	},
	Bad: []Example{`
# The alarm watches another namespace.
Resources:
  Failures:  # fails
    Type: AWS::Logs::MetricFilter
    Properties:
      LogGroupName: trail
      FilterPattern: '{ ($.eventName = "ConsoleLogin") && ($.errorMessage = "Failed authentication") }'
      MetricTransformations: [{MetricNamespace: clinic, MetricName: failures, MetricValue: "1"}]
  Alarm:
    Type: AWS::CloudWatch::Alarm
    Properties: {Namespace: clinics, MetricName: failures, AlarmActions: [!ImportValue Alerts]}
`},
	Good: []Example{`
Resources:
  Failures:
    Type: AWS::Logs::MetricFilter
    Properties:
      LogGroupName: trail
      FilterPattern: '{ ($.eventName = "ConsoleLogin") && ($.errorMessage = "Failed authentication") }'
      MetricTransformations: [{MetricNamespace: clinic, MetricName: failures, MetricValue: "1"}]
  Alarm:
    Type: AWS::CloudWatch::Alarm
    Properties: {Namespace: clinic, MetricName: failures, AlarmActions: [!ImportValue Alerts]}
`},
}
