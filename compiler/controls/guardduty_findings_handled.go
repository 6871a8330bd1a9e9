package controls

import "github.com/hipaac/hipaac/compiler/template"

var guarddutyFindingsHandled = &Control{
	ID:        "guardduty-findings-handled",
	Title:     "Threat findings are dealt with in time",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "monitoring",
	Citations: []string{"164.312(b)"},
	Types:     []string{"AWS::GuardDuty::Detector"},
	Why:       "a finding that stays in the console of GuardDuty is read after the damage",
	Fix:       "add an EventBridge rule for the source aws.guardduty whose target calls somebody",
	Judge: func(c *Case) {
		told := template.Any(c.OfType("AWS::Events::Rule"), func(rule Subject) Answer {
			people := template.Any(rule.Get("Targets").Items(), func(target Value) Answer { return reachesPeople(c, target) })
			return tellsOf(rule, "aws.guardduty").And(people)
		})
		c.Require(told, c.Whole(), "nobody is told of the findings of detector %q", c.ID)
	},
	Bad: []Example{`
# A log calls nobody, a rule that is off neither.
Resources:
  Detector:  # fails
    Type: AWS::GuardDuty::Detector
    Properties: {Enable: true}
  Kept:
    Type: AWS::Events::Rule
    Properties:
      EventPattern: {source: [aws.guardduty]}
      Targets: [{Id: log, Arn: !Sub "arn:aws:logs:us-east-1:${AWS::AccountId}:log-group:findings"}]
  Logged:
    Type: AWS::Events::Rule
    Properties:
      EventPattern: {source: [aws.guardduty]}
      Targets: [{Id: log, Arn: !GetAtt Group.Arn}]
  Group: {Type: "AWS::Logs::LogGroup"}
  Off:
    Type: AWS::Events::Rule
    Properties:
      State: DISABLED
      EventPattern: {source: [aws.guardduty]}
      Targets: [{Id: topic, Arn: !ImportValue Alerts}]
  Others:
    Type: AWS::Events::Rule
    Properties:
      EventPattern: {source: [aws.config]}
      Targets: [{Id: topic, Arn: !ImportValue Alerts}]
`},
	Good: []Example{`
Resources:
  Detector:
    Type: AWS::GuardDuty::Detector
    Properties: {Enable: true}
---
Resources:
  Told:
    Type: AWS::Events::Rule
    Properties:
      EventPattern: {source: [aws.guardduty], detail: {severity: [{numeric: [">=", 7]}]}}
      Targets: [{Id: topic, Arn: !Ref Alerts}]
  Alerts: {Type: "AWS::SNS::Topic"}
`},
}
