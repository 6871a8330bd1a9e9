package controls

import "github.com/hipaac/hipaac/compiler/template"

var emergencyAccessRole = &Control{
	ID:        "emergency-access-role",
	Title:     "A break-glass role exists and is watched",
	Tier:      Baseline,
	Severity:  High,
	Category:  "access-control",
	Citations: []string{"164.308(a)(7)(ii)(C)", "164.312(a)(2)(ii)"},
	Types:     []string{"AWS::IAM::Role"},
	Why:       "in an emergency somebody must reach the data past the usual way; such a role is safe only while each use is short, proven by a second factor and noticed",
	Fix: "ask for aws:MultiFactorAuthPresent (Bool, not BoolIfExists) in the trust policy, leave MaxSessionDuration at 3600, " +
		"and add an EventBridge rule with a target, or a metric filter with an alarm, for AssumeRole of this role",
	Judge: func(c *Case) {
		if !isBreakGlass(c) {
			return
		}
		for _, s := range Statements(c.Get("AssumeRolePolicyDocument")) {
			c.Require(s.Allows().Not().Or(asksSecondFactor(s)), s.Value, "emergency role %q can be assumed without a second factor", c.ID)
		}
		session := c.Get("MaxSessionDuration")
		c.Require(template.Sure(session.Absent()).Or(session.AtMost(3600)), session, "sessions of emergency role %q may last %s s, at most 3600 s", c.ID, session)
		c.Require(isWatched(c), c.Whole(), "nobody is told when emergency role %q is used", c.ID)
	},
	Bad: []Example{`
# The usual mistake: BoolIfExists lets requests through that say nothing of a second factor.
Resources:
  BreakGlass:  # fails
    Type: AWS::IAM::Role
    Properties:
      MaxSessionDuration: 43200  # fails
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow  # fails
            Principal: {AWS: !Sub "arn:aws:iam::${AWS::AccountId}:root"}
            Action: sts:AssumeRole
            Condition: {BoolIfExists: {"aws:MultiFactorAuthPresent": "true"}}
`, `
# A rule that is off, and one about another role; an alarm for a metric that nothing counts.
Resources:
  Rescue:  # fails
    Type: AWS::IAM::Role
    Properties:
      Tags: [{Key: Purpose, Value: emergency-access}]
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow
            Principal: {AWS: !Sub "arn:aws:iam::${AWS::AccountId}:root"}
            Action: sts:AssumeRole
            Condition: {Bool: {"aws:MultiFactorAuthPresent": true}}
  Off:
    Type: AWS::Events::Rule
    Properties:
      State: DISABLED
      EventPattern: {detail: {requestParameters: {roleArn: [!GetAtt Rescue.Arn]}}}
      Targets: [{Arn: !ImportValue Alerts, Id: alerts}]
  Elsewhere:
    Type: AWS::Events::Rule
    Properties:
      EventPattern: {detail: {requestParameters: {roleArn: [{suffix: other}]}}}
      Targets: [{Arn: !ImportValue Alerts, Id: alerts}]
  Uses:
    Type: AWS::Logs::MetricFilter
    Properties:
      FilterPattern: !Sub '{ $.requestParameters.roleArn = "${Rescue.Arn}" }'
      MetricTransformations: [{MetricNamespace: Clinic, MetricName: Rescue, MetricValue: "1"}]
  Misnamed:
    Type: AWS::CloudWatch::Alarm
    Properties: {Namespace: Clinics, MetricName: Rescue, AlarmActions: [!ImportValue Alerts]}
  Mute:
    Type: AWS::CloudWatch::Alarm
    Properties: {Namespace: Clinic, MetricName: Rescue}
`, `
# A role without a name is not in every pattern, and what a macro writes nobody has read.
Resources:
  BreakGlass:  # fails
    Type: AWS::IAM::Role
    Properties:
      RoleName: ""
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow  # unknown
            Principal: {AWS: !Sub "arn:aws:iam::${AWS::AccountId}:root"}
            Action: sts:AssumeRole
            Condition: {"Fn::Transform": {Name: Conditions}}
  Elsewhere:
    Type: AWS::Events::Rule
    Properties:
      EventPattern: {detail: {requestParameters: {roleArn: [arn:aws:iam::111122223333:role/other]}}}
      Targets: [{Arn: !ImportValue Alerts, Id: alerts}]
`, `
# What sounds like a second factor: its age without a limit, with a limit that only those meet who have one, and the limit of something else.
Resources:
  BreakGlass:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow  # fails
            Principal: {AWS: !Sub "arn:aws:iam::${AWS::AccountId}:root"}
            Action: sts:AssumeRole
            Condition: {NumericGreaterThan: {"aws:MultiFactorAuthAge": 1}}
          - Effect: Allow  # fails
            Principal: {AWS: !Sub "arn:aws:iam::${AWS::AccountId}:root"}
            Action: sts:AssumeRole
            Condition: {NumericLessThanIfExists: {"aws:MultiFactorAuthAge": 900}}
          - Effect: Allow  # fails
            Principal: {AWS: !Sub "arn:aws:iam::${AWS::AccountId}:root"}
            Action: sts:AssumeRole
            Condition: {NumericLessThan: {"sts:DurationSeconds": 900}}
  Uses:
    Type: AWS::Logs::MetricFilter
    Properties:
      FilterPattern: !Sub '{ $.requestParameters.roleArn = "${BreakGlass.Arn}" }'
      MetricTransformations: [{MetricNamespace: Clinic, MetricName: Other, MetricValue: "1"}, {MetricNamespace: Clinic, MetricName: Rescue, MetricValue: "1"}]
  Alarm:
    Type: AWS::CloudWatch::Alarm
    Properties: {Namespace: Clinic, MetricName: Rescue, AlarmActions: [!ImportValue Alerts]}
`},
	Good: []Example{`
Resources:
  EmergencyAccess:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          Effect: Allow
          Principal: {AWS: !Sub "arn:aws:iam::${AWS::AccountId}:root"}
          Action: sts:AssumeRole
          Condition: {Bool: {"aws:MultiFactorAuthPresent": "true"}}
  Used:
    Type: AWS::Events::Rule
    Properties:
      EventPattern: {source: [aws.sts], detail: {eventName: [AssumeRole], requestParameters: {roleArn: [!GetAtt EmergencyAccess.Arn]}}}
      Targets: [{Arn: !ImportValue Alerts, Id: alerts}]
  Worker: {Type: "AWS::IAM::Role"}
`, `
Resources:
  Rescue:
    Type: AWS::IAM::Role
    Properties:
      RoleName: clinic-break-glass
      MaxSessionDuration: 3600
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow
            Principal: {AWS: !Sub "arn:aws:iam::${AWS::AccountId}:root"}
            Action: sts:AssumeRole
            Condition: {NumericLessThan: {"aws:MultiFactorAuthAge": 900}, IpAddress: {"aws:SourceIp": 192.0.2.0/24}}
  Uses:
    Type: AWS::Logs::MetricFilter
    Properties:
      FilterPattern: '{ $.requestParameters.roleArn = "*:role/clinic-break-glass" }'
      MetricTransformations: [{MetricNamespace: Clinic, MetricName: BreakGlass, MetricValue: "1"}]
  Used:
    Type: AWS::CloudWatch::Alarm
    Properties: {Namespace: Clinic, MetricName: BreakGlass, AlarmActions: [!ImportValue Alerts]}
  Slow:
    Type: AWS::CloudWatch::Alarm
    Properties: {Namespace: AWS/Lambda, MetricName: Duration, AlarmActions: [!ImportValue Alerts]}
`},
}
