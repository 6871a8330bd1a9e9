package controls

var lambdaEnvironmentKey = &Control{
	ID:        "lambda-environment-key",
	Title:     "Function variables use a customer key",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "encryption-at-rest",
	Citations: []string{"164.312(a)(2)(iv)", "164.312(e)(2)(ii)"},
	Types:     []string{"AWS::Lambda::Function"},
	Why:       "with the key that AWS manages everybody who may read the function reads its variables; a customer key has a policy of its own",
	Fix:       "set KmsKeyArn to a customer key, or leave the variables out",
	Judge: func(c *Case) {
		variables := c.Get("Environment.Variables")
		if variables.Absent() {
			return
		}
		key := c.Get("KmsKeyArn")
		c.Require(customerKey(key), key, "function %q has variables and %s, needs a customer key", c.ID, keyNamed(key))
	},
	Bad: []Example{`
Resources:
  Worker:  # fails
    Type: AWS::Lambda::Function
    Properties:
      Environment: {Variables: {QUEUE: records}}
  Other:
    Type: AWS::Lambda::Function
    Properties:
      Environment: {Variables: {QUEUE: records}}
      KmsKeyArn: alias/aws/lambda  # fails
`},
	Good: []Example{`
Resources:
  Key: {Type: "AWS::KMS::Key"}
  Worker:
    Type: AWS::Lambda::Function
    Properties: {Environment: {Variables: {QUEUE: records}}, KmsKeyArn: !GetAtt Key.Arn}
  Plain: {Type: "AWS::Lambda::Function"}
`},
}
