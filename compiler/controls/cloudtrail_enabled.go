package controls

var cloudtrailEnabled = &Control{
	ID:        "cloudtrail-enabled",
	Title:     "The account has an active trail",
	Tier:      Baseline,
	Severity:  Critical,
	Category:  "audit",
	Citations: []string{"164.308(a)(3)(ii)(A)", "164.308(a)(5)(ii)(C)", "164.312(b)"},
	Types:     []string{"AWS::CloudTrail::Trail"},
	Why:       "a trail that is not logging looks like one in every list of resources, and records nothing",
	Fix:       "set IsLogging to true",
	Judge: func(c *Case) {
		logging := c.Get("IsLogging")
		c.Require(logging.IsTrue(), logging, "trail %q has %s for IsLogging, needs true", c.ID, logging)
		bucket := c.Get("S3BucketName")
		c.Require(bucket.Has(), bucket, "trail %q has no bucket to write to", c.ID)
	},
	Bad: []Example{`
Resources:
  Trail:
    Type: AWS::CloudTrail::Trail
    Properties:
      S3BucketName: trails
      IsLogging: false  # fails
`, `
# Switched off to save money in all Regions but one.
Conditions:
  Home: !Equals [!Ref AWS::Region, us-east-1]
Resources:
  Trail:
    Type: AWS::CloudTrail::Trail
    Properties:
      S3BucketName: trails
      IsLogging: !If [Home, true, false]  # fails
`},
	Good: []Example{`
Resources:
  Bucket: {Type: "AWS::S3::Bucket"}
  Trail: {Type: "AWS::CloudTrail::Trail", Properties: {IsLogging: true, S3BucketName: !Ref Bucket}}
`},
}
