package controls

var kinesisEncrypted = &Control{
	ID:         "kinesis-encrypted",
	Title:      "Kinesis streams are encrypted",
	Tier:       Baseline,
	Severity:   Critical,
	Category:   "encryption-at-rest",
	Unwaivable: true,
	Citations:  []string{"164.312(a)(2)(iv)", "164.312(e)(2)(ii)"},
	Types:      []string{"AWS::Kinesis::Stream"},
	Why:        "a stream keeps every record for a day to a year, and without StreamEncryption it keeps them in clear text",
	Fix:        "set EncryptionType of StreamEncryption to KMS and KeyId to a customer key; alias/aws/kinesis is the least",
	Judge: func(c *Case) {
		kind, key := c.Get("StreamEncryption.EncryptionType"), c.Get("StreamEncryption.KeyId")
		if c.Require(kind.Is("KMS"), kind, `stream %q has %s for EncryptionType, needs "KMS"`, c.ID, kind) {
			c.Require(key.Has(), key, "stream %q has %s for KeyId, needs a key", c.ID, key)
		}
	},
	Bad: []Example{`
Resources:
  Vitals:  # fails
    Type: AWS::Kinesis::Stream
    Properties: {ShardCount: 1}
`, `
# Encrypted in production only; and a key that was left empty.
Parameters:
  Stage: {Type: String, AllowedValues: [dev, prod]}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Resources:
  Vitals:
    Type: AWS::Kinesis::Stream
    Properties:
      StreamEncryption: !If [IsProd, {EncryptionType: KMS, KeyId: alias/vitals}, !Ref AWS::NoValue]  # fails
  Empty:
    Type: AWS::Kinesis::Stream
    Properties:
      StreamEncryption:
        EncryptionType: KMS
        KeyId: ""  # fails
`},
	Good: []Example{`
Resources:
  Key: {Type: "AWS::KMS::Key"}
  Vitals: {Type: "AWS::Kinesis::Stream", Properties: {StreamEncryption: {EncryptionType: KMS, KeyId: !GetAtt Key.Arn}}}
  Managed: {Type: "AWS::Kinesis::Stream", Properties: {StreamEncryption: {EncryptionType: KMS, KeyId: alias/aws/kinesis}}}
`},
}
