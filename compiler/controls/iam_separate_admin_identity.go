package controls

var iamSeparateAdminIdentity = &Control{
	ID:        "iam-separate-admin-identity",
	Title:     "Privileged roles are separate",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "access-control",
	Citations: []string{"164.308(a)(3)(ii)(A)", "164.312(a)(1)"},
	Types:     []string{"AWS::IAM::Role"},
	Why:       "software that can switch off its own audit trail, destroy keys or delete backups does so for whoever takes it over; and what people and software do under one role nobody can tell apart",
	Fix:       "give people and software roles of their own, and take the administration of trails, keys and backups out of the role of the software",
	Judge: func(c *Case) {
		software := isWorkload(c)
		if software.No() {
			return
		}
		trust := c.Get("AssumeRolePolicyDocument")
		c.Forbid(software.And(isForPeople(c)), trust, "role %q is taken by people and by software", c.ID)
		for _, document := range rightsOf(c) {
			for _, s := range Statements(document.Value) {
				for _, action := range privileged {
					c.Forbid(software.And(s.Allows()).And(s.Action(action)), s.Value, "%s of role %q lets software administer %s, by %s", document.Name, c.ID, service(action), action)
				}
			}
		}
	},
	Bad: []Example{`
Resources:
  Server:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: ec2.amazonaws.com, AWS: "arn:aws:iam::111122223333:user/ada"}, Action: "sts:AssumeRole"}]}  # fails
  Task:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: ecs-tasks.amazonaws.com}, Action: "sts:AssumeRole"}]}
      ManagedPolicyArns: [!Ref Keys]
      Policies:
        - PolicyName: trail
          PolicyDocument:
            Statement:
              - {Effect: Allow, Action: "cloudtrail:Stop*", Resource: "*"}  # fails
  Definition: {Type: "AWS::ECS::TaskDefinition", Properties: {TaskRoleArn: !GetAtt Task.Arn}}
  Keys:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Statement:
          - {Effect: Allow, Action: ["kms:Decrypt", "kms:ScheduleKeyDeletion"], Resource: "arn:aws:kms:us-east-1:111122223333:key/1"}  # fails
  Backups:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      Roles: [!Ref Task]
      PolicyDocument:
        Statement:
          - {Effect: Allow, Action: "backup:DeleteRecoveryPoint", Resource: "*"}  # fails
`},
	Good: []Example{`
Resources:
  Task:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: ecs-tasks.amazonaws.com}, Action: "sts:AssumeRole"}]}
      ManagedPolicyArns: [!Ref Use, "arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess"]
  Definition: {Type: "AWS::ECS::TaskDefinition", Properties: {TaskRoleArn: !GetAtt Task.Arn}}
  Use:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Statement:
          - {Effect: Allow, Action: "kms:Decrypt", Resource: "arn:aws:kms:us-east-1:111122223333:key/1"}
          - {Effect: Deny, Action: ["cloudtrail:*", "kms:ScheduleKeyDeletion"], Resource: "*"}
  Admins:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {AWS: "arn:aws:iam::111122223333:user/ada"}, Action: "sts:AssumeRole"}]}
      Policies: [{PolicyName: keys, PolicyDocument: {Statement: [{Effect: Allow, Action: "kms:ScheduleKeyDeletion", Resource: "*"}]}}]
`},
}

// privileged are actions that only administrators need, each for a group of them.
var privileged = []string{
	"backup:DeleteRecoveryPoint", "cloudtrail:StopLogging", "config:StopConfigurationRecorder", "guardduty:DeleteDetector", "iam:CreatePolicyVersion",
	"kms:PutKeyPolicy", "kms:ScheduleKeyDeletion", "logs:DeleteLogGroup", "logs:PutRetentionPolicy",
}
