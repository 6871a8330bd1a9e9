package controls

import "github.com/hipaac/hipaac/compiler/template"

var s3Encrypted = &Control{
	ID:         "s3-encrypted",
	Title:      "Buckets encrypt by default",
	Tier:       Baseline,
	Severity:   Critical,
	Category:   "encryption-at-rest",
	Unwaivable: true,
	Citations:  []string{"164.312(a)(2)(iv)", "164.312(c)(2)", "164.312(e)(2)(ii)"},
	Types:      []string{"AWS::S3::Bucket"},
	Why:        "S3 encrypts new objects since 2023 by itself, but only what the template states is evidence, and survives a change of defaults",
	Fix:        "state BucketEncryption with SSEAlgorithm aws:kms, or AES256 for buckets that receive access logs",
	Judge: func(c *Case) {
		rules := c.Get("BucketEncryption.ServerSideEncryptionConfiguration")
		stated := template.Any(rules.Items(), func(rule Value) Answer {
			return rule.Get("ServerSideEncryptionByDefault.SSEAlgorithm").Is("AES256", "aws:kms", "aws:kms:dsse")
		})
		c.Require(stated, rules, "bucket %q states no default encryption", c.ID)
	},
	Bad: []Example{`
Resources:
  Documents:  # fails
    Type: AWS::S3::Bucket
`, `
# A bucket key alone encrypts nothing.
Resources:
  Documents:
    Type: AWS::S3::Bucket
    Properties:
      BucketEncryption:
        ServerSideEncryptionConfiguration:  # fails
          - BucketKeyEnabled: true
`},
	Good: []Example{`
Resources:
  Documents:
    Type: AWS::S3::Bucket
    Properties:
      BucketEncryption:
        ServerSideEncryptionConfiguration:
          - ServerSideEncryptionByDefault: {SSEAlgorithm: "aws:kms", KMSMasterKeyID: alias/documents}
  Logs:
    Type: AWS::S3::Bucket
    Properties:
      BucketEncryption:
        ServerSideEncryptionConfiguration:
          - ServerSideEncryptionByDefault: {SSEAlgorithm: AES256}
`},
}
