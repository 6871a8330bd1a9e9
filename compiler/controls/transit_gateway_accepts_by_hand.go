package controls

var transitGatewayAcceptsByHand = &Control{
	ID:        "transit-gateway-accepts-by-hand",
	Title:     "Transit gateways accept no attachment unseen",
	Tier:      Baseline,
	Severity:  High,
	Category:  "network",
	Citations: []string{"164.308(a)(4)(ii)(C)", "164.312(a)(1)"},
	Types:     []string{"AWS::EC2::TransitGateway"},
	Why:       "whoever holds an account that the gateway is shared with could attach a network of their own",
	Fix:       "set AutoAcceptSharedAttachments to disable, or leave it out",
	Judge: func(c *Case) {
		auto := c.Get("AutoAcceptSharedAttachments")
		c.Forbid(auto.Is("enable"), auto, "transit gateway %q accepts attachments from other accounts by itself", c.ID)
	},
	Bad: []Example{`
Parameters:
  Accept: {Type: String}
Resources:
  Hub:
    Type: AWS::EC2::TransitGateway
    Properties:
      AutoAcceptSharedAttachments: enable  # fails
  Other:
    Type: AWS::EC2::TransitGateway
    Properties:
      AutoAcceptSharedAttachments: !Ref Accept  # unknown
`},
	Good: []Example{`
Resources:
  Hub: {Type: "AWS::EC2::TransitGateway", Properties: {AutoAcceptSharedAttachments: disable}}
  Plain: {Type: "AWS::EC2::TransitGateway"}
`},
}
