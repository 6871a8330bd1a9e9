package controls

import "github.com/hipaac/hipaac/compiler/template"

var sessionMaxDuration = &Control{
	ID:        "session-max-duration",
	Title:     "Role sessions are short",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "access-control",
	Citations: []string{"164.312(a)(2)(iii)"},
	Types:     []string{"AWS::IAM::Role", "AWS::SSO::PermissionSet"},
	Why:       "a session that somebody leaves open, or that is stolen, can be used until it ends by itself",
	Fix:       "leave MaxSessionDuration out, or set it to 3600; SessionDuration of a permission set to PT1H",
	Judge: func(c *Case) {
		if c.Type == "AWS::SSO::PermissionSet" {
			session := c.Get("SessionDuration")
			hour := session.Is("PT1H", "PT60M", "PT3600S") // the shortest that Identity Center knows, and its default
			c.Require(template.Sure(session.Absent()).Or(hour), session, "sessions of permission set %q may last %s, at most PT1H", c.ID, session)
			return
		}
		people := isForPeople(c)
		if people.No() {
			return
		}
		session := c.Get("MaxSessionDuration")
		c.Require(people.Not().Or(template.Sure(session.Absent())).Or(session.AtMost(3600)), session,
			"sessions of role %q, which people take, may last %s s, at most 3600 s", c.ID, session)
	},
	Bad: []Example{`
Resources:
  Operators:
    Type: AWS::IAM::Role
    Properties:
      MaxSessionDuration: 43200  # fails
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {AWS: !Sub "arn:aws:iam::${AWS::AccountId}:root"}, Action: "sts:AssumeRole"}]}
  Directory:
    Type: AWS::IAM::Role
    Properties:
      MaxSessionDuration: 7200  # fails
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Federated: "arn:aws:iam::111122223333:saml-provider/clinic"}, Action: "sts:AssumeRoleWithSAML"}]}
`, `
Parameters:
  Long: {Type: String}
Resources:
  Clinicians:
    Type: AWS::SSO::PermissionSet
    Properties:
      SessionDuration: PT12H  # fails
  Visitors:
    Type: AWS::SSO::PermissionSet
    Properties:
      SessionDuration: !Ref Long  # unknown
`},
	Good: []Example{`
Resources:
  Clinicians: {Type: "AWS::SSO::PermissionSet", Properties: {SessionDuration: PT1H}}
  Visitors: {Type: "AWS::SSO::PermissionSet", Properties: {Name: visitors}}
  Operators:
    Type: AWS::IAM::Role
    Properties:
      MaxSessionDuration: 3600
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {AWS: !Sub "arn:aws:iam::${AWS::AccountId}:root"}, Action: "sts:AssumeRole"}]}
  Readers:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {AWS: !Sub "arn:aws:iam::${AWS::AccountId}:root"}, Action: "sts:AssumeRole"}]}
  Batch:
    Type: AWS::IAM::Role
    Properties:
      MaxSessionDuration: 43200
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: ec2.amazonaws.com}, Action: "sts:AssumeRole"}]}
`},
}
