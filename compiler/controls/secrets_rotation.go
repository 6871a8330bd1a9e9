package controls

import "github.com/hipaac/hipaac/compiler/template"

var secretsRotation = &Control{
	ID:        "secrets-rotation",
	Title:     "Secrets rotate automatically",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "identity",
	Citations: []string{"164.308(a)(4)(ii)(B)"},
	Types:     []string{"AWS::SecretsManager::Secret"},
	Why:       "a password that nobody changes stays with everybody who ever read it, those who have left included",
	Fix:       "add an AWS::SecretsManager::RotationSchedule with the secret as SecretId and RotationRules, or let the service manage it (ManageMasterUserPassword)",
	Judge: func(c *Case) {
		if madeOf := c.Get("SecretString"); !madeOf.Absent() && madeOfResource(madeOf) {
			return // a new value comes with what it is made of, and a rotation would part the two
		}
		rotated := template.Any(rotations(c), func(schedule Subject) Answer {
			rules := schedule.Get("RotationRules")
			return rules.Get("AutomaticallyAfterDays").Has().Or(rules.Get("ScheduleExpression").Has())
		})
		c.Require(rotated, c.Whole(), "secret %q stays what it is until somebody changes it by hand", c.ID)
	},
	Bad: []Example{`
Resources:
  Password:  # fails
    Type: AWS::SecretsManager::Secret
    Properties: {GenerateSecretString: {PasswordLength: 32}}
  Token:  # fails
    Type: AWS::SecretsManager::Secret
  Never: {Type: "AWS::SecretsManager::RotationSchedule", Properties: {SecretId: !Ref Token, RotationLambdaARN: !ImportValue Rotation}}
`},
	Good: []Example{`
# By the secret, by its attachment to a database, and by its name.
Resources:
  Token: {Type: "AWS::SecretsManager::Secret"}
  TokenRotation: {Type: "AWS::SecretsManager::RotationSchedule", Properties: {SecretId: !Ref Token, RotationRules: {AutomaticallyAfterDays: 30}}}
  Password: {Type: "AWS::SecretsManager::Secret"}
  Attached: {Type: "AWS::SecretsManager::SecretTargetAttachment", Properties: {SecretId: !Ref Password, TargetId: !ImportValue Database}}
  Rotation: {Type: "AWS::SecretsManager::RotationSchedule", Properties: {SecretId: !Ref Attached, RotationRules: {ScheduleExpression: "rate(10 days)"}}}
  Named: {Type: "AWS::SecretsManager::Secret", Properties: {Name: clinic/partner}}
  NamedRotation: {Type: "AWS::SecretsManager::RotationSchedule", Properties: {SecretId: clinic/partner, RotationRules: {AutomaticallyAfterDays: 7}}}
  Key: {Type: "AWS::IAM::AccessKey", Properties: {UserName: outside}}
  KeySecret: {Type: "AWS::SecretsManager::Secret", Properties: {SecretString: !GetAtt Key.SecretAccessKey}}
`},
}

// rotations are the schedules that rotate a secret: they name it, its attachment to a database, or its name.
func rotations(c *Case) []Subject {
	const schedule = "AWS::SecretsManager::RotationSchedule"
	out := c.Pointing(schedule, "SecretId")
	for _, attachment := range c.Pointing("AWS::SecretsManager::SecretTargetAttachment", "SecretId") {
		out = append(out, c.scope.Pointing(schedule, "SecretId", attachment)...)
	}
	if name := c.Get("Name"); !name.Absent() {
		for _, x := range c.OfType(schedule) {
			if x.Get("SecretId").Same(name).Yes() {
				out = append(out, x)
			}
		}
	}
	return out
}

// madeOfResource reports whether a text holds what a resource of the template is given by AWS, such as an access key.
func madeOfResource(v Value) bool {
	for _, r := range v.References() {
		if r.Kind == template.ToResource && r.Attribute != "" {
			return true
		}
	}
	return false
}
