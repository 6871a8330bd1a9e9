package controls

var elasticsearchLogs = &Control{
	ID:        "elasticsearch-logs",
	Title:     "Legacy Elasticsearch domains publish logs",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "audit",
	Citations: []string{"164.308(a)(3)(ii)(A)", "164.312(b)"},
	Types:     []string{"AWS::Elasticsearch::Domain"},
	Why:       "a domain keeps no logs by itself: neither what failed nor who searched for whom can be said afterwards",
	Fix:       "give ES_APPLICATION_LOGS a log group in LogPublishingOptions, and AUDIT_LOGS one as well where AdvancedSecurityOptions is enabled",
	Judge:     judgeDomainLogs,
	Bad:       ofElasticsearch(opensearchLogs.Bad), Good: ofElasticsearch(opensearchLogs.Good),
}
