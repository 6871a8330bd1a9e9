package controls

var dynamodbPitr = &Control{
	ID:        "dynamodb-pitr",
	Title:     "DynamoDB keeps continuous backups",
	Tier:      Baseline,
	Severity:  High,
	Category:  "contingency",
	Citations: []string{"164.308(a)(7)(i)", "164.308(a)(7)(ii)(A)", "164.308(a)(7)(ii)(B)"},
	Types:     []string{"AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable"},
	Why:       "a program that overwrites records does it in all of a table within minutes; only a backup of the second before brings them back",
	Fix:       "set PointInTimeRecoveryEnabled of PointInTimeRecoverySpecification to true, for each replica of a global table",
	Judge: func(c *Case) {
		if c.Type == "AWS::DynamoDB::Table" {
			on := c.Get("PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled")
			c.Require(on.IsTrue(), on, "table %q has %s for PointInTimeRecoveryEnabled, needs true", c.ID, on)
			return
		}
		for _, replica := range c.Get("Replicas").Items() {
			on := replica.Get("PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled")
			c.Require(on.IsTrue(), on, "replica %s of table %q has %s for PointInTimeRecoveryEnabled, needs true", replica.Get("Region"), c.ID, on)
		}
	},
	Bad: []Example{`
Resources:
  Visits:  # fails
    Type: AWS::DynamoDB::Table
    Properties: {BillingMode: PAY_PER_REQUEST}
`, `
# The other replicas do not inherit it; and how long is no whether.
Resources:
  Everywhere:
    Type: AWS::DynamoDB::GlobalTable
    Properties:
      Replicas:
        - Region: us-east-1
          PointInTimeRecoverySpecification: {PointInTimeRecoveryEnabled: true}
        - Region: us-west-2  # fails
        - Region: eu-west-1
          PointInTimeRecoverySpecification:
            PointInTimeRecoveryEnabled: false  # fails
  Days:
    Type: AWS::DynamoDB::Table
    Properties:
      PointInTimeRecoverySpecification:
        PointInTimeRecoveryEnabled: false  # fails
        RecoveryPeriodInDays: 35
`},
	Good: []Example{`
Resources:
  Visits: {Type: "AWS::DynamoDB::Table", Properties: {PointInTimeRecoverySpecification: {PointInTimeRecoveryEnabled: true}}}
  Everywhere:
    Type: AWS::DynamoDB::GlobalTable
    Properties:
      Replicas:
        - {Region: us-east-1, PointInTimeRecoverySpecification: {PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 35}}
        - {Region: us-west-2, PointInTimeRecoverySpecification: {PointInTimeRecoveryEnabled: "true"}}
`},
}
