package controls

import "github.com/hipaac/hipaac/compiler/template"

var cognitoTokenLifetime = &Control{
	ID:        "cognito-token-lifetime",
	Title:     "Application sessions expire",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "access-control",
	Citations: []string{"164.312(a)(2)(iii)"},
	Types:     []string{"AWS::Cognito::UserPoolClient"},
	Why:       "a token opens the application to whoever holds it, and nothing but its end takes an access token back",
	Fix:       "let access and id tokens last an hour at most and refresh tokens 30 days, and leave EnableTokenRevocation on",
	Judge: func(c *Case) {
		const hour, days = 60 * 60, 30 * 24 * 60 * 60
		judgeLifetime(c, "AccessToken", "hours", hour)
		judgeLifetime(c, "IdToken", "hours", hour)
		judgeLifetime(c, "RefreshToken", "days", days)
		revoked := c.Get("EnableTokenRevocation")
		c.Forbid(revoked.IsFalse(), revoked, "client %q has %s for EnableTokenRevocation: tokens cannot be taken back", c.ID, revoked)
	},
	Bad: []Example{`
Resources:
  Days:
    Type: AWS::Cognito::UserPoolClient
    Properties:
      AccessTokenValidity: 24  # fails
      IdTokenValidity: 61  # fails
      RefreshTokenValidity: 365  # fails
      TokenValidityUnits: {IdToken: minutes}
      EnableTokenRevocation: false  # fails
`, `
Parameters:
  Unit: {Type: String}
Resources:
  Perhaps:
    Type: AWS::Cognito::UserPoolClient
    Properties:
      AccessTokenValidity: 24  # unknown
      TokenValidityUnits: {AccessToken: !Ref Unit}
  Elsewhere:
    Type: AWS::Cognito::UserPoolClient
    Properties:
      IdTokenValidity: 1  # fails
      TokenValidityUnits: {IdToken: days}
`},
	Good: []Example{`
Resources:
  Defaults: {Type: "AWS::Cognito::UserPoolClient"}
  Short:
    Type: AWS::Cognito::UserPoolClient
    Properties:
      AccessTokenValidity: 30
      IdTokenValidity: 3600
      RefreshTokenValidity: 12
      TokenValidityUnits: {AccessToken: minutes, IdToken: seconds, RefreshToken: hours}
      EnableTokenRevocation: true
`},
}

// tokenUnits are the units of Cognito's lifetimes in seconds.
var tokenUnits = map[string]float64{"seconds": 1, "minutes": 60, "hours": 60 * 60, "days": 24 * 60 * 60}

// judgeLifetime judges how long one kind of token lasts. Left out, an access or id token lasts an hour and a refresh token 30 days.
func judgeLifetime(c *Case, token, unit string, most float64) {
	lasts := c.Get(token + "Validity")
	if lasts.Absent() {
		c.Applies()
		return
	}
	said := c.Get("TokenValidityUnits." + token)
	name, known := said.Literal()
	if said.Absent() {
		name, known = unit, true
	}
	short := template.Maybe("the unit of the lifetime is known only at deployment")
	if seconds := tokenUnits[name]; known && seconds > 0 {
		short = lasts.AtMost(most / seconds)
	}
	c.Require(short, lasts, "client %q gives out an %s that lasts %s %s, needs at most %g %s", c.ID, token, lasts, name, most/max(tokenUnits[name], 1), name)
}
