package controls

var redshiftCustomerKey = &Control{
	ID:        "redshift-customer-key",
	Title:     "Redshift uses a named KMS key",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "encryption-at-rest",
	Citations: []string{"164.312(a)(2)(iv)", "164.312(e)(2)(ii)"},
	Types:     []string{"AWS::Redshift::Cluster"},
	Why:       "without a named key the warehouse is under one that AWS owns: no policy of one's own guards it, and no trail shows its use",
	Fix:       "set KmsKeyId to a customer key",
	Judge:     func(c *Case) { requireKey(c, "cluster", "KmsKeyId") },
	Bad: []Example{`
Resources:
  Warehouse:  # fails
    Type: AWS::Redshift::Cluster
    Properties: {Encrypted: true}
`, `
Resources:
  Warehouse:
    Type: AWS::Redshift::Cluster
    Properties:
      Encrypted: true
      KmsKeyId: !Sub "arn:aws:kms:${AWS::Region}:${AWS::AccountId}:alias/aws/redshift"  # fails
`},
	Good: []Example{`
Resources:
  Key: {Type: "AWS::KMS::Key"}
  Warehouse: {Type: "AWS::Redshift::Cluster", Properties: {Encrypted: true, KmsKeyId: !Ref Key}}
`},
}
