package controls

var codebuildArtifactsEncrypted = &Control{
	ID:        "codebuild-artifacts-encrypted",
	Title:     "Build artifacts are encrypted",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "encryption-at-rest",
	Citations: []string{"164.312(a)(2)(iv)", "164.312(e)(2)(ii)"},
	Types:     []string{"AWS::CodeBuild::Project"},
	Why:       "what a build makes and says is what runs with patients' data next; without a key of one's own, nobody decides who may read it",
	Fix:       "set EncryptionKey to a customer key, and leave EncryptionDisabled out",
	Judge: func(c *Case) {
		key := c.Get("EncryptionKey")
		c.Require(customerKey(key), key, "build project %q has no customer key for its artifacts", c.ID)
		for _, artifacts := range append(c.Get("SecondaryArtifacts").Items(), c.Get("Artifacts"), c.Get("LogsConfig.S3Logs")) {
			if off := artifacts.Get("EncryptionDisabled"); !off.Absent() {
				c.Forbid(off.IsTrue(), off, "build project %q stores what it makes unencrypted", c.ID)
			}
		}
	},
	Bad: []Example{`
Parameters:
  Off: {Type: String}
Resources:
  Keyless:  # fails
    Type: AWS::CodeBuild::Project
  Managed:
    Type: AWS::CodeBuild::Project
    Properties:
      EncryptionKey: !Sub arn:aws:kms:${AWS::Region}:${AWS::AccountId}:alias/aws/s3  # fails
  Clear:
    Type: AWS::CodeBuild::Project
    Properties:
      EncryptionKey: !ImportValue BuildKeyArn
      Artifacts: {Type: S3, EncryptionDisabled: true}  # fails
      SecondaryArtifacts: [{Type: S3, EncryptionDisabled: !Ref Off}]  # unknown
      LogsConfig: {S3Logs: {Status: ENABLED, EncryptionDisabled: true}}  # fails
`},
	Good: []Example{`
Resources:
  Key: {Type: "AWS::KMS::Key"}
  Build:
    Type: AWS::CodeBuild::Project
    Properties:
      EncryptionKey: !GetAtt Key.Arn
      Artifacts: {Type: S3, EncryptionDisabled: false}
`},
}
