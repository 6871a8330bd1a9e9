package controls

import "github.com/hipaac/hipaac/compiler/template"

var securityhubEnabled = &Control{
	ID:        "securityhub-enabled",
	Title:     "Security Hub is on",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "monitoring",
	Citations: []string{"164.312(b)"},
	Types:     []string{"AWS::SecurityHub::Hub"},
	Why:       "a hub without a standard judges nothing, and one that does not take new controls stops where the standard was when it began",
	Fix:       "add a resource AWS::SecurityHub::Standard, or leave EnableDefaultStandards true; leave AutoEnableControls true",
	Judge: func(c *Case) {
		standards, controls := c.Get("EnableDefaultStandards"), c.Get("AutoEnableControls")
		some := template.Sure(len(c.OfType("AWS::SecurityHub::Standard")) > 0)
		c.Require(standards.IsFalse().Not().Or(some), standards, "%q judges by no standard", c.ID)
		c.Forbid(controls.IsFalse(), controls, "%q does not take new controls of its standards", c.ID)
	},
	Bad: []Example{`
Resources:
  Hub:
    Type: AWS::SecurityHub::Hub
    Properties:
      EnableDefaultStandards: false  # fails
      AutoEnableControls: false  # fails
`},
	Good: []Example{`
Resources:
  Hub: {Type: "AWS::SecurityHub::Hub"}
`, `
Resources:
  Hub:
    Type: AWS::SecurityHub::Hub
    Properties: {EnableDefaultStandards: false, AutoEnableControls: true}
  Nist:
    Type: AWS::SecurityHub::Standard
    Properties: {StandardsArn: !Sub "arn:aws:securityhub:${AWS::Region}::standards/nist-800-53/v/5.0.0"}
`},
}
