package mesh

import (
	"fmt"

	"github.com/awslabs/goformation/v7/cloudformation/ec2"

	"github.com/hipaac/hipaac/blueprints"
)

// openCentre leads from the centre's private subnets to the networks, and, where they leave through it, from its ends of the transit
// gateway to its NAT gateways and back.
func (m *mesh) openCentre() {
	private := m.centre.ImportSeries("PrivateRouteTable", "Id")
	for _, x := range m.members {
		id := blueprints.LogicalName(x.name) + "Network"
		for zone, table := range private {
			m.addRoute(fmt.Sprintf("PrivateRoute%dTo%s", zone+1, id), table, x)
		}
		if m.cfg.Egress {
			// Replies reach the NAT gateways in the public subnets, and have to find back.
			m.addRoute("PublicRouteTo"+id, m.centre.Import("PublicRouteTableId"), x)
		}
	}
	m.openPrivateAcl()
	if m.cfg.Egress {
		m.addWaysOut()
		m.openTransitAcl()
	}
}

func (m *mesh) addRoute(id, table string, x member) {
	m.Add(id, &ec2.Route{
		RouteTableId:         table,
		DestinationCidrBlock: ptr(x.block.String()),
		TransitGatewayId:     ptr(m.gateway.Ref()),
	}).DependsOn(m.attachment).From(x.path("cidr"))
}

// addWaysOut sends what comes out of the transit gateway to the NAT gateway of its zone, or to the only one.
func (m *mesh) addWaysOut() {
	gateways := m.centre.ImportSeries("NatGateway", "Id")
	for zone, table := range m.centre.ImportSeries("TransitRouteTable", "Id") {
		if len(gateways) == 0 {
			return // the centre has a mistake, and its stack says so
		}
		m.Add(fmt.Sprintf("TransitDefaultRoute%d", zone+1), &ec2.Route{
			RouteTableId:         table,
			DestinationCidrBlock: ptr(everywhere),
			NatGatewayId:         ptr(gateways[min(zone, len(gateways)-1)]),
		}).From("egress")
	}
}

// Numbers of this stack's rules in the centre's network ACLs. The network itself uses those below.
const firstRule = 500

// openPrivateAcl lets the centre's private subnets talk to the networks. The rules are named by their numbers, and a network that comes
// or goes changes blocks in place: a rule with a new name would be made before the old one with its number is gone.
func (m *mesh) openPrivateAcl() {
	acl := m.centre.Import("PrivateNetworkAclId")
	for i, x := range m.members {
		for _, egress := range []bool{false, true} {
			m.allow("Private", acl, rule{firstRule + 10*i, egress, x.block.String(), 0, 65535}, x.path("cidr"))
		}
	}
}

// openTransitAcl lets requests through the transit gateway's subnets to the NAT gateways, and replies in. Network ACLs know no
// connections; port 3389 is left out of the replies as in the network's own rules.
func (m *mesh) openTransitAcl() {
	acl := m.centre.Import("TransitNetworkAclId")
	m.allow("Transit", acl, rule{firstRule, true, everywhere, 0, 65535}, "egress")
	m.allow("Transit", acl, rule{firstRule, false, everywhere, 1024, 3388}, "egress")
	m.allow("Transit", acl, rule{firstRule + 10, false, everywhere, 3390, 65535}, "egress")
	m.allow("Transit", acl, rule{number: firstRule + 20, block: everywhere}, "egress").
		Say("\"Packet too large\", without which large packets vanish.")
}

// rule is an allow entry for ports of TCP; without ports it is for the one message of ICMP that lets packets shrink to what a link takes.
type rule struct {
	number      int
	egress      bool
	block       string
	first, last int
}

// The protocols' numbers of IANA, and ICMP's "destination unreachable: fragmentation needed".
const (
	icmp, unreachable, tooLarge = 1, 3, 4
	tcp                         = 6
)

func (m *mesh) allow(tier, acl string, r rule, path string) *blueprints.Resource {
	direction := "Inbound"
	if r.egress {
		direction = "Outbound"
	}
	entry := &ec2.NetworkAclEntry{
		NetworkAclId: acl, RuleNumber: r.number, RuleAction: "allow", Egress: ptr(r.egress), CidrBlock: ptr(r.block),
	}
	if r.last > 0 {
		entry.Protocol, entry.PortRange = tcp, &ec2.NetworkAclEntry_PortRange{From: ptr(r.first), To: ptr(r.last)}
	} else {
		entry.Protocol, entry.Icmp = icmp, &ec2.NetworkAclEntry_Icmp{Type: ptr(unreachable), Code: ptr(tooLarge)}
	}
	return m.Add(fmt.Sprintf("%s%s%d", tier, direction, r.number), entry).From(path)
}
