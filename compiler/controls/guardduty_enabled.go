package controls

var guarddutyEnabled = &Control{
	ID:        "guardduty-enabled",
	Title:     "Threat detection is on",
	Tier:      Baseline,
	Severity:  High,
	Category:  "monitoring",
	Citations: []string{"164.308(a)(5)(ii)(C)", "164.308(a)(6)(ii)", "164.312(b)"},
	Types:     []string{"AWS::GuardDuty::Detector"},
	Why:       "a detector that is suspended finds nothing, and findings of six hours ago come too late to stop anybody",
	Fix:       "set Enable to true and FindingPublishingFrequency to FIFTEEN_MINUTES",
	Judge: func(c *Case) {
		enable := c.Get("Enable")
		c.Require(enable.IsTrue(), enable, "detector %q is not on", c.ID)
		often := c.Get("FindingPublishingFrequency")
		c.Require(often.Is("FIFTEEN_MINUTES", "ONE_HOUR"), often, "detector %q tells of findings that go on every six hours", c.ID)
	},
	Bad: []Example{`
Resources:
  Detector:
    Type: AWS::GuardDuty::Detector
    Properties:
      Enable: false  # fails
      FindingPublishingFrequency: SIX_HOURS  # fails
`, `
# Six hours is what AWS takes where nothing is said.
Resources:
  Detector:  # fails
    Type: AWS::GuardDuty::Detector
    Properties: {Enable: true}
`},
	Good: []Example{`
Resources:
  Detector:
    Type: AWS::GuardDuty::Detector
    Properties: {Enable: true, FindingPublishingFrequency: FIFTEEN_MINUTES}
`},
}
