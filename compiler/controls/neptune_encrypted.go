package controls

var neptuneEncrypted = &Control{
	ID:         "neptune-encrypted",
	Title:      "Neptune is encrypted",
	Tier:       Baseline,
	Severity:   Critical,
	Category:   "encryption-at-rest",
	Unwaivable: true,
	Citations:  []string{"164.312(a)(2)(iv)", "164.312(e)(2)(ii)"},
	Types:      []string{"AWS::Neptune::DBCluster"},
	Why:        "a graph of patients and what they have in common is PHI as a whole; without encryption its storage and backups are readable copies",
	Fix:        "set StorageEncrypted to true and KmsKeyId to a customer key",
	Judge:      judgeStorageEncrypted,
	Bad: []Example{`
Resources:
  Graph:  # fails
    Type: AWS::Neptune::DBCluster
    Properties: {IamAuthEnabled: true}
`, `
Resources:
  Graph:
    Type: AWS::Neptune::DBCluster
    Properties:
      StorageEncrypted: true
      KmsKeyId: alias/aws/rds  # fails
  Copied:
    Type: AWS::Neptune::DBCluster
    Properties:
      SourceDBClusterIdentifier: graph  # unknown
`},
	Good: []Example{`
Resources:
  Graph: {Type: "AWS::Neptune::DBCluster", Properties: {StorageEncrypted: true, KmsKeyId: !ImportValue DataKeyArn}}
`},
}
