package controls

import "github.com/hipaac/hipaac/compiler/template"

var catalogLaunchRoleNarrow = &Control{
	ID:        "catalog-launch-role-narrow",
	Title:     "Launch roles have rights by name",
	Tier:      Baseline,
	Severity:  High,
	Category:  "access-control",
	Citations: []string{"164.308(a)(4)(ii)(B)", "164.308(a)(4)(ii)(C)", "164.312(a)(1)"},
	Types:     []string{"AWS::ServiceCatalog::LaunchRoleConstraint"},
	Why: "whoever launches acts through the role, without rights of their own: what it may do beyond what the product needs, a mistake in the product does; " +
		"a wildcard also grants what AWS invents next year",
	Fix: "list the actions that the resource types of the product need, in policies of one's own",
	Judge: func(c *Case) {
		role, here := c.Target(c.Get("RoleArn"), "AWS::IAM::Role")
		if !here {
			c.Unsure(c.Get("RoleArn"), "the launch role stands in no template")
			return
		}
		c.Applies()
		judgeNarrow(c, role, role.ID)
		for _, arn := range ManagedPolicies(role) {
			if policy, here := c.Target(arn, "AWS::IAM::ManagedPolicy"); here {
				judgeNarrow(c, policy, role.ID)
				continue
			}
			c.Forbid(arn.Contains(":iam::aws:policy/"), c.Get("RoleArn"), "launch role %q has the policy %s of AWS, which is for all products", role.ID, arn)
		}
	},
	Bad: []Example{`
Resources:
  Rights:
    Type: AWS::IAM::ManagedPolicy
    Properties: {PolicyDocument: {Statement: [{Effect: Allow, Action: ["ec2:Describe*", "ec2:RunInstances"], Resource: "*"}]}}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: {Effect: Allow, Principal: {Service: servicecatalog.amazonaws.com}, Action: "sts:AssumeRole"}}
      ManagedPolicyArns: [!Ref Rights]
  Launch:
    Type: AWS::ServiceCatalog::LaunchRoleConstraint
    Properties:
      PortfolioId: port-1
      ProductId: prod-1
      RoleArn: !GetAtt Role.Arn  # fails
  Broad:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: {Effect: Allow, Principal: {Service: servicecatalog.amazonaws.com}, Action: "sts:AssumeRole"}}
      ManagedPolicyArns: ["arn:aws:iam::aws:policy/AWSCloudFormationFullAccess"]
  BroadLaunch:
    Type: AWS::ServiceCatalog::LaunchRoleConstraint
    Properties:
      PortfolioId: port-1
      ProductId: prod-2
      RoleArn: !GetAtt Broad.Arn  # fails
  Rest:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: {Effect: Allow, Principal: {Service: servicecatalog.amazonaws.com}, Action: "sts:AssumeRole"}}
      Policies: [{PolicyName: rest, PolicyDocument: {Statement: {Effect: Allow, NotAction: "iam:CreateUser", Resource: "*"}}}]
  RestLaunch:
    Type: AWS::ServiceCatalog::LaunchRoleConstraint
    Properties:
      PortfolioId: port-1
      ProductId: prod-3
      RoleArn: !GetAtt Rest.Arn  # fails
  Elsewhere:
    Type: AWS::ServiceCatalog::LaunchRoleConstraint
    Properties:
      PortfolioId: port-1
      ProductId: prod-4
      RoleArn: !ImportValue LaunchRole  # unknown
`},
	Good: []Example{`
Resources:
  Rights:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Statement:
          - {Effect: Allow, Action: ["ec2:DescribeInstances", "ec2:RunInstances"], Resource: "*"}
          - {Effect: Deny, Action: "iam:*", Resource: "*"}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: {Effect: Allow, Principal: {Service: servicecatalog.amazonaws.com}, Action: "sts:AssumeRole"}}
      ManagedPolicyArns: [!Ref Rights]
  Launch: {Type: "AWS::ServiceCatalog::LaunchRoleConstraint", Properties: {PortfolioId: port-1, ProductId: prod-1, RoleArn: !GetAtt Role.Arn}}
`},
}

// judgeNarrow asks of the policies of a resource that they name actions, one by one.
func judgeNarrow(c *Case, x Subject, role string) {
	for _, document := range Documents(x) {
		for _, s := range Statements(document.Value) {
			wild := template.Any(s.Get("Action").Items(), func(action Value) Answer { return action.Contains("*") })
			c.Forbid(s.Allows().And(wild.Or(template.Sure(s.Get("Action").Absent()))), c.Get("RoleArn"),
				"launch role %q is allowed actions by a wildcard", role)
		}
	}
}
