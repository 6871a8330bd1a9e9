package controls

var opensearchLogs = &Control{
	ID:        "opensearch-logs",
	Title:     "OpenSearch domains publish logs",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "audit",
	Citations: []string{"164.308(a)(3)(ii)(A)", "164.312(b)"},
	Types:     []string{"AWS::OpenSearchService::Domain"},
	Why:       "a domain keeps no logs by itself: neither what failed nor who searched for whom can be said afterwards",
	Fix:       "give ES_APPLICATION_LOGS a log group in LogPublishingOptions, and AUDIT_LOGS one as well where AdvancedSecurityOptions is enabled",
	Judge:     judgeDomainLogs,
	Bad: []Example{`
Resources:
  Search:  # fails
    Type: AWS::OpenSearchService::Domain
    Properties: {DomainName: search}
`, `
# Slow queries only; a log that is switched off; and users whose doings nobody writes down.
Resources:
  Slow:
    Type: AWS::OpenSearchService::Domain
    Properties:
      LogPublishingOptions:  # fails
        SEARCH_SLOW_LOGS: {CloudWatchLogsLogGroupArn: !ImportValue Slow, Enabled: true}
  Disabled:
    Type: AWS::OpenSearchService::Domain
    Properties:
      LogPublishingOptions:
        ES_APPLICATION_LOGS:  # fails
          CloudWatchLogsLogGroupArn: !ImportValue Errors
          Enabled: false
  Silent:
    Type: AWS::OpenSearchService::Domain
    Properties:
      LogPublishingOptions:
        ES_APPLICATION_LOGS:  # unknown
          CloudWatchLogsLogGroupArn: !ImportValue Errors
  Users:
    Type: AWS::OpenSearchService::Domain
    Properties:
      AdvancedSecurityOptions: {Enabled: true}
      LogPublishingOptions:  # fails
        ES_APPLICATION_LOGS: {CloudWatchLogsLogGroupArn: !ImportValue Errors, Enabled: true}
`},
	Good: []Example{`
Resources:
  Errors: {Type: "AWS::Logs::LogGroup"}
  Search: {Type: "AWS::OpenSearchService::Domain", Properties: {LogPublishingOptions: {ES_APPLICATION_LOGS: {CloudWatchLogsLogGroupArn: !GetAtt Errors.Arn, Enabled: true}}}}
  Nobody:
    Type: AWS::OpenSearchService::Domain
    Properties:
      AdvancedSecurityOptions: {Enabled: false}
      LogPublishingOptions: {ES_APPLICATION_LOGS: {CloudWatchLogsLogGroupArn: !GetAtt Errors.Arn, Enabled: true}}
  Users:
    Type: AWS::OpenSearchService::Domain
    Properties:
      AdvancedSecurityOptions: {Enabled: true}
      LogPublishingOptions:
        ES_APPLICATION_LOGS: {CloudWatchLogsLogGroupArn: !GetAtt Errors.Arn, Enabled: true}
        AUDIT_LOGS: {CloudWatchLogsLogGroupArn: !ImportValue Audit, Enabled: "true"}
`},
}
