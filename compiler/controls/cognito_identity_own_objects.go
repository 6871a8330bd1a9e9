package controls

import (
	"slices"
	"strings"

	"github.com/hipaac/hipaac/compiler/template"
)

var cognitoIdentityOwnObjects = &Control{
	ID:        "cognito-identity-own-objects",
	Title:     "People who sign in reach their own objects only",
	Tier:      Baseline,
	Severity:  Critical,
	Category:  "access-control",
	Citations: []string{"164.312(a)(1)", "164.308(a)(4)(ii)(B)"},
	Types:     []string{"AWS::IAM::Role", "AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy"},
	Why:       "everybody who signs in acts with the same role: a prefix without the person's identity in it is everybody's, whatever it is called",
	Fix:       "put ${cognito-identity.amazonaws.com:sub} before the first wildcard of each ARN of objects, and of s3:prefix for listing; in Fn::Sub it is written ${!cognito-identity.amazonaws.com:sub}",
	Judge: func(c *Case) {
		if !template.Any(actingRoles(c), trustsIdentityPool).Yes() {
			return
		}
		c.Applies()
		for _, d := range Documents(c.Subject) {
			for _, s := range Statements(d.Value) {
				if !s.Allows().No() {
					judgeOwnObjects(c, s)
				}
			}
		}
		for _, arn := range ManagedPolicies(c.Subject) {
			if _, here := c.Target(arn, "AWS::IAM::ManagedPolicy"); here {
				continue // it is judged itself
			}
			c.Forbid(arn.Ends("/AmazonS3FullAccess", "/AmazonS3ReadOnlyAccess"), arn, "role %q gives everybody who signs in all objects of the account", c.ID)
		}
	},
	Bad: []Example{`
# What a public template had: private/ is as public as public/.
Resources:
  SignedIn:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Federated: cognito-identity.amazonaws.com}, Action: "sts:AssumeRoleWithWebIdentity"}]}
      ManagedPolicyArns:
        - arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess  # fails
      Policies:
        - PolicyName: objects
          PolicyDocument:
            Statement:
              - Effect: Allow
                Action: s3:*
                Resource:
                  - arn:aws:s3:::records/private/*  # fails
                  - "*"  # fails
                Condition: {StringLike: {"s3:prefix": "private/${cognito-identity.amazonaws.com:sub}/*"}}
`, `
# All objects but those of one folder.
Resources:
  SignedIn:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Federated: cognito-identity.amazonaws.com}, Action: "sts:AssumeRoleWithWebIdentity"}]}
      Policies:
        - PolicyName: objects
          PolicyDocument:
            Statement:
              - Effect: Allow
                Action: s3:GetObject
                NotResource: arn:aws:s3:::records/secret/*  # fails
`, `
Resources:
  Bucket: {Type: "AWS::S3::Bucket"}
  SignedIn:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - {Effect: Allow, Principal: {Federated: cognito-identity-us-gov.amazonaws.com}, Action: "sts:AssumeRoleWithWebIdentity"}
          - {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: "sts:AssumeRole"}
      ManagedPolicyArns: [!Ref Rights]
  Rights:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Statement:
          - Effect: Allow
            Action: [s3:GetObject, s3:PutObject]
            Resource:
              - !Sub "${Bucket.Arn}/private/*"  # fails
              - !Sub "${Bucket.Arn}/*/${!cognito-identity-us-gov.amazonaws.com:sub}/*"  # fails
          - Effect: Allow
            Action: s3:ListBucket
            Resource: !GetAtt Bucket.Arn  # fails
  More:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: more
      Roles: [!Ref SignedIn]
      PolicyDocument:
        Statement:
          - Effect: Allow
            Action: s3:ListBucket
            Resource: !GetAtt Bucket.Arn  # fails
            Condition: {StringLike: {"s3:prefix": ["private/${cognito-identity.amazonaws.com:sub}/*", "*"]}}
`},
	Good: []Example{`
Resources:
  Bucket: {Type: "AWS::S3::Bucket"}
  SignedIn:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Federated: cognito-identity.amazonaws.com}, Action: "sts:AssumeRoleWithWebIdentity"}]}
      ManagedPolicyArns: [!Ref Rights]
  Rights:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Statement:
          - Effect: Allow
            Action: [s3:GetObject, s3:PutObject]
            Resource: !Sub "${Bucket.Arn}/private/${!cognito-identity.amazonaws.com:sub}/*"
          - Effect: Allow
            Action: s3:ListBucket
            Resource: !GetAtt Bucket.Arn
            Condition: {StringLike: {"s3:prefix": "private/${cognito-identity.amazonaws.com:sub}/*"}}
          - {Effect: Allow, Action: "execute-api:Invoke", Resource: "*"}
  Workload:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: ec2.amazonaws.com}, Action: "sts:AssumeRole"}]}
      Policies: [{PolicyName: objects, PolicyDocument: {Statement: [{Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::records/*"}]}}]
`},
}

