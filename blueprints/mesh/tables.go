package mesh

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/awslabs/goformation/v7/cloudformation/ec2"
	"github.com/awslabs/goformation/v7/cloudformation/tags"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
)

const everywhere = "0.0.0.0/0"

// addCentre attaches the environment's own network and gives it a route table. What is learned there, addDomain says.
func (m *mesh) addCentre() {
	m.attachment = m.Add("CentreAttachment", &ec2.TransitGatewayAttachment{
		TransitGatewayId: m.gateway.Ref(),
		VpcId:            m.centre.Import("VpcId"),
		SubnetIds:        m.centre.ImportSeries("TransitSubnet", "Id"),
		Options:          guard.MeshOptions(),
	})
	m.table = m.addTable("Centre", "centre", "")
	m.associate("Centre", m.attachment.Ref(), m.table, "")
}

// addDomain gives a domain its route table: the centre, the domain's own networks, and the way out through the centre if there is one.
func (m *mesh) addDomain(d domain) {
	start := blueprints.LogicalName(d.name) + "Domain"
	path := "networks." + d.members[0].name
	table := m.addTable(start, d.name, path).
		Say("Knows the centre and the networks of its own domain. What is meant for other private addresses is dropped, so that none comes to another domain by way of the centre.")
	m.learn(start+"KnowsCentre", m.attachment.Ref(), table, path)
	m.dropTheRest(start, table, d, path)
	if m.cfg.Egress {
		m.Add(start+"WayOut", &ec2.TransitGatewayRoute{
			TransitGatewayRouteTableId: table.Ref(),
			DestinationCidrBlock:       ptr(everywhere),
			TransitGatewayAttachmentId: ptr(m.attachment.Ref()),
		}).From("egress")
	}
	for _, x := range d.members {
		if x.Attachment == "" {
			continue
		}
		id, path := blueprints.LogicalName(x.name)+"Network", x.path("attachment")
		m.associate(id, x.Attachment, table, path)
		m.learn("CentreKnows"+id, x.Attachment, m.table, path)
		if len(d.members) > 1 {
			m.learn(start+"Knows"+id, x.Attachment, table, path)
		}
	}
}

// dropTheRest makes the table drop what is meant for private addresses. A learned network is a smaller block and wins; a network as
// large as a whole private range is not smaller, and leaves no room for others in it, so that range is left out.
func (m *mesh) dropTheRest(start string, table *blueprints.Resource, d domain, path string) {
	for _, space := range guard.PrivateSpace {
		whole := m.centre.Fact("cidr") == space.String()
		for _, x := range d.members {
			whole = whole || x.block == space
		}
		if whole {
			continue
		}
		m.Add(start+"Drops"+blockID(space), &ec2.TransitGatewayRoute{
			TransitGatewayRouteTableId: table.Ref(),
			DestinationCidrBlock:       ptr(space.String()),
			Blackhole:                  ptr(true),
		}).From(path)
	}
}

func (m *mesh) addTable(start, domain, path string) *blueprints.Resource {
	return m.Add(start+"RouteTable", &ec2.TransitGatewayRouteTable{
		TransitGatewayId: m.gateway.Ref(),
		Tags:             []tags.Tag{{Key: "Domain", Value: domain}},
	}).From(path)
}

// associate makes a table that of an attachment: what comes in there is forwarded by it.
func (m *mesh) associate(start, attachment string, table *blueprints.Resource, path string) {
	m.Add(start+"Association", &ec2.TransitGatewayRouteTableAssociation{
		TransitGatewayAttachmentId: attachment, TransitGatewayRouteTableId: table.Ref(),
	}).From(path)
}

// learn lets a table know the way to an attachment's network.
func (m *mesh) learn(id, attachment string, table *blueprints.Resource, path string) {
	m.Add(id, &ec2.TransitGatewayRouteTablePropagation{
		TransitGatewayAttachmentId: attachment, TransitGatewayRouteTableId: table.Ref(),
	}).From(path)
}

// blockID is a block as part of a logical id: 10.0.0.0/8 is 10x0x0x0x8.
func blockID(p netip.Prefix) string {
	return strings.ReplaceAll(p.Addr().String(), ".", "x") + fmt.Sprintf("x%d", p.Bits())
}
