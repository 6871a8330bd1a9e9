package controls

import (
	"strings"

	"github.com/hipaac/hipaac/compiler/template"
)

var retentionLogGroupsFloor = &Control{
	ID:        "retention-log-groups-floor",
	Title:     "Audit log groups keep six years or are archived",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "retention",
	Citations: []string{"164.312(b)", "164.316(b)(2)(i)"},
	Types:     []string{"AWS::Logs::LogGroup"},
	Why:       "a log group is often the only copy of an audit trail that people search, and it forgets without a message",
	Fix:       "set RetentionInDays to 2192 or more, or export the log group by a subscription filter",
	Judge: func(c *Case) {
		if !isAuditLog(c) {
			return // log-group-retention-stated asks for some number
		}
		days := c.Get("RetentionInDays")
		archived := template.Sure(len(c.Pointing("AWS::Logs::SubscriptionFilter", "LogGroupName")) > 0)
		kept := archived.Or(template.Sure(days.Absent())).Or(days.AtLeast(sixYears))
		c.RequireOfPHI(kept, days, "log group %q keeps the audit trail %s days, needs at least %d", c.ID, days, sixYears)
	},
	Bad: []Example{`
Resources:
  Trail:
    Type: AWS::CloudTrail::Trail
    Properties: {IsLogging: true, S3BucketName: audit, CloudWatchLogsLogGroupArn: !GetAtt Events.Arn}
  Events:
    Type: AWS::Logs::LogGroup
    Properties:
      RetentionInDays: 90  # fails
      Tags: [{Key: DataClassification, Value: phi}]
`, `
Resources:
  Events:
    Type: AWS::Logs::LogGroup
    Properties:
      LogGroupName: !Sub /clinic/${AWS::Region}/audit
      RetentionInDays: 1827  # fails
      Tags: [{Key: DataClassification, Value: phi}]
`},
	Good: []Example{`
Resources:
  Events:
    Type: AWS::Logs::LogGroup
    Properties: {LogGroupName: /clinic/audit, RetentionInDays: 2192, Tags: [{Key: DataClassification, Value: phi}]}
  Exported:
    Type: AWS::Logs::LogGroup
    Properties: {LogGroupName: /clinic/audit/app, RetentionInDays: 30, Tags: [{Key: DataClassification, Value: phi}]}
  Archive:
    Type: AWS::Logs::SubscriptionFilter
    Properties: {LogGroupName: !Ref Exported, FilterPattern: "", DestinationArn: !ImportValue "archive:StreamArn"}
  App:
    Type: AWS::Logs::LogGroup
    Properties: {LogGroupName: /clinic/app, RetentionInDays: 30, Tags: [{Key: DataClassification, Value: phi}]}
`},
}

// isAuditLog reports whether a log group holds an audit trail: CloudTrail writes it, or a part of its name says so.
func isAuditLog(c *Case) bool {
	if len(c.Pointing("AWS::CloudTrail::Trail", "CloudWatchLogsLogGroupArn")) > 0 {
		return true
	}
	for word := range strings.FieldsFuncSeq(strings.ToLower(c.Get("LogGroupName").String()), func(r rune) bool { return r < 'a' || r > 'z' }) {
		if word == "audit" || word == "cloudtrail" {
			return true
		}
	}
	return false
}
