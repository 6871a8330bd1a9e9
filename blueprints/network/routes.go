package network

import (
	"fmt"

	"github.com/awslabs/goformation/v7/cloudformation/ec2"

	"github.com/hipaac/hipaac/blueprints"
)

const everywhere = "0.0.0.0/0"

// addRoutes makes the route tables and the ways out. Every private subnet has a table of its own whatever the egress: a change
// of egress then changes routes only, while a subnet that moves to another table loses its routes for a moment.
func (n *network) addRoutes(mesh *blueprints.Resource) {
	attachment := n.addInternetGateway()
	n.publicRoutes(attachment)
	gateways := n.addNatGateways(attachment)
	for zone, subnet := range n.subnets[private] {
		table := n.addTable(private, id(private, "RouteTable", zone), "zones")
		n.privateTables = append(n.privateTables, table)
		n.associate(subnet, table)
		if len(gateways) > 0 {
			n.Add(id(private, "DefaultRoute", zone), &ec2.Route{
				RouteTableId:         table.Ref(),
				DestinationCidrBlock: ptr(everywhere),
				NatGatewayId:         ptr(gateways[min(zone, len(gateways)-1)].Ref()),
			}).From("egress")
		}
		n.addMeshRoutes(zone, table, mesh)
	}
	n.addTransitTables()
	table := n.addTable(isolated, "IsolatedRouteTable", "").
		Say("No route leads out, not even to gateway endpoints: data stores answer and never call.")
	for _, subnet := range n.subnets[isolated] {
		n.associate(subnet, table)
	}
}

func (n *network) addInternetGateway() *blueprints.Resource {
	gateway := n.Add("InternetGateway", &ec2.InternetGateway{})
	if n.natGateways() == 0 {
		gateway.Say("Only the public subnets have a route to it. They stay empty until a load balancer needs them.")
	}
	return n.Add("InternetGatewayAttachment", &ec2.VPCGatewayAttachment{
		VpcId:             n.vpc.Ref(),
		InternetGatewayId: ptr(gateway.Ref()),
	})
}

func (n *network) publicRoutes(attachment *blueprints.Resource) {
	table := n.addTable(public, "PublicRouteTable", "")
	n.Add("PublicDefaultRoute", &ec2.Route{
		RouteTableId:         table.Ref(),
		DestinationCidrBlock: ptr(everywhere),
		GatewayId:            ptr(blueprints.Ref("InternetGateway")),
	}).DependsOn(attachment).Say("The one route to the internet gateway. It serves load balancers and NAT gateways; nothing here gets a public address by default.")
	for _, subnet := range n.subnets[public] {
		n.associate(subnet, table)
	}
}

// addNatGateways makes none, one, or one per zone.
func (n *network) addNatGateways(attachment *blueprints.Resource) []*blueprints.Resource {
	var gateways []*blueprints.Resource
	for zone := range n.natGateways() {
		address := n.Add(fmt.Sprintf("NatGatewayAddress%d", zone+1), &ec2.EIP{Domain: ptr("vpc")}).
			DependsOn(attachment).From("egress")
		gateways = append(gateways, n.Add(fmt.Sprintf("NatGateway%d", zone+1), &ec2.NatGateway{
			AllocationId: ptr(address.Att("AllocationId")),
			SubnetId:     n.subnets[public][zone].Ref(),
		}).DependsOn(attachment).From("egress"))
	}
	return gateways
}

func (n *network) natGateways() int {
	return map[string]int{"single-nat": 1, "nat-per-zone": n.cfg.Zones}[n.cfg.Egress]
}

func (n *network) addTable(t tier, id, path string) *blueprints.Resource {
	return n.Add(id, &ec2.RouteTable{VpcId: n.vpc.Ref(), Tags: label(t)}).From(path)
}

func (n *network) associate(subnet, table *blueprints.Resource) {
	n.Add(subnet.ID+"RouteTable", &ec2.SubnetRouteTableAssociation{
		SubnetId: subnet.Ref(), RouteTableId: table.Ref(),
	}).From(subnet.SpecPath)
}
