package controls

var secretsCustomerKey = &Control{
	ID:        "secrets-customer-key",
	Title:     "Secrets use a customer key",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "encryption-at-rest",
	Citations: []string{"164.312(a)(2)(iv)", "164.312(e)(2)(ii)"},
	Types:     []string{"AWS::SecretsManager::Secret"},
	Why:       "with the key that AWS manages everybody in the account whose IAM policy allows it reads the secret; a customer key has a policy of its own",
	Fix:       "set KmsKeyId to a customer key",
	Judge: func(c *Case) {
		key := c.Get("KmsKeyId")
		c.Require(customerKey(key), key, "secret %q %s, needs a customer key", c.ID, keyNamed(key))
	},
	Bad: []Example{`
Resources:
  Password:  # fails
    Type: AWS::SecretsManager::Secret
`, `
Resources:
  Password:
    Type: AWS::SecretsManager::Secret
    Properties:
      KmsKeyId: alias/aws/secretsmanager  # fails
`},
	Good: []Example{`
Resources:
  Key:
    Type: AWS::KMS::Key
  Password:
    Type: AWS::SecretsManager::Secret
    Properties: {KmsKeyId: !GetAtt Key.Arn}
`},
}
