package controls

import "github.com/hipaac/hipaac/compiler/template"

var backupRestoreTesting = &Control{
	ID:        "backup-restore-testing",
	Title:     "Restores are tested on a schedule",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "contingency",
	Citations: []string{"164.308(a)(7)(ii)(B)", "164.308(a)(7)(ii)(D)"},
	Types:     []string{"AWS::Backup::BackupPlan", "AWS::Backup::RestoreTestingPlan"},
	Why:       "a backup that nobody has ever restored is a hope; how long it takes is known only to those who tried",
	Fix:       "add an AWS::Backup::RestoreTestingPlan, and a RestoreTestingSelection of it for each type of store that the backup plan takes",
	Judge: func(c *Case) {
		selections := c.OfType("AWS::Backup::RestoreTestingSelection")
		if c.Type == "AWS::Backup::RestoreTestingPlan" {
			mine := template.Any(selections, func(s Subject) Answer {
				name := s.Get("RestoreTestingPlanName")
				if plan, here := c.Target(name, c.Type); here {
					return template.Sure(plan.Is(c.Subject))
				}
				return name.Same(c.Get("RestoreTestingPlanName"))
			})
			c.Require(mine, c.Whole(), "restore testing plan %q tests nothing: no selection is of it", c.ID)
			return
		}
		if !c.HoldsPHI().Yes() {
			return
		}
		for _, kind := range protectedTypes(c) {
			tested := template.Any(selections, func(s Subject) Answer { return s.Get("ProtectedResourceType").Is(kind) })
			c.Require(tested, c.Whole(), "nothing tests whether what backup plan %q keeps of %s can be restored", c.ID, kind)
		}
	},
	Bad: []Example{`
# One type is tested, and the other is not; and a plan that tests nothing.
Resources:
  Plan:  # fails
    Type: AWS::Backup::BackupPlan
    Properties: {BackupPlanTags: {DataClassification: phi}, BackupPlan: {BackupPlanName: clinic}}
  Selection: {Type: "AWS::Backup::BackupSelection", Properties: {BackupPlanId: !Ref Plan, BackupSelection: {Resources: ["*"]}}}
  Records: {Type: "AWS::RDS::DBInstance", Properties: {Tags: [{Key: DataClassification, Value: phi}]}}
  Files: {Type: "AWS::EFS::FileSystem", Properties: {FileSystemTags: [{Key: DataClassification, Value: phi}]}}
  Tests: {Type: "AWS::Backup::RestoreTestingPlan", Properties: {RestoreTestingPlanName: tests, ScheduleExpression: rate(30 days)}}
  TestOfRecords: {Type: "AWS::Backup::RestoreTestingSelection", Properties: {RestoreTestingPlanName: !Ref Tests, ProtectedResourceType: RDS}}
  Idle:  # fails
    Type: AWS::Backup::RestoreTestingPlan
    Properties: {RestoreTestingPlanName: idle, ScheduleExpression: rate(30 days)}
`},
	Good: []Example{`
Resources:
  Plan: {Type: "AWS::Backup::BackupPlan", Properties: {BackupPlanTags: {DataClassification: phi}, BackupPlan: {BackupPlanName: clinic}}}
  Selection: {Type: "AWS::Backup::BackupSelection", Properties: {BackupPlanId: !Ref Plan, BackupSelection: {Resources: ["*"]}}}
  Aurora: {Type: "AWS::RDS::DBCluster", Properties: {Engine: aurora-postgresql, Tags: [{Key: DataClassification, Value: phi}]}}
  Writer: {Type: "AWS::RDS::DBInstance", Properties: {DBClusterIdentifier: !Ref Aurora, Tags: [{Key: DataClassification, Value: phi}]}}
  Tests: {Type: "AWS::Backup::RestoreTestingPlan", Properties: {RestoreTestingPlanName: tests, ScheduleExpression: rate(30 days)}}
  TestOfAurora: {Type: "AWS::Backup::RestoreTestingSelection", Properties: {RestoreTestingPlanName: tests, ProtectedResourceType: Aurora}}
`},
}

// protectedTypes are what AWS Backup calls the types of stores that hold PHI and that a backup plan takes (AWS Backup API Reference,
// RestoreTestingSelectionForCreate), in a fixed order.
func protectedTypes(c *Case) []string {
	var out []string
	selections := c.Pointing("AWS::Backup::BackupSelection", "BackupPlanId")
	for _, t := range []struct{ kind, name string }{
		{"AWS::DynamoDB::Table", "DynamoDB"}, {"AWS::EC2::Volume", "EBS"}, {"AWS::EC2::Instance", "EC2"}, {"AWS::EFS::FileSystem", "EFS"},
		{"AWS::RDS::DBCluster", "Aurora"}, {"AWS::RDS::DBInstance", "RDS"},
	} {
		for _, store := range c.OfType(t.kind) {
			one := &Case{Subject: store, scope: c.scope}
			member := t.name == "RDS" && !store.Get("DBClusterIdentifier").Absent()
			foreign := t.name == "Aurora" && !store.Get("Engine").Starts("aurora").Yes()
			if !member && !foreign && one.HoldsPHI().Yes() && template.Any(selections, func(x Subject) Answer { return takes(one, x.Get("BackupSelection")) }).Yes() {
				out = append(out, t.name)
				break
			}
		}
	}
	return out
}
