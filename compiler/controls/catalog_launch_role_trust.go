package controls

import "github.com/hipaac/hipaac/compiler/template"

var catalogLaunchRoleTrust = &Control{
	ID:        "catalog-launch-role-trust",
	Title:     "Nobody but Service Catalog takes a launch role",
	Tier:      Baseline,
	Severity:  High,
	Category:  "access-control",
	Citations: []string{"164.308(a)(4)(ii)(B)", "164.308(a)(3)(i)", "164.312(a)(1)"},
	Types:     []string{"AWS::ServiceCatalog::LaunchRoleConstraint"},
	Why:       "a launch role may build what its product holds; whoever else can take it builds the same without the product, its limits and its record",
	Fix:       "let the role's trust policy name servicecatalog.amazonaws.com and nobody else",
	Judge: func(c *Case) {
		role, here := c.Target(c.Get("RoleArn"), "AWS::IAM::Role")
		if !here {
			c.Unsure(c.Get("RoleArn"), "the launch role stands in no template")
			return
		}
		for _, s := range Statements(role.Get("AssumeRolePolicyDocument")) {
			c.Forbid(s.Allows().And(s.Everyone()), c.Get("RoleArn"), "launch role %q can be taken by everybody", role.ID)
			for _, p := range s.Principals() {
				itself := template.Sure(p.Kind == "Service").And(p.Is("servicecatalog.amazonaws.com"))
				c.Require(s.Allows().Not().Or(itself), c.Get("RoleArn"), "launch role %q can be taken by %s, too", role.ID, p)
			}
		}
	},
	Bad: []Example{`
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - {Effect: Allow, Principal: {Service: servicecatalog.amazonaws.com}, Action: "sts:AssumeRole"}
          - {Effect: Allow, Principal: {AWS: !Sub "arn:aws:iam::${AWS::AccountId}:root"}, Action: "sts:AssumeRole"}
  Launch:
    Type: AWS::ServiceCatalog::LaunchRoleConstraint
    Properties:
      PortfolioId: port-1
      ProductId: prod-1
      RoleArn: !GetAtt Role.Arn  # fails
  Second:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: {Effect: Allow, Principal: {Service: [servicecatalog.amazonaws.com, ec2.amazonaws.com]}, Action: "sts:AssumeRole"}}
  SecondLaunch:
    Type: AWS::ServiceCatalog::LaunchRoleConstraint
    Properties:
      PortfolioId: port-1
      ProductId: prod-2
      RoleArn: !GetAtt Second.Arn  # fails
  Elsewhere:
    Type: AWS::ServiceCatalog::LaunchRoleConstraint
    Properties:
      PortfolioId: port-1
      ProductId: prod-3
      RoleArn: arn:aws:iam::111122223333:role/launch  # unknown
`},
	Good: []Example{`
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: {Effect: Allow, Principal: {Service: servicecatalog.amazonaws.com}, Action: "sts:AssumeRole"}}
  Launch: {Type: "AWS::ServiceCatalog::LaunchRoleConstraint", Properties: {PortfolioId: port-1, ProductId: prod-1, RoleArn: !GetAtt Role.Arn}}
`},
}
