package controls

var s3Versioning = &Control{
	ID:       "s3-versioning",
	Title:    "Buckets keep versions",
	Tier:     Baseline,
	Severity: High,
	Category: "integrity",
	Citations: []string{"164.308(a)(7)(i)", "164.308(a)(7)(ii)(A)", "164.308(a)(7)(ii)(B)", "164.312(c)(1)",
		"164.312(c)(2)"},
	Types: []string{"AWS::S3::Bucket"},
	Why:   "without versions an object that is overwritten or deleted, by mistake or by malice, is gone at once",
	Fix:   "set Status of VersioningConfiguration to Enabled",
	Judge: func(c *Case) {
		status := c.Get("VersioningConfiguration.Status")
		c.Require(versioned(c.Subject), status, `bucket %q has %s for the status of versioning, needs "Enabled"`, c.ID, status)
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
      VersioningConfiguration:
        Status: Suspended  # fails
`, `
# Only in production, although tests run on copies of the data.
Parameters:
  Environment: {Type: String, AllowedValues: [test, prod]}
Conditions:
  IsProd: !Equals [!Ref Environment, prod]
Resources:
  Documents:
    Type: AWS::S3::Bucket
    Properties:
      VersioningConfiguration:
        Status: !If [IsProd, Enabled, Suspended]  # fails
`},
	Good: []Example{`
Resources:
  Documents:
    Type: AWS::S3::Bucket
    Properties:
      VersioningConfiguration: {Status: Enabled}
`},
}
