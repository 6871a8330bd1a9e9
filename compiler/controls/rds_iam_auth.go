package controls

import "slices"

var rdsIamAuth = &Control{
	ID:        "rds-iam-auth",
	Title:     "Database users authenticate through IAM",
	Tier:      Optional,
	Severity:  Low,
	Category:  "identity",
	Citations: []string{"164.308(a)(3)(ii)(A)", "164.308(a)(4)(i)", "164.312(a)(2)(i)", "164.312(d)"},
	Types:     []string{"AWS::RDS::DBInstance", "AWS::RDS::DBCluster"},
	Why:       "with tokens of IAM nobody keeps a password that can be copied, and access ends with the role that had it",
	Fix:       "set EnableIAMDatabaseAuthentication to true, and grant rds_iam (PostgreSQL) or AWSAuthenticationPlugin (MySQL, MariaDB) to users",
	Judge: func(c *Case) {
		if clusterMember(c) {
			return
		}
		engine, tokens := c.Get("Engine"), c.Get("EnableIAMDatabaseAuthentication")
		if source := copied(c); engine.Absent() && !source.Absent() {
			if tokens.Absent() {
				c.Unsure(source, "a copy has the engine of "+source.String())
				return
			}
		} else if has := engine.Passes(func(text string) bool { return signsInByIAM(c.Type, text) }); !has.Yes() {
			if why, is := engine.Unknown(); is {
				c.Unsure(engine, why)
			}
			return // the engine has its own way, or none
		}
		c.Require(tokens.IsTrue(), tokens, "database %q has %s for EnableIAMDatabaseAuthentication, needs true", c.ID, tokens)
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
      EnableIAMDatabaseAuthentication: false  # fails
  Copy:
    Type: AWS::RDS::DBInstance
    Properties:
      DBSnapshotIdentifier: monday  # unknown
`},
	Good: []Example{`
Resources:
  Records: {Type: "AWS::RDS::DBInstance", Properties: {Engine: mariadb, EnableIAMDatabaseAuthentication: true}}
  Aurora: {Type: "AWS::RDS::DBCluster", Properties: {Engine: aurora-postgresql, EnableIAMDatabaseAuthentication: "true"}}
  Writer: {Type: "AWS::RDS::DBInstance", Properties: {Engine: aurora-postgresql, DBClusterIdentifier: !Ref Aurora}}
  Copy: {Type: "AWS::RDS::DBInstance", Properties: {DBSnapshotIdentifier: monday, EnableIAMDatabaseAuthentication: true}}
`},
}

// signsInByIAM reports whether an engine takes tokens of IAM (RDS User Guide, "IAM database authentication"). Clusters that are not Aurora's
// do not.
func signsInByIAM(kind, engine string) bool {
	if kind == "AWS::RDS::DBCluster" && (engine == "mysql" || engine == "postgres") {
		return false
	}
	return slices.Contains([]string{"postgres", "mysql", "mariadb"}, family(engine))
}
