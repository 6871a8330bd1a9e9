package controls

import (
	"regexp"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/compiler/template"
)

var hygieneNoLiteralSecrets = &Control{
	ID:        "hygiene-no-literal-secrets",
	Title:     "No literal secrets in templates",
	Tier:      Baseline,
	Severity:  Critical,
	Category:  "template-hygiene",
	Citations: []string{"164.308(a)(5)(ii)(D)", "164.312(a)(1)", "164.312(d)"},
	Types:     []string{AnyType},
	Why:       "a template is kept in version control, in CloudFormation and in logs: a password in it is known to everybody who may read any of them",
	Fix:       "let Secrets Manager make the secret, and refer to it with {{resolve:secretsmanager:…}} or by its ARN",
	Judge: func(c *Case) {
		if takesSettings(c.Subject) {
			c.Applies()
		}
		c.TextsLike(mayBeSecret, func(name string, v Value) { judgeSecret(c, name, v) })
	},
	Bad: []Example{`
Parameters:
  Password: {Type: String, NoEcho: true, Default: changeme}
Resources:
  Records:
    Type: AWS::RDS::DBInstance
    Properties:
      MasterUserPassword: hunter2hunter2  # fails
  Replica:
    Type: AWS::RDS::DBInstance
    Properties:
      MasterUserPassword: !Ref Password  # fails
  Worker:
    Type: AWS::Lambda::Function
    Properties:
      Environment:
        Variables:
          DB_PASSWORD: "{{resolve:ssm:/clinic/password}}"  # fails
          QUEUE: amqp://guest:guest@queue.example:5672  # fails
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ContainerDefinitions:
        - Environment:
            - Name: API_KEY
              Value: !If [Test, abc, !Ref AWS::NoValue]  # fails
            - {Name: AWS_KEY, Value: AKIAIOSFODNN7EXAMPLE}  # fails
            - {Name: CLIENT_SECRET, Value: !GetAtt User.SecretAccessKey}  # fails
  User:
    Type: AWS::IAM::AccessKey
`, `
# Other names, other shapes, and a password beside a reference.
Parameters:
  Host: {Type: String}
Resources:
  Worker:
    Type: AWS::Lambda::Function
    Properties:
      Environment:
        Variables:
          DB_PASS: hunter2  # fails
          DB_PWD: hunter2  # fails
          RELEASES: ghp_abcdefghijklmnopqrstuvwxyz0123456789  # fails
          URL: !Sub "postgres://app:hunter2@${Host}/records"  # fails
          RECORDS: !Sub "Server=${Host};Database=records;User Id=app;Password=hunter2;"  # fails
          BYPASS: "off"
          ADDRESS: !Sub "postgres://app:${Host}@db/records"
          OTHERS: !Sub "Server=db; Password={{resolve:secretsmanager:${Host}}};"
`, `
Parameters:
  Stored: {Type: "AWS::SSM::Parameter::Value<String>", Default: /clinic/password}
Resources:
  Client: {Type: "AWS::Cognito::UserPoolClient", Properties: {UserPoolId: us-east-1_a1b2c3, GenerateSecret: true}}
  Records:
    Type: AWS::RDS::DBInstance
    Properties:
      MasterUserPassword: !Ref Stored  # fails
  Web:
    Type: AWS::Lambda::Function
    Properties:
      Environment:
        Variables:
          CLIENT_SECRET: !GetAtt Client.ClientSecret  # fails
          PASSWORD_2: hunter2hunter2  # fails
  Build:
    Type: AWS::CodeBuild::Project
    Properties:
      Environment:
        EnvironmentVariables:
          - {Name: DB_PASSWORD, Type: PLAINTEXT, Value: hunter2hunter2}  # fails
          - {Name: KEYS, Type: SECRETS_MANAGER, Value: AKIAIOSFODNN7EXAMPLE}  # fails
`, `
# What a script of an instance exports is in the template, in the account's list of instances, and on the instance.
Parameters:
  Database: {Type: String}
Resources:
  Server:
    Type: AWS::EC2::Instance
    Properties:
      UserData:
        Fn::Base64: !Sub |  # fails
          #!/bin/bash
          export DB_HOST=${Database} DB_PASSWORD="hunter2hunter2"
  Template:
    Type: AWS::EC2::LaunchTemplate
    Properties:
      LaunchTemplateData:
        UserData: !Base64  # fails
          'Fn::Join': ["\n", ["#!/bin/bash", "MYSQL_ROOT_PASSWORD=hunter2hunter2", !Sub "echo ${Database}"]]
`},
	Good: []Example{`
# Asked for when the instance starts, and never in the template.
Parameters:
  Secret: {Type: String}
Resources:
  Server:
    Type: AWS::EC2::Instance
    Properties:
      UserData:
        Fn::Base64: !Sub |
          #!/bin/bash
          DB_PASSWORD=$(aws secretsmanager get-secret-value --secret-id ${Secret} --query SecretString --output text)
          OTHER_PASSWORD="$DB_PASSWORD"
          NEXT_PASSWORD=${Secret}
          PASSWORD_FILE=/run/secrets/database
`, `
# RDS makes the password where the stack does not name one.
Parameters:
  Given: {Type: String, Default: ""}
Conditions:
  IsGiven: !Not [!Equals [!Ref Given, ""]]
Resources:
  Records:
    Type: AWS::RDS::DBInstance
    Properties:
      MasterUserPassword: !If [IsGiven, !Sub "{{resolve:secretsmanager:${Given}:SecretString:password}}", !Ref "AWS::NoValue"]
`, `
Parameters:
  Password: {Type: String, NoEcho: true}
Resources:
  Key: {Type: "AWS::IAM::AccessKey", Properties: {UserName: mailer}}
  Build:
    Type: AWS::CodeBuild::Project
    Properties:
      Environment:
        EnvironmentVariables:
          - {Name: DB_PASSWORD, Type: SECRETS_MANAGER, Value: "clinic/db:password"}
          - {Name: API_KEY, Type: PARAMETER_STORE, Value: /clinic/api}
  Kept: {Type: "AWS::SecretsManager::Secret", Properties: {SecretString: !Sub '{"key":"${Key.SecretAccessKey}"}'}}
  Generated:
    Type: AWS::SecretsManager::Secret
    Properties:
      GenerateSecretString: {PasswordLength: 32, SecretStringTemplate: '{"username": "app"}', GenerateStringKey: password}
  Records:
    Type: AWS::RDS::DBInstance
    Properties:
      ManageMasterUserPassword: true
  Replica:
    Type: AWS::RDS::DBInstance
    Properties:
      MasterUserPassword: !Sub "{{resolve:secretsmanager:${Generated}:SecretString:password}}"
  Other:
    Type: AWS::RDS::DBInstance
    Properties:
      MasterUserPassword: !Ref Password
  Worker:
    Type: AWS::Lambda::Function
    Properties:
      Environment:
        Variables: {DB_SECRET: !Ref Generated, OTHER_SECRET: "arn:aws:secretsmanager:us-east-1:111122223333:secret:x"}
  Client:
    Type: AWS::Cognito::UserPoolClient
    Properties:
      AccessTokenValidity: 30
      TokenValidityUnits: {AccessToken: minutes}
`},
}

