package controls

import "github.com/hipaac/hipaac/compiler/template"

var netTieredSubnets = &Control{
	ID:        "net-tiered-subnets",
	Title:     "PHI data stores sit in isolated subnets",
	Tier:      Baseline,
	Severity:  High,
	Category:  "network",
	Citations: []string{"164.308(a)(4)(ii)(C)", "164.312(a)(1)", "164.312(e)(1)"},
	Types: []string{"AWS::EC2::Subnet", "AWS::RDS::DBSubnetGroup", "AWS::DocDB::DBSubnetGroup", "AWS::Neptune::DBSubnetGroup",
		"AWS::ElastiCache::SubnetGroup", "AWS::MemoryDB::SubnetGroup", "AWS::DAX::SubnetGroup", "AWS::Redshift::ClusterSubnetGroup"},
	Why: "a data store that the internet cannot reach, and that cannot reach the internet, keeps its data when a rule or a password is lost",
	Fix: "tag each subnet with SubnetTier (public, private, isolated or transit), put data stores into isolated ones, and give those no route out",
	Judge: func(c *Case) {
		if c.Type != "AWS::EC2::Subnet" {
			judgeDataSubnets(c)
			return
		}
		label := tierOf(c.Subject)
		if c.Require(isTier(label), label, "subnet %q has %s for the tag SubnetTier, needs public, private, isolated or transit", c.ID, label) && isIsolated(label).Yes() {
			judgeIsolation(c)
		}
	},
	Bad: []Example{`
Resources:
  Network: {Type: "AWS::EC2::VPC"}
  One:  # fails
    Type: AWS::EC2::Subnet
    Properties: {VpcId: !Ref Network}
  Two:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref Network
      Tags:
        - Key: SubnetTier
          Value: backend  # fails
`, `
# Called isolated, with a way out; and a database beside the web servers.
Resources:
  Network: {Type: "AWS::EC2::VPC"}
  Web: {Type: "AWS::EC2::Subnet", Properties: {VpcId: !Ref Network, Tags: [{Key: SubnetTier, Value: public}]}}
  Data: {Type: "AWS::EC2::Subnet", Properties: {VpcId: !Ref Network, Tags: [{Key: SubnetTier, Value: isolated}]}}
  Table: {Type: "AWS::EC2::RouteTable", Properties: {VpcId: !Ref Network}}
  DataTable: {Type: "AWS::EC2::SubnetRouteTableAssociation", Properties: {RouteTableId: !Ref Table, SubnetId: !Ref Data}}
  Nat: {Type: "AWS::EC2::NatGateway"}
  Updates:
    Type: AWS::EC2::Route
    Properties:
      RouteTableId: !Ref Table
      DestinationCidrBlock: 0.0.0.0/0
      NatGatewayId: !Ref Nat  # fails
  Out:
    Type: AWS::EC2::Route
    Properties:
      RouteTableId: !Ref Table
      DestinationIpv6CidrBlock: "::/0"
      GatewayId: igw-0123456789abcdef0  # fails
  Stores:
    Type: AWS::RDS::DBSubnetGroup
    Properties:
      SubnetIds:
        - !Ref Data
        - !Ref Web  # fails
  Others:
    Type: AWS::RDS::DBSubnetGroup
    Properties:
      SubnetIds:
        - !ImportValue IsolatedSubnet1Id  # unknown
`, `
# What another template exports is judged as if it stood here.
Resources:
  Stores:
    Type: AWS::RDS::DBSubnetGroup
    Properties:
      SubnetIds:
        - !ImportValue "network:DataId"
        - !ImportValue "network:WebId"  # fails
        - !ImportValue "other:DataId"  # unknown
---
Resources:
  Web: {Type: "AWS::EC2::Subnet", Properties: {Tags: [{Key: SubnetTier, Value: public}]}}
  Data: {Type: "AWS::EC2::Subnet", Properties: {Tags: [{Key: SubnetTier, Value: isolated}]}}
Outputs:
  WebId: {Value: !Ref Web, Export: {Name: "network:WebId"}}
  DataId: {Value: !Ref Data, Export: {Name: "network:DataId"}}
`, `
# A template that adds a way out to the subnet of another.
Resources:
  Network: {Type: "AWS::EC2::VPC"}
  Data: {Type: "AWS::EC2::Subnet", Properties: {VpcId: !Ref Network, Tags: [{Key: SubnetTier, Value: isolated}]}}
  Table: {Type: "AWS::EC2::RouteTable", Properties: {VpcId: !Ref Network}}
  DataTable: {Type: "AWS::EC2::SubnetRouteTableAssociation", Properties: {RouteTableId: !Ref Table, SubnetId: !Ref Data}}
Outputs:
  TableId: {Value: !Ref Table, Export: {Name: TableId}}
---
Resources:
  Out:
    Type: AWS::EC2::Route
    Properties:
      RouteTableId: !ImportValue TableId
      DestinationCidrBlock: 0.0.0.0/0
      GatewayId: igw-0123456789abcdef0  # fails
`, `
# Nobody labels subnets in most templates. Where a data store stands is then seen from the routes: the label is missing at each subnet, and
# the way out only where there is one.
Resources:
  Network: {Type: "AWS::EC2::VPC"}
  Gateway: {Type: "AWS::EC2::InternetGateway"}
  Nat: {Type: "AWS::EC2::NatGateway"}
  Web: {Type: "AWS::EC2::Subnet", Properties: {VpcId: !Ref Network, Tags: [{Key: Reach, Value: public}]}}
  App:  # fails
    Type: AWS::EC2::Subnet
    Properties: {VpcId: !Ref Network}
  Data:  # fails
    Type: AWS::EC2::Subnet
    Properties: {VpcId: !Ref Network}
  Loose:  # fails
    Type: AWS::EC2::Subnet
    Properties: {VpcId: !Ref Network}
  AppTable: {Type: "AWS::EC2::RouteTable", Properties: {VpcId: !Ref Network}}
  DataTable: {Type: "AWS::EC2::RouteTable", Properties: {VpcId: !Ref Network}}
  Out: {Type: "AWS::EC2::Route", Properties: {RouteTableId: !Ref AppTable, DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: !Ref Nat}}
  AppUses: {Type: "AWS::EC2::SubnetRouteTableAssociation", Properties: {RouteTableId: !Ref AppTable, SubnetId: !Ref App}}
  DataUses: {Type: "AWS::EC2::SubnetRouteTableAssociation", Properties: {RouteTableId: !Ref DataTable, SubnetId: !Ref Data}}
  Stores:
    Type: AWS::RDS::DBSubnetGroup
    Properties:
      SubnetIds:
        - !Ref Data
        - !Ref App  # fails
        - !Ref Loose  # fails
`},
	Good: []Example{`
Resources:
  Network: {Type: "AWS::EC2::VPC"}
  Web: {Type: "AWS::EC2::Subnet", Properties: {VpcId: !Ref Network, Tags: [{Key: SubnetTier, Value: public}]}}
  Data: {Type: "AWS::EC2::Subnet", Properties: {VpcId: !Ref Network, Tags: [{Key: SubnetTier, Value: isolated}]}}
  Table: {Type: "AWS::EC2::RouteTable", Properties: {VpcId: !Ref Network}}
  DataTable: {Type: "AWS::EC2::SubnetRouteTableAssociation", Properties: {RouteTableId: !Ref Table, SubnetId: !Ref Data}}
  Peer: {Type: "AWS::EC2::Route", Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: 10.9.0.0/16, VpcPeeringConnectionId: pcx-1}}
  WebTable: {Type: "AWS::EC2::SubnetRouteTableAssociation", Properties: {RouteTableId: !Ref Public, SubnetId: !Ref Web}}
  Public: {Type: "AWS::EC2::RouteTable", Properties: {VpcId: !Ref Network}}
  Out: {Type: "AWS::EC2::Route", Properties: {RouteTableId: !Ref Public, DestinationCidrBlock: 0.0.0.0/0, GatewayId: igw-1}}
  Other: {Type: "AWS::EC2::Subnet", Properties: {VpcId: !ImportValue Network, Tags: [{Key: SubnetTier, Value: isolated}]}}
  Ends: {Type: "AWS::EC2::Subnet", Properties: {VpcId: !Ref Network, Tags: [{Key: SubnetTier, Value: transit}]}}
  OtherTable: {Type: "AWS::EC2::SubnetRouteTableAssociation", Properties: {RouteTableId: !Ref Table, SubnetId: !Ref Other}}
  Stores: {Type: "AWS::RDS::DBSubnetGroup", Properties: {SubnetIds: [!Ref Data]}}
  Cache: {Type: "AWS::ElastiCache::SubnetGroup", Properties: {SubnetIds: [!Ref Data]}}
`, `
Resources:
  Network: {Type: "AWS::EC2::VPC"}
  Data: {Type: "AWS::EC2::Subnet", Properties: {VpcId: !Ref Network, Tags: [{Key: SubnetTier, Value: isolated}]}}
Outputs:
  DataId: {Value: !Ref Data, Export: {Name: "network:DataId"}}
---
Resources:
  Stores: {Type: "AWS::RDS::DBSubnetGroup", Properties: {SubnetIds: [!ImportValue "network:DataId"]}}
`},
}

