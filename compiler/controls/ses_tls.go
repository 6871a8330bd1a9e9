package controls

var sesTLS = &Control{
	ID:         "ses-tls",
	Title:      "Mail leaves only over TLS",
	Tier:       Baseline,
	Severity:   High,
	Category:   "encryption-in-transit",
	Unwaivable: true,
	Citations:  []string{"164.312(e)(1)", "164.312(e)(2)(i)", "164.312(e)(2)(ii)"},
	Types:      []string{"AWS::SES::ConfigurationSet"},
	Why:        "SES sends a message in the clear where the other side offers no TLS; even with it every server on the way reads the body",
	Fix:        "set DeliveryOptions.TlsPolicy to REQUIRE, and keep PHI out of the body",
	Judge: func(c *Case) {
		policy := c.Get("DeliveryOptions.TlsPolicy")
		c.Require(policy.Is("REQUIRE"), policy, "configuration set %q has %s for TlsPolicy, needs \"REQUIRE\"", c.ID, policy)
	},
	Bad: []Example{`
Resources:
  Silent:  # fails
    Type: AWS::SES::ConfigurationSet
  Optional:
    Type: AWS::SES::ConfigurationSet
    Properties:
      DeliveryOptions:
        TlsPolicy: OPTIONAL  # fails
`},
	Good: []Example{`
Resources:
  Reminders: {Type: "AWS::SES::ConfigurationSet", Properties: {DeliveryOptions: {TlsPolicy: REQUIRE}}}
`},
}
