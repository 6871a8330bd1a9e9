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
	Why:       "a password that never changes is known to everybody who ever saw it; one that a person has to change is not changed",
	Fix: "add a RotationSchedule for the secret with RotationRules, or let the service make and rotate it: ManageMasterUserPassword of RDS, " +
		"Redshift and DocumentDB",
	Judge: func(c *Case) {
		if _, copy := c.Target(c.Get("SecretString"), "AWS::IAM::AccessKey"); copy {
			return // it changes with the key, which is judged itself
		}
		schedules := c.Pointing("AWS::SecretsManager::RotationSchedule", "SecretId")
		rotates := template.Any(schedules, func(s Subject) Answer {
			rules := s.Get("RotationRules")
			return rules.Get("AutomaticallyAfterDays").Has().Or(rules.Get("ScheduleExpression").Has())
		})
		at := c.Whole()
		if len(schedules) > 0 {
			at = schedules[0].Get("RotationRules")
		}
		c.Require(rotates, at, "secret %q has no schedule by which it changes", c.ID)
	},
	Bad: []Example{`
Resources:
  Password:  # fails
    Type: AWS::SecretsManager::Secret
    Properties: {GenerateSecretString: {}}
  Token:
    Type: AWS::SecretsManager::Secret
  Never:
    Type: AWS::SecretsManager::RotationSchedule
    Properties: {SecretId: !Ref Token}  # fails
`},
	Good: []Example{`
Resources:
  Password:
    Type: AWS::SecretsManager::Secret
  Monthly:
    Type: AWS::SecretsManager::RotationSchedule
    Properties: {SecretId: !Ref Password, RotationRules: {AutomaticallyAfterDays: 30}}
  Token:
    Type: AWS::SecretsManager::Secret
  Weekly:
    Type: AWS::SecretsManager::RotationSchedule
    Properties: {SecretId: !Ref Token, RotationRules: {ScheduleExpression: rate(7 days)}}
  Key: {Type: "AWS::IAM::AccessKey", Properties: {UserName: partner}}
  Kept: {Type: "AWS::SecretsManager::Secret", Properties: {SecretString: !GetAtt Key.SecretAccessKey}}
`},
}
