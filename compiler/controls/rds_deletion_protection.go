package controls

var rdsDeletionProtection = &Control{
	ID:        "rds-deletion-protection",
	Title:     "Databases resist deletion",
	Tier:      Baseline,
	Severity:  High,
	Category:  "contingency",
	Citations: []string{"164.308(a)(7)(i)", "164.308(a)(7)(ii)(C)"},
	Types:     []string{"AWS::RDS::DBInstance"},
	Why:       "one wrong click or call deletes a database with its automated backups; protection makes it two",
	Fix:       "set DeletionProtection to true",
	Judge: func(c *Case) {
		if !clusterMember(c) {
			judgeDeletionProtection(c)
		}
	},
	Bad: []Example{`
Resources:
  Records:  # fails
    Type: AWS::RDS::DBInstance
    Properties: {Engine: postgres}
  Other:
    Type: AWS::RDS::DBInstance
    Properties:
      DeletionProtection: false  # fails
`, `
# DeletionPolicy holds against CloudFormation only.
Resources:
  Records:  # fails
    Type: AWS::RDS::DBInstance
    DeletionPolicy: Retain
    Properties: {Engine: mysql}
`},
	Good: []Example{`
Resources:
  Records: {Type: "AWS::RDS::DBInstance", Properties: {Engine: postgres, DeletionProtection: true}}
  Writer: {Type: "AWS::RDS::DBInstance", Properties: {DBClusterIdentifier: aurora}}
`},
}

// judgeDeletionProtection asks of a database or a cluster that it must be unlocked before it can be deleted.
func judgeDeletionProtection(c *Case) {
	protected := c.Get("DeletionProtection")
	c.Require(protected.IsTrue(), protected, "database %q has %s for DeletionProtection, needs true", c.ID, protected)
}
