package controls

var auroraInBackupPlan = &Control{
	ID:        "aurora-in-backup-plan",
	Title:     "Aurora clusters are selected by a backup plan",
	Tier:      Baseline,
	Severity:  High,
	Category:  "contingency",
	Citations: []string{"164.308(a)(7)(i)", "164.308(a)(7)(ii)(A)", "164.308(a)(7)(ii)(B)", "164.308(a)(7)(ii)(C)", "164.310(d)(2)(iv)", "164.312(a)(2)(ii)"},
	Types:     []string{"AWS::RDS::DBCluster"},
	Why:       "what no plan takes is not backed up, and nobody notices before it is wanted back",
	Fix:       "select it by a tag or its ARN in an AWS::Backup::BackupSelection",
	Judge: func(c *Case) {
		if aurora := c.Get("Engine").Starts("aurora"); aurora.No() {
			return
		}
		requireBackup(c, "cluster")
	},
	Bad: []Example{`
# The plan goes by a tag that the store does not carry.
Resources:
  Store:  # fails
    Type: AWS::RDS::DBCluster
    Properties: {Engine: aurora-postgresql, Tags: [{Key: Backup, Value: "no"}]}
  Selection:
    Type: AWS::Backup::BackupSelection
    Properties:
      BackupPlanId: plan-1
      BackupSelection:
        SelectionName: all
        IamRoleArn: arn:aws:iam::111122223333:role/backup
        ListOfTags: [{ConditionType: STRINGEQUALS, ConditionKey: Backup, ConditionValue: "yes"}]
`, `
# What the plan goes by is said at deployment: it may take the one, and not the other.
Parameters:
  Plan: {Type: String}
Resources:
  Store:  # unknown
    Type: AWS::RDS::DBCluster
    Properties: {Engine: aurora-postgresql, Tags: [{Key: Backup, Value: "yes"}]}
  Forgotten:  # fails
    Type: AWS::RDS::DBCluster
    Properties: {Engine: aurora-postgresql, Tags: []}
  Selection:
    Type: AWS::Backup::BackupSelection
    Properties:
      BackupPlanId: plan-1
      BackupSelection:
        SelectionName: all
        IamRoleArn: arn:aws:iam::111122223333:role/backup
        ListOfTags: [{ConditionType: STRINGEQUALS, ConditionKey: Backup, ConditionValue: !Ref Plan}]
`},
	Good: []Example{`
Resources:
  Tagged:
    Type: AWS::RDS::DBCluster
    Properties: {Engine: aurora-postgresql, Tags: [{Key: Backup, Value: "yes"}]}
  Named:
    Type: AWS::RDS::DBCluster
    Properties: {Engine: aurora-postgresql, Tags: []}
  Selection:
    Type: AWS::Backup::BackupSelection
    Properties:
      BackupPlanId: plan-1
      BackupSelection:
        SelectionName: all
        IamRoleArn: arn:aws:iam::111122223333:role/backup
        Resources: [!GetAtt Named.DBClusterArn]
        ListOfTags: [{ConditionType: STRINGEQUALS, ConditionKey: Backup, ConditionValue: "yes"}]
`, `
Resources:
  Patterned: {Type: "AWS::RDS::DBCluster", Properties: {Engine: aurora-mysql}}
  Selection:
    Type: AWS::Backup::BackupSelection
    Properties:
      BackupPlanId: plan-1
      BackupSelection: {SelectionName: all, IamRoleArn: "arn:aws:iam::111122223333:role/backup", Resources: ["arn:aws:rds:*"]}
`},
}
