package controls

import "github.com/hipaac/hipaac/compiler/template"

var iamPermissionBoundary = &Control{
	ID:        "iam-permission-boundary",
	Title:     "Workload roles have a boundary",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "access-control",
	Citations: []string{"164.308(a)(4)(ii)(B)", "164.312(a)(1)"},
	Types:     []string{"AWS::IAM::Role"},
	Why:       "a policy that is attached later by mistake, or by whoever took over the software, has no limit but the boundary",
	Fix:       "set PermissionsBoundary to a managed policy that lists the most that the software can ever need",
	Judge: func(c *Case) {
		software := isWorkload(c)
		if software.No() {
			return
		}
		boundary := c.Get("PermissionsBoundary")
		c.Require(software.Not().Or(boundary.Has()), boundary, "role %q, which software takes, has no permission boundary", c.ID)
		own, here := c.Target(boundary, "AWS::IAM::ManagedPolicy")
		if !here {
			return
		}
		for _, s := range Statements(own.Get("PolicyDocument")) {
			everything := template.Any(s.Get("Action").Items(), func(v Value) Answer { return v.Outline(anything) })
			c.Forbid(s.Allows().And(everything), boundary, "the boundary of role %q, %q, admits every action and so bounds nothing", c.ID, own.ID)
		}
	},
	Bad: []Example{`
Resources:
  Server:  # fails
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: ec2.amazonaws.com}, Action: "sts:AssumeRole"}]}
  Task:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: ecs-tasks.amazonaws.com}, Action: "sts:AssumeRole"}]}
      PermissionsBoundary: !Ref Everything  # fails
  Definition: {Type: "AWS::ECS::TaskDefinition", Properties: {TaskRoleArn: !GetAtt Task.Arn}}
  Either:  # unknown
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: ecs-tasks.amazonaws.com}, Action: "sts:AssumeRole"}]}
  Everything:
    Type: AWS::IAM::ManagedPolicy
    Properties: {PolicyDocument: {Statement: [{Effect: Allow, Action: "*", Resource: "*"}]}}
  Given:  # unknown
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: !Ref Service}, Action: "sts:AssumeRole"}]}
Parameters:
  Service: {Type: String}
`},
	Good: []Example{`
Resources:
  Boundary: {Type: "AWS::IAM::ManagedPolicy", Properties: {PolicyDocument: {Statement: [{Effect: Allow, Action: "s3:GetObject", Resource: "*"}, {Effect: Deny, Action: "*", Resource: "*"}]}}}
  Server:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: ec2.amazonaws.com}, Action: "sts:AssumeRole"}]}
      PermissionsBoundary: !Ref Boundary
  Elsewhere:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: rolesanywhere.amazonaws.com}, Action: "sts:AssumeRole"}]}
      PermissionsBoundary: !ImportValue Boundary
  Starter:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: ecs-tasks.amazonaws.com}, Action: "sts:AssumeRole"}]}
  Definition: {Type: "AWS::ECS::TaskDefinition", Properties: {ExecutionRoleArn: !GetAtt Starter.Arn}}
`},
}
