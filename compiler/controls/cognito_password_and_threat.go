package controls

import "github.com/hipaac/hipaac/compiler/template"

var cognitoPasswordAndThreat = &Control{
	ID:        "cognito-password-and-threat",
	Title:     "User pools have strong passwords and threat protection",
	Tier:      Baseline,
	Severity:  High,
	Category:  "identity",
	Citations: []string{"164.308(a)(5)(ii)(C)", "164.308(a)(5)(ii)(D)", "164.312(d)"},
	Types:     []string{"AWS::Cognito::UserPool", "AWS::Cognito::UserPoolRiskConfigurationAttachment"},
	Why:       "passwords from leaks are tried everywhere, short ones are guessed, and a pool that is deleted takes everybody's account with it",
	Fix: "ask for 14 characters of all classes, set UserPoolTier to PLUS and AdvancedSecurityMode of UserPoolAddOns to ENFORCED, " +
		"and DeletionProtection to ACTIVE",
	Judge: func(c *Case) {
		if c.Type == "AWS::Cognito::UserPoolRiskConfigurationAttachment" {
			judgeRiskConfiguration(c)
			return
		}
		policy := c.Get("Policies.PasswordPolicy")
		length := policy.Get("MinimumLength")
		c.Require(length.AtLeast(14), length, "user pool %q takes passwords of %s characters, needs at least 14", c.ID, length)
		classes := template.All([]string{"RequireLowercase", "RequireNumbers", "RequireSymbols", "RequireUppercase"}, func(class string) Answer {
			return policy.Get(class).IsTrue()
		})
		c.Require(classes, policy, "user pool %q does not ask for all four classes of characters in passwords", c.ID)
		mode := c.Get("UserPoolAddOns.AdvancedSecurityMode")
		if c.Require(mode.Is("ENFORCED"), mode, `user pool %q has %s for AdvancedSecurityMode, needs "ENFORCED"`, c.ID, mode) {
			plan := c.Get("UserPoolTier")
			c.Forbid(plan.Is("LITE", "ESSENTIALS"), plan, `user pool %q has the plan %s, threat protection needs "PLUS"`, c.ID, plan)
		}
		protected := c.Get("DeletionProtection")
		c.Require(protected.Is("ACTIVE"), protected, `user pool %q has %s for DeletionProtection, needs "ACTIVE"`, c.ID, protected)
	},
	Bad: []Example{`
# What a public template had: eight characters, and a risk configuration for threat protection that is not there.
Resources:
  Pool:
    Type: AWS::Cognito::UserPool
    Properties:
      UserPoolAddOns: {AdvancedSecurityMode: "OFF"}  # fails
      DeletionProtection: INACTIVE  # fails
      Policies:
        PasswordPolicy:
          MinimumLength: 8  # fails
          RequireLowercase: true
          RequireNumbers: true
          RequireSymbols: true
          RequireUppercase: true
  Risk:
    Type: AWS::Cognito::UserPoolRiskConfigurationAttachment
    Properties:
      UserPoolId: !Ref Pool  # fails
      ClientId: ALL
`, `
Resources:
  Silent:  # fails
    Type: AWS::Cognito::UserPool
  Essentials:
    Type: AWS::Cognito::UserPool
    Properties:
      UserPoolTier: ESSENTIALS  # fails
      UserPoolAddOns: {AdvancedSecurityMode: ENFORCED}
      DeletionProtection: ACTIVE
      Policies:
        PasswordPolicy: {MinimumLength: 14, RequireLowercase: true, RequireNumbers: true, RequireUppercase: true}  # fails
`},
	Good: []Example{`
Resources:
  Pool:
    Type: AWS::Cognito::UserPool
    Properties:
      UserPoolTier: PLUS
      UserPoolAddOns: {AdvancedSecurityMode: ENFORCED}
      DeletionProtection: ACTIVE
      Policies:
        PasswordPolicy: {MinimumLength: 14, RequireLowercase: true, RequireNumbers: true, RequireSymbols: true, RequireUppercase: true}
  Risk:
    Type: AWS::Cognito::UserPoolRiskConfigurationAttachment
    Properties: {UserPoolId: !Ref Pool, ClientId: ALL}
  Elsewhere:
    Type: AWS::Cognito::UserPoolRiskConfigurationAttachment
    Properties: {UserPoolId: us-east-1_a1B2c3, ClientId: ALL}
`},
}

// judgeRiskConfiguration asks for the threat protection that a risk configuration is about. Cognito refuses one without it, when the
// stack is deployed. Of a pool elsewhere nothing is known.
func judgeRiskConfiguration(c *Case) {
	id := c.Get("UserPoolId")
	pool, here := c.Target(id, "AWS::Cognito::UserPool")
	if !here {
		return
	}
	mode := pool.Get("UserPoolAddOns.AdvancedSecurityMode")
	c.Require(mode.Is("AUDIT", "ENFORCED"), id, "%q configures threat protection of user pool %q, which does not have it: the deployment fails", c.ID, pool.ID)
}
