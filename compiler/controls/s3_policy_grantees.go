package controls

import (
	"fmt"
	"slices"
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
`, `
# A site's own identity at CloudFront, whichever of AWS's accounts writes the logs of load balancers, and an organization that is told
# at deployment: each is one caller.
Parameters:
  Organization: {Type: String}
Mappings:
  Balancers:
    us-east-1: {Account: "127311923021"}
    eu-west-1: {Account: "156460612806"}
Resources:
  Identity: {Type: "AWS::CloudFront::CloudFrontOriginAccessIdentity", Properties: {CloudFrontOriginAccessIdentityConfig: {Comment: site}}}
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: clinic-site
      PolicyDocument:
        Statement:
          - {Effect: Allow, Principal: {CanonicalUser: !GetAtt Identity.S3CanonicalUserId}, Action: "s3:GetObject", Resource: "*"}
          - {Effect: Allow, Principal: {AWS: "arn:aws:iam::652711504416:root"}, Action: "s3:PutObject", Resource: "*"}
          - {Effect: Allow, Principal: {AWS: !FindInMap [Balancers, !Ref "AWS::Region", Account]}, Action: "s3:PutObject", Resource: "*"}
          - {Effect: Allow, Principal: "*", Action: "s3:GetObject", Resource: "*", Condition: {StringEquals: {"aws:PrincipalOrgID": !Ref Organization}}}
`},
}

// judgeGrantee judges one principal of a statement that allows. Which other accounts may be trusted no template says, nor whether a
// number is the own account: both are unknown rather than wrong.
func judgeGrantee(c *Case, s Statement, p Principal) {
	everybody := p.Is("*")
	switch {
	case p.Kind == "Service" || p.Kind == "Federated":
		return
	case p.Kind == "CanonicalUser" && isHere(c, p.Value, "AWS::CloudFront::CloudFrontOriginAccessIdentity"):
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
	return literal && strings.HasPrefix(text, "arn:aws:iam::cloudfront:") || isBalancer(p)
}

// isBalancer reports whether a principal is AWS's account for the load balancers of a region.
func isBalancer(p Principal) bool {
	text, literal := p.Literal()
	return literal && p.Kind == "AWS" && slices.Contains(balancerAccounts, accountOf(text))
}

// accountOf is the account of a principal, given by its number or by an ARN.
func accountOf(principal string) string {
	if parts := strings.Split(principal, ":"); len(parts) == 6 && parts[0] == "arn" && parts[5] == "root" {
		return parts[4]
	}
	return principal
}

// balancerAccounts are the accounts of AWS from which load balancers write access logs in the regions that opened before August 2022,
// of Elastic Load Balancing's "Enable access logs for your Application Load Balancer" as of 2026-06. In later regions it is a service.
var balancerAccounts = []string{
	"127311923021", "033677994240", "027434742980", "797873946194", // us-east-1, us-east-2, us-west-1, us-west-2
	"985666609251", "507241528517", "098369216593", "076674570225", // ca-central-1, sa-east-1, af-south-1, me-south-1
	"754344448648", "589379963580", "718504428378", "383597477331", // ap-east-1, ap-southeast-3, ap-south-1, ap-northeast-3
	"600734575887", "114774131450", "783225319266", "582318560864", // ap-northeast-2, ap-southeast-1, ap-southeast-2, ap-northeast-1
	"054676820928", "156460612806", "652711504416", "635631232127", // eu-central-1, eu-west-1, eu-west-2, eu-south-1
	"009996457667", "897822967062", "048591011584", "190560391635", // eu-west-3, eu-north-1, us-gov-west-1, us-gov-east-1
	"638102146993", "037604701340", // cn-north-1, cn-northwest-1
}
