package controls

var logGroupRetentionStated = &Control{
	ID:        "log-group-retention-stated",
	Title:     "Log groups state a retention",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "retention",
	Citations: []string{"164.312(b)"},
	Types:     []string{"AWS::Logs::LogGroup"},
	Why:       "logs that nobody gave a life are kept for ever and paid for, until somebody tidies up and takes the audit trail along",
	Fix:       "set RetentionInDays",
	Judge: func(c *Case) {
		days := c.Get("RetentionInDays")
		c.Require(days.Has(), days, "log group %q states no RetentionInDays", c.ID)
	},
	Bad: []Example{`
Resources:
  App:  # fails
    Type: AWS::Logs::LogGroup
`, `
Parameters:
  Days: {Type: Number, Default: 90}
Conditions:
  Short: !Equals [!Ref Days, 90]
Resources:
  App:
    Type: AWS::Logs::LogGroup
    Properties:
      RetentionInDays: !If [Short, !Ref AWS::NoValue, !Ref Days]  # fails
`},
	Good: []Example{`
Parameters:
  Days: {Type: Number, Default: 365}
Resources:
  App:
    Type: AWS::Logs::LogGroup
    Properties: {RetentionInDays: 365}
  Other:
    Type: AWS::Logs::LogGroup
    Properties: {RetentionInDays: !If [Long, 2192, 400]}
Conditions:
  Long: !Equals [!Ref AWS::Region, us-east-1]
`},
}
