package controls

var ec2InBackupPlan = &Control{
	ID:        "ec2-in-backup-plan",
	Title:     "Instances are selected by a backup plan",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "contingency",
	Citations: []string{"164.308(a)(7)(i)", "164.308(a)(7)(ii)(A)", "164.308(a)(7)(ii)(B)", "164.308(a)(7)(ii)(C)", "164.310(d)(2)(iv)", "164.312(a)(2)(ii)"},
	Types:     []string{"AWS::EC2::Instance"},
	Why:       "what no plan takes is not backed up, and nobody notices before it is wanted back",
	Fix:       "select it by a tag or its ARN in an AWS::Backup::BackupSelection",
	Judge: func(c *Case) {
		if keepsNothing(c) {
			return
		}
		requireBackup(c, "instance")
	},
	Bad: []Example{`
# One of its disks outlives it.
Resources:
  Store:  # fails
    Type: AWS::EC2::Instance
    Properties:
      BlockDeviceMappings:
        - {DeviceName: /dev/xvda, Ebs: {Encrypted: true, DeleteOnTermination: true}}
        - {DeviceName: /dev/sdb, Ebs: {Encrypted: true, DeleteOnTermination: false}}
  Selection:
    Type: AWS::Backup::BackupSelection
    Properties:
      BackupPlanId: plan-1
      BackupSelection:
        SelectionName: all
        IamRoleArn: arn:aws:iam::111122223333:role/backup
        ListOfTags: [{ConditionType: STRINGEQUALS, ConditionKey: Backup, ConditionValue: "yes"}]
`, `
# The plan goes by a tag that the store does not carry.
Resources:
  Store:  # fails
    Type: AWS::EC2::Instance
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
    Type: AWS::EC2::Instance
    Properties: {Tags: [{Key: Backup, Value: "yes"}]}
  Forgotten:  # fails
    Type: AWS::EC2::Instance
    Properties: {Tags: []}
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
# The bastion's only disk goes with it: it keeps nothing that could be wanted back.
Resources:
  Bastion:
    Type: AWS::EC2::Instance
    Properties:
      BlockDeviceMappings: [{DeviceName: /dev/xvda, Ebs: {Encrypted: true, DeleteOnTermination: true}}]
  Tagged:
    Type: AWS::EC2::Instance
    Properties: {Tags: [{Key: Backup, Value: "yes"}]}
  Named:
    Type: AWS::EC2::Instance
    Properties: {Tags: []}
  Selection:
    Type: AWS::Backup::BackupSelection
    Properties:
      BackupPlanId: plan-1
      BackupSelection:
        SelectionName: all
        IamRoleArn: arn:aws:iam::111122223333:role/backup
        Resources: [!Sub "arn:aws:ec2:us-east-1:111122223333:instance/${Named}"]
        ListOfTags: [{ConditionType: STRINGEQUALS, ConditionKey: Backup, ConditionValue: "yes"}]
`},
}

// keepsNothing is true of an instance all of whose disks are said to go with it, such as a bastion: whoever wrote so keeps nothing on
// them. It must be written out, because the root volume's default is the same and nobody's decision.
func keepsNothing(c *Case) bool {
	disks := c.Get("BlockDeviceMappings").Items()
	for _, d := range disks {
		if !d.Get("Ebs.DeleteOnTermination").IsTrue().Yes() {
			return false
		}
	}
	return len(disks) > 0 && c.Get("Volumes").Absent()
}
