package controls

import "github.com/hipaac/hipaac/compiler/template"

var s3NoACLs = &Control{
	ID:        "s3-no-acls",
	Title:     "Buckets do not use ACLs",
	Tier:      Baseline,
	Severity:  High,
	Category:  "access-control",
	Citations: []string{"164.308(a)(3)(i)", "164.308(a)(4)(ii)(C)", "164.312(a)(1)"},
	Types:     []string{"AWS::S3::Bucket"},
	Why:       "an ACL grants access object by object, in a place that no review of policies sees; with BucketOwnerEnforced S3 ignores them all",
	Fix:       "set ObjectOwnership to BucketOwnerEnforced under OwnershipControls, and leave AccessControl out",
	Judge: func(c *Case) {
		rules := c.Get("OwnershipControls.Rules")
		enforced := template.Any(rules.Items(), func(rule Value) Answer { return rule.Get("ObjectOwnership").Is("BucketOwnerEnforced") })
		at := rules
		if items := rules.Items(); len(items) > 0 {
			at = items[0].Get("ObjectOwnership")
		}
		c.Require(enforced, at, `bucket %q has %s for ObjectOwnership, needs "BucketOwnerEnforced"`, c.ID, at)
		// "Private" and "BucketOwnerFullControl" grant nobody anything, and S3 accepts them beside BucketOwnerEnforced.
		if acl := c.Get("AccessControl"); !acl.Absent() {
			c.Require(acl.Is("Private", "BucketOwnerFullControl"), acl, "bucket %q has the ACL %s", c.ID, acl)
		}
	},
	Bad: []Example{`
# Nothing is said: a bucket from before April 2023 still obeys its ACLs.
Resources:
  Documents:  # fails
    Type: AWS::S3::Bucket
`, `
# The usual way to share objects with another account.
Resources:
  Documents:
    Type: AWS::S3::Bucket
    Properties:
      OwnershipControls:
        Rules:
          - ObjectOwnership: BucketOwnerPreferred  # fails
`, `
Resources:
  Logs:
    Type: AWS::S3::Bucket
    Properties:
      AccessControl: LogDeliveryWrite  # fails
      OwnershipControls:
        Rules: [{ObjectOwnership: ObjectWriter}]  # fails
`},
	Good: []Example{`
Resources:
  Documents:
    Type: AWS::S3::Bucket
    Properties:
      OwnershipControls:
        Rules:
          - ObjectOwnership: BucketOwnerEnforced
  Artifacts:
    Type: AWS::S3::Bucket
    Properties:
      AccessControl: Private
      OwnershipControls: {Rules: [{ObjectOwnership: BucketOwnerEnforced}]}
`},
}
