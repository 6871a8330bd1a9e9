package controls

var dynamodbInBackupPlan = &Control{
	ID:        "dynamodb-in-backup-plan",
	Title:     "DynamoDB tables are selected by a backup plan",
	Tier:      Baseline,
	Severity:  High,
	Category:  "contingency",
	Citations: []string{"164.308(a)(7)(i)", "164.308(a)(7)(ii)(A)", "164.308(a)(7)(ii)(B)"},
	Types:     []string{"AWS::DynamoDB::Table"},
	Why:       "what no plan takes is not backed up, and nobody notices before it is wanted back",
	Fix:       "select it by a tag or its ARN in an AWS::Backup::BackupSelection",
	Judge: func(c *Case) {
		requireBackup(c, "table")
	},
	Bad: []Example{`
# The plan goes by a tag that the store does not carry.
Resources:
  Store:  # fails
    Type: AWS::DynamoDB::Table
    Properties: {Tags: [{Key: Backup, Value: "no"}]}
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
    Type: AWS::DynamoDB::Table
    Properties: {Tags: [{Key: Backup, Value: "yes"}]}
  Forgotten:  # fails
    Type: AWS::DynamoDB::Table
    Properties: {Tags: []}
  Selection:
    Type: AWS::Backup::BackupSelection
    Properties:
      BackupPlanId: plan-1
      BackupSelection:
        SelectionName: all
        IamRoleArn: arn:aws:iam::111122223333:role/backup
        ListOfTags: [{ConditionType: STRINGEQUALS, ConditionKey: Backup, ConditionValue: !Ref Plan}]
`, `
# That a store holds no PHI does not excuse it from a plan that there is.
Resources:
  Store:  # fails
    Type: AWS::DynamoDB::Table
    Properties: {Tags: [{Key: DataClassification, Value: non-phi}]}
  Selection:
    Type: AWS::Backup::BackupSelection
    Properties:
      BackupPlanId: plan-1
      BackupSelection: {SelectionName: all, IamRoleArn: "arn:aws:iam::111122223333:role/backup", Resources: ["arn:aws:rds:*:*:db:*"]}
`},
	Good: []Example{`
Resources:
  Tagged:
    Type: AWS::DynamoDB::Table
    Properties: {Tags: [{Key: Backup, Value: "yes"}]}
  Named:
    Type: AWS::DynamoDB::Table
    Properties: {Tags: []}
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
  Patterned: {Type: "AWS::DynamoDB::Table"}
  Selection:
    Type: AWS::Backup::BackupSelection
    Properties:
      BackupPlanId: plan-1
      BackupSelection: {SelectionName: all, IamRoleArn: "arn:aws:iam::111122223333:role/backup", Resources: ["arn:aws:dynamodb:*:*:table/*"]}
`, `
# A selection that names nothing takes everything.
Resources:
  Store: {Type: "AWS::DynamoDB::Table"}
  Selection:
    Type: AWS::Backup::BackupSelection
    Properties: {BackupPlanId: plan-1, BackupSelection: {SelectionName: all, IamRoleArn: "arn:aws:iam::111122223333:role/backup"}}
`},
}