// judgeDataSubnets asks that a group of subnets for data stores holds isolated ones only.
func judgeDataSubnets(c *Case) {
	for _, id := range c.Get("SubnetIds").Items() {
		subnet, here := c.Target(id, "AWS::EC2::Subnet")
		if !here {
			c.Unsure(id, unseen("to which tier "+called("subnet", id)+" belongs"))
			continue
		}
		label := tierOf(subnet)
		if way, known := exit(c, subnet); known && label.Absent() {
			c.Require(template.Sure(way.Absent()), id, "data stores of %q run in subnet %q, which has a way out to the internet by %s", c.ID, subnet.ID, way)
			continue
		}
		c.Require(isIsolated(label), id, "data stores of %q run in subnet %q, which has %s for SubnetTier, needs isolated", c.ID, subnet.ID, label)
	}
}

// judgeIsolation asks that no route leads from an isolated subnet to the internet. A subnet that uses no route table of these
// templates has the VPC's main one: only local routes, unless the VPC comes from elsewhere.
func judgeIsolation(c *Case) {
	associations := c.Pointing("AWS::EC2::SubnetRouteTableAssociation", "SubnetId")
	if _, here := c.Target(c.Get("VpcId"), "AWS::EC2::VPC"); !here && len(associations) == 0 {
		c.Unsure(c.Get("VpcId"), unseen("what routes subnet "+c.ID+" has"))
	}
	for _, association := range associations {
		table, here := c.Target(association.Get("RouteTableId"), "AWS::EC2::RouteTable")
		if !here {
			c.Unsure(association.Get("RouteTableId"), unseen("what routes subnet "+c.ID+" has"))
			continue
		}
		for _, route := range c.scope.Pointing("AWS::EC2::Route", "RouteTableId", table) {
			gateway := route.Get("GatewayId")
			c.Forbid(internetGateway(c, gateway), gateway, "isolated subnet %q has a route to the internet gateway %s", c.ID, gateway)
			for _, target := range wayOut {
				if v := route.Get(target); !v.Absent() {
					c.Forbid(wholeInternet(openRange(route.Get("DestinationCidrBlock"), route.Get("DestinationIpv6CidrBlock"))), v,
						"isolated subnet %q has a route out, by %s %s", c.ID, target, v)
				}
			}
		}
	}
}
