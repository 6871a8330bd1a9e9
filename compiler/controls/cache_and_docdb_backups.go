package controls

import "github.com/hipaac/hipaac/compiler/template"

var cacheAndDocdbBackups = &Control{
	ID:        "cache-and-docdb-backups",
	Title:     "Document, graph and memory databases keep backups",
	Tier:      Baseline,
	Severity:  High,
	Category:  "contingency",
	Citations: []string{"164.308(a)(7)(i)", "164.308(a)(7)(ii)(A)", "164.308(a)(7)(ii)(B)"},
	Types:     []string{"AWS::DocDB::DBCluster", "AWS::Neptune::DBCluster", "AWS::MemoryDB::Cluster"},
	Why:       "backups are kept for one day by default, in MemoryDB not at all, and go with the cluster that somebody deletes by mistake",
	Fix:       "set BackupRetentionPeriod, in MemoryDB SnapshotRetentionLimit, to 35 days for PHI, and DeletionProtection of DocumentDB and Neptune to true",
	Judge: func(c *Case) {
		days := c.Get("BackupRetentionPeriod")
		if c.Type == "AWS::MemoryDB::Cluster" {
			days = c.Get("SnapshotRetentionLimit")
		} else {
			protected := c.Get("DeletionProtection")
			on := protected.IsTrue()
			if c.Type == "AWS::Neptune::DBCluster" && protected.Absent() {
				on = template.Maybe("the references of the API and of CloudFormation disagree on whether Neptune protects clusters by itself")
			}
			c.Require(on, protected, "cluster %q has %s for DeletionProtection, needs true", c.ID, protected)
		}
		if days.Absent() {
			c.Fail(days, "cluster %q does not say how long its backups are kept", c.ID)
			return
		}
		if c.Require(days.AtLeast(1), days, "cluster %q keeps backups for %s days, which switches them off", c.ID, days) {
			c.RequireOfPHI(days.AtLeast(35), days, "cluster %q keeps PHI and its backups for %s days, needs 35", c.ID, days)
		}
	},
	Bad: []Example{`
Resources:
  Charts:  # fails
    Type: AWS::DocDB::DBCluster
    Properties: {DeletionProtection: true}
  Memory:  # fails
    Type: AWS::MemoryDB::Cluster
    Properties: {ACLName: charts, SnapshotWindow: "03:00-04:00"}
  Graph:
    Type: AWS::Neptune::DBCluster
    Properties:
      BackupRetentionPeriod: 35
      DeletionProtection: false  # fails
`, `
# A week is not enough for PHI; whether it is for what nobody classified, nobody can know.
Resources:
  Charts:
    Type: AWS::DocDB::DBCluster
    Properties:
      DeletionProtection: true
      BackupRetentionPeriod: 7  # fails
      Tags: [{Key: DataClassification, Value: phi}]
  Untold:
    Type: AWS::DocDB::DBCluster
    Properties:
      DeletionProtection: true
      BackupRetentionPeriod: 7  # unknown
  Memory:
    Type: AWS::MemoryDB::Cluster
    Properties:
      SnapshotRetentionLimit: 0  # fails
  Silent:  # unknown
    Type: AWS::Neptune::DBCluster
    Properties: {BackupRetentionPeriod: 35}
`},
	Good: []Example{`
Resources:
  Charts: {Type: "AWS::DocDB::DBCluster", Properties: {BackupRetentionPeriod: 35, DeletionProtection: true}}
  Graph: {Type: "AWS::Neptune::DBCluster", Properties: {BackupRetentionPeriod: 7, DeletionProtection: true, Tags: [{Key: DataClassification, Value: non-phi}]}}
  Memory: {Type: "AWS::MemoryDB::Cluster", Properties: {SnapshotRetentionLimit: 35}}
`},
}