func judgeSecret(c *Case, name string, v Value) {
	named := isSecretName(name)
	if named {
		c.Applies()
	}
	text, literal := v.Literal()
	switch {
	case !named && !signed(text): // nor is it when its references are shown as people write them
	case LooksSecret(v.Shown()):
		c.Fail(v, "%s of %q holds what looks like an access key, a private key or a password", name, c.ID)
	case !named:
	case literal && text != "" && !isPointer(text):
		c.Fail(v, "%s of %q is written into the template", name, c.ID)
	default:
		judgeSecretSource(c, name, v)
	}
}

// takesSettings reports whether the resource has a place where people put secrets under any name.
func takesSettings(x Subject) bool {
	properties := x.Properties()
	for _, place := range []string{"Environment", "EnvironmentVariables", "ContainerDefinitions", "UserData", "StageVariables", "Variables"} {
		if !properties.Get(place).Absent() {
			return true
		}
	}
	return false
}

// secretNames are the ends of names of properties and variables that hold a secret itself, and not its name, ARN, length or policy.
var secretNames = []string{"password", "passwd", "pwd", "dbpass", "userpass", "passphrase", "secret", "secretstring", "secretkey", "accesskey", "apikey", "privatekey",
	"authkey", "authtoken", "oauthtoken", "accesstoken", "bearertoken", "githubtoken", "apitoken", "credential", "credentials"}

func isSecretName(name string) bool {
	name = strings.TrimRight(name, "0123456789_") // the second of two passwords
	return slices.ContainsFunc(secretNames, func(end string) bool { return endsLike(name, end) })
}

// endsLike reports whether a name ends in a lower-case word, whatever its case and however it separates words: DB_PASSWORD,
// dbPassword and db-pass-word all end like "password".
func endsLike(name, word string) bool {
	i := len(name)
	for w := len(word) - 1; w >= 0; w-- {
		for i--; i >= 0 && (name[i] == '_' || name[i] == '-'); i-- {
			continue
		}
		if i < 0 || name[i]|0x20 != word[w] {
			return false
		}
	}
	return true
}

// secretShape is what a kind of secret looks like, wherever it stands. The signs are in every text that matches, so that the
// expression is spared for all others: a template has thousands of texts. The rarest sign stands first.
type secretShape struct {
	signs []string
	shape *regexp.Regexp
}

