package controls

var rdsSnapshotsTagged = &Control{
	ID:        "rds-snapshots-tagged",
	Title:     "Database snapshots say what they hold",
	Tier:      Recommended,
	Severity:  Low,
	Category:  "inventory",
	Citations: []string{"164.310(d)(2)(iii)", "164.308(a)(4)(ii)(C)"},
	Types:     []string{"AWS::RDS::DBInstance", "AWS::RDS::DBCluster"},
	Why:       "a snapshot outlives its database; without the tags nobody sees later that it holds PHI, and it is restored where PHI must not be",
	Fix:       "set CopyTagsToSnapshot to true",
	Judge: func(c *Case) {
		if clusterMember(c) {
			return
		}
		copies := c.Get("CopyTagsToSnapshot")
		c.Require(copies.IsTrue(), copies, "database %q has %s for CopyTagsToSnapshot, needs true", c.ID, copies)
	},
	Bad: []Example{`
Resources:
  Records:  # fails
    Type: AWS::RDS::DBInstance
    Properties: {Engine: postgres}
  Aurora:
    Type: AWS::RDS::DBCluster
    Properties:
      CopyTagsToSnapshot: false  # fails
`},
	Good: []Example{`
Resources:
  Records: {Type: "AWS::RDS::DBInstance", Properties: {Engine: postgres, CopyTagsToSnapshot: true}}
  Aurora: {Type: "AWS::RDS::DBCluster", Properties: {CopyTagsToSnapshot: true}}
  Writer: {Type: "AWS::RDS::DBInstance", Properties: {DBClusterIdentifier: !Ref Aurora}}
`},
}
