package controls

import "github.com/hipaac/hipaac/compiler/template"

var snsEncrypted = &Control{
	ID:         "sns-encrypted",
	Title:      "Topics are encrypted",
	Tier:       Baseline,
	Severity:   High,
	Category:   "encryption-at-rest",
	Unwaivable: true,
	Citations:  []string{"164.308(a)(1)(ii)(B)", "164.312(a)(2)(iv)", "164.312(e)(2)(ii)"},
	Types:      []string{"AWS::SNS::Topic"},
	Why:        "a topic keeps messages until they are delivered; without a key they lie in clear text, and nobody but SNS decides who reads them",
	Fix:        "set KmsMasterKeyId to a customer key whose policy lets the publishing services use it",
	Judge: func(c *Case) {
		key := c.Get("KmsMasterKeyId")
		if !c.Require(key.Has(), key, "topic %q has no KmsMasterKeyId", c.ID) {
			return
		}
		// AWS services cannot use the key that AWS manages for SNS: their messages would be lost without a word.
		publish := template.Any(topicStatements(c), func(s Statement) Answer {
			service := template.Any(s.Principals(), func(p Principal) Answer { return template.Sure(p.Kind == "Service") })
			return s.Allows().And(service).And(s.Action("sns:Publish"))
		})
		for _, kind := range []string{"AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm"} {
			publish = publish.Or(template.Sure(len(c.Pointing(kind, "AlarmActions")) > 0))
		}
		c.Forbid(publish.And(key.Contains("alias/aws/sns")), key, "topic %q is published to by AWS services, which cannot use the key %s", c.ID, key)
	},
	Bad: []Example{`
Resources:
  Alerts:  # fails
    Type: AWS::SNS::Topic
`, `
# Alarms publish here, and the key of AWS does not admit them.
Resources:
  Alerts:
    Type: AWS::SNS::Topic
    Properties:
      KmsMasterKeyId: alias/aws/sns  # fails
  Policy:
    Type: AWS::SNS::TopicPolicy
    Properties:
      Topics: [!Ref Alerts]
      PolicyDocument:
        Statement: {Effect: Allow, Principal: {Service: cloudwatch.amazonaws.com}, Action: "sns:Publish", Resource: !Ref Alerts}
`, `
# Without a policy, alarms of the account may publish, and the key still does not admit them.
Resources:
  Alerts:
    Type: AWS::SNS::Topic
    Properties:
      KmsMasterKeyId: alias/aws/sns  # fails
  Cpu: {Type: "AWS::CloudWatch::Alarm", Properties: {AlarmActions: [!Ref Alerts], ComparisonOperator: GreaterThanThreshold, EvaluationPeriods: 1}}
`},
	Good: []Example{`
Resources:
  Key:
    Type: AWS::KMS::Key
  Alerts:
    Type: AWS::SNS::Topic
    Properties: {KmsMasterKeyId: !Ref Key}
  Policy:
    Type: AWS::SNS::TopicPolicy
    Properties:
      Topics: [!Ref Alerts]
      PolicyDocument:
        Statement: {Effect: Allow, Principal: {Service: cloudwatch.amazonaws.com}, Action: "sns:Publish", Resource: !Ref Alerts}
  Internal:
    Type: AWS::SNS::Topic
    Properties: {KmsMasterKeyId: alias/aws/sns}
  InternalPolicy:
    Type: AWS::SNS::TopicPolicy
    Properties:
      Topics: [!Ref Internal]
      PolicyDocument:
        Statement:
          - {Effect: Allow, Principal: {AWS: !Ref AWS::AccountId}, Action: "sns:Publish", Resource: !Ref Internal}
          - {Effect: Allow, Principal: {Service: sqs.amazonaws.com}, Action: "sns:Subscribe", Resource: !Ref Internal}
          - {Effect: Deny, Principal: {Service: s3.amazonaws.com}, Action: "sns:Publish", Resource: !Ref Internal}
`},
}

// topicStatements are the statements of all policies of this topic that the template holds.
func topicStatements(c *Case) []Statement {
	var out []Statement
	for _, policy := range c.Pointing("AWS::SNS::TopicPolicy", "Topics") {
		out = append(out, Statements(policy.Get("PolicyDocument"))...)
	}
	return out
}
