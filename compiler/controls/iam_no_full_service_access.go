package controls

import "strings"

var iamNoFullServiceAccess = &Control{
	ID:       "iam-no-full-service-access",
	Title:    "No policy grants a whole service",
	Tier:     Baseline,
	Severity: High,
	Category: "access-control",
	Citations: []string{"164.308(a)(3)(i)", "164.308(a)(3)(ii)(A)", "164.308(a)(3)(ii)(B)", "164.308(a)(4)(i)", "164.308(a)(4)(ii)(B)",
		"164.308(a)(4)(ii)(C)", "164.312(a)(1)"},
	Types: []string{"AWS::IAM::ManagedPolicy", "AWS::IAM::Policy", "AWS::IAM::Role", "AWS::IAM::RolePolicy", "AWS::IAM::User",
		"AWS::IAM::UserPolicy", "AWS::IAM::Group", "AWS::IAM::GroupPolicy", serverlessFunction},
	Why: "every action of a service includes those that delete its data, open it to others and change its policies, and those that do not exist yet",
	Fix: "list the actions that the work needs; a prefix such as s3:Get* is narrow enough",
	Judge: func(c *Case) {
		for _, document := range Documents(c.Subject) {
			for _, s := range Statements(document.Value) {
				for _, action := range s.Get("Action").Items() {
					c.Forbid(s.Allows().And(wholeService(action)), action, "%s of %q allows %s", document.Name, c.ID, action)
				}
				if s.Get("Action").Absent() {
					c.Forbid(s.Allows(), s.Get("NotAction"), "%s of %q allows every service but a list", document.Name, c.ID)
				}
			}
		}
		for _, arn := range ManagedPolicies(c.Subject) {
			name, literal := arn.Literal()
			if arn.Contains(":iam::aws:policy/").Yes() || literal && !strings.Contains(name, ":") { // others are judged where they are made
				c.Forbid(arn.Ends("FullAccess", "PowerUserAccess"), arn, "%q has the managed policy %s, which grants whole services", c.ID, arn)
			}
		}
	},
	Bad: []Example{`
Resources:
  Worker:
    Type: AWS::IAM::Role
    Properties:
      Policies:
        - PolicyName: documents
          PolicyDocument:
            Statement:
              Effect: Allow
              Action: s3:*  # fails
              Resource: "arn:aws:s3:::documents/*"
  Helper:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Statement:
          - Effect: Allow
            Action:
              - logs:PutLogEvents
              - "*"  # fails
              - kms:?*  # fails
            Resource: "*"
          - Effect: Allow
            NotAction: [iam:*]  # fails
            Resource: "*"
`, `
Conditions:
  IsDev: !Equals [!Ref AWS::Region, us-east-2]
Resources:
  Rights:
    Type: AWS::IAM::Policy
    Properties:
      PolicyDocument:
        Statement:
          - Effect: Allow
            Action: !If [IsDev, "dynamodb:*", "dynamodb:GetItem"]  # fails
            Resource: "*"
`, `
# Managed policies of AWS that do the same.
Resources:
  Task:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: {Effect: Allow, Principal: {Service: ecs-tasks.amazonaws.com}, Action: "sts:AssumeRole"}}
      ManagedPolicyArns:
        - arn:aws:iam::aws:policy/AmazonS3FullAccess  # fails
        - !Sub "arn:${AWS::Partition}:iam::aws:policy/PowerUserAccess"  # fails
        - arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy
`, `
Transform: AWS::Serverless-2016-10-31
Resources:
  Worker:
    Type: AWS::Serverless::Function
    Properties:
      Policies:
        - AmazonDynamoDBFullAccess  # fails
        - AWSLambdaBasicExecutionRole
        - Statement: [{Effect: Allow, Action: "sqs:*", Resource: "*"}]  # fails
        - SQSPollerPolicy: {QueueName: jobs}
`},
	Good: []Example{`
Resources:
  Worker:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Statement:
          - {Effect: Allow, Action: ["s3:Get*", "s3:ListBucket"], Resource: "*"}
          - {Effect: Deny, Action: "s3:*", Resource: "*"}
`, `
Transform: AWS::Serverless-2016-10-31
Resources:
  Queue: {Type: "AWS::SQS::Queue"}
  Own: {Type: "AWS::IAM::ManagedPolicy", Properties: {PolicyDocument: {Statement: {Effect: Allow, Action: "sqs:SendMessage", Resource: !GetAtt Queue.Arn}}}}
  Worker:
    Type: AWS::Serverless::Function
    Properties:
      Policies:
        - AWSLambdaBasicExecutionRole
        - !Ref Own
        - SQSPollerPolicy: {QueueName: !GetAtt Queue.QueueName}
        - Statement: [{Effect: Allow, Action: "sqs:SendMessage", Resource: !GetAtt Queue.Arn}]
`},
}

// wholeService asks whether an action is every action of a service, however many wildcards say so.
func wholeService(action Value) Answer {
	return action.Ends(":*").Or(action.Passes(func(text string) bool {
		_, name, qualified := strings.Cut(text, ":")
		if !qualified {
			name = text
		}
		return strings.Trim(name, "*?") == "" && strings.Contains(name, "*")
	}))
}
