package controls

import "github.com/hipaac/hipaac/compiler/template"

var dynamodbCustomerKey = &Control{
	ID:         "dynamodb-customer-key",
	Title:      "Tables use a customer key",
	Tier:       Baseline,
	Severity:   High,
	Category:   "encryption-at-rest",
	Unwaivable: true,
	Citations:  []string{"164.312(a)(2)(iv)", "164.312(e)(2)(ii)"},
	Types:      []string{"AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable"},
	Why:        "every table is encrypted, but by default with a key that AWS owns: it shows in no trail, and no policy of one's own guards it",
	Fix:        "set SSEEnabled to true, SSEType to KMS and KMSMasterKeyId to a customer key, for each replica of a global table",
	Judge: func(c *Case) {
		enabled, kind := c.Get("SSESpecification.SSEEnabled"), c.Get("SSESpecification.SSEType")
		if !c.Require(enabled.IsTrue(), enabled, "table %q has %s for SSEEnabled, needs true", c.ID, enabled) {
			return
		}
		c.Require(template.Sure(kind.Absent()).Or(kind.Is("KMS")), kind, `table %q has %s for SSEType, needs "KMS"`, c.ID, kind)
		if c.Type == "AWS::DynamoDB::Table" {
			key := c.Get("SSESpecification.KMSMasterKeyId")
			c.Require(customerKey(key), key, "table %q %s, needs a customer key", c.ID, keyNamed(key))
			return
		}
		for _, replica := range c.Get("Replicas").Items() {
			key := replica.Get("SSESpecification.KMSMasterKeyId")
			c.Require(customerKey(key), key, "replica %s of table %q %s, needs a customer key", replica.Get("Region"), c.ID, keyNamed(key))
		}
	},
	Bad: []Example{`
Resources:
  Records:  # fails
    Type: AWS::DynamoDB::Table
`, `
# Switched on, with the key that AWS manages; and a replica that was forgotten.
Resources:
  Records:
    Type: AWS::DynamoDB::Table
    Properties:
      SSESpecification:  # fails
        SSEEnabled: true
        SSEType: KMS
  Everywhere:
    Type: AWS::DynamoDB::GlobalTable
    Properties:
      SSESpecification: {SSEEnabled: true, SSEType: KMS}
      Replicas:
        - Region: us-east-1
          SSESpecification: {KMSMasterKeyId: alias/records}
        - Region: us-west-2  # fails
`},
	Good: []Example{`
Resources:
  Records:
    Type: AWS::DynamoDB::Table
    Properties: {SSESpecification: {SSEEnabled: true, SSEType: KMS, KMSMasterKeyId: alias/records}}
  Everywhere:
    Type: AWS::DynamoDB::GlobalTable
    Properties:
      SSESpecification: {SSEEnabled: true, SSEType: KMS}
      Replicas:
        - {Region: us-east-1, SSESpecification: {KMSMasterKeyId: alias/records}}
`},
}
