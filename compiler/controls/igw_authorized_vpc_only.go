package controls

import "github.com/hipaac/hipaac/compiler/template"

var igwAuthorizedVpcOnly = &Control{
	ID:        "igw-authorized-vpc-only",
	Title:     "Internet gateways attach only to named VPCs",
	Tier:      Baseline,
	Severity:  High,
	Category:  "network",
	Citations: []string{"164.308(a)(1)(ii)(B)"},
	Types:     []string{"AWS::EC2::VPCGatewayAttachment"},
	Why:       "a VPC with an internet gateway is one route away from the internet, so that it must be planned for: with subnets that say which of them are public",
	Fix:       "tag each subnet of the VPC with SubnetTier (public, private, isolated or transit), or remove the internet gateway",
	Judge: func(c *Case) {
		gateway, network := c.Get("InternetGatewayId"), c.Get("VpcId")
		if gateway.Absent() {
			return // a VPN gateway
		}
		vpc, here := c.Target(network, "AWS::EC2::VPC")
		if !here {
			c.Unsure(network, unseen("whether "+called("VPC", network)+" may have an internet gateway"))
			return
		}
		subnets := c.scope.Pointing("AWS::EC2::Subnet", "VpcId", vpc)
		if len(subnets) == 0 {
			c.Fail(gateway, "VPC %q has an internet gateway, and no subnet here says what may use it", vpc.ID)
			return
		}
		for _, subnet := range subnets {
			label := tierOf(subnet)
			if _, known := exit(c, subnet); known && label.Absent() {
				continue // its routes say what it is
			}
			if !c.Require(isTier(label), gateway, "VPC %q has an internet gateway, and its subnet %q has %s for SubnetTier", vpc.ID, subnet.ID, label) {
				return
			}
		}
		private := template.Any(subnets, func(x Subject) Answer {
			if way, known := exit(c, x); known && tierOf(x).Absent() {
				return internetGateway(c, way).Not()
			}
			return isPublic(tierOf(x)).Not()
		})
		c.Require(private, gateway, "VPC %q has an internet gateway, and all its subnets are public", vpc.ID)
	},
	Bad: []Example{`
Resources:
  Network: {Type: "AWS::EC2::VPC"}
  Subnet: {Type: "AWS::EC2::Subnet", Properties: {VpcId: !Ref Network}}
  Gateway: {Type: "AWS::EC2::InternetGateway"}
  Attachment:
    Type: AWS::EC2::VPCGatewayAttachment
    Properties:
      VpcId: !Ref Network
      InternetGatewayId: !Ref Gateway  # fails
`, `
# Everything is public, the databases as well.
Resources:
  Network: {Type: "AWS::EC2::VPC"}
  Subnet: {Type: "AWS::EC2::Subnet", Properties: {VpcId: !Ref Network, Tags: [{Key: SubnetTier, Value: public}]}}
  Gateway: {Type: "AWS::EC2::InternetGateway"}
  Attachment:
    Type: AWS::EC2::VPCGatewayAttachment
    Properties:
      VpcId: !Ref Network
      InternetGatewayId: !Ref Gateway  # fails
  Other:
    Type: AWS::EC2::VPCGatewayAttachment
    Properties:
      VpcId: !ImportValue VpcId  # unknown
      InternetGatewayId: !Ref Gateway
`, `
# No label, and none needed to see it: the only subnet has a route to the gateway.
Resources:
  Network: {Type: "AWS::EC2::VPC"}
  Subnet: {Type: "AWS::EC2::Subnet", Properties: {VpcId: !Ref Network}}
  Table: {Type: "AWS::EC2::RouteTable", Properties: {VpcId: !Ref Network}}
  Uses: {Type: "AWS::EC2::SubnetRouteTableAssociation", Properties: {RouteTableId: !Ref Table, SubnetId: !Ref Subnet}}
  Out: {Type: "AWS::EC2::Route", Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Gateway}}
  Gateway: {Type: "AWS::EC2::InternetGateway"}
  Attachment:
    Type: AWS::EC2::VPCGatewayAttachment
    Properties:
      VpcId: !Ref Network
      InternetGatewayId: !Ref Gateway  # fails
`},
	Good: []Example{`
Resources:
  Network: {Type: "AWS::EC2::VPC"}
  Web: {Type: "AWS::EC2::Subnet", Properties: {VpcId: !Ref Network, Tags: [{Key: SubnetTier, Value: public}]}}
  App: {Type: "AWS::EC2::Subnet", Properties: {VpcId: !Ref Network, Tags: [{Key: SubnetTier, Value: private}]}}
  Gateway: {Type: "AWS::EC2::InternetGateway"}
  Attachment: {Type: "AWS::EC2::VPCGatewayAttachment", Properties: {VpcId: !Ref Network, InternetGatewayId: !Ref Gateway}}
  Office: {Type: "AWS::EC2::VPCGatewayAttachment", Properties: {VpcId: !Ref Network, VpnGatewayId: vgw-0123456789abcdef0}}
`},
}
