package controls

var rdsClusterDeletionProtection = &Control{
	ID:        "rds-cluster-deletion-protection",
	Title:     "Aurora clusters resist deletion",
	Tier:      Baseline,
	Severity:  High,
	Category:  "contingency",
	Citations: []string{"164.308(a)(7)(i)", "164.308(a)(7)(ii)(C)"},
	Types:     []string{"AWS::RDS::DBCluster"},
	Why:       "one wrong click or call deletes a cluster with its automated backups; protection makes it two",
	Fix:       "set DeletionProtection to true on the cluster; on its instances it has no effect",
	Judge:     judgeDeletionProtection,
	Bad: []Example{`
# Protection of the instance does not protect the cluster, which holds the data.
Resources:
  Aurora:  # fails
    Type: AWS::RDS::DBCluster
    Properties: {Engine: aurora-postgresql}
  Writer:
    Type: AWS::RDS::DBInstance
    Properties: {DBClusterIdentifier: !Ref Aurora, DeletionProtection: true}
`, `
Parameters:
  Protect: {Type: String, Default: "false", AllowedValues: ["true", "false"]}
Resources:
  Aurora:
    Type: AWS::RDS::DBCluster
    Properties:
      DeletionProtection: !Ref Protect  # fails
`},
	Good: []Example{`
Resources:
  Aurora: {Type: "AWS::RDS::DBCluster", Properties: {Engine: aurora-postgresql, DeletionProtection: true}}
`},
}
