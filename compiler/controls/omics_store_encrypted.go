package controls

var omicsStoreEncrypted = &Control{
	ID:         "omics-store-encrypted",
	Title:      "Genomics stores use a customer key",
	Tier:       Baseline,
	Severity:   High,
	Category:   "encryption-at-rest",
	Unwaivable: true,
	Citations:  []string{"164.312(a)(2)(iv)", "164.312(e)(2)(ii)"},
	Types:      []string{"AWS::Omics::SequenceStore", "AWS::Omics::ReferenceStore", "AWS::Omics::VariantStore", "AWS::Omics::AnnotationStore"},
	Why:        "a genome names its owner and the family without a name; the store is under a key that AWS owns until one is named, and keeps that key",
	Fix:        "set Type of SseConfig to KMS and KeyArn to the ARN of a customer key",
	Judge: func(c *Case) {
		kind, key := c.Get("SseConfig.Type"), c.Get("SseConfig.KeyArn")
		if c.Require(kind.Is("KMS"), kind, `store %q has %s for Type of SseConfig, needs "KMS"`, c.ID, kind) {
			c.Require(customerKey(key), key, "store %q has %s for KeyArn, needs a customer key", c.ID, key)
		}
	},
	Bad: []Example{`
Resources:
  Reads:  # fails
    Type: AWS::Omics::SequenceStore
    Properties: {Name: reads}
  Reference:  # fails
    Type: AWS::Omics::ReferenceStore
    Properties: {Name: reference}
`, `
Resources:
  Variants:
    Type: AWS::Omics::VariantStore
    Properties:
      Name: variants
      SseConfig:  # fails
        Type: KMS
  Notes:
    Type: AWS::Omics::AnnotationStore
    Properties:
      Name: notes
      SseConfig: {Type: KMS, KeyArn: !Ref Key}  # unknown
Parameters:
  Key: {Type: String}
`},
	Good: []Example{`
Resources:
  Key: {Type: "AWS::KMS::Key"}
  Reads: {Type: "AWS::Omics::SequenceStore", Properties: {Name: reads, SseConfig: {Type: KMS, KeyArn: !GetAtt Key.Arn}}}
  Variants: {Type: "AWS::Omics::VariantStore", Properties: {Name: variants, SseConfig: {Type: KMS, KeyArn: !ImportValue DataKeyArn}}}
`},
}
