package controls

import (
	"slices"
	"strings"

	"github.com/hipaac/hipaac/compiler/template"
)

var cloudtrailBucketProtected = &Control{
	ID:        "cloudtrail-bucket-protected",
	Title:     "The audit bucket cannot be altered",
	Tier:      Baseline,
	Severity:  Critical,
	Category:  "integrity",
	Citations: []string{"164.312(b)", "164.312(c)(1)", "164.312(c)(2)", "164.316(b)(2)(i)"},
	Types:     []string{"AWS::S3::Bucket"},
	Why:       "the first thing an intruder deletes is the trail; a lock in compliance mode withstands even the account's root user",
	Fix: "set versioning, and a bucket policy that denies s3:DeleteObject and s3:DeleteObjectVersion to all; for CloudTrail a default retention in COMPLIANCE " +
		"mode, or in GOVERNANCE mode with a policy that denies s3:BypassGovernanceRetention to all but named roles; for AWS Config, which delivers to no bucket " +
		"with a default retention, a bucket of its own",
	Judge: func(c *Case) {
		trail, history := receivesTrail(c), receivesConfig(c)
		if !trail && !history {
			return
		}
		status := c.Get("VersioningConfiguration.Status")
		c.Require(versioned(c.Subject), status, "bucket %q receives the audit trail and does not keep versions", c.ID)
		retention := c.Get("ObjectLockConfiguration.Rule.DefaultRetention")
		mode := retention.Get("Mode")
		if history {
			c.Require(template.Sure(retention.Absent()), mode, "bucket %q receives what AWS Config records and locks it by default, and AWS Config delivers to no such bucket", c.ID)
		}
		if trail {
			kept := mode.Is("COMPLIANCE").Or(mode.Is("GOVERNANCE").And(refusesAll(c, "s3:BypassGovernanceRetention")))
			locked := c.Get("ObjectLockEnabled").IsTrue().And(kept)
			c.Require(locked, mode, `bucket %q receives the audit trail and has %s for the mode of its lock, needs "COMPLIANCE", or a policy that lets nobody but named roles lift it`, c.ID, mode)
		}
		at := c.Whole()
		if policies := c.Pointing("AWS::S3::BucketPolicy", "Bucket"); len(policies) > 0 {
			at = policies[0].Get("PolicyDocument")
		}
		for _, action := range []string{"s3:DeleteObject", "s3:DeleteObjectVersion"} {
			c.Require(refusesAll(c, action), at, "bucket %q receives the audit trail, and its policy does not deny %s to everybody", c.ID, action)
		}
	},
	Bad: []Example{`
# The usual trail bucket: its policy only lets CloudTrail in.
Resources:
  Audit:  # fails
    Type: AWS::S3::Bucket
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Audit
      PolicyDocument:  # fails
        Statement:
          - {Effect: Allow, Principal: {Service: cloudtrail.amazonaws.com}, Action: "s3:PutObject", Resource: !Sub "${Audit.Arn}/AWSLogs/*"}
`, `
# What AWS Config would not deliver to.
Resources:
  Channel: {Type: "AWS::Config::DeliveryChannel", Properties: {S3BucketName: !Ref History}}
  History:
    Type: AWS::S3::Bucket
    Properties:
      VersioningConfiguration: {Status: Enabled}
      ObjectLockEnabled: true
      ObjectLockConfiguration:
        Rule:
          DefaultRetention:
            Mode: COMPLIANCE  # fails
            Years: 7
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref History
      PolicyDocument: {Statement: [{Effect: Deny, Principal: "*", Action: "s3:Delete*", Resource: "*"}]}
`, `
# Governance mode can be bypassed, and the deny speaks of one role only.
Resources:
  Trail:
    Type: AWS::CloudTrail::Trail
    Properties: {IsLogging: true, S3BucketName: !Ref Audit}
  Audit:
    Type: AWS::S3::Bucket
    Properties:
      VersioningConfiguration: {Status: Enabled}
      ObjectLockEnabled: true
      ObjectLockConfiguration:
        Rule:
          DefaultRetention:
            Mode: GOVERNANCE  # fails
            Years: 6
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Audit
      PolicyDocument:  # fails
        Statement:
          - Effect: Deny
            Principal: {AWS: "arn:aws:iam::111122223333:role/app"}
            Action: s3:Delete*
            Resource: !Sub "${Audit.Arn}/*"
          - Effect: Deny
            Principal: "*"
            Action: s3:Delete*
            Resource: !Sub "${Audit.Arn}/*"
            Condition: {StringEquals: {aws:PrincipalTag/Team: interns}}
          - Effect: Deny
            Principal: "*"
            Action: s3:Delete*
            Resource: !Sub "${Audit.Arn}/*"
            Condition: {ArnEquals: {aws:PrincipalArn: "arn:aws:iam::111122223333:role/app"}}
          - Effect: Deny
            Principal: "*"
            Action: s3:Delete*
            Resource: !Sub "${Audit.Arn}/*"
            Condition: {ArnNotLike: {aws:PrincipalArn: "*"}}
          - Effect: Deny
            Principal: "*"
            Action: s3:Delete*
            Resource: !Sub "${Audit.Arn}/*"
            Condition: {Bool: {aws:PrincipalIsAWSService: "true"}}
`, `
# Each of these spares whoever has some name, or asks for more than a name.
Resources:
  Trail: {Type: "AWS::CloudTrail::Trail", Properties: {S3BucketName: !Ref Audit}}
  Audit:
    Type: AWS::S3::Bucket
    Properties:
      VersioningConfiguration: {Status: Enabled}
      ObjectLockEnabled: true
      ObjectLockConfiguration: {Rule: {DefaultRetention: {Mode: COMPLIANCE, Years: 7}}}
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Audit
      PolicyDocument:  # fails
        Statement:
          - {Effect: Deny, Principal: "*", Action: "s3:Delete*", Resource: "*", Condition: {ArnNotLike: {aws:PrincipalArn: ["arn:aws:iam::111122223333:role/keeper", "arn:aws:iam::*:role/*"]}}}
          - {Effect: Deny, Principal: "*", Action: "s3:Delete*", Resource: "*", Condition: {ArnNotLike: {aws:PrincipalArn: "arn:aws:iam::*:user/*"}}}
          - {Effect: Deny, Principal: "*", Action: "s3:Delete*", Resource: "*", Condition: {ArnNotLike: {aws:PrincipalArn: "arn:aws:sts::*:assumed-role/*"}}}
          - {Effect: Deny, Principal: "*", Action: "s3:Delete*", Resource: "*", Condition: {StringNotLike: {aws:userid: "*:keeper"}}}
          - {Effect: Deny, Principal: "*", Action: "s3:Delete*", Resource: "*", Condition: {ArnNotLike: {aws:PrincipalArn: "arn:aws:iam::*:role/keeper"}, Bool: {aws:MultiFactorAuthPresent: "false"}}}
          - {Effect: Deny, Principal: "*", Action: "s3:Delete*", Resource: "*", Condition: {Bool: {aws:PrincipalIsAWSService: ["false", "true"]}}}
`},
	Good: []Example{`
Resources:
  Trail:
    Type: AWS::CloudTrail::Trail
    Properties: {IsLogging: true, S3BucketName: !Ref Audit}
  Audit:
    Type: AWS::S3::Bucket
    Properties:
      VersioningConfiguration: {Status: Enabled}
      ObjectLockEnabled: true
      ObjectLockConfiguration: {Rule: {DefaultRetention: {Mode: COMPLIANCE, Years: 6}}}
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Audit
      PolicyDocument:
        Statement:
          - Effect: Deny
            Principal: "*"
            Action: [s3:DeleteObject, s3:DeleteObjectVersion]
            Resource: !Sub "${Audit.Arn}/*"
            Condition:
              ArnNotEquals: {aws:PrincipalArn: !Sub "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/break-glass"}
              BoolIfExists: {aws:PrincipalIsAWSService: "false"}
  Channel: {Type: "AWS::Config::DeliveryChannel", Properties: {S3BucketName: !Ref History}}
  History:
    Type: AWS::S3::Bucket
    Properties: {VersioningConfiguration: {Status: Enabled}}
  HistoryPolicy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref History
      PolicyDocument:
        Statement:
          - {Effect: Deny, Principal: "*", Action: "s3:Delete*", Resource: "*", Condition: {ArnNotEquals: {aws:PrincipalArn: "arn:aws:iam::111122223333:role/break-glass"}}}
  Other:
    Type: AWS::S3::Bucket
  OtherPolicy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Other
      PolicyDocument:
        Statement:
          - {Effect: Allow, Principal: {Service: cloudtrail.amazonaws.com}, Action: "s3:GetBucketAcl", Resource: !GetAtt Other.Arn}
          - {Effect: Deny, Principal: {Service: config.amazonaws.com}, Action: "s3:PutObject", Resource: !Sub "${Other.Arn}/*"}
          - {Effect: Allow, Principal: {Service: logging.s3.amazonaws.com}, Action: "s3:PutObject", Resource: !Sub "${Other.Arn}/*"}
`, `
# A lock that one role may lift.
Resources:
  Trail: {Type: "AWS::CloudTrail::Trail", Properties: {S3BucketName: !Ref Audit}}
  Audit:
    Type: AWS::S3::Bucket
    Properties:
      VersioningConfiguration: {Status: Enabled}
      ObjectLockEnabled: true
      ObjectLockConfiguration: {Rule: {DefaultRetention: {Mode: GOVERNANCE, Years: 7}}}
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Audit
      PolicyDocument:
        Statement:
          - Effect: Deny
            Principal: "*"
            Action: [s3:Delete*, s3:BypassGovernanceRetention]
            Resource: !Sub "${Audit.Arn}/*"
            Condition: {ArnNotEquals: {aws:PrincipalArn: "arn:aws:iam::111122223333:role/break-glass"}}
`, `
# One statement among others, that spares the keeper.
Resources:
  Trail: {Type: "AWS::CloudTrail::Trail", Properties: {S3BucketName: !Ref Audit}}
  Audit:
    Type: AWS::S3::Bucket
    Properties:
      VersioningConfiguration: {Status: Enabled}
      ObjectLockEnabled: true
      ObjectLockConfiguration: {Rule: {DefaultRetention: {Mode: COMPLIANCE, Years: 7}}}
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Audit
      PolicyDocument:
        Statement:
          - {Effect: Allow, Principal: {Service: cloudtrail.amazonaws.com}, Action: "s3:PutObject", Resource: "*"}
          - {Effect: Deny, Principal: "*", Action: "s3:Delete*", Resource: "*", Condition: {ArnNotLike: {aws:PrincipalArn: "arn:aws:iam::*:role/keeper"}}}
`},
}

