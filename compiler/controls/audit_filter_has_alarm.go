package controls

var auditFilterHasAlarm = &Control{
	ID:        "audit-filter-has-alarm",
	Title:     "What is counted in the audit trail raises alarms",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "monitoring",
	Citations: []string{"164.308(a)(1)(ii)(D)", "164.308(a)(6)(ii)"},
	Types:     []string{"AWS::Logs::MetricFilter"},
	Why:       "a filter that counts changes of the trail, of rights or of networks looks like a safeguard and tells nobody as long as no alarm watches its metric",
	Fix:       "add an alarm with AlarmActions for the metric that the filter counts, under the same namespace and name",
	Judge: func(c *Case) {
		// The root user and failed sign-ins have controls of their own.
		own := countsRoot(c.Subject).Or(countsSignInFailures(c.Subject))
		if counts := countsCalls(c.Subject).And(own.Not()); counts.Yes() {
			c.Require(hasAlarm(c, c.Subject), c.Whole(), "%q counts calls, and nobody is told", c.ID)
		} else if !counts.No() {
			c.Unsure(c.Get("FilterPattern"), counts.Why())
		}
	},
	Bad: []Example{`
Resources:
  Trail:  # fails
    Type: AWS::Logs::MetricFilter
    Properties:
      LogGroupName: trail
      FilterPattern: '{ ($.eventName = StopLogging) || ($.eventName = DeleteTrail) }'
      MetricTransformations: [{MetricNamespace: clinic, MetricName: trail, MetricValue: "1"}]
  Other:
    Type: AWS::CloudWatch::Alarm
    Properties: {Namespace: clinic, MetricName: other, AlarmActions: [!ImportValue Alerts]}
`},
	Good: []Example{`
Resources:
  Trail:
    Type: AWS::Logs::MetricFilter
    Properties:
      LogGroupName: trail
      FilterPattern: '{ ($.eventName = StopLogging) || ($.eventName = DeleteTrail) }'
      MetricTransformations: [{MetricNamespace: clinic, MetricName: trail, MetricValue: "1"}]
  Alarm:
    Type: AWS::CloudWatch::Alarm
    Properties: {Namespace: clinic, MetricName: trail, AlarmActions: [!ImportValue Alerts]}
  Requests:
    Type: AWS::Logs::MetricFilter
    Properties:
      LogGroupName: application
      FilterPattern: '{ $.status = 200 }'
      MetricTransformations: [{MetricNamespace: clinic, MetricName: requests, MetricValue: "1"}]
`},
}
