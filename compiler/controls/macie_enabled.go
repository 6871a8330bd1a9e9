package controls

var macieEnabled = &Control{
	ID:        "macie-enabled",
	Title:     "Sensitive-data discovery is on",
	Tier:      Optional,
	Severity:  Low,
	Category:  "monitoring",
	Citations: []string{"164.308(a)(1)(ii)(A)", "164.308(a)(1)(ii)(D)"},
	Types:     []string{"AWS::Macie::Session"},
	Why:       "a session that is paused watches no bucket",
	Fix:       "set Status to ENABLED, or leave it out",
	Judge: func(c *Case) {
		status := c.Get("Status")
		c.Forbid(status.Is("PAUSED"), status, "Macie is paused by %q", c.ID)
	},
	Bad: []Example{`
Resources:
  Macie:
    Type: AWS::Macie::Session
    Properties:
      Status: PAUSED  # fails
`},
	Good: []Example{`
Resources:
  Macie: {Type: "AWS::Macie::Session"}
`},
}
