package controls

var rdsInBackupPlan = &Control{
	ID:        "rds-in-backup-plan",
	Title:     "RDS databases are selected by a backup plan",
	Tier:      Baseline,
	Severity:  High,
	Category:  "contingency",
	Citations: []string{"164.308(a)(7)(i)", "164.308(a)(7)(ii)(A)", "164.308(a)(7)(ii)(B)"},
	Types:     []string{"AWS::RDS::DBInstance", "AWS::RDS::DBCluster"},
	Why:       "what no plan takes is not backed up, and nobody notices before it is wanted back",
	Fix:       "select it by a tag or its ARN in an AWS::Backup::BackupSelection",
	Judge: func(c *Case) {
		switch {
		case c.Type == "AWS::RDS::DBCluster" && !c.Get("Engine").Starts("aurora").No():
			return // clusters of Aurora have a control of their own
		case clusterMember(c), c.Type == "AWS::RDS::DBInstance" && !c.Get("SourceDBInstanceIdentifier").Absent():
			return // the cluster, or the source of a replica, is judged itself
		}
		requireBackup(c, "database")
	},
	Bad: []Example{`
# The plan goes by a tag that the store does not carry.
Resources:
  Store:  # fails
    Type: AWS::RDS::DBInstance
    Properties: {Engine: postgres, Tags: [{Key: Backup, Value: "no"}]}
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
    Type: AWS::RDS::DBInstance
    Properties: {Engine: postgres, Tags: [{Key: Backup, Value: "yes"}]}
  Forgotten:  # fails
    Type: AWS::RDS::DBInstance
    Properties: {Engine: postgres, Tags: []}
  Selection:
    Type: AWS::Backup::BackupSelection
    Properties:
      BackupPlanId: plan-1
      BackupSelection:
        SelectionName: all
        IamRoleArn: arn:aws:iam::111122223333:role/backup
        ListOfTags: [{ConditionType: STRINGEQUALS, ConditionKey: Backup, ConditionValue: !Ref Plan}]
`, `
# Patterns for other types, and for some names only.
Resources:
  Store:  # fails
    Type: AWS::RDS::DBInstance
    Properties: {Engine: postgres}
  Selection:
    Type: AWS::Backup::BackupSelection
    Properties:
      BackupPlanId: plan-1
      BackupSelection:
        SelectionName: all
        IamRoleArn: arn:aws:iam::111122223333:role/backup
        Resources: ["arn:aws:rds:*:*:cluster:*", "arn:aws:dynamodb:*:*:table/*"]
`, `
Resources:
  Store:  # unknown
    Type: AWS::RDS::DBInstance
    Properties: {Engine: postgres}
  Replaced:  # fails
    Type: AWS::RDS::DBInstance
    Properties: {Engine: postgres, Tags: [{Key: Backup, Value: "no"}]}
  Selection:
    Type: AWS::Backup::BackupSelection
    Properties:
      BackupPlanId: plan-1
      BackupSelection:
        SelectionName: all
        IamRoleArn: arn:aws:iam::111122223333:role/backup
        Resources: ["arn:aws:rds:us-east-1:*:db:prod-*"]
        NotResources: [!GetAtt Replaced.DBInstanceArn]
`, `
Resources:
  Standbys:  # fails
    Type: AWS::RDS::DBCluster
    Properties: {Engine: mysql}
  Selection:
    Type: AWS::Backup::BackupSelection
    Properties:
      BackupPlanId: plan-1
      BackupSelection: {SelectionName: all, IamRoleArn: "arn:aws:iam::111122223333:role/backup", Resources: ["arn:aws:rds:*:*:db:*"]}
`},
	Good: []Example{`
# Clusters of RDS itself, with two readable standbys.
Resources:
  Standbys: {Type: "AWS::RDS::DBCluster", Properties: {Engine: mysql, Tags: [{Key: Backup, Value: "yes"}]}}
  Selection:
    Type: AWS::Backup::BackupSelection
    Properties:
      BackupPlanId: plan-1
      BackupSelection:
        SelectionName: all
        IamRoleArn: arn:aws:iam::111122223333:role/backup
        ListOfTags: [{ConditionType: STRINGEQUALS, ConditionKey: Backup, ConditionValue: "yes"}]
`, `
Resources:
  Tagged:
    Type: AWS::RDS::DBInstance
    Properties: {Engine: postgres, Tags: [{Key: Backup, Value: "yes"}]}
  Named:
    Type: AWS::RDS::DBInstance
    Properties: {Engine: postgres, Tags: []}
  Member:
    Type: AWS::RDS::DBInstance
    Properties: {Engine: aurora-postgresql, DBClusterIdentifier: records}
  Selection:
    Type: AWS::Backup::BackupSelection
    Properties:
      BackupPlanId: plan-1
      BackupSelection:
        SelectionName: all
        IamRoleArn: arn:aws:iam::111122223333:role/backup
        Resources: [!GetAtt Named.DBInstanceArn]
        ListOfTags: [{ConditionType: STRINGEQUALS, ConditionKey: Backup, ConditionValue: "yes"}]
`, `
# Every database by one pattern, and one by an ARN that is put together.
Resources:
  Patterned: {Type: "AWS::RDS::DBInstance", Properties: {Engine: postgres}}
  Selection:
    Type: AWS::Backup::BackupSelection
    Properties:
      BackupPlanId: plan-1
      BackupSelection: {SelectionName: all, IamRoleArn: "arn:aws:iam::111122223333:role/backup", Resources: [!Sub "arn:${AWS::Partition}:rds:*:*:db:*"]}
`, `
Resources:
  Joined: {Type: "AWS::RDS::DBInstance", Properties: {Engine: postgres}}
  Selection:
    Type: AWS::Backup::BackupSelection
    Properties:
      BackupPlanId: plan-1
      BackupSelection:
        SelectionName: all
        IamRoleArn: arn:aws:iam::111122223333:role/backup
        Resources: [{"Fn::Join": ["", ["arn:", {Ref: "AWS::Partition"}, ":rds:", {Ref: "AWS::Region"}, ":", {Ref: "AWS::AccountId"}, ":db:", {Ref: Joined}]]}]
`},
}
