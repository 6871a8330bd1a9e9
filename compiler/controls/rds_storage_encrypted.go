package controls

var rdsStorageEncrypted = &Control{
	ID:         "rds-storage-encrypted",
	Title:      "Databases are encrypted",
	Tier:       Baseline,
	Severity:   Critical,
	Category:   "encryption-at-rest",
	Unwaivable: true,
	Citations:  []string{"164.312(a)(2)(iv)", "164.312(e)(2)(ii)"},
	Types:      []string{"AWS::RDS::DBInstance", "AWS::RDS::DBCluster"},
	Why:        "a database without encryption leaves readable copies in storage, snapshots and backups, and cannot be encrypted later without replacing it",
	Fix:        "set StorageEncrypted to true and KmsKeyId to a key of your own",
	Judge: func(c *Case) {
		if clusterMember(c) {
			return
		}
		judgeStorageEncrypted(c)
	},
	Bad: []Example{`
Resources:
  Records:  # fails
    Type: AWS::RDS::DBInstance
    Properties: {Engine: postgres}
`, `
Resources:
  Records:
    Type: AWS::RDS::DBCluster
    Properties:
      Engine: aurora-postgresql
      StorageEncrypted: false  # fails
`, `
Resources:
  Records:  # fails
    Type: AWS::RDS::DBCluster
    Properties:
      Engine: aurora-postgresql
      StorageEncrypted: true
`, `
# What is included at deployment may make it the member of a cluster; it does not make it right.
Resources:
  Included:
    Type: AWS::RDS::DBInstance
    Properties:  # unknown
      StorageEncrypted: false
      Fn::Transform: {Name: AWS::Include, Parameters: {Location: "s3://templates/database.yaml"}}
  Beside:
    Type: AWS::RDS::DBInstance
    Properties:
      StorageEncrypted: false  # fails
`},
	Good: []Example{`
Resources:
  Key:
    Type: AWS::KMS::Key
  Records:
    Type: AWS::RDS::DBCluster
    Properties:
      Engine: aurora-postgresql
      StorageEncrypted: true
      KmsKeyId: !Ref Key
  Writer:
    Type: AWS::RDS::DBInstance
    Properties:
      Engine: aurora-postgresql
      DBClusterIdentifier: !Ref Records
`},
}
