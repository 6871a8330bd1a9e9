package controls

var kmsSeparatePHIKey = &Control{
	ID:        "kms-separate-phi-key",
	Title:     "PHI has its own key",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "access-control",
	Citations: []string{"164.312(a)(1)", "164.312(a)(2)(iv)"},
	Types:     []string{"AWS::KMS::Key"},
	Why:       "whoever may decrypt what is harmless may then decrypt the records, and the key can never be destroyed to dispose of them",
	Fix:       "give stores with the tag DataClassification phi a key of their own",
	Judge: func(c *Case) {
		var phi, other []keyUse
		for _, use := range keyUses(c) {
			if !use.key.Names(c.Subject) {
				continue
			}
			switch class := use.store.Tag(tagPropertyOf(use.store), "DataClassification"); {
			case isPHI(class).Yes():
				phi = append(phi, use)
			case class.Is("non-phi").Yes():
				other = append(other, use)
			}
		}
		if len(phi) == 0 {
			return
		}
		c.Applies()
		for _, use := range other {
			c.Fail(use.key, "%q, which holds no PHI, shares key %q with %q, which does", use.store.ID, c.ID, phi[0].store.ID)
		}
	},
	Bad: []Example{`
Resources:
  Key: {Type: "AWS::KMS::Key"}
  Records: {Type: "AWS::RDS::DBInstance", Properties: {KmsKeyId: !GetAtt Key.Arn, Tags: [{Key: DataClassification, Value: phi}]}}
  Site:
    Type: AWS::S3::Bucket
    Properties:
      Tags: [{Key: DataClassification, Value: non-phi}]
      BucketEncryption:
        ServerSideEncryptionConfiguration:
          - ServerSideEncryptionByDefault:
              SSEAlgorithm: aws:kms
              KMSMasterKeyID: !Ref Key  # fails
`},
	Good: []Example{`
Resources:
  Key: {Type: "AWS::KMS::Key"}
  Records: {Type: "AWS::RDS::DBInstance", Properties: {KmsKeyId: !GetAtt Key.Arn, Tags: [{Key: DataClassification, Value: phi}]}}
  Images: {Type: "AWS::EFS::FileSystem", Properties: {KmsKeyId: !GetAtt Key.Arn, FileSystemTags: [{Key: DataClassification, Value: phi}]}}
  Other: {Type: "AWS::KMS::Key"}
  Site: {Type: "AWS::DynamoDB::Table", Properties: {SSESpecification: {KMSMasterKeyId: !Ref Other}, Tags: [{Key: DataClassification, Value: non-phi}]}}
`},
}
