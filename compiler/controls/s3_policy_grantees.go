package controls

import (
	"fmt"
	"strings"

	"github.com/hipaac/hipaac/compiler/template"
)

var s3PolicyGrantees = &Control{
	ID:       "s3-policy-grantees",
	Title:    "Bucket policies name allowed principals",
	Tier:     Baseline,
	Severity: High,
	Category: "access-control",
	Citations: []string{"164.308(a)(3)(i)", "164.308(a)(3)(ii)(A)", "164.308(a)(3)(ii)(B)", "164.308(a)(4)(i)", "164.308(a)(4)(ii)(B)",
		"164.308(a)(4)(ii)(C)", "164.312(a)(1)"},
	Types: []string{"AWS::S3::BucketPolicy"},
	Why:   "a bucket's policy is the one place that can hand PHI to another account, past every IAM policy of one's own",
	Fix:   "name principals of the own account by ${AWS::AccountId} or by reference, and confine \"*\" by account, organization or network",
	Judge: func(c *Case) {
		c.Applies() // a policy that only refuses grants nobody anything
		for _, s := range Statements(c.Get("PolicyDocument")) {
			if s.Allows().No() {
				continue
			}
			if excepted := s.Get("NotPrincipal"); !excepted.Absent() {
				c.Forbid(s.Allows(), excepted, "%q allows everybody but a list", c.ID)
				continue
			}
			for _, p := range s.Principals() {
				judgeGrantee(c, s, p)
			}
		}
	},
	Bad: []Example{`
Parameters:
  Partner: {Type: String}
Resources:
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: clinic-documents
      PolicyDocument:
        Statement:
          - Effect: Allow
            Principal: "*"  # fails
            Action: s3:GetObject
            Resource: arn:aws:s3:::clinic-documents/*
          - Effect: Allow
            Principal:
              AWS:
                - arn:aws:iam::111122223333:role/reader  # unknown
                - !Ref Partner  # unknown
                - "*"  # fails
            Action: s3:ListBucket
            Resource: arn:aws:s3:::clinic-documents
            Condition: {Bool: {aws:SecureTransport: "true"}}
`, `
Resources:
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: clinic-documents
      PolicyDocument:
        Statement:
          Effect: Allow
          NotPrincipal:  # fails
            AWS: arn:aws:iam::111122223333:role/intern
          Action: s3:GetObject
          Resource: arn:aws:s3:::clinic-documents/*
`},
	Good: []Example{`
Resources:
  Reader:
    Type: AWS::IAM::Role
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: clinic-documents
      PolicyDocument:
        Statement:
          - Effect: Allow
            Principal:
              AWS: [!GetAtt Reader.Arn, !Sub "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/writer", !Ref AWS::AccountId]
              Service: logging.s3.amazonaws.com
            Action: s3:PutObject
            Resource: arn:aws:s3:::clinic-documents/*
          - Effect: Allow
            Principal: "*"
            Action: s3:GetObject
            Resource: arn:aws:s3:::clinic-documents/*
            Condition: {StringEquals: {aws:PrincipalOrgID: o-a1b2c3d4e5}}
          - {Effect: Deny, Principal: "*", Action: "s3:*", Resource: "*"}
`},
}

// judgeGrantee judges one principal of a statement that allows. Which other accounts may be trusted no template says, nor whether a
// number is the own account: both are unknown rather than wrong.
func judgeGrantee(c *Case, s Statement, p Principal) {
	everybody := p.Is("*")
	switch {
	case p.Kind == "Service" || p.Kind == "Federated":
		return
	case p.Kind == "CanonicalUser":
		c.Unsure(p.Value, "a canonical user id does not say whose account it is")
	case !everybody.No():
		open := everybody.And(s.Confined(trustedCallers...).Not())
		c.Forbid(s.Allows().And(open), p.Value, "%q allows principal \"*\" without confining the caller", c.ID)
	case !ownPrincipal(p):
		c.Unsure(p.Value, fmt.Sprintf("whether %s may be trusted cannot be seen from a template", p))
	}
}

// ownPrincipal reports whether a principal certainly belongs to the account that the template is deployed to, or to AWS.
func ownPrincipal(p Principal) bool {
	for _, r := range p.References() {
		if r.Kind == template.ToResource || r.Kind == template.ToPseudo && r.Name == "AWS::AccountId" {
			return true
		}
	}
	text, literal := p.Literal()
	return literal && strings.HasPrefix(text, "arn:aws:iam::cloudfront:")
}
