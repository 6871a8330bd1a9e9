package controls

var cognitoIdentityNoGuests = &Control{
	ID:        "cognito-identity-no-guests",
	Title:     "Identity pools admit no guests",
	Tier:      Baseline,
	Severity:  Critical,
	Category:  "identity",
	Citations: []string{"164.312(a)(1)", "164.312(a)(2)(i)", "164.312(d)"},
	Types:     []string{"AWS::Cognito::IdentityPool"},
	Why:       "an identity pool with guests hands credentials of the account to everybody who knows its id, and the id stands in every web page that uses it",
	Fix:       "set AllowUnauthenticatedIdentities to false",
	Judge: func(c *Case) {
		guests := c.Get("AllowUnauthenticatedIdentities")
		c.Require(guests.IsFalse(), guests, "identity pool %q has %s for AllowUnauthenticatedIdentities, needs false", c.ID, guests)
	},
	Bad: []Example{`
Parameters:
  Guests: {Type: String}
Resources:
  Perhaps:
    Type: AWS::Cognito::IdentityPool
    Properties:
      AllowUnauthenticatedIdentities: !Ref Guests  # unknown
  Open:
    Type: AWS::Cognito::IdentityPool
    Properties:
      AllowUnauthenticatedIdentities: true  # fails
  Silent:  # fails
    Type: AWS::Cognito::IdentityPool
`},
	Good: []Example{`
Resources:
  Closed: {Type: "AWS::Cognito::IdentityPool", Properties: {AllowUnauthenticatedIdentities: false}}
`},
}
