package controls

import "github.com/hipaac/hipaac/compiler/template"

var iamNoAdminStatements = &Control{
	ID:       "iam-no-admin-statements",
	Title:    "No policy is administrator",
	Tier:     Baseline,
	Severity: Critical,
	Category: "access-control",
	Citations: []string{"164.308(a)(3)(i)", "164.308(a)(3)(ii)(A)", "164.308(a)(3)(ii)(B)", "164.308(a)(4)(i)", "164.308(a)(4)(ii)(B)",
		"164.308(a)(4)(ii)(C)", "164.312(a)(1)"},
	Types: []string{"AWS::IAM::ManagedPolicy", "AWS::IAM::Policy", "AWS::IAM::Role", "AWS::IAM::RolePolicy", "AWS::IAM::User", "AWS::IAM::UserPolicy",
		"AWS::IAM::Group", "AWS::IAM::GroupPolicy", serverlessFunction},
	Why: "who may do everything may also read, change and delete all PHI and its audit trail",
	Fix: "list the actions and resources that the work needs",
	Judge: func(c *Case) {
		c.Applies() // who has no policy may do nothing
		for _, document := range Documents(c.Subject) {
			for _, s := range Statements(document.Value) {
				for _, exception := range []string{"NotAction", "NotResource"} {
					if listed := s.Get(exception); !listed.Absent() {
						c.Forbid(s.Allows(), listed, "%s of %q allows everything but a list, by %s", document.Name, c.ID, exception)
					}
				}
				everything := template.Any(s.Get("Action").Items(), func(v Value) Answer { return v.Outline(anything) })
				everywhere := template.Any(s.Get("Resource").Items(), func(v Value) Answer { return v.Outline(anything) })
				c.Forbid(s.Allows().And(everything).And(everywhere), s.Value, "%s of %q allows every action on every resource", document.Name, c.ID)
			}
		}
		for _, arn := range ManagedPolicies(c.Subject) {
			if _, here := c.Target(arn, "AWS::IAM::ManagedPolicy"); here {
				continue // judged itself
			}
			c.Forbid(arn.Ends(":policy/AdministratorAccess").Or(arn.Is("AdministratorAccess")), arn, "%q has the managed policy AdministratorAccess", c.ID)
		}
	},
	Bad: []Example{`
Resources:
  Deployer:
    Type: AWS::IAM::Role
    Properties:
      ManagedPolicyArns:
        - !Sub arn:${AWS::Partition}:iam::aws:policy/AdministratorAccess  # fails
      Policies:
        - PolicyName: everything
          PolicyDocument:
            Statement:  # fails
              Effect: Allow
              Action: "*"
              Resource: "*"
  Helper:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Statement:
          - Effect: Allow
            NotAction: iam:*  # fails
            Resource: "*"
`, `
# Everything, in other words.
Resources:
  Admin:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Statement:
          - {Effect: Allow, Action: "?*", Resource: "**"}  # fails
          - {Effect: Allow, Action: ["*:*"], Resource: ["arn:aws:s3:::documents", "arn:*"]}  # fails
          - {Effect: Allow, Action: "*", Resource: "arn:aws:*:*:*:*"}  # fails
          - {Effect: Allow, Action: "*", Resource: "arn:aws:s3:::documents/*"}
`, `
# The role of a serverless function.
Transform: AWS::Serverless-2016-10-31
Resources:
  Named:
    Type: AWS::Serverless::Function
    Properties: {Policies: AdministratorAccess}  # fails
  Written:
    Type: AWS::Serverless::Function
    Properties:
      Policies:
        - S3ReadPolicy: {BucketName: documents}
        - Statement: {Effect: Allow, Action: "*", Resource: "*"}  # fails
`},
	Good: []Example{`
Resources:
  Reader:
    Type: AWS::IAM::Role
    Properties:
      ManagedPolicyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess", !Ref Listing]
      Policies:
        - PolicyName: documents
          PolicyDocument:
            Statement:
              - {Effect: Allow, Action: s3:GetObject, Resource: "arn:aws:s3:::documents/*"}
              - {Effect: Deny, NotAction: s3:*, Resource: "*"}
  Listing:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument: {Statement: [{Effect: Allow, Action: s3:ListBucket, Resource: "arn:aws:s3:::documents"}]}
`},
}
