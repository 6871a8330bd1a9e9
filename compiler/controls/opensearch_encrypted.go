package controls

var opensearchEncrypted = &Control{
	ID:         "opensearch-encrypted",
	Title:      "OpenSearch domains are encrypted",
	Tier:       Baseline,
	Severity:   Critical,
	Category:   "encryption-at-rest",
	Unwaivable: true,
	Citations:  []string{"164.312(a)(2)(iv)", "164.312(e)(2)(ii)"},
	Types:      []string{"AWS::OpenSearchService::Domain"},
	Why:        "an index is a copy of the records in which every word can be found; its disks and snapshots are readable until encryption is switched on",
	Fix:        "set Enabled of EncryptionAtRestOptions to true and KmsKeyId to a customer key",
	Judge: func(c *Case) {
		enabled, key := c.Get("EncryptionAtRestOptions.Enabled"), c.Get("EncryptionAtRestOptions.KmsKeyId")
		if c.Require(enabled.IsTrue(), enabled, "domain %q has %s for Enabled of EncryptionAtRestOptions, needs true", c.ID, enabled) {
			c.RequireOfPHI(customerKey(key), key, "domain %q holds PHI and %s, needs a customer key", c.ID, keyNamed(key))
		}
	},
	Bad: []Example{`
Resources:
  Search:  # fails
    Type: AWS::OpenSearchService::Domain
    Properties: {EngineVersion: OpenSearch_2.19}
`, `
# A key is named and encryption is not switched on; and PHI under the key that AWS manages.
Resources:
  Search:
    Type: AWS::OpenSearchService::Domain
    Properties:
      EncryptionAtRestOptions:  # fails
        KmsKeyId: alias/search
  Notes:
    Type: AWS::OpenSearchService::Domain
    Properties:
      EncryptionAtRestOptions:  # fails
        Enabled: true
      Tags: [{Key: DataClassification, Value: phi}]
  Untold:
    Type: AWS::OpenSearchService::Domain
    Properties:
      EncryptionAtRestOptions:  # unknown
        Enabled: true
`},
	Good: []Example{`
Resources:
  Key: {Type: "AWS::KMS::Key"}
  Search: {Type: "AWS::OpenSearchService::Domain", Properties: {EncryptionAtRestOptions: {Enabled: true, KmsKeyId: !Ref Key}}}
  Logs: {Type: "AWS::OpenSearchService::Domain", Properties: {EncryptionAtRestOptions: {Enabled: "true"}, Tags: [{Key: DataClassification, Value: non-phi}]}}
`},
}
