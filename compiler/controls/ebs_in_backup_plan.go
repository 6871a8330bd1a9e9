package controls

var ebsInBackupPlan = &Control{
	ID:        "ebs-in-backup-plan",
	Title:     "Volumes are selected by a backup plan",
	Tier:      Baseline,
	Severity:  High,
	Category:  "contingency",
	Citations: []string{"164.308(a)(7)(i)", "164.308(a)(7)(ii)(A)", "164.308(a)(7)(ii)(B)"},
	Types:     []string{"AWS::EC2::Volume"},
	Why:       "what no plan takes is not backed up, and nobody notices before it is wanted back",
	Fix:       "select it by a tag or its ARN in an AWS::Backup::BackupSelection",
	Judge: func(c *Case) {
		requireBackup(c, "volume")
	},
	Bad: []Example{`
# The plan goes by a tag that the store does not carry.
Resources:
  Store:  # fails
    Type: AWS::EC2::Volume
    Properties: {AvailabilityZone: us-east-1a, Tags: [{Key: Backup, Value: "no"}]}
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
    Type: AWS::EC2::Volume
    Properties: {AvailabilityZone: us-east-1a, Tags: [{Key: Backup, Value: "yes"}]}
  Forgotten:  # fails
    Type: AWS::EC2::Volume
    Properties: {AvailabilityZone: us-east-1a, Tags: []}
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
    Type: AWS::EC2::Volume
    Properties: {AvailabilityZone: us-east-1a, Tags: [{Key: Backup, Value: "yes"}]}
  Named:
    Type: AWS::EC2::Volume
    Properties: {AvailabilityZone: us-east-1a, Tags: []}
  Selection:
    Type: AWS::Backup::BackupSelection
    Properties:
      BackupPlanId: plan-1
      BackupSelection:
        SelectionName: all
        IamRoleArn: arn:aws:iam::111122223333:role/backup
        Resources: [!Sub "arn:aws:ec2:us-east-1:111122223333:volume/${Named}"]
        ListOfTags: [{ConditionType: STRINGEQUALS, ConditionKey: Backup, ConditionValue: "yes"}]
`, `
Resources:
  Patterned: {Type: "AWS::EC2::Volume"}
  Selection:
    Type: AWS::Backup::BackupSelection
    Properties:
      BackupPlanId: plan-1
      BackupSelection: {SelectionName: all, IamRoleArn: "arn:aws:iam::111122223333:role/backup", Resources: ["arn:aws:ec2:*:*:volume/*"]}
`},
}
