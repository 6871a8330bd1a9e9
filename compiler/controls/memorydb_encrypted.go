package controls

var memorydbEncrypted = &Control{
	ID:         "memorydb-encrypted",
	Title:      "MemoryDB uses TLS and a customer key",
	Tier:       Baseline,
	Severity:   Critical,
	Category:   "encryption-at-rest",
	Unwaivable: true,
	Citations:  []string{"164.312(a)(2)(iv)", "164.312(e)(1)", "164.312(e)(2)(i)", "164.312(e)(2)(ii)"},
	Types:      []string{"AWS::MemoryDB::Cluster"},
	Why:        "without TLS nobody needs to authenticate, either; and the key and TLS are fixed when the cluster is made",
	Fix:        "leave TLSEnabled true, and set KmsKeyId to a customer key",
	Judge: func(c *Case) {
		tls := c.Get("TLSEnabled")
		c.Forbid(tls.IsFalse(), tls, "cluster %q has TLS switched off", c.ID)
		requireKey(c, "cluster", "KmsKeyId")
	},
	Bad: []Example{`
Resources:
  Charts:  # fails
    Type: AWS::MemoryDB::Cluster
    Properties: {ACLName: charts, NodeType: db.r7g.large}
`, `
Resources:
  Charts:
    Type: AWS::MemoryDB::Cluster
    Properties:
      ACLName: open-access
      TLSEnabled: "false"  # fails
      KmsKeyId: alias/aws/memorydb  # fails
  Chosen:
    Type: AWS::MemoryDB::Cluster
    Properties:
      TLSEnabled: !Ref Encrypt  # unknown
      KmsKeyId: alias/charts
Parameters:
  Encrypt: {Type: String}
`},
	Good: []Example{`
Resources:
  Key: {Type: "AWS::KMS::Key"}
  Charts: {Type: "AWS::MemoryDB::Cluster", Properties: {KmsKeyId: !GetAtt Key.Arn}}
  Stated: {Type: "AWS::MemoryDB::Cluster", Properties: {TLSEnabled: true, KmsKeyId: !ImportValue Key}}
`},
}
