package controls

var iamNoAccessKeyResource = &Control{
	ID:        "iam-no-access-key-resource",
	Title:     "Templates create no access keys",
	Tier:      Baseline,
	Severity:  Critical,
	Category:  "identity",
	Citations: []string{"164.308(a)(5)(ii)(D)", "164.312(a)(2)(i)", "164.312(d)"},
	Types:     []string{"AWS::IAM::AccessKey", "AWS::IAM::User"},
	Why:       "an access key never expires, and one that a template makes can be read from outputs and properties by everybody who may look at the stack",
	Fix:       "remove the key, and let the software assume a role instead",
	Judge: func(c *Case) {
		if c.Type == "AWS::IAM::AccessKey" {
			c.Fail(c.Whole(), "%q is an access key", c.ID)
		} else if len(c.Pointing("AWS::IAM::AccessKey", "UserName")) == 0 {
			c.Applies() // a user without a key; one that has it is told at the key
		}
	},
	Bad: []Example{`
Resources:
  Mailer: {Type: "AWS::IAM::User"}
  Key:  # fails
    Type: AWS::IAM::AccessKey
    Properties: {UserName: !Ref Mailer}
Outputs:
  Secret: {Value: !GetAtt Key.SecretAccessKey}
`, `
# A key that is switched off is made all the same.
Resources:
  Key:  # fails
    Type: AWS::IAM::AccessKey
    Properties: {UserName: mailer, Status: Inactive}
`},
	Good: []Example{`
Resources:
  Mailer: {Type: "AWS::IAM::User"}
`},
}
