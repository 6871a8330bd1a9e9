package controls

var cloudtrailToCloudwatch = &Control{
	ID:        "cloudtrail-to-cloudwatch",
	Title:     "Trails stream to CloudWatch Logs",
	Tier:      Baseline,
	Severity:  High,
	Category:  "audit",
	Citations: []string{"164.308(a)(3)(ii)(A)", "164.312(b)"},
	Types:     []string{"AWS::CloudTrail::Trail"},
	Why:       "files in a bucket are read after an incident; alarms need the events within minutes",
	Fix:       "set CloudWatchLogsLogGroupArn, and CloudWatchLogsRoleArn to a role that may write there",
	Judge: func(c *Case) {
		for _, property := range []string{"CloudWatchLogsLogGroupArn", "CloudWatchLogsRoleArn"} {
			v := c.Get(property)
			c.Require(v.Has(), v, "trail %q has no %s", c.ID, property)
		}
	},
	Bad: []Example{`
Resources:
  Trail:  # fails
    Type: AWS::CloudTrail::Trail
    Properties: {IsLogging: true, S3BucketName: trails}
`, `
# A log group that CloudTrail has no role to write to.
Resources:
  Group: {Type: "AWS::Logs::LogGroup"}
  Trail:  # fails
    Type: AWS::CloudTrail::Trail
    Properties: {CloudWatchLogsLogGroupArn: !GetAtt Group.Arn}
`},
	Good: []Example{`
Resources:
  Group: {Type: "AWS::Logs::LogGroup"}
  Writer: {Type: "AWS::IAM::Role"}
  Trail: {Type: "AWS::CloudTrail::Trail", Properties: {CloudWatchLogsLogGroupArn: !GetAtt Group.Arn, CloudWatchLogsRoleArn: !GetAtt Writer.Arn}}
`},
}
