package controls

var transitGatewaySeparates = &Control{
	ID:        "transit-gateway-separates",
	Title:     "Transit gateways connect nothing by themselves",
	Tier:      Baseline,
	Severity:  High,
	Category:  "network",
	Citations: []string{"164.308(a)(4)(ii)(C)", "164.312(a)(1)", "164.312(e)(1)"},
	Types:     []string{"AWS::EC2::TransitGateway"},
	Why:       "by default every network that is attached reaches every other, so that the next development network is connected to production by nobody's decision",
	Fix:       "set DefaultRouteTableAssociation and DefaultRouteTablePropagation to disable, and give each kind of network a route table of its own",
	Judge: func(c *Case) {
		at := c.Get("DefaultRouteTableAssociation")
		c.Forbid(connectsAll(c.Subject), at, "transit gateway %q joins whatever is attached to it in its default route table", c.ID)
	},
	Bad: []Example{`
Resources:
  Hub:  # fails
    Type: AWS::EC2::TransitGateway
  Half:
    Type: AWS::EC2::TransitGateway
    Properties:
      DefaultRouteTableAssociation: enable  # fails
`, `
Parameters:
  Default: {Type: String}
Resources:
  Learns:
    Type: AWS::EC2::TransitGateway
    Properties:
      DefaultRouteTableAssociation: !Ref Default  # unknown
  Both:  # fails
    Type: AWS::EC2::TransitGateway
    Properties: {DefaultRouteTablePropagation: enable}
`},
	Good: []Example{`
Resources:
  Hub: {Type: "AWS::EC2::TransitGateway", Properties: {DefaultRouteTableAssociation: disable, DefaultRouteTablePropagation: disable}}
  Learns: {Type: "AWS::EC2::TransitGateway", Properties: {DefaultRouteTableAssociation: disable}}
`},
}
