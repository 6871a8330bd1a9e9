package controls

import (
	"slices"

	"github.com/hipaac/hipaac/compiler/template"
)

var alarmHasActions = &Control{
	ID:        "alarm-has-actions",
	Title:     "Alarms notify somebody",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "monitoring",
	Citations: []string{"164.312(b)"},
	Types:     []string{"AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm"},
	Why:       "an alarm that calls nobody goes off in an empty room, and one that is missing data and calls nobody then watches nothing",
	Fix:       "name a topic in AlarmActions, say in TreatMissingData what silence means or name a topic in InsufficientDataActions, too",
	Judge: func(c *Case) {
		if partOfAnother(c) {
			c.Applies()
			return
		}
		enabled := c.Get("ActionsEnabled")
		if !c.Require(enabled.IsFalse().Not(), enabled, "alarm %q has its actions switched off", c.ID) {
			return
		}
		actions := c.Get("AlarmActions")
		if !c.Require(holds(actions), actions, "alarm %q calls nobody", c.ID) || c.Type != "AWS::CloudWatch::Alarm" {
			return
		}
		// With any other word on silence the alarm is never without data for long.
		decided := c.Get("TreatMissingData").Is("breaching", "notBreaching", "ignore")
		silence := c.Get("InsufficientDataActions")
		c.Require(decided.Or(holds(silence)), silence, "alarm %q calls nobody when its data are missing", c.ID)
	},
	Bad: []Example{`
Resources:
  Cpu:
    Type: AWS::CloudWatch::Alarm
    Properties: {ComparisonOperator: GreaterThanThreshold, EvaluationPeriods: 1, Threshold: 90, TreatMissingData: breaching, AlarmActions: []}  # fails
  Off:
    Type: AWS::CloudWatch::Alarm
    Properties:
      ComparisonOperator: GreaterThanThreshold
      EvaluationPeriods: 1
      TreatMissingData: breaching
      AlarmActions: [arn:aws:sns:us-east-1:111122223333:alarms]
      ActionsEnabled: false  # fails
`, `
# Without data it stays silent, and a composite alarm that speaks of another one does not help.
Resources:
  Cpu:  # fails
    Type: AWS::CloudWatch::Alarm
    Properties:
      ComparisonOperator: GreaterThanThreshold
      EvaluationPeriods: 1
      AlarmActions: [arn:aws:sns:us-east-1:111122223333:alarms]
  Any:  # fails
    Type: AWS::CloudWatch::CompositeAlarm
    Properties: {AlarmRule: "ALARM(other)"}
  Apart:  # fails
    Type: AWS::CloudWatch::Alarm
    Properties: {AlarmName: clinic, ComparisonOperator: GreaterThanThreshold, EvaluationPeriods: 1}
  ByName:
    Type: AWS::CloudWatch::CompositeAlarm
    Properties: {AlarmRule: 'ALARM("clinic-cpu")', AlarmActions: [arn:aws:sns:us-east-1:111122223333:alarms]}
`},
	Good: []Example{`
Resources:
  Cpu:
    Type: AWS::CloudWatch::Alarm
    Properties:
      ComparisonOperator: GreaterThanThreshold
      EvaluationPeriods: 1
      TreatMissingData: notBreaching
      AlarmActions: [!ImportValue "clinic-prod-observability:AlarmTopicArn"]
  Disk:
    Type: AWS::CloudWatch::Alarm
    Properties:
      ComparisonOperator: GreaterThanThreshold
      EvaluationPeriods: 1
      AlarmActions: [arn:aws:sns:us-east-1:111122223333:alarms]
      InsufficientDataActions: [arn:aws:sns:us-east-1:111122223333:alarms]
  Part:
    Type: AWS::CloudWatch::Alarm
    Properties: {ComparisonOperator: GreaterThanThreshold, EvaluationPeriods: 1}
  Whole:
    Type: AWS::CloudWatch::CompositeAlarm
    Properties: {AlarmRule: !Sub "ALARM(${Part})", AlarmActions: [arn:aws:sns:us-east-1:111122223333:alarms]}
  Named:
    Type: AWS::CloudWatch::Alarm
    Properties: {AlarmName: clinic-cpu, ComparisonOperator: GreaterThanThreshold, EvaluationPeriods: 1}
  ByName:
    Type: AWS::CloudWatch::CompositeAlarm
    Properties: {AlarmRule: 'ALARM("clinic-cpu") AND NOT ALARM(maintenance)', AlarmActions: [arn:aws:sns:us-east-1:111122223333:alarms]}
`},
}

// holds asks whether a list has an entry.
func holds(list Value) Answer {
	return list.Has().And(template.Any(list.Items(), func(v Value) Answer { return v.Has() }))
}

// partOfAnother reports whether a composite alarm speaks of this one, and is there to call somebody.
func partOfAnother(c *Case) bool {
	name, named := c.Get("AlarmName").Literal()
	for _, whole := range c.OfType("AWS::CloudWatch::CompositeAlarm") {
		rule := whole.Get("AlarmRule")
		if slices.ContainsFunc(rule.References(), func(r template.Reference) bool {
			x, ok := c.scope.Follow(r)
			return ok && x.Is(c.Subject)
		}) {
			return true
		}
		if named && (rule.Contains("("+name+")").Yes() || rule.Contains(`"`+name+`"`).Yes()) {
			return true
		}
	}
	return false
}
