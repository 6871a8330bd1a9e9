package controls

var docdbEncrypted = &Control{
	ID:         "docdb-encrypted",
	Title:      "DocumentDB is encrypted",
	Tier:       Baseline,
	Severity:   Critical,
	Category:   "encryption-at-rest",
	Unwaivable: true,
	Citations:  []string{"164.312(a)(2)(iv)", "164.312(e)(2)(ii)"},
	Types:      []string{"AWS::DocDB::DBCluster"},
	Why:        "a cluster without encryption leaves readable copies in storage and backups, and cannot be encrypted later without replacing it",
	Fix:        "set StorageEncrypted to true and KmsKeyId to a customer key",
	Judge:      judgeStorageEncrypted,
	Bad: []Example{`
Resources:
  Charts:  # fails
    Type: AWS::DocDB::DBCluster
    Properties: {MasterUsername: charts}
`, `
# A key is named and encryption is not switched on; and the key that AWS manages.
Resources:
  Charts:  # fails
    Type: AWS::DocDB::DBCluster
    Properties: {KmsKeyId: alias/charts}
  Managed:  # fails
    Type: AWS::DocDB::DBCluster
    Properties: {StorageEncrypted: true}
  Restored:
    Type: AWS::DocDB::DBCluster
    Properties:
      SnapshotIdentifier: monday  # unknown
`},
	Good: []Example{`
Resources:
  Key: {Type: "AWS::KMS::Key"}
  Charts: {Type: "AWS::DocDB::DBCluster", Properties: {StorageEncrypted: true, KmsKeyId: !GetAtt Key.Arn}}
`},
}
