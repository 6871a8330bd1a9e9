package controls

var retentionPHINotExpiredEarly = &Control{
	ID:        "retention-phi-not-expired-early",
	Title:     "PHI is not expired by accident",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "retention",
	Citations: []string{"164.308(a)(7)(ii)(A)", "164.312(c)(1)"},
	Types:     []string{"AWS::S3::Bucket", "AWS::DynamoDB::Table"},
	Why:       "how long medical records are kept is the law of each State; a rule that deletes them must follow a schedule that somebody decided",
	Fix:       "state the schedule: a default retention of object lock, or the tag RetentionSchedule with its name; else remove the expiry",
	Judge: func(c *Case) {
		if c.Type == "AWS::DynamoDB::Table" {
			enabled := c.Get("TimeToLiveSpecification.Enabled")
			if expires := enabled.IsTrue(); !expires.No() {
				c.RequireOfPHI(expires.Not().Or(scheduled(c)), enabled, "table %q deletes items by time to live and states no retention schedule", c.ID)
			}
			return
		}
		if receivesTrail(c) || receivesConfig(c) || receivesAccessLogs(c) {
			return // retention-audit-six-years has the number
		}
		for _, rule := range activeRules(c.Subject) {
			for _, way := range []string{"ExpirationInDays", "ExpirationDate"} {
				if expiry := rule.Get(way); !expiry.Absent() {
					c.RequireOfPHI(scheduled(c), expiry, "bucket %q deletes objects and states no retention schedule", c.ID)
				}
			}
		}
	},
	Bad: []Example{`
Resources:
  Exports:
    Type: AWS::S3::Bucket
    Properties:
      LifecycleConfiguration:
        Rules:
          - {Status: Enabled, Prefix: tmp/, ExpirationInDays: 30}  # fails
          - {Status: Disabled, ExpirationInDays: 1}
      ObjectLockConfiguration: {Rule: {DefaultRetention: {Mode: COMPLIANCE, Days: 30}}}
      Tags: [{Key: DataClassification, Value: phi}]
`, `
Resources:
  Still:
    Type: AWS::DynamoDB::Table
    Properties:
      TimeToLiveSpecification: {AttributeName: expires, Enabled: false}
      Tags: [{Key: DataClassification, Value: phi}]
  Sessions:
    Type: AWS::DynamoDB::Table
    Properties:
      TimeToLiveSpecification:
        AttributeName: expires
        Enabled: true  # fails
      Tags: [{Key: DataClassification, Value: phi}]
`},
	Good: []Example{`
Resources:
  Logs:
    Type: AWS::S3::Bucket
    Properties:
      LifecycleConfiguration: {Rules: [{Status: Enabled, ExpirationInDays: 2192}]}
      Tags: [{Key: DataClassification, Value: phi}]
  Scratch:
    Type: AWS::S3::Bucket
    Properties:
      LifecycleConfiguration: {Rules: [{Status: Enabled, ExpirationInDays: 7}]}
      Tags: [{Key: DataClassification, Value: non-phi}]
  Exports:
    Type: AWS::S3::Bucket
    Properties:
      LoggingConfiguration: {DestinationBucketName: !Ref Logs}
      ObjectLockEnabled: true
      ObjectLockConfiguration: {Rule: {DefaultRetention: {Mode: GOVERNANCE, Days: 35}}}
      LifecycleConfiguration: {Rules: [{Status: Enabled, ExpirationInDays: 90}]}
      Tags: [{Key: DataClassification, Value: phi}]
  Sessions:
    Type: AWS::DynamoDB::Table
    Properties:
      TimeToLiveSpecification: {AttributeName: expires, Enabled: true}
      Tags: [{Key: DataClassification, Value: phi}, {Key: RetentionSchedule, Value: portal-sessions}]
`},
}

// scheduled asks whether the store states how long its contents must be kept.
func scheduled(c *Case) Answer {
	return lockedDays(c.Subject, 1).Or(c.Tag("RetentionSchedule").Has())
}
