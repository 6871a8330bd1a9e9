package controls

import "github.com/hipaac/hipaac/compiler/template"

var redshiftEncryptedAndLogged = &Control{
	ID:         "redshift-encrypted-and-logged",
	Title:      "Redshift is encrypted and audited",
	Tier:       Baseline,
	Severity:   Critical,
	Category:   "encryption-at-rest",
	Unwaivable: true,
	Citations:  []string{"164.312(a)(2)(iv)", "164.312(b)", "164.312(e)(2)(ii)"},
	Types:      []string{"AWS::Redshift::Cluster"},
	Why:        "a warehouse holds what all systems know of a patient; unencrypted it is readable in its storage, and without audit logs nobody knows who queried it",
	Fix:        "set Encrypted to true, and LoggingProperties to a bucket, or to cloudwatch with LogExports",
	Judge: func(c *Case) {
		encrypted := c.Get("Encrypted")
		if encrypted.Absent() {
			c.Unsure(encrypted, "Redshift encrypts clusters by itself that were made since "+redshiftDefaults+"; older ones only if they were told to")
		} else {
			c.Require(encrypted.IsTrue(), encrypted, "cluster %q has %s for Encrypted, needs true", c.ID, encrypted)
		}
		logs := c.Get("LoggingProperties")
		streamed := logs.Get("LogDestinationType").Is("cloudwatch").And(template.Any(logs.Get("LogExports").Items(), Value.Has))
		c.Require(logs.Get("BucketName").Has().Or(streamed), logs, "cluster %q keeps no audit logs", c.ID)
	},
	Bad: []Example{`
Resources:
  Warehouse:  # fails
    Type: AWS::Redshift::Cluster
    Properties: {NodeType: ra3.large}
  Clear:
    Type: AWS::Redshift::Cluster
    Properties:
      Encrypted: false  # fails
      LoggingProperties: {BucketName: audit}
`, `
# Encrypted, which is all that some rules look at; and logs that go nowhere.
Resources:
  Warehouse:  # fails
    Type: AWS::Redshift::Cluster
    Properties: {Encrypted: true}
  Nowhere:
    Type: AWS::Redshift::Cluster
    Properties:
      Encrypted: true
      LoggingProperties:  # fails
        LogDestinationType: cloudwatch
  Untold:  # unknown
    Type: AWS::Redshift::Cluster
    Properties: {LoggingProperties: {BucketName: audit}}
`},
	Good: []Example{`
Resources:
  Logs: {Type: "AWS::S3::Bucket"}
  Warehouse: {Type: "AWS::Redshift::Cluster", Properties: {Encrypted: true, LoggingProperties: {BucketName: !Ref Logs, S3KeyPrefix: warehouse/}}}
  Streamed: {Type: "AWS::Redshift::Cluster", Properties: {Encrypted: "true", LoggingProperties: {LogDestinationType: cloudwatch, LogExports: [connectionlog, userlog, useractivitylog]}}}
`},
}

// redshiftDefaults is the day since when new and restored clusters of Redshift are encrypted, private, and demand TLS unless they are
// told otherwise (AWS's announcement of 2025-01-10). What a template leaves out is worth for a cluster what it was when it was made.
const redshiftDefaults = "2025-01-10"
