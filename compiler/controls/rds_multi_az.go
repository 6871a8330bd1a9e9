package controls

var rdsMultiAz = &Control{
	ID:        "rds-multi-az",
	Title:     "RDS instances are multi-AZ",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "contingency",
	Citations: []string{"164.308(a)(7)(i)", "164.308(a)(7)(ii)(C)"},
	Types:     []string{"AWS::RDS::DBInstance"},
	Why:       "a zone fails as a whole: a database without a standby in another one is then gone until the zone is back, or is restored by hand",
	Fix:       "set MultiAZ to true, or say with the tag Tier that the database is for development or test",
	Judge: func(c *Case) {
		if clusterMember(c) {
			return // its cluster fails over to another member
		}
		if !c.Get("SourceDBInstanceIdentifier").Absent() {
			return // a replica is a second copy itself
		}
		standby := c.Get("MultiAZ")
		c.RequireOfProduction(standby.IsTrue(), standby, "database %q has %s for MultiAZ, needs true", c.ID, standby)
	},
	Bad: []Example{`
Resources:
  Records:  # fails
    Type: AWS::RDS::DBInstance
    Properties: {Engine: postgres}
  Other:
    Type: AWS::RDS::DBInstance
    Properties:
      Engine: mysql
      MultiAZ: false  # fails
      Tags: [{Key: Tier, Value: production}]
  Somebody:
    Type: AWS::RDS::DBInstance
    Properties:
      Engine: mysql
      MultiAZ: false  # unknown
      Tags: [{Key: Tier, Value: !Ref Stage}]
Parameters:
  Stage: {Type: String}
`},
	Good: []Example{`
Resources:
  Records: {Type: "AWS::RDS::DBInstance", Properties: {Engine: postgres, MultiAZ: true}}
  Replica: {Type: "AWS::RDS::DBInstance", Properties: {SourceDBInstanceIdentifier: !Ref Records}}
  Writer: {Type: "AWS::RDS::DBInstance", Properties: {DBClusterIdentifier: aurora}}
  Trial: {Type: "AWS::RDS::DBInstance", Properties: {Engine: postgres, MultiAZ: false, Tags: [{Key: Tier, Value: development}]}}
`},
}
