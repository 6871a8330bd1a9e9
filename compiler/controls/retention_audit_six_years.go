package controls

import "github.com/hipaac/hipaac/compiler/template"

var retentionAuditSixYears = &Control{
	ID:        "retention-audit-six-years",
	Title:     "Audit evidence is kept six years",
	Tier:      Baseline,
	Severity:  High,
	Category:  "retention",
	Citations: []string{"164.316(b)(1)(ii)", "164.316(b)(2)(i)"},
	Types:     []string{"AWS::S3::Bucket", "AWS::CloudTrail::EventDataStore"},
	Why:       "the rule has documentation kept six years; an audit trail that is gone earlier cannot show what was done about a breach found late",
	Fix:       "let no lifecycle rule expire objects before 2192 days, and lock the bucket of CloudTrail for six years",
	Judge: func(c *Case) {
		if c.Type == "AWS::CloudTrail::EventDataStore" {
			period := c.Get("RetentionPeriod")
			// CloudTrail itself keeps 2557 days under the fixed price, and 366 under the other, which is the default.
			kept := period.AtLeast(sixYears).Or(template.Sure(period.Absent()).And(c.Get("BillingMode").Is("FIXED_RETENTION_PRICING")))
			c.RequireOfPHI(kept, period, "event data store %q keeps events %s days, needs at least %d", c.ID, shownDays(period, "366"), sixYears)
			return
		}
		trail, history := receivesTrail(c), receivesConfig(c)
		if !trail && !history && !receivesAccessLogs(c) {
			return
		}
		if c.HoldsPHI().No() {
			return
		}
		c.Applies() // what nothing expires is kept
		for _, rule := range activeRules(c.Subject) {
			if date := rule.Get("ExpirationDate"); !date.Absent() {
				c.Unsure(date, "whether objects are six years old on that day depends on when they are written")
			}
			days := rule.Get("ExpirationInDays")
			c.RequireOfPHI(template.Sure(days.Absent()).Or(days.AtLeast(sixYears)), days,
				"bucket %q expires audit records after %s days, needs at least %d", c.ID, days, sixYears)
		}
		if trail && !history { // AWS Config delivers to no bucket that locks by default
			lock := c.Get("ObjectLockConfiguration.Rule.DefaultRetention")
			c.RequireOfPHI(lockedDays(c.Subject, sixYears), lock, "bucket %q receives the audit trail and does not lock it for six years", c.ID)
		}
	},
	Bad: []Example{`
Resources:
  Documents:
    Type: AWS::S3::Bucket
    Properties:
      LoggingConfiguration: {DestinationBucketName: !Ref Logs}
  Logs:
    Type: AWS::S3::Bucket
    Properties:
      LifecycleConfiguration:
        Rules:
          - {Status: Disabled, ExpirationInDays: 30}
          - {Status: Enabled, ExpirationInDays: 365}  # fails
      Tags: [{Key: DataClassification, Value: phi}]
`, `
# A year of lock under a rule that needs six; the store keeps what is its default.
Resources:
  Trail:
    Type: AWS::CloudTrail::Trail
    Properties: {IsLogging: true, S3BucketName: !Ref Audit}
  Audit:
    Type: AWS::S3::Bucket
    Properties:
      ObjectLockEnabled: true
      ObjectLockConfiguration:
        Rule:
          DefaultRetention: {Mode: COMPLIANCE, Years: 1}  # fails
      Tags: [{Key: DataClassification, Value: phi}]
  Events:  # fails
    Type: AWS::CloudTrail::EventDataStore
    Properties:
      Tags: [{Key: DataClassification, Value: phi}]
  Few:
    Type: AWS::CloudTrail::EventDataStore
    Properties:
      BillingMode: FIXED_RETENTION_PRICING
      RetentionPeriod: 90  # fails
      Tags: [{Key: DataClassification, Value: phi}]
`},
	Good: []Example{`
Resources:
  Documents:
    Type: AWS::S3::Bucket
    Properties:
      LoggingConfiguration: {DestinationBucketName: !Ref Logs}
      LifecycleConfiguration: {Rules: [{Status: Enabled, ExpirationInDays: 90}]}
  Logs:
    Type: AWS::S3::Bucket
    Properties:
      LifecycleConfiguration: {Rules: [{Status: Enabled, ExpirationInDays: 2192}, {Status: Enabled, AbortIncompleteMultipartUpload: {DaysAfterInitiation: 7}}]}
      Tags: [{Key: DataClassification, Value: phi}]
  Channel:
    Type: AWS::Config::DeliveryChannel
    Properties: {S3BucketName: !Ref Audit}
  Audit:
    Type: AWS::S3::Bucket
    Properties:
      LifecycleConfiguration: {Rules: [{Status: Enabled, ExpirationInDays: 2557}]}
      Tags: [{Key: DataClassification, Value: phi}]
  Trail:
    Type: AWS::CloudTrail::Trail
    Properties: {IsLogging: true, S3BucketName: !Ref Locked}
  Locked:
    Type: AWS::S3::Bucket
    Properties:
      ObjectLockEnabled: true
      ObjectLockConfiguration: {Rule: {DefaultRetention: {Mode: COMPLIANCE, Days: 2192}}}
      Tags: [{Key: DataClassification, Value: phi}]
  Events:
    Type: AWS::CloudTrail::EventDataStore
    Properties: {BillingMode: FIXED_RETENTION_PRICING, Tags: [{Key: DataClassification, Value: phi}]}
  Many:
    Type: AWS::CloudTrail::EventDataStore
    Properties: {RetentionPeriod: 2557, Tags: [{Key: DataClassification, Value: phi}]}
`, `
# Nothing is asked where there is no PHI.
Resources:
  Documents:
    Type: AWS::S3::Bucket
    Properties: {LoggingConfiguration: {DestinationBucketName: !Ref Logs}}
  Trail:
    Type: AWS::CloudTrail::Trail
    Properties: {IsLogging: true, S3BucketName: !Ref Logs}
  Logs:
    Type: AWS::S3::Bucket
    Properties:
      LifecycleConfiguration: {Rules: [{Status: Enabled, ExpirationInDays: 30}]}
      Tags: [{Key: DataClassification, Value: non-phi}]
  Events:
    Type: AWS::CloudTrail::EventDataStore
    Properties: {Tags: [{Key: DataClassification, Value: non-phi}]}
  Kept:
    Type: AWS::CloudTrail::EventDataStore
    Properties: {RetentionPeriod: 2192, Tags: [{Key: DataClassification, Value: phi}]}
`},
}

// shownDays is a number of days as a message shows it, or what the service takes where none is stated.
func shownDays(v Value, standard string) string {
	if v.Absent() {
		return standard
	}
	return v.String()
}
