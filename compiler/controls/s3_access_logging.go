package controls

var s3AccessLogging = &Control{
	ID:        "s3-access-logging",
	Title:     "Buckets keep access logs",
	Tier:      Baseline,
	Severity:  High,
	Category:  "audit",
	Citations: []string{"164.308(a)(3)(ii)(A)", "164.312(b)"},
	Types:     []string{"AWS::S3::Bucket"},
	Why:       "without them nobody can say afterwards who read which object",
	Fix:       "set DestinationBucketName of LoggingConfiguration to a log bucket of its own",
	Judge: func(c *Case) {
		target := c.Get("LoggingConfiguration.DestinationBucketName")
		if target.Names(c.Subject) {
			c.Fail(target, "bucket %q writes its access logs into itself: each log record makes another, and who may delete the data may delete its trail", c.ID)
			return
		}
		if target.Absent() && receivesAccessLogs(c) {
			return // the log bucket ends the chain
		}
		c.Require(target.Has(), target, "bucket %q names no other bucket for its access logs", c.ID)
	},
	Bad: []Example{`
Resources:
  Documents:  # fails
    Type: AWS::S3::Bucket
`, `
# Without a destination S3 writes the logs into the bucket itself.
Resources:
  Documents:
    Type: AWS::S3::Bucket
    Properties:
      LoggingConfiguration:  # fails
        LogFilePrefix: access/
`, `
Resources:
  Documents:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: clinic-documents
      LoggingConfiguration:
        DestinationBucketName: clinic-documents  # fails
`},
	Good: []Example{`
Resources:
  Documents:
    Type: AWS::S3::Bucket
    Properties:
      LoggingConfiguration: {DestinationBucketName: !Ref Logs}
  Exports:
    Type: AWS::S3::Bucket
    Properties:
      LoggingConfiguration: {DestinationBucketName: !ImportValue "logs:BucketName", LogFilePrefix: exports/}
  Logs:
    Type: AWS::S3::Bucket
`},
}
