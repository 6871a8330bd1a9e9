package controls

var elasticsearchNodeEncryption = &Control{
	ID:         "elasticsearch-node-encryption",
	Title:      "Legacy Elasticsearch nodes talk encrypted",
	Tier:       Baseline,
	Severity:   High,
	Category:   "encryption-in-transit",
	Unwaivable: true,
	Citations:  []string{"164.312(a)(2)(iv)", "164.312(e)(1)", "164.312(e)(2)(i)", "164.312(e)(2)(ii)"},
	Types:      []string{"AWS::Elasticsearch::Domain"},
	Why:        "nodes copy every document to each other; HTTPS at the endpoint ends at the first of them",
	Fix:        "set Enabled of NodeToNodeEncryptionOptions to true; it cannot be switched off again",
	Judge:      judgeNodeEncryption,
	Bad:        ofElasticsearch(opensearchNodeEncryption.Bad), Good: ofElasticsearch(opensearchNodeEncryption.Good),
}
