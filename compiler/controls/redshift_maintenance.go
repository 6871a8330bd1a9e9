package controls

var redshiftMaintenance = &Control{
	ID:        "redshift-maintenance",
	Title:     "Redshift upgrades itself",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "vulnerability-management",
	Citations: []string{"164.308(a)(7)(ii)(A)"},
	Types:     []string{"AWS::Redshift::Cluster"},
	Why:       "an engine that is never upgraded keeps its holes, and one that is upgraded at a random hour without a snapshot to return to is gone when it is needed",
	Fix:       "leave AllowVersionUpgrade true, and state PreferredMaintenanceWindow and AutomatedSnapshotRetentionPeriod",
	Judge: func(c *Case) {
		upgrades, window, days := c.Get("AllowVersionUpgrade"), c.Get("PreferredMaintenanceWindow"), c.Get("AutomatedSnapshotRetentionPeriod")
		c.Forbid(upgrades.IsFalse(), upgrades, "cluster %q refuses upgrades of its engine", c.ID)
		c.Require(window.Has(), window, "cluster %q does not say when it may be upgraded", c.ID)
		c.Require(days.Has(), days, "cluster %q does not say how long its snapshots are kept", c.ID)
	},
	Bad: []Example{`
Resources:
  Warehouse:  # fails
    Type: AWS::Redshift::Cluster
    Properties: {AllowVersionUpgrade: true}
`, `
Resources:
  Warehouse:
    Type: AWS::Redshift::Cluster
    Properties:
      AllowVersionUpgrade: false  # fails
      PreferredMaintenanceWindow: sun:03:00-sun:04:00
      AutomatedSnapshotRetentionPeriod: 35
  Unsaid:  # fails
    Type: AWS::Redshift::Cluster
    Properties: {PreferredMaintenanceWindow: "sun:03:00-sun:04:00"}
`},
	Good: []Example{`
Resources:
  Warehouse: {Type: "AWS::Redshift::Cluster", Properties: {PreferredMaintenanceWindow: "sun:03:00-sun:04:00", AutomatedSnapshotRetentionPeriod: 35}}
  Stated: {Type: "AWS::Redshift::Cluster", Properties: {AllowVersionUpgrade: true, PreferredMaintenanceWindow: "sun:03:00-sun:04:00", AutomatedSnapshotRetentionPeriod: 7}}
`},
}
