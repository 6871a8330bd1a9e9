package controls

import "github.com/hipaac/hipaac/compiler/template"

var s3DenyDeleteException = &Control{
	ID:        "s3-deny-delete-exception",
	Title:     "Who may delete in an emergency is written down",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "contingency",
	Citations: []string{"164.312(a)(2)(ii)", "164.308(a)(7)(ii)(C)"},
	Types:     []string{"AWS::S3::BucketPolicy"},
	Why:       "a bucket from which nobody may delete is changed by whoever can write its policy, in a hurry and unseen, on the day on which something has to go",
	Fix:       "except the role for emergencies with a condition ArnNotEquals on aws:PrincipalArn, and watch its use",
	Judge: func(c *Case) {
		for _, s := range Statements(c.Get("PolicyDocument")) {
			forever := s.DeniesEveryone().And(template.Sure(s.Get("NotPrincipal").Absent()))
			deletes := s.Action("s3:DeleteObject").Or(s.Action("s3:DeleteObjectVersion"))
			if forever.And(deletes).No() {
				continue
			}
			if len(s.Tests()) > 0 && template.Any(s.Tests(), exceptsByName).No() {
				continue // denies some deletions, such as those without TLS
			}
			excepted := template.Any(s.Tests(), exceptsByName)
			c.Require(excepted.Or(forever.And(deletes).Not()), s.Value, "policy %q denies everybody to delete objects, with no role for emergencies", c.ID)
		}
	},
	Bad: []Example{`
Resources:
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: archive
      PolicyDocument:
        Statement:
          - Effect: Deny  # fails
            Principal: "*"
            Action: s3:Delete*
            Resource: arn:aws:s3:::archive/*
`, `
Resources:
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: archive
      PolicyDocument:
        Statement:
          - {Effect: Deny, Principal: {AWS: "*"}, Action: ["s3:DeleteObject", "s3:DeleteObjectVersion"], Resource: "*"}  # fails
          - {Effect: Deny, Principal: "*", Action: "s3:*", Resource: "*", Condition: {Bool: {aws:SecureTransport: "false"}}}
`},
	Good: []Example{`
Resources:
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: archive
      PolicyDocument:
        Statement:
          - Effect: Deny
            Principal: "*"
            Action: s3:Delete*
            Resource: arn:aws:s3:::archive/*
            Condition: {ArnNotEquals: {aws:PrincipalArn: "arn:aws:iam::111122223333:role/break-glass"}}
          - {Effect: Deny, Principal: "*", Action: "s3:*", Resource: "*", Condition: {Bool: {aws:SecureTransport: "false"}}}
`},
}
