package controls

var iamNoHumanUsers = &Control{
	ID:        "iam-no-human-users",
	Title:     "People come through federation",
	Tier:      Baseline,
	Severity:  High,
	Category:  "identity",
	Citations: []string{"164.308(a)(3)(ii)(C)", "164.312(a)(2)(i)", "164.312(d)"},
	Types:     []string{"AWS::IAM::User", "AWS::IAM::SAMLProvider", "AWS::SSO::PermissionSet"},
	Why:       "a user of IAM stays when the person leaves, and signs in past the directory that knows who works here",
	Fix:       "remove the user: people sign in by IAM Identity Center or SAML, software assumes a role",
	Judge: func(c *Case) {
		if c.Type != "AWS::IAM::User" {
			c.Applies() // who comes this way has an identity elsewhere
			return
		}
		login := c.Get("LoginProfile")
		if login.Absent() {
			c.Fail(c.Whole(), "%q is a user of IAM", c.ID)
			return
		}
		c.Fail(login, "%q is a user of IAM with a password for the console", c.ID)
	},
	Bad: []Example{`
Resources:
  Alice:
    Type: AWS::IAM::User
    Properties:
      LoginProfile:  # fails
        Password: "{{resolve:secretsmanager:alice}}"
  Mailer:  # fails
    Type: AWS::IAM::User
`},
	Good: []Example{`
Resources:
  Directory: {Type: "AWS::IAM::SAMLProvider", Properties: {SamlMetadataDocument: "{{resolve:ssm:/saml}}"}}
  Clinicians: {Type: "AWS::SSO::PermissionSet", Properties: {Name: clinicians, SessionDuration: PT1H}}
`},
}
