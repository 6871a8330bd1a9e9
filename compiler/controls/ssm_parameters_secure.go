package controls

import "strings"

var ssmParametersSecure = &Control{
	ID:         "ssm-parameters-secure",
	Title:      "Sensitive parameters are not plain strings",
	Tier:       Baseline,
	Severity:   High,
	Category:   "encryption-at-rest",
	Unwaivable: true,
	Citations:  []string{"164.312(a)(2)(iv)", "164.312(e)(2)(ii)"},
	Types:      []string{"AWS::SSM::Parameter"},
	Why:        "CloudFormation can make no encrypted parameter: what it puts there is read by everybody who may read the template or the parameter",
	Fix:        "keep it in a secret of Secrets Manager, and only its ARN in the parameter",
	Judge: func(c *Case) {
		name, value := c.Get("Name"), c.Get("Value")
		if name.Absent() {
			name = value
		}
		where, _ := c.Get("Name").Literal()
		text, written := value.Literal()
		secret := isSecretName(where[strings.LastIndex(where, "/")+1:]) && !(written && isPointer(text))
		if secret || isSecretName(c.ID) && !(written && isPointer(text)) {
			c.Fail(name, "parameter %q holds a secret in clear text, by its name", c.ID)
			return
		}
		c.Applies()
	},
	Bad: []Example{`
Resources:
  Database:
    Type: AWS::SSM::Parameter
    Properties:
      Name: /clinic/database/password  # fails
      Type: String
      Value: !Ref Chosen
  ApiKey:
    Type: AWS::SSM::Parameter
    Properties:
      Type: String
      Value: !Ref Chosen  # fails
Parameters:
  Chosen: {Type: String, NoEcho: true}
`},
	Good: []Example{`
Resources:
  Motd: {Type: "AWS::SSM::Parameter", Properties: {Name: /clinic/motd, Type: String, Value: welcome}}
  Password:
    Type: AWS::SSM::Parameter
    Properties: {Name: /clinic/database/password, Type: String, Value: "arn:aws:secretsmanager:us-east-1:111122223333:secret:database-a1B2c3"}
`},
}
