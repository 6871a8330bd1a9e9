package controls

var netSeparateEnvironments = &Control{
	ID:        "net-separate-environments",
	Title:     "PHI and non-PHI networks do not mix",
	Tier:      Baseline,
	Severity:  High,
	Category:  "network",
	Citations: []string{"164.308(a)(4)(ii)(C)", "164.312(a)(1)", "164.312(e)(1)"},
	Types:     []string{"AWS::EC2::VPCPeeringConnection", "AWS::EC2::TransitGatewayAttachment", "AWS::EC2::TransitGatewayVpcAttachment"},
	Why:       "a test network is open to more people and less watched; a connection makes it the easy way to the records",
	Fix:       "remove the connection, or tag both VPCs with the same DataClassification and Environment",
	Judge: func(c *Case) {
		own := c.Get("VpcId")
		if c.Type == "AWS::EC2::VPCPeeringConnection" {
			judgeConnection(c, own, c.Get("PeerVpcId"))
			return
		}
		gateway, here := c.Target(c.Get("TransitGatewayId"), "AWS::EC2::TransitGateway")
		if !here {
			c.Unsure(c.Get("TransitGatewayId"), unseen("which networks "+called("transit gateway", c.Get("TransitGatewayId"))+" joins"))
			return
		}
		c.Applies()
		for _, other := range c.OfType(vpcAttachments...) {
			if other.Is(c.Subject) || !other.Get("TransitGatewayId").Same(c.Get("TransitGatewayId")).Yes() {
				continue
			}
			switch joined := forwards(c, gateway, c.Subject, other).Or(forwards(c, gateway, other, c.Subject)); {
			case joined.Yes():
				judgeConnection(c, own, other.Get("VpcId"))
			case !joined.No():
				c.Unsure(own, joined.Why())
			}
		}
	},
	Bad: []Example{`
Resources:
  Prod: {Type: "AWS::EC2::VPC", Properties: {Tags: [{Key: DataClassification, Value: phi}, {Key: Environment, Value: prod}]}}
  Dev: {Type: "AWS::EC2::VPC", Properties: {Tags: [{Key: DataClassification, Value: non-phi}, {Key: Environment, Value: dev}]}}
  Debugging:
    Type: AWS::EC2::VPCPeeringConnection
    Properties:
      VpcId: !Ref Prod
      PeerVpcId: !Ref Dev  # fails
`, `
# Two environments that both hold PHI are two all the same; and a network that says nothing of itself.
Resources:
  Hub: {Type: "AWS::EC2::TransitGateway"}
  Prod: {Type: "AWS::EC2::VPC", Properties: {Tags: [{Key: DataClassification, Value: phi}, {Key: Environment, Value: prod}]}}
  Stage: {Type: "AWS::EC2::VPC", Properties: {Tags: [{Key: DataClassification, Value: phi}, {Key: Environment, Value: stage}]}}
  Silent: {Type: "AWS::EC2::VPC"}
  One:
    Type: AWS::EC2::TransitGatewayAttachment
    Properties:
      TransitGatewayId: !Ref Hub
      VpcId: !Ref Prod  # fails
  Two:
    Type: AWS::EC2::TransitGatewayAttachment
    Properties:
      TransitGatewayId: !Ref Hub
      VpcId: !Ref Stage  # fails
  Peer:
    Type: AWS::EC2::VPCPeeringConnection
    Properties:
      VpcId: !Ref Prod
      PeerVpcId: !Ref Silent  # fails
  Partner:
    Type: AWS::EC2::VPCPeeringConnection
    Properties:
      VpcId: !Ref Prod
      PeerVpcId: vpc-0123456789abcdef0  # unknown
  Shared:
    Type: AWS::EC2::TransitGatewayAttachment
    Properties:
      TransitGatewayId: tgw-1  # unknown
      VpcId: !Ref Prod
`, `
# Each network joins the gateway in a template of its own.
Resources:
  Hub: {Type: "AWS::EC2::TransitGateway"}
Outputs:
  HubId: {Value: !Ref Hub, Export: {Name: HubId}}
---
Resources:
  Prod: {Type: "AWS::EC2::VPC", Properties: {Tags: [{Key: DataClassification, Value: phi}, {Key: Environment, Value: prod}]}}
  Spoke:
    Type: AWS::EC2::TransitGatewayAttachment
    Properties:
      TransitGatewayId: !ImportValue HubId
      VpcId: !Ref Prod  # fails
---
Resources:
  Dev: {Type: "AWS::EC2::VPC", Properties: {Tags: [{Key: DataClassification, Value: non-phi}, {Key: Environment, Value: dev}]}}
  Spoke:
    Type: AWS::EC2::TransitGatewayAttachment
    Properties:
      TransitGatewayId: !ImportValue HubId
      VpcId: !Ref Dev  # fails
`},
	Good: []Example{`
Resources:
  App: {Type: "AWS::EC2::VPC", Properties: {Tags: [{Key: DataClassification, Value: phi}, {Key: Environment, Value: prod}]}}
  Imaging: {Type: "AWS::EC2::VPC", Properties: {Tags: [{Key: DataClassification, Value: phi}, {Key: Environment, Value: prod}]}}
  Peer: {Type: "AWS::EC2::VPCPeeringConnection", Properties: {VpcId: !Ref App, PeerVpcId: !Ref Imaging}}
  Hub: {Type: "AWS::EC2::TransitGateway"}
  Spoke: {Type: "AWS::EC2::TransitGatewayAttachment", Properties: {TransitGatewayId: !Ref Hub, VpcId: !Ref App}}
  Test: {Type: "AWS::EC2::VPC", Properties: {Tags: [{Key: DataClassification, Value: non-phi}, {Key: Environment, Value: test}]}}
  TestHub: {Type: "AWS::EC2::TransitGateway"}
  TestSpoke: {Type: "AWS::EC2::TransitGatewayVpcAttachment", Properties: {TransitGatewayId: !Ref TestHub, VpcId: !Ref Test}}
`, `
# One gateway and two tables, none of which knows the other's network.
Resources:
  Hub: {Type: "AWS::EC2::TransitGateway", Properties: {DefaultRouteTableAssociation: disable, DefaultRouteTablePropagation: disable}}
  Prod: {Type: "AWS::EC2::VPC", Properties: {Tags: [{Key: DataClassification, Value: phi}, {Key: Environment, Value: prod}]}}
  Dev: {Type: "AWS::EC2::VPC", Properties: {Tags: [{Key: DataClassification, Value: none}, {Key: Environment, Value: dev}]}}
  ProdEnd: {Type: "AWS::EC2::TransitGatewayAttachment", Properties: {TransitGatewayId: !Ref Hub, VpcId: !Ref Prod}}
  DevEnd: {Type: "AWS::EC2::TransitGatewayAttachment", Properties: {TransitGatewayId: !Ref Hub, VpcId: !Ref Dev}}
  ProdTable: {Type: "AWS::EC2::TransitGatewayRouteTable", Properties: {TransitGatewayId: !Ref Hub}}
  DevTable: {Type: "AWS::EC2::TransitGatewayRouteTable", Properties: {TransitGatewayId: !Ref Hub}}
  ProdIn: {Type: "AWS::EC2::TransitGatewayRouteTableAssociation", Properties: {TransitGatewayRouteTableId: !Ref ProdTable, TransitGatewayAttachmentId: !Ref ProdEnd}}
  DevIn: {Type: "AWS::EC2::TransitGatewayRouteTableAssociation", Properties: {TransitGatewayRouteTableId: !Ref DevTable, TransitGatewayAttachmentId: !Ref DevEnd}}
  DevKnown: {Type: "AWS::EC2::TransitGatewayRouteTablePropagation", Properties: {TransitGatewayRouteTableId: !Ref DevTable, TransitGatewayAttachmentId: !Ref DevEnd}}
`},
}

// judgeConnection asks that two networks hold the same class of data and belong to one environment.
func judgeConnection(c *Case, own, other Value) {
	a, here := c.Target(own, "AWS::EC2::VPC")
	b, there := c.Target(other, "AWS::EC2::VPC")
	at := other
	if c.Type != "AWS::EC2::VPCPeeringConnection" {
		at = own
	}
	for _, end := range []struct {
		value Value
		here  bool
	}{{own, here}, {other, there}} {
		if !end.here {
			c.Unsure(at, unseen("what "+called("VPC", end.value)+" holds"))
			return
		}
	}
	for _, key := range []string{"DataClassification", "Environment"} {
		x, y := a.Tag("Tags", key), b.Tag("Tags", key)
		if !c.Require(x.Same(y), at, "%q joins VPC %q with %s for %s to VPC %q with %s", c.ID, a.ID, x, key, b.ID, y) {
			return
		}
	}
}
