package controls

var healthlakeCustomerKey = &Control{
	ID:         "healthlake-customer-key",
	Title:      "FHIR data stores use a customer key",
	Tier:       Baseline,
	Severity:   High,
	Category:   "encryption-at-rest",
	Unwaivable: true,
	Citations:  []string{"164.312(a)(2)(iv)", "164.312(e)(2)(ii)"},
	Types:      []string{"AWS::HealthLake::FHIRDatastore"},
	Why:        "a FHIR data store is whole records and nothing else, under a key that AWS owns until one is named; the key cannot be changed",
	Fix:        "set CmkType below SseConfiguration.KmsEncryptionConfig to CUSTOMER_MANAGED_KMS_KEY and KmsKeyId to a customer key",
	Judge: func(c *Case) {
		kind, key := c.Get("SseConfiguration.KmsEncryptionConfig.CmkType"), c.Get("SseConfiguration.KmsEncryptionConfig.KmsKeyId")
		if c.Require(kind.Is("CUSTOMER_MANAGED_KMS_KEY"), kind, `data store %q has %s for CmkType, needs "CUSTOMER_MANAGED_KMS_KEY"`, c.ID, kind) {
			c.Require(customerKey(key), key, "data store %q has %s for KmsKeyId, needs a customer key", c.ID, key)
		}
	},
	Bad: []Example{`
Resources:
  Records:  # fails
    Type: AWS::HealthLake::FHIRDatastore
    Properties: {DatastoreTypeVersion: R4}
`, `
# A key is named, and AWS's is used; and the other way round.
Resources:
  Records:
    Type: AWS::HealthLake::FHIRDatastore
    Properties:
      DatastoreTypeVersion: R4
      SseConfiguration:
        KmsEncryptionConfig:
          CmkType: AWS_OWNED_KMS_KEY  # fails
          KmsKeyId: alias/records
  Unnamed:
    Type: AWS::HealthLake::FHIRDatastore
    Properties:
      DatastoreTypeVersion: R4
      SseConfiguration:
        KmsEncryptionConfig:  # fails
          CmkType: CUSTOMER_MANAGED_KMS_KEY
`},
	Good: []Example{`
Resources:
  Key: {Type: "AWS::KMS::Key"}
  Records: {Type: "AWS::HealthLake::FHIRDatastore", Properties: {DatastoreTypeVersion: R4, SseConfiguration: {KmsEncryptionConfig: {CmkType: CUSTOMER_MANAGED_KMS_KEY, KmsKeyId: !Ref Key}}}}
`},
}
