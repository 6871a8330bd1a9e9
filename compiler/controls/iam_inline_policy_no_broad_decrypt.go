package controls

var iamInlinePolicyNoBroadDecrypt = &Control{
	ID:        "iam-inline-policy-no-broad-decrypt",
	Title:     "Inline policies grant no blanket key use",
	Tier:      Baseline,
	Severity:  High,
	Category:  "access-control",
	Citations: []string{"164.312(a)(2)(iv)"},
	Types: []string{"AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group", "AWS::IAM::Policy", "AWS::IAM::RolePolicy",
		"AWS::IAM::UserPolicy", "AWS::IAM::GroupPolicy", serverlessFunction},
	Why:   "encryption protects data only from those who may not use its key: a right to decrypt with every key is a right to read everything",
	Fix:   "name the ARNs of the keys that the work needs, or confine the statement with kms:ResourceAliases",
	Judge: judgeKeyUse,
	Bad: []Example{`
Resources:
  Worker:
    Type: AWS::IAM::Role
    Properties:
      Policies:
        - PolicyName: documents
          PolicyDocument:
            Statement:
              - {Effect: Allow, Action: s3:GetObject, Resource: "*"}
              - Effect: Allow  # fails
                Action: [kms:Decrypt, kms:GenerateDataKey]
                Resource: "*"
  Helper:
    Type: AWS::IAM::Policy
    Properties:
      PolicyDocument:
        Statement:  # fails
          Effect: Allow
          Action: "*"
          Resource: "*"
`, `
# The resource that few rule sets know, and a parameter that may be anything.
Parameters:
  Key: {Type: String, Default: "*"}
Resources:
  Rights:
    Type: AWS::IAM::RolePolicy
    Properties:
      RoleName: worker
      PolicyDocument:
        Statement:
          - Effect: Allow  # fails
            Action: kms:Decrypt
            Resource: !Ref Key
`},
	Good: []Example{`
Resources:
  Key: {Type: "AWS::KMS::Key"}
  Worker:
    Type: AWS::IAM::Role
    Properties:
      Policies:
        - PolicyName: documents
          PolicyDocument:
            Statement:
              - {Effect: Allow, Action: "s3:*", Resource: "*"}
              - {Effect: Allow, Action: kms:Decrypt, Resource: !GetAtt Key.Arn}
`},
}