// assigned and toLiteral are around the end of the name of a shell variable that is given a value in a script, such as user data:
// export DB_PASSWORD=hunter2. What a shell computes, a parameter of the template and a path are no literals.
const (
	assigned  = `(?:^|[\s;])[A-Z0-9_]*`
	toLiteral = `=['"]?[A-Za-z0-9!@#%^&*+._~-]{6,}(?:['"\s;]|$)`
)

// secretShapes are access key ids of AWS, private keys, tokens of GitHub, URLs with a password, variables of a shell, and connection
// strings of databases.
var secretShapes = []secretShape{
	{[]string{"IA"}, regexp.MustCompile(`\b(AKIA|ASIA)[0-9A-Z]{16}\b`)},
	{[]string{"-----"}, regexp.MustCompile(`-----BEGIN [A-Z ]*PRIVATE KEY-----`)},
	{[]string{"_", "gh"}, regexp.MustCompile(`\bgh[opsu]_[0-9A-Za-z]{36}`)},
	{[]string{"@", "://"}, regexp.MustCompile(`[a-z][a-z0-9+.-]*://[^\s/:@]+:[^\s/:@{$]+@`)},
	{[]string{"PASSW", "="}, regexp.MustCompile(assigned + `PASSW(?:OR)?D` + toLiteral)},
	{[]string{"API_KEY", "="}, regexp.MustCompile(assigned + `API_KEY` + toLiteral)},
	{[]string{"SECRET_ACCESS_KEY", "="}, regexp.MustCompile(assigned + `SECRET_ACCESS_KEY` + toLiteral)},
	{[]string{";", "="}, regexp.MustCompile(`;\s*([Pp]ass[Ww]ord|PASSWORD|[Pp]wd|PWD)\s*=\s*[^\s;{$]`)},
}

// LooksSecret reports whether a text holds an access key, a private key, a token or a password, as far as its shape tells.
func LooksSecret(text string) bool {
	return slices.ContainsFunc(secretShapes, func(s secretShape) bool { return s.signedIn(text) && s.shape.MatchString(text) })
}

// shortestSecret is the length of the shortest text of any shape, ";pwd=x".
const shortestSecret = 6

func (s secretShape) signedIn(text string) bool {
	for _, sign := range s.signs {
		if !strings.Contains(text, sign) {
			return false
		}
	}
	return true
}

// mayBeSecret reports whether a text as it is written is worth a closer look. It is for nearly none, and no look at the others finds
// anything.
func mayBeSecret(name, text string) bool {
	return signed(text) || isSecretName(name)
}

// signed reports whether all signs of some secret are in a text.
func signed(text string) bool {
	return len(text) >= shortestSecret && slices.ContainsFunc(secretShapes, func(s secretShape) bool { return s.signedIn(text) })
}

// isPointer reports whether a text is no secret but where to find one, a switch, or the unit of how long it lasts.
func isPointer(text string) bool {
	return strings.HasPrefix(text, "arn:") || slices.Contains([]string{"true", "false", "seconds", "minutes", "hours", "days"}, text)
}

// judgeSecretSource judges where a secret comes from when the template does not spell it out.
func judgeSecretSource(c *Case, name string, v Value) {
	for _, r := range v.References() {
		switch {
		case r.Kind == template.ToStore && strings.HasPrefix(r.Name, "{{resolve:ssm:"):
			c.Fail(v, "%s of %q is read from a parameter that Systems Manager keeps in clear text", name, c.ID)
		case r.Kind == template.ToParameter && readFromStore(c, r):
			c.Fail(v, "%s of %q is read by parameter %q from Systems Manager, which keeps it in clear text", name, c.ID, r.Name)
		case isSecretAttribute(r) && c.Type == "AWS::SecretsManager::Secret":
			// CloudFormation puts it where secrets belong, and shows it to nobody on the way. Whether there may be a key at all is
			// another control's question.
		case isSecretAttribute(r):
			c.Fail(v, "%s of %q is the secret of %q, which stays readable in the resource", name, c.ID, r.Name)
		case r.Kind == template.ToParameter && c.Default(r).Has().Yes():
			c.Fail(v, "%s of %q comes from parameter %q, whose default is written into the template", name, c.ID, r.Name)
		}
	}
}

// isSecretAttribute reports whether a reference becomes a secret itself: the key of a user, or what a client of a user pool proves
// itself with.
func isSecretAttribute(r template.Reference) bool {
	return r.Kind == template.ToResource && (r.Attribute == "SecretAccessKey" || r.Attribute == "ClientSecret")
}

// readFromStore reports whether a parameter of the template is the name of one of Systems Manager, which becomes the value of that. Those
// that are encrypted cannot be read so.
func readFromStore(c *Case, r template.Reference) bool {
	p, here := c.Parameter(r)
	return here && p.Attribute("Type").Starts("AWS::SSM::Parameter::Value").Yes()
}
