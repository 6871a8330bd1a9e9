package controls

var s3ObjectLock = &Control{
	ID:        "s3-object-lock",
	Title:     "Buckets that must not lose data use Object Lock",
	Tier:      Baseline,
	Severity:  High,
	Category:  "integrity",
	Citations: []string{"164.308(a)(1)(ii)(B)"},
	Types:     []string{"AWS::S3::Bucket"},
	Why:       "whoever steals the right to delete, ransomware included, can delete every version; a locked version stays until its day",
	Fix:       "set ObjectLockEnabled to true, and Mode and Days or Years of a DefaultRetention under ObjectLockConfiguration",
	Judge: func(c *Case) {
		if receivesAccessLogs(c) || receivesConfig(c) {
			return // S3, load balancers and AWS Config cannot deliver into a bucket with a default retention
		}
		enabled, retention := c.Get("ObjectLockEnabled"), c.Get("ObjectLockConfiguration.Rule.DefaultRetention")
		if !c.RequireOfPHI(enabled.IsTrue(), enabled, "bucket %q has %s for ObjectLockEnabled, needs true", c.ID, enabled) {
			return
		}
		c.RequireOfPHI(lockedDays(c.Subject, 1), retention, "bucket %q locks nothing by default: it needs a mode and a number of days or years", c.ID)
	},
	Bad: []Example{`
Resources:
  Documents:  # fails
    Type: AWS::S3::Bucket
    Properties:
      VersioningConfiguration: {Status: Enabled}
      Tags: [{Key: DataClassification, Value: phi}]
`, `
# Whether the first bucket holds PHI nobody says. Lock is switched on, but nothing says what it keeps.
Resources:
  Unclassified:  # unknown
    Type: AWS::S3::Bucket
  Documents:  # fails
    Type: AWS::S3::Bucket
    Properties:
      ObjectLockEnabled: true
      Tags: [{Key: DataClassification, Value: phi}]
  Records:
    Type: AWS::S3::Bucket
    Properties:
      ObjectLockEnabled: true
      ObjectLockConfiguration:
        ObjectLockEnabled: Enabled
        Rule:
          DefaultRetention: {Mode: GOVERNANCE}  # fails
      Tags: [{Key: DataClassification, Value: phi}]
`},
	Good: []Example{`
Resources:
  Documents:
    Type: AWS::S3::Bucket
    Properties:
      ObjectLockEnabled: true
      ObjectLockConfiguration:
        ObjectLockEnabled: Enabled
        Rule: {DefaultRetention: {Mode: COMPLIANCE, Years: 7}}
      LoggingConfiguration: {DestinationBucketName: !Ref Logs}
      Tags: [{Key: DataClassification, Value: phi}]
  Logs:
    Type: AWS::S3::Bucket
    Properties:
      Tags: [{Key: DataClassification, Value: phi}]
  Artifacts:
    Type: AWS::S3::Bucket
    Properties:
      ObjectLockEnabled: true
      Tags: [{Key: DataClassification, Value: non-phi}]
`},
}
