package controls

var appsyncLogs = &Control{
	ID:        "appsync-logs",
	Title:     "GraphQL APIs log fields",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "audit",
	Citations: []string{"164.308(a)(1)(ii)(D)", "164.312(b)"},
	Types:     []string{"AWS::AppSync::GraphQLApi"},
	Why:       "a request is one address for every query, so only the log of fields says what was asked for; with verbose content it holds what was answered",
	Fix:       "set LogConfig with FieldLogLevel ERROR or ALL, ExcludeVerboseContent true and CloudWatchLogsRoleArn",
	Judge: func(c *Case) {
		level, terse := c.Get("LogConfig.FieldLogLevel"), c.Get("LogConfig.ExcludeVerboseContent")
		if !c.Require(level.Is("ERROR", "INFO", "DEBUG", "ALL"), level, "GraphQL API %q has %s for FieldLogLevel, needs \"ERROR\" or \"ALL\"", c.ID, level) {
			return
		}
		c.Require(terse.IsTrue(), terse, "the log of GraphQL API %q holds headers and what its resolvers answer", c.ID)
		role := c.Get("LogConfig.CloudWatchLogsRoleArn")
		c.Require(role.Has(), role, "GraphQL API %q has no role to write its log with", c.ID)
	},
	Bad: []Example{`
Resources:
  Silent:  # fails
    Type: AWS::AppSync::GraphQLApi
    Properties: {Name: records, AuthenticationType: AWS_IAM}
  None:
    Type: AWS::AppSync::GraphQLApi
    Properties:
      LogConfig:
        FieldLogLevel: NONE  # fails
        CloudWatchLogsRoleArn: !ImportValue Role
`, `
# Everything is logged, the records included; and nobody may write the log.
Resources:
  Mute:
    Type: AWS::AppSync::GraphQLApi
    Properties:
      LogConfig:  # fails
        FieldLogLevel: ERROR
        ExcludeVerboseContent: true
  Talkative:
    Type: AWS::AppSync::GraphQLApi
    Properties:
      LogConfig:  # fails
        FieldLogLevel: ALL
        CloudWatchLogsRoleArn: !ImportValue Role
`},
	Good: []Example{`
Resources:
  Records:
    Type: AWS::AppSync::GraphQLApi
    Properties: {LogConfig: {FieldLogLevel: ERROR, ExcludeVerboseContent: true, CloudWatchLogsRoleArn: !ImportValue Role}}
`},
}
