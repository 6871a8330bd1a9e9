package controls

var cloudtrailEncrypted = &Control{
	ID:         "cloudtrail-encrypted",
	Title:      "Trail files use a customer KMS key",
	Tier:       Baseline,
	Severity:   High,
	Category:   "encryption-at-rest",
	Unwaivable: true,
	Citations:  []string{"164.312(a)(2)(iv)", "164.312(e)(2)(ii)"},
	Types:      []string{"AWS::CloudTrail::Trail"},
	Why:        "the trail names who did what to which record; a key of one's own lets only those read it who may use the key as well as the bucket",
	Fix:        "set KMSKeyId to a key of your own whose policy lets CloudTrail encrypt",
	Judge: func(c *Case) {
		key := c.Get("KMSKeyId")
		c.Require(customerKey(key), key, "trail %q has %s for KMSKeyId, needs a customer key", c.ID, key)
	},
	Bad: []Example{`
Resources:
  Trail:  # fails
    Type: AWS::CloudTrail::Trail
    Properties: {IsLogging: true, S3BucketName: trails}
`, `
# The bucket's own encryption is not the trail's, and the alias of AWS is no key of one's own.
Parameters:
  Key: {Type: String, Default: ""}
Conditions:
  HasKey: !Not [!Equals [!Ref Key, ""]]
Resources:
  Managed:
    Type: AWS::CloudTrail::Trail
    Properties:
      KMSKeyId: alias/aws/s3  # fails
  Optional:
    Type: AWS::CloudTrail::Trail
    Properties:
      KMSKeyId: !If [HasKey, !Ref Key, !Ref AWS::NoValue]  # fails
`},
	Good: []Example{`
Resources:
  Key: {Type: "AWS::KMS::Key"}
  Trail: {Type: "AWS::CloudTrail::Trail", Properties: {KMSKeyId: !GetAtt Key.Arn}}
  Other: {Type: "AWS::CloudTrail::Trail", Properties: {KMSKeyId: !ImportValue AuditKeyArn}}
`},
}
