package controls

var hygieneNoEchoParameters = &Control{
	ID:        "hygiene-noecho-parameters",
	Title:     "Sensitive parameters are masked",
	Tier:      Baseline,
	Severity:  High,
	Category:  "template-hygiene",
	Citations: []string{"164.308(a)(5)(ii)(D)"},
	Types:     []string{AnyType, "Parameters", "Outputs"},
	Why:       "CloudFormation shows parameters, outputs and metadata to everybody who may list stacks, and keeps them for deleted ones",
	Fix:       "set NoEcho to true, leave Default out, and use the parameter in no output and no Metadata; better, let Secrets Manager make the secret",
	Judge: func(c *Case) {
		switch c.Type {
		case "Parameters":
			if !isSecretName(c.ID) {
				return
			}
			masked, standard := c.Attribute("NoEcho"), c.Attribute("Default")
			c.Require(masked.IsTrue(), masked, "parameter %q has %s for NoEcho, needs true", c.ID, masked)
			c.Forbid(standard.Has(), standard, "parameter %q has a default, which is written into the template", c.ID)
		case "Outputs":
			shows(c, "output", c.Attribute("Value"))
		default:
			c.Attribute("Metadata").Texts(func(_ string, v Value) { shows(c, "the metadata of", v) })
		}
	},
	Bad: []Example{`
Parameters:
  DbPassword:  # fails
    Type: String
    Default: changeme  # fails
  ApiKey:
    Type: String
    NoEcho: false  # fails
  Pin: {Type: String, NoEcho: true}
Resources:
  Server:
    Type: AWS::EC2::Instance
    Metadata:
      AWS::CloudFormation::Init:
        config: {files: {/etc/app.conf: {content: !Sub "password=${Pin}"}}}  # fails
  Client: {Type: "AWS::Cognito::UserPoolClient", Properties: {UserPoolId: us-east-1_a1b2c3, GenerateSecret: true}}
  WorkerKey: {Type: "AWS::IAM::AccessKey", Properties: {UserName: worker}}
Outputs:
  Url:
    Value: !Sub postgres://app:${DbPassword}@db.clinic.example  # fails
  WorkerSecret:
    Value: !GetAtt WorkerKey.SecretAccessKey  # fails
  ClientSecret:
    Value: !GetAtt Client.ClientSecret  # fails
`},
	Good: []Example{`
Parameters:
  DbPassword: {Type: String, NoEcho: true, MinLength: 16}
  SecretArn: {Type: String}
Resources:
  Records:
    Type: AWS::RDS::DBInstance
    Metadata: {Owner: !Ref SecretArn}
    Properties: {MasterUserPassword: !Ref DbPassword}
Outputs:
  Arn: {Value: !Ref SecretArn}
`},
}

// shows fails a text that is shown to many and holds a parameter that was meant to be hidden, or a secret that AWS made.
func shows(c *Case, where string, v Value) {
	for _, r := range v.References() {
		if isSecretAttribute(r) {
			c.Fail(v, "%s %q shows the secret of %q", where, c.ID, r.Name)
		}
		if parameter, ok := c.Parameter(r); ok {
			hidden := parameter.Attribute("NoEcho").IsTrue().Yes() || isSecretName(r.Name)
			if hidden {
				c.Fail(v, "%s %q shows parameter %q", where, c.ID, r.Name)
			}
		}
	}
}