// refusesAll asks whether the bucket's policy denies an action on all objects to everybody, but for principals that a condition
// excepts by name.
func refusesAll(c *Case, action string) Answer {
	return template.Any(bucketStatements(c), func(s Statement) Answer {
		return s.DeniesEveryone().And(s.Action(action)).And(speaksOf(s, c.Subject, "/*")).And(template.All(s.Tests(), exceptsByName))
	})
}

// exceptsByName asks whether a condition of a deny only spares callers that it names: AWS itself, or listed principals.
func exceptsByName(t Test) Answer {
	if why, is := t.Values.Unknown(); is {
		return template.Maybe(why)
	}
	switch key := strings.ToLower(t.Key); key {
	case "aws:principalisawsservice":
		return template.Sure(t.base() == "Bool").And(template.All(t.Values.Items(), Value.IsFalse))
	case "aws:principalarn", "aws:principalaccount", "aws:userid":
		negated := []string{"ArnNotEquals", "ArnNotLike", "StringNotEquals", "StringNotLike"}
		return template.Sure(slices.Contains(negated, t.base())).And(template.Any(t.Values.Items(), func(v Value) Answer { return v.Outline(sparesAnybody) }).Not())
	}
	return template.No
}

// sparesAnybody reports whether a pattern names no role and no user, so that the condition spares whoever has some name.
func sparesAnybody(pattern string) bool {
	return strings.HasPrefix(pattern, "*") || anyOf(pattern, "iam", "role/") || anyOf(pattern, "iam", "user/") || anyOf(pattern, "sts", "assumed-role/")
}
