package controls

var iamTrustPolicyScoped = &Control{
	ID:        "iam-trust-policy-scoped",
	Title:     "Role trust is narrow",
	Tier:      Baseline,
	Severity:  Critical,
	Category:  "access-control",
	Citations: []string{"164.308(a)(3)(ii)(A)", "164.308(a)(4)(ii)(B)", "164.312(a)(1)"},
	Types:     []string{"AWS::IAM::Role"},
	Why:       "who may assume a role has all its rights: a trust policy that admits more than it means is a door that nobody watches",
	Fix: "name the principal: write one's own account as ${AWS::AccountId}, ask other accounts for sts:ExternalId or aws:PrincipalOrgID, " +
		"services that send it for aws:SourceAccount, web identities for their audience and subject, and certificates for authority and name",
	Judge: func(c *Case) {
		for _, s := range Statements(c.Get("AssumeRolePolicyDocument")) {
			if s.Allows().No() {
				continue
			}
			known := s.Confined("aws:PrincipalAccount", "aws:PrincipalArn", "aws:PrincipalOrgID", "aws:PrincipalOrgPaths")
			c.Forbid(s.Allows().And(s.Everyone()).And(known.Not()), s.Get("Principal"), "role %q can be assumed by everybody", c.ID)
			for _, p := range s.Principals() {
				switch p.Kind {
				case "AWS":
					judgeAccount(c, s, p)
				case "Service":
					confined := s.Confined("aws:SourceAccount", "aws:SourceArn")
					c.Forbid(namesItsSource(p).And(confined.Not()), p.Value, "role %q trusts %s on behalf of every account", c.ID, p)
					judgeCertificates(c, s, p)
				case "Federated":
					judgeFederation(c, s, p)
				}
			}
		}
	},
	Bad: []Example{`
# Whatever the Region is called, it is Step Functions.
Resources:
  Machine:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow
            Principal: {Service: !Sub "states.${AWS::Region}.amazonaws.com"}  # fails
            Action: sts:AssumeRole
`, `
Resources:
  Anybody:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow
            Principal: {AWS: "*"}  # fails
            Action: sts:AssumeRole
  Vendor:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow
            Principal:
              AWS:
                - !Sub arn:${AWS::Partition}:iam::${AWS::AccountId}:root
                - arn:aws:iam::111122223333:root  # fails
                - "444455556666"  # fails
            Action: sts:AssumeRole
  Flows:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          Effect: Allow
          Principal: {Service: [lambda.amazonaws.com, vpc-flow-logs.amazonaws.com]}  # fails
          Action: sts:AssumeRole
  Workflow:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          Effect: Allow
          Principal: {Service: states.us-east-1.amazonaws.com}  # fails
          Action: sts:AssumeRole
  Partner:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow
            Principal:
              AWS: !Sub arn:aws:iam::${Account}:root  # unknown
            Action: sts:AssumeRole
Parameters:
  Account: {Type: String}
`, `
# Every repository on GitHub, the audience alone, and a condition that a missing claim satisfies.
Resources:
  Pipeline:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow
            Principal:
              Federated: !Sub arn:aws:iam::${AWS::AccountId}:oidc-provider/token.actions.githubusercontent.com  # fails
            Action: sts:AssumeRoleWithWebIdentity
            Condition:
              StringEquals: {"token.actions.githubusercontent.com:aud": sts.amazonaws.com}
              StringLike: {"token.actions.githubusercontent.com:sub": ["repo:clinic/app:*", "repo:*:ref:refs/heads/main"]}
          - Effect: Allow
            Principal: {Federated: gitlab.com}  # fails
            Action: sts:AssumeRoleWithWebIdentity
            Condition:
              StringEquals: {"gitlab.com:aud": https://gitlab.com}
              StringEqualsIfExists: {"gitlab.com:sub": "project_path:clinic/app:ref_type:branch:ref:main"}
  Users:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow
            Principal: {Federated: cognito-identity.amazonaws.com}  # fails
            Action: sts:AssumeRoleWithWebIdentity
            Condition: {StringEquals: {"cognito-identity.amazonaws.com:aud": us-east-1:pool}}
`, `
# Software outside AWS: every certificate of one authority, and one name of whatever authority.
Resources:
  Anyone:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow
            Principal: {Service: rolesanywhere.amazonaws.com}  # fails
            Action: [sts:AssumeRole, sts:TagSession, sts:SetSourceIdentity]
            Condition: {ArnEquals: {"aws:SourceArn": !GetAtt Anchor.TrustAnchorArn}}
          - Effect: Allow
            Principal: {Service: rolesanywhere.amazonaws.com}  # fails
            Action: [sts:AssumeRole, sts:TagSession, sts:SetSourceIdentity]
            Condition: {StringEquals: {"aws:PrincipalTag/x509Subject/CN": billing.clinic.example}}
  Anchor: {Type: "AWS::RolesAnywhere::TrustAnchor"}
`, `
# A condition that every account of AWS meets is none.
Resources:
  Reader:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow
            Principal: {AWS: "*"}  # fails
            Action: sts:AssumeRole
            Condition: {ArnLike: {aws:PrincipalArn: "arn:aws:iam::*:role/reader"}}
`},
	Good: []Example{`
Resources:
  Worker:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}
          - Effect: Allow
            Principal: {Service: vpc-flow-logs.amazonaws.com}
            Action: sts:AssumeRole
            Condition: {StringEquals: {"aws:SourceAccount": !Ref AWS::AccountId}}
          - Effect: Allow
            Principal: {AWS: ["arn:aws:iam::111122223333:root"]}
            Action: sts:AssumeRole
            Condition: {StringEquals: {"sts:ExternalId": 0a1b2c3d}}
  Outside:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          Effect: Allow
          Principal: {Service: rolesanywhere.amazonaws.com}
          Action: [sts:AssumeRole, sts:TagSession, sts:SetSourceIdentity]
          Condition: {ArnEquals: {"aws:SourceArn": !GetAtt Anchor.TrustAnchorArn}, StringEquals: {"aws:PrincipalTag/x509Subject/CN": billing.clinic.example}}
  Anchor: {Type: "AWS::RolesAnywhere::TrustAnchor"}
  Helper:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: {Effect: Allow, Principal: {AWS: [!GetAtt Worker.Arn, !ImportValue DeployerArn, !Ref AWS::AccountId]}, Action: sts:AssumeRole}
  Pipeline:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow
            Principal: {Federated: !Sub "arn:aws:iam::${AWS::AccountId}:oidc-provider/token.actions.githubusercontent.com"}
            Action: sts:AssumeRoleWithWebIdentity
            Condition:
              StringEquals: {"token.actions.githubusercontent.com:aud": sts.amazonaws.com}
              StringLike: {"token.actions.githubusercontent.com:sub": "repo:clinic/app:*"}
          - Effect: Allow
            Principal: {Federated: cognito-identity.amazonaws.com}
            Action: sts:AssumeRoleWithWebIdentity
            Condition:
              StringEquals: {"cognito-identity.amazonaws.com:aud": us-east-1:pool}
              ForAnyValue:StringLike: {"cognito-identity.amazonaws.com:amr": authenticated}
  Identities: {Type: "AWS::Cognito::IdentityPool"}
  SignedInGov:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          Effect: Allow
          Principal: {Federated: cognito-identity-us-gov.amazonaws.com}
          Action: sts:AssumeRoleWithWebIdentity
          Condition:
            StringEquals: {"cognito-identity-us-gov.amazonaws.com:aud": !Ref Identities}
            ForAnyValue:StringLike: {"cognito-identity-us-gov.amazonaws.com:amr": authenticated}
`, `
# Everybody of one's own organization.
Resources:
  Reader:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          Effect: Allow
          Principal: {AWS: "*"}
          Action: sts:AssumeRole
          Condition: {StringEquals: {aws:PrincipalOrgID: o-a1b2c3d4e5}}
`},
}
