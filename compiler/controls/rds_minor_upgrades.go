package controls

var rdsMinorUpgrades = &Control{
	ID:        "rds-minor-upgrades",
	Title:     "RDS applies minor upgrades itself",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "vulnerability-management",
	Citations: []string{"164.308(a)(1)(ii)(B)", "164.308(a)(5)(ii)(B)"},
	Types:     []string{"AWS::RDS::DBInstance"},
	Why:       "minor versions close holes that are public from the day they are released; whoever installs them by hand does it late",
	Fix:       "set AutoMinorVersionUpgrade to true, which is what RDS takes where it is left out",
	Judge: func(c *Case) {
		upgrades := c.Get("AutoMinorVersionUpgrade")
		if upgrades.Absent() {
			c.Applies()
			return
		}
		c.Require(upgrades.IsTrue(), upgrades, "database %q has %s for AutoMinorVersionUpgrade, needs true", c.ID, upgrades)
	},
	Bad: []Example{`
Resources:
  Records:
    Type: AWS::RDS::DBInstance
    Properties:
      Engine: postgres
      AutoMinorVersionUpgrade: false  # fails
  Writer:
    Type: AWS::RDS::DBInstance
    Properties:
      DBClusterIdentifier: aurora
      AutoMinorVersionUpgrade: "false"  # fails
`},
	Good: []Example{`
Resources:
  Records: {Type: "AWS::RDS::DBInstance", Properties: {Engine: postgres, AutoMinorVersionUpgrade: true}}
  Silent: {Type: "AWS::RDS::DBInstance", Properties: {Engine: mysql}}
`},
}
