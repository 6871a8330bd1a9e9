package controls

var ramOwnOrganization = &Control{
	ID:        "ram-own-organization",
	Title:     "Resources are shared within the organization only",
	Tier:      Baseline,
	Severity:  High,
	Category:  "access-control",
	Citations: []string{"164.308(a)(4)(ii)(C)", "164.312(a)(1)"},
	Types:     []string{"AWS::RAM::ResourceShare"},
	Why:       "a share that admits strangers needs one mistyped account number to hand a network or a key to somebody else",
	Fix:       "set AllowExternalPrincipals to false",
	Judge: func(c *Case) {
		external := c.Get("AllowExternalPrincipals")
		c.Require(external.IsFalse(), external, "share %q may be given to accounts outside the organization", c.ID)
	},
	Bad: []Example{`
Parameters:
  Outside: {Type: String}
Resources:
  Default:  # fails
    Type: AWS::RAM::ResourceShare
    Properties: {Name: network}
  Said:
    Type: AWS::RAM::ResourceShare
    Properties:
      Name: network
      AllowExternalPrincipals: true  # fails
  Asked:
    Type: AWS::RAM::ResourceShare
    Properties:
      Name: network
      AllowExternalPrincipals: !Ref Outside  # unknown
`},
	Good: []Example{`
Resources:
  Inside: {Type: "AWS::RAM::ResourceShare", Properties: {Name: network, AllowExternalPrincipals: false}}
`},
}
