package controls

import "github.com/hipaac/hipaac/compiler/template"

var cognitoMFA = &Control{
	ID:        "cognito-mfa",
	Title:     "User pools demand MFA",
	Tier:      Baseline,
	Severity:  Critical,
	Category:  "identity",
	Citations: []string{"164.312(d)"},
	Types:     []string{"AWS::Cognito::UserPool"},
	Why:       "passwords leak and are used again elsewhere: whoever has one is the person, as long as nothing else is asked for",
	Fix:       "set MfaConfiguration to ON, and EnabledMfas to a list with SOFTWARE_TOKEN_MFA",
	Judge: func(c *Case) {
		mfa := c.Get("MfaConfiguration")
		if !c.Require(mfa.Is("ON", "OPTIONAL"), mfa, `user pool %q has %s for MfaConfiguration, needs "ON"`, c.ID, mfa) {
			return
		}
		c.RequireOfPHI(mfa.Is("ON"), mfa, `user pool %q has %s for MfaConfiguration, needs "ON"`, c.ID, mfa)
		factors := c.Get("EnabledMfas")
		strong := template.Any(factors.Items(), func(v Value) Answer { return v.Is("SOFTWARE_TOKEN_MFA") }).
			Or(c.Get("WebAuthnFactorConfiguration").Is("MULTI_FACTOR_WITH_USER_VERIFICATION"))
		c.Require(strong, factors, "user pool %q takes neither authenticator apps nor passkeys: codes in messages can be intercepted", c.ID)
	},
	Bad: []Example{`
Resources:
  Off:  # fails
    Type: AWS::Cognito::UserPool
  Optional:
    Type: AWS::Cognito::UserPool
    Properties:
      MfaConfiguration: OPTIONAL  # fails
      EnabledMfas: [SOFTWARE_TOKEN_MFA]
      UserPoolTags: {DataClassification: phi}
  Messages:
    Type: AWS::Cognito::UserPool
    Properties:
      MfaConfiguration: "ON"
      EnabledMfas: [SMS_MFA]  # fails
      UserPoolTags: {DataClassification: phi}
  Unclassified:
    Type: AWS::Cognito::UserPool
    Properties:
      MfaConfiguration: OPTIONAL  # unknown
      EnabledMfas: [SOFTWARE_TOKEN_MFA]
`},
	Good: []Example{`
Resources:
  Apps:
    Type: AWS::Cognito::UserPool
    Properties: {MfaConfiguration: "ON", EnabledMfas: [SMS_MFA, SOFTWARE_TOKEN_MFA]}
  Passkeys:
    Type: AWS::Cognito::UserPool
    Properties: {MfaConfiguration: "ON", WebAuthnFactorConfiguration: MULTI_FACTOR_WITH_USER_VERIFICATION}
  Trial:
    Type: AWS::Cognito::UserPool
    Properties: {MfaConfiguration: OPTIONAL, EnabledMfas: [SOFTWARE_TOKEN_MFA], UserPoolTags: {DataClassification: non-phi}}
`},
}
