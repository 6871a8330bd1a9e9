package controls

var rdsSnapshotsEncrypted = &Control{
	ID:         "rds-snapshots-encrypted",
	Title:      "Database snapshots are encrypted",
	Tier:       Baseline,
	Severity:   Critical,
	Category:   "encryption-at-rest",
	Unwaivable: true,
	Citations:  []string{"164.312(a)(2)(iv)", "164.312(e)(2)(ii)"},
	Types:      []string{"AWS::RDS::DBInstance", "AWS::RDS::DBCluster"},
	Why:        "a snapshot is as readable as the database that it is made of, and travels further: it can be copied and shared with other accounts",
	Fix:        "set StorageEncrypted to true: each snapshot takes it from its database, and none can be encrypted in place",
	Judge: func(c *Case) {
		if clusterMember(c) {
			return
		}
		encrypted := c.Get("StorageEncrypted")
		if source := copied(c); encrypted.Absent() && !source.Absent() {
			c.Unsure(source, "a copy inherits its encryption from "+source.String())
			return
		}
		c.Require(encrypted.IsTrue(), encrypted, "snapshots of database %q are not encrypted: it has %s for StorageEncrypted", c.ID, encrypted)
	},
	Bad: []Example{`
Resources:
  Records:  # fails
    Type: AWS::RDS::DBInstance
    Properties: {Engine: postgres}
  Aurora:
    Type: AWS::RDS::DBCluster
    Properties:
      Engine: aurora-mysql
      StorageEncrypted: false  # fails
`, `
# A key alone encrypts nothing.
Resources:
  Records:  # fails
    Type: AWS::RDS::DBInstance
    Properties: {Engine: postgres, KmsKeyId: !ImportValue DatabaseKeyArn}
  Restored:
    Type: AWS::RDS::DBInstance
    Properties:
      DBSnapshotIdentifier: monday  # unknown
`},
	Good: []Example{`
Resources:
  Records: {Type: "AWS::RDS::DBInstance", Properties: {Engine: postgres, StorageEncrypted: true}}
  Aurora: {Type: "AWS::RDS::DBCluster", Properties: {Engine: aurora-mysql, StorageEncrypted: "true"}}
  Writer: {Type: "AWS::RDS::DBInstance", Properties: {DBClusterIdentifier: !Ref Aurora}}
`},
}
