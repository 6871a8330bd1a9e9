package controls

var timestreamCustomerKey = &Control{
	ID:        "timestream-customer-key",
	Title:     "Time-series databases use a customer key",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "encryption-at-rest",
	Citations: []string{"164.312(a)(2)(iv)", "164.312(e)(2)(ii)"},
	Types:     []string{"AWS::Timestream::Database"},
	Why:       "series of vital signs are under a key that Timestream manages until one is named: no policy of one's own guards it",
	Fix:       "set KmsKeyId to a customer key",
	Judge:     func(c *Case) { requireKey(c, "database", "KmsKeyId") },
	Bad: []Example{`
Resources:
  Vitals:  # fails
    Type: AWS::Timestream::Database
    Properties: {DatabaseName: vitals}
`, `
Resources:
  Vitals:
    Type: AWS::Timestream::Database
    Properties:
      KmsKeyId: ""  # fails
`},
	Good: []Example{`
Resources:
  Vitals: {Type: "AWS::Timestream::Database", Properties: {KmsKeyId: !ImportValue DataKeyArn}}
`},
}
