package controls

var rdsBackupEnabled = &Control{
	ID:        "rds-backup-enabled",
	Title:     "RDS takes automated backups",
	Tier:      Baseline,
	Severity:  Critical,
	Category:  "contingency",
	Citations: []string{"164.308(a)(7)(i)", "164.308(a)(7)(ii)(A)", "164.308(a)(7)(ii)(B)"},
	Types:     []string{"AWS::RDS::DBInstance", "AWS::RDS::DBCluster"},
	Why:       "without automated backups a database cannot be brought back to the minute before a mistake, only to the last copy that somebody thought of",
	Fix:       "set BackupRetentionPeriod in days; 35 is the most that the service keeps",
	Judge: func(c *Case) {
		if clusterMember(c) {
			return
		}
		days := c.Get("BackupRetentionPeriod")
		if source := c.Get("SourceDBInstanceIdentifier"); !source.Absent() && days.Absent() {
			return // a replica can be made again from its source, which is judged itself
		}
		if days.Absent() {
			c.Fail(days, "database %q does not say how long its backups are kept; left out, it is one day", c.ID)
			return
		}
		c.Require(days.AtLeast(1), days, "database %q keeps backups for %s days, which switches them off", c.ID, days)
	},
	Bad: []Example{`
Resources:
  Records:
    Type: AWS::RDS::DBInstance
    Properties:
      Engine: postgres
      BackupRetentionPeriod: 0  # fails
  Silent:  # fails
    Type: AWS::RDS::DBCluster
    Properties: {Engine: aurora-postgresql}
`, `
# Cheap in development; the same template is deployed everywhere.
Parameters:
  Stage: {Type: String, AllowedValues: [dev, prod]}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Resources:
  Records:
    Type: AWS::RDS::DBInstance
    Properties:
      Engine: postgres
      BackupRetentionPeriod: !If [IsProd, 35, 0]  # fails
`},
	Good: []Example{`
Resources:
  Records: {Type: "AWS::RDS::DBInstance", Properties: {Engine: postgres, BackupRetentionPeriod: 35}}
  Replica: {Type: "AWS::RDS::DBInstance", Properties: {SourceDBInstanceIdentifier: !Ref Records}}
  Aurora: {Type: "AWS::RDS::DBCluster", Properties: {Engine: aurora-mysql, BackupRetentionPeriod: "14"}}
  Writer: {Type: "AWS::RDS::DBInstance", Properties: {DBClusterIdentifier: !Ref Aurora}}
`},
}
