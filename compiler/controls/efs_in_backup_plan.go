package controls

var efsInBackupPlan = &Control{
	ID:        "efs-in-backup-plan",
	Title:     "File systems are backed up",
	Tier:      Baseline,
	Severity:  High,
	Category:  "contingency",
	Citations: []string{"164.308(a)(7)(i)", "164.308(a)(7)(ii)(A)", "164.308(a)(7)(ii)(B)"},
	Types:     []string{"AWS::EFS::FileSystem"},
	Why:       "what no plan takes is not backed up, and nobody notices before it is wanted back",
	Fix:       "select it by a tag or its ARN in an AWS::Backup::BackupSelection",
	Judge: func(c *Case) {
		if c.Get("BackupPolicy.Status").Is("ENABLED").Yes() {
			c.Applies()
			return // the plan that AWS keeps for file systems
		}
		requireBackup(c, "file system")
	},
	Bad: []Example{`
# The plan goes by a tag that the store does not carry.
Resources:
  Store:  # fails
    Type: AWS::EFS::FileSystem
    Properties: {FileSystemTags: [{Key: Backup, Value: "no"}]}
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
    Type: AWS::EFS::FileSystem
    Properties: {FileSystemTags: [{Key: Backup, Value: "yes"}]}
  Forgotten:  # fails
    Type: AWS::EFS::FileSystem
    Properties: {FileSystemTags: []}
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
    Type: AWS::EFS::FileSystem
    Properties: {FileSystemTags: [{Key: Backup, Value: "yes"}]}
  Named:
    Type: AWS::EFS::FileSystem
    Properties: {FileSystemTags: []}
  Automatic:
    Type: AWS::EFS::FileSystem
    Properties: {BackupPolicy: {Status: ENABLED}}
  Selection:
    Type: AWS::Backup::BackupSelection
    Properties:
      BackupPlanId: plan-1
      BackupSelection:
        SelectionName: all
        IamRoleArn: arn:aws:iam::111122223333:role/backup
        Resources: [!GetAtt Named.Arn]
        ListOfTags: [{ConditionType: STRINGEQUALS, ConditionKey: Backup, ConditionValue: "yes"}]
`, `
Resources:
  Patterned: {Type: "AWS::EFS::FileSystem"}
  Selection:
    Type: AWS::Backup::BackupSelection
    Properties:
      BackupPlanId: plan-1
      BackupSelection: {SelectionName: all, IamRoleArn: "arn:aws:iam::111122223333:role/backup", Resources: ["arn:aws:elasticfilesystem:*:*:file-system/*"]}
`},
}
