package controls

var noOpenRouteToIgw = &Control{
	ID:        "no-open-route-to-igw",
	Title:     "Private route tables do not reach the internet gateway",
	Tier:      Baseline,
	Severity:  High,
	Category:  "network",
	Citations: []string{"164.312(e)(1)"},
	Types:     []string{"AWS::EC2::Route"},
	Why:       "one route to the internet gateway makes every subnet of the table public, whatever its name says",
	Fix:       "remove the route, or tag a route table that is meant for public subnets with SubnetTier: public",
	Judge: func(c *Case) {
		gateway := c.Get("GatewayId")
		toInternet := internetGateway(c, gateway)
		to := openRange(c.Get("DestinationCidrBlock"), c.Get("DestinationIpv6CidrBlock"))
		list := c.Get("DestinationPrefixListId")
		everywhere := wholeInternet(to)
		if !list.Absent() {
			everywhere = prefixListIsOpen(c, list)
			to = list
		}
		table, here := c.Target(c.Get("RouteTableId"), "AWS::EC2::RouteTable")
		open := toInternet.And(everywhere)
		if !here {
			if !open.No() {
				c.Unsure(c.Get("RouteTableId"), unseen("whether "+called("route table", c.Get("RouteTableId"))+" is public"))
			} else {
				c.Applies()
			}
			return
		}
		c.Forbid(open.And(publicTable(c, table).Not()), gateway,
			"route table %q sends %s to the internet gateway but is not marked as public", table.ID, to)
	},
	Bad: []Example{`
Resources:
  Gateway: {Type: "AWS::EC2::InternetGateway"}
  Table:
    Type: AWS::EC2::RouteTable
    Properties: {Tags: [{Key: Name, Value: public routes}]}
  Four:
    Type: AWS::EC2::Route
    Properties:
      RouteTableId: !Ref Table
      DestinationCidrBlock: 0.0.0.0/0
      GatewayId: !Ref Gateway  # fails
  Six:
    Type: AWS::EC2::Route
    Properties:
      RouteTableId: !Ref Table
      DestinationIpv6CidrBlock: "::/0"
      GatewayId: igw-0123456789abcdef0  # fails
  World: {Type: "AWS::EC2::PrefixList", Properties: {Entries: [{Cidr: 10.0.0.0/8}, {Cidr: 0.0.0.0/0}]}}
  Listed:
    Type: AWS::EC2::Route
    Properties:
      RouteTableId: !Ref Table
      DestinationPrefixListId: !Ref World
      GatewayId: !Ref Gateway  # fails
`, `
# A private table that somebody "mended", with halves of the internet; and one that serves a private subnet besides a public one.
Resources:
  Gateway: {Type: "AWS::EC2::InternetGateway"}
  Private:
    Type: AWS::EC2::RouteTable
    Properties: {Tags: [{Key: SubnetTier, Value: private}]}
  Half:
    Type: AWS::EC2::Route
    Properties:
      RouteTableId: !Ref Private
      DestinationCidrBlock: 0.0.0.0/1
      GatewayId: !GetAtt Gateway.InternetGatewayId  # fails
  Shared: {Type: "AWS::EC2::RouteTable"}
  Web: {Type: "AWS::EC2::Subnet", Properties: {Tags: [{Key: SubnetTier, Value: public}]}}
  Data: {Type: "AWS::EC2::Subnet", Properties: {Tags: [{Key: SubnetTier, Value: isolated}]}}
  WebTable: {Type: "AWS::EC2::SubnetRouteTableAssociation", Properties: {RouteTableId: !Ref Shared, SubnetId: !Ref Web}}
  DataTable: {Type: "AWS::EC2::SubnetRouteTableAssociation", Properties: {RouteTableId: !Ref Shared, SubnetId: !Ref Data}}
  Route:
    Type: AWS::EC2::Route
    Properties:
      RouteTableId: !Ref Shared
      DestinationCidrBlock: 0.0.0.0/0
      GatewayId: !Ref Gateway  # fails
  Elsewhere:
    Type: AWS::EC2::Route
    Properties:
      RouteTableId: !ImportValue RouteTableId  # unknown
      DestinationCidrBlock: 0.0.0.0/0
      GatewayId: !Ref Gateway
  Computed:
    Type: AWS::EC2::Route
    Properties:
      RouteTableId: !Ref Private
      DestinationCidrBlock: 0.0.0.0/0
      GatewayId: !ImportValue GatewayId  # unknown
`, `
# Gateway and table of another template.
Resources:
  Out:
    Type: AWS::EC2::Route
    Properties:
      RouteTableId: !ImportValue TableId
      DestinationCidrBlock: 0.0.0.0/0
      GatewayId: !ImportValue GatewayId  # fails
---
Resources:
  Gateway: {Type: "AWS::EC2::InternetGateway"}
  Table: {Type: "AWS::EC2::RouteTable", Properties: {Tags: [{Key: SubnetTier, Value: private}]}}
Outputs:
  TableId: {Value: !Ref Table, Export: {Name: TableId}}
  GatewayId: {Value: !Ref Gateway, Export: {Name: GatewayId}}
`},
	Good: []Example{`
# What stands in a subnet says what it is meant for, even where no label does.
Resources:
  Network: {Type: "AWS::EC2::VPC"}
  Gateway: {Type: "AWS::EC2::InternetGateway"}
  One: {Type: "AWS::EC2::Subnet", Properties: {VpcId: !Ref Network}}
  Two: {Type: "AWS::EC2::Subnet", Properties: {VpcId: !Ref Network}}
  Nat: {Type: "AWS::EC2::NatGateway", Properties: {SubnetId: !Ref One}}
  Balancer: {Type: "AWS::ElasticLoadBalancingV2::LoadBalancer", Properties: {Scheme: internet-facing, Subnets: [!Ref One, !Ref Two]}}
  Table: {Type: "AWS::EC2::RouteTable", Properties: {VpcId: !Ref Network}}
  OneUses: {Type: "AWS::EC2::SubnetRouteTableAssociation", Properties: {RouteTableId: !Ref Table, SubnetId: !Ref One}}
  TwoUses: {Type: "AWS::EC2::SubnetRouteTableAssociation", Properties: {RouteTableId: !Ref Table, SubnetId: !Ref Two}}
  Out: {Type: "AWS::EC2::Route", Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Gateway}}
`, `
Resources:
  Gateway: {Type: "AWS::EC2::InternetGateway"}
  Vpn: {Type: "AWS::EC2::VPNGateway"}
  Public: {Type: "AWS::EC2::RouteTable", Properties: {Tags: [{Key: SubnetTier, Value: public}]}}
  Private: {Type: "AWS::EC2::RouteTable", Properties: {Tags: [{Key: SubnetTier, Value: private}]}}
  Out: {Type: "AWS::EC2::Route", Properties: {RouteTableId: !Ref Public, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Gateway}}
  Office: {Type: "AWS::EC2::Route", Properties: {RouteTableId: !Ref Private, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Vpn}}
  Nat: {Type: "AWS::EC2::Route", Properties: {RouteTableId: !Ref Private, DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: nat-1}}
`, `
# The AWS CDK labels subnets, not route tables.
Resources:
  Gateway: {Type: "AWS::EC2::InternetGateway"}
  Web: {Type: "AWS::EC2::Subnet", Properties: {Tags: [{Key: aws-cdk:subnet-type, Value: Public}]}}
  Table: {Type: "AWS::EC2::RouteTable"}
  WebTable: {Type: "AWS::EC2::SubnetRouteTableAssociation", Properties: {RouteTableId: !Ref Table, SubnetId: !Ref Web}}
  Out: {Type: "AWS::EC2::Route", Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Gateway}}
`},
}
