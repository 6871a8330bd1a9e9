package controls

var elasticsearchEncrypted = &Control{
	ID:         "elasticsearch-encrypted",
	Title:      "Legacy Elasticsearch domains are encrypted",
	Tier:       Baseline,
	Severity:   Critical,
	Category:   "encryption-at-rest",
	Unwaivable: true,
	Citations:  []string{"164.312(a)(2)(iv)", "164.312(e)(2)(ii)"},
	Types:      []string{"AWS::Elasticsearch::Domain"},
	Why:        "an index is a copy of the records in which every word can be found; its disks and snapshots are readable until encryption is switched on",
	Fix:        "set Enabled of EncryptionAtRestOptions to true; better, move to AWS::OpenSearchService::Domain",
	Judge: func(c *Case) {
		enabled := c.Get("EncryptionAtRestOptions.Enabled")
		c.Require(enabled.IsTrue(), enabled, "domain %q has %s for Enabled of EncryptionAtRestOptions, needs true", c.ID, enabled)
	},
	Bad: []Example{`
Resources:
  Search:  # fails
    Type: AWS::Elasticsearch::Domain
    Properties: {ElasticsearchVersion: "7.10"}
`, `
# The path between the nodes is not the disks.
Resources:
  Search:
    Type: AWS::Elasticsearch::Domain
    Properties:
      NodeToNodeEncryptionOptions: {Enabled: true}
      EncryptionAtRestOptions:
        Enabled: "false"  # fails
        KmsKeyId: alias/search
`},
	Good: []Example{`
Resources:
  Search: {Type: "AWS::Elasticsearch::Domain", Properties: {EncryptionAtRestOptions: {Enabled: true, KmsKeyId: alias/search}}}
`},
}
