package controls

var ecrEncryptedImmutable = &Control{
	ID:        "ecr-encrypted-immutable",
	Title:     "Image repositories are encrypted and immutable",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "encryption-at-rest",
	Citations: []string{"164.312(a)(2)(iv)", "164.312(e)(2)(ii)"},
	Types:     []string{"AWS::ECR::Repository"},
	Why:       "a tag that can move lets somebody put another program behind the name that was reviewed",
	Fix:       "set ImageTagMutability to IMMUTABLE and EncryptionType to KMS",
	Judge: func(c *Case) {
		kind, tags := c.Get("EncryptionConfiguration.EncryptionType"), c.Get("ImageTagMutability")
		c.Require(kind.Is("KMS", "KMS_DSSE"), kind, "repository %q has %s for EncryptionType, needs \"KMS\"", c.ID, kind)
		c.Require(tags.Is("IMMUTABLE"), tags, "repository %q has %s for ImageTagMutability, needs \"IMMUTABLE\"", c.ID, tags)
	},
	Bad: []Example{`
Resources:
  Images:
    Type: AWS::ECR::Repository
    Properties:
      ImageTagMutability: MUTABLE  # fails
      EncryptionConfiguration:
        EncryptionType: AES256  # fails
  Excepted:
    Type: AWS::ECR::Repository
    Properties:
      ImageTagMutability: IMMUTABLE_WITH_EXCLUSION  # fails
      EncryptionConfiguration: {EncryptionType: KMS}
`},
	Good: []Example{`
Resources:
  Images: {Type: "AWS::ECR::Repository", Properties: {ImageTagMutability: IMMUTABLE, EncryptionConfiguration: {EncryptionType: KMS}}}
`},
}
