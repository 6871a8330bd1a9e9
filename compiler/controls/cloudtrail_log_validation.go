package controls

var cloudtrailLogValidation = &Control{
	ID:        "cloudtrail-log-validation",
	Title:     "Trail files carry integrity digests",
	Tier:      Baseline,
	Severity:  High,
	Category:  "integrity",
	Citations: []string{"164.312(c)(1)", "164.312(c)(2)"},
	Types:     []string{"AWS::CloudTrail::Trail"},
	Why:       "without signed digests nobody can show that the record of an incident was not changed or shortened after it",
	Fix:       "set EnableLogFileValidation to true",
	Judge: func(c *Case) {
		validated := c.Get("EnableLogFileValidation")
		c.Require(validated.IsTrue(), validated, "trail %q has %s for EnableLogFileValidation, needs true", c.ID, validated)
	},
	Bad: []Example{`
Resources:
  Trail:  # fails
    Type: AWS::CloudTrail::Trail
    Properties: {IsLogging: true, S3BucketName: trails}
  Off:
    Type: AWS::CloudTrail::Trail
    Properties:
      EnableLogFileValidation: false  # fails
`, `
Parameters:
  Validate: {Type: String, Default: "no", AllowedValues: ["yes", "no"]}
Conditions:
  Validates: !Equals [!Ref Validate, "yes"]
Resources:
  Trail:
    Type: AWS::CloudTrail::Trail
    Properties:
      EnableLogFileValidation: !If [Validates, true, false]  # fails
`},
	Good: []Example{`
Resources:
  Trail: {Type: "AWS::CloudTrail::Trail", Properties: {EnableLogFileValidation: true}}
  Text: {Type: "AWS::CloudTrail::Trail", Properties: {EnableLogFileValidation: "true"}}
`},
}
