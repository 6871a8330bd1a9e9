package controls

import "github.com/hipaac/hipaac/compiler/template"

var logGroupEncrypted = &Control{
	ID:         "log-group-encrypted",
	Title:      "Log groups use a customer key",
	Tier:       Baseline,
	Severity:   High,
	Category:   "encryption-at-rest",
	Unwaivable: true,
	Citations:  []string{"164.312(a)(2)(iv)", "164.312(e)(2)(ii)"},
	Types:      []string{"AWS::Logs::LogGroup"},
	Why:        "logs quote requests, names and addresses; with a customer key the right to read log storage is not the right to read logs",
	Fix:        "set KmsKeyId to a customer key whose policy lets logs.<region>.amazonaws.com use it",
	Judge: func(c *Case) {
		id := c.Get("KmsKeyId")
		if !c.Require(customerKey(id), id, "log group %q %s, needs a customer key", c.ID, keyNamed(id)) {
			return
		}
		if key, here := c.Target(id, "AWS::KMS::Key"); here {
			admits := template.Any(Statements(key.Get("KeyPolicy")), func(s Statement) Answer {
				logs := template.Any(s.Principals(), func(p Principal) Answer {
					return template.Sure(p.Kind == "Service").And(p.Starts("logs."))
				})
				return s.Allows().And(logs).And(s.Action("kms:GenerateDataKey"))
			})
			c.Require(admits, key.Get("KeyPolicy"), "the policy of key %q does not let CloudWatch Logs encrypt log group %q", key.ID, c.ID)
		}
	},
	Bad: []Example{`
Resources:
  Audit:  # fails
    Type: AWS::Logs::LogGroup
    Properties: {RetentionInDays: 2192}
`, `
Resources:
  Audit:
    Type: AWS::Logs::LogGroup
    Properties: {KmsKeyId: !GetAtt Key.Arn}
  Key:
    Type: AWS::KMS::Key
    Properties:
      KeyPolicy:  # fails
        Statement: {Effect: Allow, Principal: {AWS: !Ref AWS::AccountId}, Action: "kms:*", Resource: "*"}
`, `
# The key of another template, whose policy is shut for CloudWatch Logs.
Resources:
  Audit: {Type: "AWS::Logs::LogGroup", Properties: {KmsKeyId: !ImportValue KeyArn}}
---
Resources:
  Key:
    Type: AWS::KMS::Key
    Properties:
      KeyPolicy:  # fails
        Statement: {Effect: Allow, Principal: {AWS: !Sub "arn:aws:iam::${AWS::AccountId}:root"}, Action: "kms:*", Resource: "*"}
Outputs:
  KeyArn: {Value: !GetAtt Key.Arn, Export: {Name: KeyArn}}
`},
	Good: []Example{`
Resources:
  Audit:
    Type: AWS::Logs::LogGroup
    Properties: {KmsKeyId: !GetAtt Key.Arn}
  Flows:
    Type: AWS::Logs::LogGroup
    Properties: {KmsKeyId: !ImportValue "clinic-prod-keys:LogsKeyArn"}
  Key:
    Type: AWS::KMS::Key
    Properties:
      KeyPolicy:
        Statement:
          - Effect: Allow
            Principal: {Service: !Sub "logs.${AWS::Region}.amazonaws.com"}
            Action: [kms:Encrypt*, kms:Decrypt*, kms:ReEncrypt*, kms:GenerateDataKey*, kms:Describe*]
            Resource: "*"
`},
}
