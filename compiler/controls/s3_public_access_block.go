package controls

var s3PublicAccessBlock = &Control{
	ID:        "s3-public-access-block",
	Title:     "Buckets block public access",
	Tier:      Baseline,
	Severity:  Critical,
	Category:  "network",
	Citations: []string{"164.308(a)(3)(i)", "164.308(a)(4)(ii)(C)", "164.312(a)(1)", "164.312(e)(1)"},
	Types:     []string{"AWS::S3::Bucket"},
	Why:       "one careless policy or ACL makes a bucket public; with all four blocks set, S3 refuses it",
	Fix:       "set the four flags of PublicAccessBlockConfiguration to true",
	Judge: func(c *Case) {
		block := c.Get("PublicAccessBlockConfiguration")
		if block.Absent() {
			c.Fail(block, "bucket %q has no PublicAccessBlockConfiguration", c.ID)
			return
		}
		for _, flag := range []string{"BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"} {
			c.Require(block.Get(flag).IsTrue(), block.Get(flag), "bucket %q has %s for %s, needs true", c.ID, block.Get(flag), flag)
		}
	},
	Bad: []Example{`
Resources:
  Documents:  # fails
    Type: AWS::S3::Bucket
`, `
Resources:
  Documents:
    Type: AWS::S3::Bucket
    Properties:
      PublicAccessBlockConfiguration:  # fails
        BlockPublicAcls: true
        BlockPublicPolicy: true
        IgnorePublicAcls: false  # fails
`, `
Parameters:
  Open:
    Type: String
    AllowedValues: ["true", "false"]
Resources:
  Documents:
    Type: AWS::S3::Bucket
    Properties:
      PublicAccessBlockConfiguration:
        BlockPublicAcls: true
        BlockPublicPolicy: !Ref Open  # fails
        IgnorePublicAcls: true
        RestrictPublicBuckets: true
`},
	Good: []Example{`
Resources:
  Documents:
    Type: AWS::S3::Bucket
    Properties:
      PublicAccessBlockConfiguration:
        BlockPublicAcls: true
        BlockPublicPolicy: "true"
        IgnorePublicAcls: yes
        RestrictPublicBuckets: true
`},
}
