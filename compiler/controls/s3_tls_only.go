package controls

import "github.com/hipaac/hipaac/compiler/template"

var s3TLSOnly = &Control{
	ID:         "s3-tls-only",
	Title:      "Buckets refuse clear-text requests",
	Tier:       Baseline,
	Severity:   Critical,
	Category:   "encryption-in-transit",
	Unwaivable: true,
	Citations:  []string{"164.312(a)(2)(iv)", "164.312(c)(2)", "164.312(e)(1)", "164.312(e)(2)(i)", "164.312(e)(2)(ii)"},
	Types:      []string{"AWS::S3::Bucket"},
	Why:        "S3 answers on plain HTTP unless the bucket's policy refuses it, for the bucket itself and for its objects",
	Fix:        `add a bucket policy that denies s3:* to "*" on the bucket and on its objects when aws:SecureTransport is false`,
	Judge: func(c *Case) {
		policies := c.Pointing("AWS::S3::BucketPolicy", "Bucket")
		if len(policies) == 0 {
			c.Fail(c.Whole(), "bucket %q has no policy that refuses clear text", c.ID)
			return
		}
		statements := bucketStatements(c)
		refused := func(suffix string) Answer {
			return template.Any(statements, func(s Statement) Answer {
				return refusesClearText(s, "s3:*").And(speaksOf(s, c.Subject, suffix))
			})
		}
		document := policies[0].Get("PolicyDocument")
		c.Require(refused(""), document, "the policy of bucket %q does not refuse clear text to the bucket itself", c.ID)
		c.Require(refused("/*"), document, "the policy of bucket %q does not refuse clear text to its objects", c.ID)
	},
	Bad: []Example{`
Resources:
  Documents:  # fails
    Type: AWS::S3::Bucket
  Others:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: another-bucket
      PolicyDocument:
        Statement:
          Effect: Deny
          Principal: "*"
          Action: s3:*
          Resource: "*"
          Condition: {Bool: {aws:SecureTransport: false}}
`, `
# The objects are protected, the bucket is not: anybody may still list it in clear text.
Resources:
  Documents:
    Type: AWS::S3::Bucket
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Documents
      PolicyDocument:  # fails
        Statement:
          - Effect: Deny
            Principal: {AWS: "*"}
            Action: s3:*
            Resource: !Sub ${Documents.Arn}/*
            Condition: {Bool: {aws:SecureTransport: "false"}}
`, `
# A second condition lets everybody outside one network through.
Resources:
  Documents:
    Type: AWS::S3::Bucket
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Documents
      PolicyDocument:  # fails
        Statement:
          - Effect: Deny
            Principal: "*"
            Action: s3:*
            Resource: [!GetAtt Documents.Arn, !Sub "${Documents.Arn}/*"]
            Condition:
              Bool: {aws:SecureTransport: "false"}
              IpAddress: {aws:SourceIp: 10.0.0.0/8}
`, `
# Each of the four lets somebody, some calls or some objects through, by naming what it does not refuse or nothing at all.
Resources:
  Documents: {Type: "AWS::S3::Bucket", Properties: {BucketName: clinic-documents}}
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Documents
      PolicyDocument:  # fails
        Statement:
          - {Effect: Deny, NotPrincipal: {AWS: "arn:aws:iam::111122223333:role/legacy"}, Action: "s3:*", Resource: "*", Condition: {Bool: {aws:SecureTransport: "false"}}}
          - {Effect: Deny, Principal: "*", NotAction: ["sts:*", "s3:getobject"], Resource: "*", Condition: {Bool: {aws:SecureTransport: "false"}}}
          - {Effect: Deny, Principal: "*", Resource: "*", Condition: {Bool: {aws:SecureTransport: "false"}}}
          - {Effect: Deny, Principal: "*", Action: "s3:*", NotResource: "arn:aws:s3:::*/public/*", Condition: {Bool: {aws:SecureTransport: "false"}}}
`},
	Good: []Example{`
Resources:
  Documents:
    Type: AWS::S3::Bucket
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Documents
      PolicyDocument:
        Statement:
          - Sid: DenyClearText
            Effect: Deny
            Principal: "*"
            Action: s3:*
            Resource:
              - !GetAtt Documents.Arn
              - !Join ["", [!GetAtt Documents.Arn, "/*"]]
            Condition: {Bool: {aws:SecureTransport: "false"}}
`, `
# By name, in one statement that is no list, and with the resources as one pattern.
Parameters:
  Name: {Type: String}
Resources:
  Documents:
    Type: AWS::S3::Bucket
    Properties: {BucketName: !Sub "${Name}-documents"}
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Sub "${Name}-documents"
      PolicyDocument:
        Statement:
          Effect: Deny
          Principal: {AWS: ["*"]}
          Action: "*"
          Resource: !Sub "arn:${AWS::Partition}:s3:::${Documents}*"
          Condition: {Bool: {AWS:SecureTransport: false}}
`, `
# What it does not refuse is another service's.
Resources:
  Documents: {Type: "AWS::S3::Bucket", Properties: {BucketName: clinic-documents}}
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: clinic-documents
      PolicyDocument:
        Statement: {Effect: Deny, Principal: "*", NotAction: "sts:*", Resource: "*", Condition: {Bool: {aws:SecureTransport: false}}}
`, `
# The policy stands in another template.
Resources:
  Documents: {Type: "AWS::S3::Bucket"}
Outputs:
  Name: {Value: !Ref Documents, Export: {Name: "storage:Name"}}
---
Resources:
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !ImportValue "storage:Name"
      PolicyDocument:
        Statement:
          - Effect: Deny
            Principal: "*"
            Action: "s3:*"
            Resource: [!Sub ["arn:aws:s3:::${B}", {B: !ImportValue "storage:Name"}], !Sub ["arn:aws:s3:::${B}/*", {B: !ImportValue "storage:Name"}]]
            Condition: {Bool: {"aws:SecureTransport": "false"}}
`},
}
