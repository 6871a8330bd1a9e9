package controls

var iamManagedPolicyNoBroadDecrypt = &Control{
	ID:        "iam-managed-policy-no-broad-decrypt",
	Title:     "Managed policies grant no blanket key use",
	Tier:      Baseline,
	Severity:  High,
	Category:  "access-control",
	Citations: []string{"164.312(a)(2)(iv)"},
	Types:     []string{"AWS::IAM::ManagedPolicy"},
	Why:       "encryption protects data only from those who may not use its key: a right to decrypt with every key is a right to read everything",
	Fix:       "name the ARNs of the keys that the work needs, or confine the statement with kms:ResourceAliases",
	Judge:     judgeKeyUse,
	Bad: []Example{`
Resources:
  Reader:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Statement:
          - Effect: Allow  # fails
            Action: kms:Decrypt
            Resource: "*"
          - Effect: Allow  # fails
            Action: [kms:GenerateDataKey, "kms:*"]
            Resource: !Sub arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:key/*
          - Effect: Allow  # fails
            Action: kms:ReEncrypt*
            Resource: ["arn:aws:kms:us-east-1:111122223333:key/1", "arn:aws:kms:*"]
          - Effect: Allow  # fails
            Action: KMS:D*
            NotResource: "arn:aws:kms:us-east-1:111122223333:key/1"
`, `
# Through which service the key is used says nothing of which key, nor does a list of aliases that ends with all of them.
Resources:
  Reader:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Statement:  # fails
          Effect: Allow
          Action: kms:Decrypt
          Resource: "*"
          Condition: {StringEquals: {"kms:ViaService": s3.us-east-1.amazonaws.com}}
  Other:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Statement:  # fails
          Effect: Allow
          Action: kms:Decrypt
          Resource: "*"
          Condition: {"ForAnyValue:StringLike": {"kms:ResourceAliases": [alias/clinic, alias/*]}}
`, `
# More ways to write any key.
Resources:
  Readers:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Statement:
          - {Effect: Allow, Action: "kms:Decrypt", Resource: "arn:aws-us-gov:kms:*:*:key/*"}  # fails
          - {Effect: Allow, Action: "kms:Decrypt", Resource: "arn:aws:kms:us-east-1:111122223333:key/????????-*"}  # fails
          - {Effect: Allow, Action: "kms:Decrypt", Resource: "arn:aws:*"}  # fails
          - {Effect: Allow, Action: "kms:Decrypt", Resource: "arn:*:k*:*:*:k*"}  # fails
          - {Effect: Allow, Action: "kms:Decrypt", Resource: "**"}  # fails
          - {Effect: Allow, Action: "kms:Decrypt", Resource: "arn:aws:kms:us-east-1:111122223333:key/????????-????-????-????-????????????"}  # fails
          - {Effect: Allow, Action: ["kms:Decrypt", "s3:GetObject"], Resource: "arn:aws:s3*"}
          - {Effect: Allow, Action: "kms:Decrypt", Resource: "arn:aws:kms"}
          - {Effect: Allow, Action: "kms:Decrypt", Resource: "documents:*"}
          - {Effect: Allow, Action: ["kms:Decrypt", "s3:GetObject"], Resource: "arn:aws:s3:::documents/*"}
          - {Effect: Allow, Action: "kms:Decrypt", Resource: !Sub "arn:aws:kms:${AWS::Region}:${AWS::AccountId}:alias/*"}
`},
	Good: []Example{`
Resources:
  Key: {Type: "AWS::KMS::Key"}
  Reader:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Statement:
          - {Effect: Allow, Action: [kms:Decrypt], Resource: !GetAtt Key.Arn}
          - {Effect: Allow, Action: kms:Decrypt, Resource: !ImportValue LogsKeyArn}
          - {Effect: Allow, Action: [kms:ListKeys, "kms:Describe*"], Resource: "*"}
          - {Effect: Deny, Action: kms:*, Resource: "*"}
          - Effect: Allow
            Action: kms:Decrypt
            Resource: arn:aws:kms:us-east-1:111122223333:key/*
            Condition: {"ForAnyValue:StringEquals": {"kms:ResourceAliases": alias/clinic-documents}}
`},
}
