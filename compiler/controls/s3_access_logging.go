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
`, `
# Neither the name in some other attribute nor a refusal makes a bucket one for logs.
Resources:
  Balancer:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties: {LoadBalancerAttributes: [{Key: access_logs.s3.prefix, Value: !Ref Named}, {Key: access_logs.s3.bucket, Value: logs}]}
  Named:  # fails
    Type: AWS::S3::Bucket
  Closed:  # fails
    Type: AWS::S3::Bucket
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Closed
      PolicyDocument:
        Statement:
          - {Effect: Deny, Principal: {Service: logging.s3.amazonaws.com}, Action: "s3:PutObject", Resource: "*"}
          - {Effect: Allow, Principal: {AWS: !Ref "AWS::AccountId"}, Action: "s3:PutObject", Resource: "*"}
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
`, `
# Where load balancers, old and new, write their logs, and where one of several writers is S3.
Resources:
  Balancer:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties: {LoadBalancerAttributes: [{Key: idle_timeout.timeout_seconds, Value: "60"}, {Key: access_logs.s3.bucket, Value: !Ref Access}, {Key: connection_logs.s3.bucket, Value: !Ref Connections}]}
  Old: {Type: "AWS::ElasticLoadBalancing::LoadBalancer", Properties: {AccessLoggingPolicy: {Enabled: true, S3BucketName: !Ref Classic}}}
  Access: {Type: "AWS::S3::Bucket"}
  Connections: {Type: "AWS::S3::Bucket"}
  Classic: {Type: "AWS::S3::Bucket"}
  Writers: {Type: "AWS::S3::Bucket"}
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Writers
      PolicyDocument: {Statement: {Effect: Allow, Principal: {Service: [config.amazonaws.com, logging.s3.amazonaws.com]}, Action: "s3:PutObject", Resource: "*"}}
  Documents: {Type: "AWS::S3::Bucket", Properties: {LoggingConfiguration: {DestinationBucketName: !Ref Writers}}}
`},
}