// identityPrincipals are who assumes roles for people who sign in through an identity pool, in each partition.
var identityPrincipals = []string{"cognito-identity.amazonaws.com", "cognito-identity-us-gov.amazonaws.com", "cognito-identity.us-gov-east-1.amazonaws.com"}

// actingRoles are the roles that act with the rights of a role or a policy.
func actingRoles(c *Case) []Subject {
	if c.Type == "AWS::IAM::Role" {
		return []Subject{c.Subject}
	}
	roles := c.Pointing("AWS::IAM::Role", "ManagedPolicyArns")
	for _, named := range slices.Concat(c.Get("Roles").Items(), c.Get("RoleName").Items()) {
		if role, here := c.Target(named, "AWS::IAM::Role"); here {
			roles = append(roles, role)
		}
	}
	return roles
}

// trustsIdentityPool asks whether people who sign in through an identity pool act with a role.
func trustsIdentityPool(role Subject) Answer {
	return template.Any(Statements(role.Get("AssumeRolePolicyDocument")), func(s Statement) Answer {
		return s.Allows().And(template.Any(s.Principals(), func(p Principal) Answer {
			if p.Kind != "Federated" {
				return template.No
			}
			return p.Is(identityPrincipals...)
		}))
	})
}

// judgeOwnObjects judges one statement of a role for people who sign in.
func judgeOwnObjects(c *Case, s Statement) {
	uses := s.Action("s3:GetObject").Or(s.Action("s3:PutObject")).Or(s.Action("s3:DeleteObject"))
	lists := s.Action("s3:ListBucket").And(listsOwn(s).Not())
	for _, r := range s.Get("Resource").Items() {
		others := r.Outline(othersObjects)
		c.Forbid(uses.And(others).Or(lists.And(r.Outline(aBucket))), r, "%q lets everybody who signs in reach objects of others: %s", c.ID, r)
	}
	if excepted := s.Get("NotResource"); !excepted.Absent() {
		c.Forbid(uses.Or(lists), excepted, "%q lets everybody who signs in reach all objects but a few", c.ID)
	}
}

// listsOwn asks whether a statement lists what begins with the person's own identity.
func listsOwn(s Statement) Answer {
	return template.Any(s.Tests(), func(t Test) Answer {
		if why, is := t.Values.Unknown(); is {
			return template.Maybe(why)
		}
		if !strings.EqualFold(t.Key, "s3:prefix") || !t.confines() {
			return template.No
		}
		return template.All(t.Values.Items(), func(v Value) Answer { return v.Outline(namesIdentity) })
	})
}

// othersObjects reports whether a pattern of ARNs includes objects that do not lie below the person's identity.
func othersObjects(pattern string) bool {
	return (strings.Contains(pattern, "/") || strings.HasSuffix(pattern, "*")) && !namesIdentity(pattern)
}

// aBucket reports whether a pattern of ARNs may include a bucket.
func aBucket(pattern string) bool { return !strings.Contains(pattern, "/") }

// namesIdentity reports whether a text has the person's identity in it, before any wildcard.
func namesIdentity(text string) bool {
	before, _, found := strings.Cut(text, ":sub}")
	return found && strings.Contains(before, "${cognito-identity") && !strings.ContainsAny(before, "*?")
}
