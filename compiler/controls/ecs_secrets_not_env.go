package controls

import "github.com/hipaac/hipaac/compiler/template"

var ecsSecretsNotEnv = &Control{
	ID:        "ecs-secrets-not-env",
	Title:     "Container secrets come from a store",
	Tier:      Baseline,
	Severity:  High,
	Category:  "identity",
	Citations: []string{"164.308(a)(5)(ii)(D)", "164.312(a)(1)"},
	Types:     []string{"AWS::ECS::TaskDefinition"},
	Why:       "everybody who may describe a task definition reads its Environment, in the console, in logs and in every backup of either",
	Fix:       "put the variable under Secrets with ValueFrom, or give the application the ARN and let it read the secret",
	Judge: func(c *Case) {
		c.Applies()
		for _, container := range containers(c) {
			for _, pair := range container.Get("Environment").Items() {
				name, literal := pair.Get("Name").Literal()
				if !literal || !isSecretName(name) {
					continue
				}
				value := pair.Get("Value")
				text, written := value.Literal()
				_, secret := c.Target(value, "AWS::SecretsManager::Secret")
				switch {
				case written && (text == "" || isPointer(text)) || secret:
				case written:
					c.Fail(value, "container %q has the secret %s in its environment", containerName(c, container), name)
				default:
					c.Require(template.All(value.References(), pointsElsewhere), value, "container %q has the secret %s in its environment", containerName(c, container), name)
				}
			}
		}
	},
	Bad: []Example{`
Parameters:
  Password: {Type: String, NoEcho: true}
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ContainerDefinitions:
        - Name: app
          Environment:
            - Name: DB_PASSWORD
              Value: hunter2hunter2  # fails
            - Name: API_KEY
              Value: !Ref Password  # fails
            - Name: MAIL_PASSWORD
              Value: "{{resolve:secretsmanager:mail:SecretString:password}}"  # fails
            - Name: CLIENT_SECRET
              Value: !ImportValue ClientSecret  # unknown
`, `
# As the CDK writes it, and what Fn::GetAtt hands out in clear text.
Resources:
  Login: {Type: "AWS::SecretsManager::Secret", Properties: {KmsKeyId: alias/secrets}}
  Client: {Type: "AWS::Cognito::UserPoolClient", Properties: {UserPoolId: us-east-1_a1b2c3, GenerateSecret: true}}
  Worker: {Type: "AWS::IAM::AccessKey", Properties: {UserName: worker}}
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ContainerDefinitions:
        - Name: app
          Environment:
            - Name: DB_PASSWORD
              Value: {"Fn::Join": ["", ["{{resolve:secretsmanager:", {Ref: Login}, ":SecretString:password::}}"]]}  # fails
            - Name: DB_PASSWORD_2
              Value: !Sub "{{resolve:secretsmanager:${Login}:SecretString:password}}"  # fails
            - Name: CLIENT_SECRET
              Value: !GetAtt Client.ClientSecret  # fails
            - Name: AWS_SECRET_ACCESS_KEY
              Value: !GetAtt Worker.SecretAccessKey  # fails
`},
	Good: []Example{`
Resources:
  Login: {Type: "AWS::SecretsManager::Secret", Properties: {KmsKeyId: alias/secrets}}
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ContainerDefinitions:
        - Name: app
          Environment:
            - {Name: RECORDS_SECRET_ARN, Value: !ImportValue SecretArn}
            - {Name: CLIENT_SECRET, Value: !Ref Login}
            - {Name: LOG_LEVEL, Value: info}
          Secrets: [{Name: DB_PASSWORD, ValueFrom: !Ref Login}]
`},
}

// pointsElsewhere asks whether a reference leads to where a secret is, not to what it is: parameters and dynamic references become the
// secret itself, and what another stack exports may be either.
func pointsElsewhere(r template.Reference) Answer {
	switch {
	case r.Kind == template.ToParameter, r.Kind == template.ToStore, isSecretAttribute(r):
		return template.No
	case r.Kind == template.ToResource:
		return template.Yes
	}
	return template.Maybe(unseen("whether it is a secret or where to find one"))
}
