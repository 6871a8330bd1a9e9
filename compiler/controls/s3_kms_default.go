package controls

import "github.com/hipaac/hipaac/compiler/template"

var s3KMSDefault = &Control{
	ID:         "s3-kms-default",
	Title:      "Buckets encrypt with a KMS key",
	Tier:       Baseline,
	Severity:   High,
	Category:   "encryption-at-rest",
	Unwaivable: true,
	Citations:  []string{"164.312(a)(2)(iv)", "164.312(e)(2)(ii)"},
	Types:      []string{"AWS::S3::Bucket"},
	Why:        "with S3's own keys whoever may read the bucket reads clear text; a customer key is a second lock with a policy and an audit trail of its own",
	Fix:        "set SSEAlgorithm to aws:kms and KMSMasterKeyID to a key of your own; only buckets that receive access logs stay on AES256",
	Judge: func(c *Case) {
		rules := c.Get("BucketEncryption.ServerSideEncryptionConfiguration")
		logs := receivesAccessLogs(c)
		if rules.Absent() {
			if !logs { // S3's own key is then right, and s3-encrypted asks that the template says so
				c.Fail(rules, "bucket %q names no key, and so encrypts with S3's own", c.ID)
			}
			return
		}
		for _, rule := range rules.Items() {
			algorithm, key := rule.Get("ServerSideEncryptionByDefault.SSEAlgorithm"), rule.Get("ServerSideEncryptionByDefault.KMSMasterKeyID")
			if logs {
				c.Require(algorithm.Is("AES256"), algorithm, "bucket %q receives access logs and has %s, needs \"AES256\": the log writers cannot use KMS", c.ID, algorithm)
				continue
			}
			if c.Require(algorithm.Is("aws:kms", "aws:kms:dsse"), algorithm, `bucket %q encrypts with %s, needs "aws:kms"`, c.ID, algorithm) {
				c.Require(customerKey(key), key, "bucket %q %s, needs a customer key", c.ID, keyNamed(key))
			}
		}
		c.Require(template.Sure(len(rules.Items()) > 0), rules, "bucket %q names no key, and so encrypts with S3's own", c.ID)
	},
	Bad: []Example{`
Resources:
  Documents:  # fails
    Type: AWS::S3::Bucket
`, `
Resources:
  Documents:
    Type: AWS::S3::Bucket
    Properties:
      BucketEncryption:
        ServerSideEncryptionConfiguration:
          - ServerSideEncryptionByDefault:
              SSEAlgorithm: AES256  # fails
`, `
Resources:
  Documents:
    Type: AWS::S3::Bucket
    Properties:
      BucketEncryption:
        ServerSideEncryptionConfiguration:
          - ServerSideEncryptionByDefault:
              SSEAlgorithm: aws:kms
              KMSMasterKeyID: !Sub "arn:aws:kms:${AWS::Region}:${AWS::AccountId}:alias/aws/s3"  # fails
`, `
# Encrypted in production only.
Parameters:
  Environment: {Type: String, AllowedValues: [dev, prod]}
Conditions:
  IsProd: !Equals [!Ref Environment, prod]
Resources:
  Documents:
    Type: AWS::S3::Bucket
    Properties:
      BucketEncryption: !If
        - IsProd
        - ServerSideEncryptionConfiguration:
            - ServerSideEncryptionByDefault: {SSEAlgorithm: "aws:kms", KMSMasterKeyID: alias/documents}
        - !Ref AWS::NoValue  # fails
`},
	Good: []Example{`
Resources:
  Key:
    Type: AWS::KMS::Key
  Documents:
    Type: AWS::S3::Bucket
    Properties:
      BucketEncryption:
        ServerSideEncryptionConfiguration:
          - BucketKeyEnabled: true
            ServerSideEncryptionByDefault:
              SSEAlgorithm: aws:kms
              KMSMasterKeyID: !GetAtt Key.Arn
`, `
Resources:
  Documents:
    Type: AWS::S3::Bucket
    Properties:
      BucketEncryption:
        ServerSideEncryptionConfiguration:
          - ServerSideEncryptionByDefault: {SSEAlgorithm: "aws:kms", KMSMasterKeyID: !ImportValue "clinic-prod-keys:DataKeyArn"}
      LoggingConfiguration:
        DestinationBucketName: !Ref Logs
  Logs:
    Type: AWS::S3::Bucket
    Properties:
      BucketEncryption:
        ServerSideEncryptionConfiguration:
          - ServerSideEncryptionByDefault: {SSEAlgorithm: AES256}
`, `
# In older regions it is by its account that a load balancer is let in. Of a bucket for logs that states nothing another control speaks.
Resources:
  Silent: {Type: "AWS::S3::Bucket"}
  Balancer: {Type: "AWS::ElasticLoadBalancing::LoadBalancer", Properties: {AccessLoggingPolicy: {Enabled: true, S3BucketName: !Ref Silent}}}
  Logs: {Type: "AWS::S3::Bucket", Properties: {BucketEncryption: {ServerSideEncryptionConfiguration: [{ServerSideEncryptionByDefault: {SSEAlgorithm: AES256}}]}}}
  LogsPolicy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Logs
      PolicyDocument: {Statement: [{Effect: Allow, Principal: {AWS: "arn:aws:iam::127311923021:root"}, Action: "s3:PutObject", Resource: !Sub "${Logs.Arn}/AWSLogs/*"}]}
`},
}
