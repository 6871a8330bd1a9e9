package controls

var redshiftBackups = &Control{
	ID:        "redshift-backups",
	Title:     "Redshift keeps automated snapshots",
	Tier:      Baseline,
	Severity:  High,
	Category:  "contingency",
	Citations: []string{"164.308(a)(7)(i)", "164.308(a)(7)(ii)(A)", "164.308(a)(7)(ii)(B)"},
	Types:     []string{"AWS::Redshift::Cluster"},
	Why:       "a retention of 0 switches the snapshots off, and what a load overwrote last night is gone",
	Fix:       "set AutomatedSnapshotRetentionPeriod to 1 to 35 days; left out, it is 1",
	Judge: func(c *Case) {
		days := c.Get("AutomatedSnapshotRetentionPeriod")
		if days.Absent() {
			c.Applies()
			return
		}
		c.Require(days.AtLeast(1).And(days.AtMost(35)), days, "cluster %q keeps snapshots for %s days, needs 1 to 35", c.ID, days)
	},
	Bad: []Example{`
Resources:
  Warehouse:
    Type: AWS::Redshift::Cluster
    Properties:
      NodeType: dc2.large
      AutomatedSnapshotRetentionPeriod: 0  # fails
`, `
# The retention of manual snapshots is another one.
Parameters:
  Days: {Type: Number, Default: 0}
Resources:
  Warehouse:
    Type: AWS::Redshift::Cluster
    Properties:
      ManualSnapshotRetentionPeriod: 35
      AutomatedSnapshotRetentionPeriod: !Ref Days  # fails
`},
	Good: []Example{`
Resources:
  Silent: {Type: "AWS::Redshift::Cluster", Properties: {NodeType: ra3.large}}
  Warehouse: {Type: "AWS::Redshift::Cluster", Properties: {AutomatedSnapshotRetentionPeriod: 35}}
`},
}
