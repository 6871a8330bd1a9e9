package network

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/awslabs/goformation/v7/cloudformation/ec2"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/schema"
)

// A network takes part in a mesh in one of two ways: it is attached to a transit gateway that another environment holds, or it is
// the centre of a mesh of its own environment, which then attaches it. Either way, the transit gateway ends in subnets of its own.

// centre reports whether a mesh of the environment has this network at its centre.
func centre(env *blueprints.Env) bool { return slices.Contains(env.Serves, "mesh") }

func tiersFor(env *blueprints.Env, cfg *schema.Network) []tier {
	if cfg.Mesh != nil || centre(env) {
		return append(slices.Clone(tiers), transit)
	}
	return tiers
}

// maxReaches keeps the private network ACL, which has up to four other rules in either direction, well below the twenty that AWS
// takes by default (Amazon VPC User Guide, "Amazon VPC quotas").
const maxReaches = 12

// meshMistakes says what is wrong with the network's side of a mesh.
func meshMistakes(env *blueprints.Env, cfg *schema.Network) []blueprints.Refusal {
	if cfg.Mesh == nil {
		if cfg.Egress == "mesh" {
			return []blueprints.Refusal{{
				ID: "egress-without-mesh", Path: "egress",
				Message: "private subnets would reach the internet through a mesh, and the network is connected to none",
				Hint:    "add mesh with its gateway, or choose another egress",
			}}
		}
		return nil
	}
	var refusals []blueprints.Refusal
	if centre(env) {
		refusals = append(refusals, blueprints.Refusal{
			ID: "centre-of-two-meshes", Path: "mesh",
			Message: "the network is the centre of this environment's mesh, and would be attached to another",
			Hint:    "remove one of the two: traffic could cross from one mesh to the other",
		})
	}
	if len(cfg.Mesh.Reaches) > maxReaches {
		refusals = append(refusals, blueprints.Refusal{
			ID: "too-many-blocks", Path: "mesh.reaches",
			Message: fmt.Sprintf("the network would reach %d blocks, a network ACL has room for %d", len(cfg.Mesh.Reaches), maxReaches),
			Hint:    "join neighbouring blocks",
		})
	}
	if len(cfg.Mesh.Reaches) == 0 && cfg.Egress != "mesh" {
		refusals = append(refusals, blueprints.Refusal{
			ID: "mesh-to-nowhere", Path: "mesh", Warn: true,
			Message: "the network is attached to a transit gateway and has no route to it",
			Hint:    "add reaches with the blocks of other networks, or set egress to mesh",
		})
	}
	return append(refusals, reachMistakes(cfg)...)
}

// reachMistakes judges the blocks of the other networks. One that overlaps the own network, or another, would send traffic where
// nobody expects it.
func reachMistakes(cfg *schema.Network) []blueprints.Refusal {
	var refusals []blueprints.Refusal
	own, refusal := guard.ParseNetwork(cfg.Cidr, "cidr")
	if refusal != nil {
		return nil // the layout says so
	}
	taken := []claim{{own, "which is the network's own"}}
	for i, text := range cfg.Mesh.Reaches {
		path := fmt.Sprintf("mesh.reaches[%d]", i)
		block, refusal := guard.ParsePrivate(text, path)
		if refusal != nil {
			refusals = append(refusals, *refusal)
			continue
		}
		for _, c := range taken {
			if c.block.Overlaps(block) {
				refusals = append(refusals, blueprints.Refusal{
					ID: "overlapping-networks", Path: path,
					Message: fmt.Sprintf("the network would reach %s, which overlaps %s, %s", block, c.block, c.whose),
					Hint:    "list the blocks of the other networks, each as its own spec says it",
				})
				break
			}
		}
		taken = append(taken, claim{block, "which is " + path})
	}
	return refusals
}

// attach connects the network to its transit gateway; nil where it has none. An attachment from another account waits until the
// gateway's owner accepts it, and CloudFormation with it.
func (n *network) attach() *blueprints.Resource {
	if n.cfg.Mesh == nil {
		return nil
	}
	a := &ec2.TransitGatewayAttachment{
		TransitGatewayId: n.cfg.Mesh.Gateway,
		VpcId:            n.vpc.Ref(),
		Options:          guard.MeshOptions(),
	}
	for _, subnet := range n.subnets[transit] {
		a.SubnetIds = append(a.SubnetIds, subnet.Ref())
	}
	return n.Add("MeshAttachment", a).From("mesh").
		Say("Deployment waits here until the owner of a transit gateway in another account accepts the attachment.")
}

// addMeshRoutes leads from the private subnet of a zone to the other networks.
func (n *network) addMeshRoutes(zone int, table, attachment *blueprints.Resource) {
	if attachment == nil {
		return
	}
	add := func(id, block, path string) {
		n.Add(id, &ec2.Route{
			RouteTableId:         table.Ref(),
			DestinationCidrBlock: ptr(block),
			TransitGatewayId:     ptr(n.cfg.Mesh.Gateway),
		}).DependsOn(attachment).From(path)
	}
	for i, block := range n.cfg.Mesh.Reaches {
		// Named by the block, so that removing one leaves the routes of the others alone.
		add(id(private, "Route", zone)+"To"+blockID(block), block, fmt.Sprintf("mesh.reaches[%d]", i))
	}
	if n.cfg.Egress == "mesh" {
		add(id(private, "DefaultRoute", zone), everywhere, "egress")
	}
}

// addTransitTables gives each subnet of the transit gateway a route table of its own, which knows the network only. The mesh at
// whose centre the network stands adds ways out.
func (n *network) addTransitTables() {
	for zone, subnet := range n.subnets[transit] {
		n.associate(subnet, n.addTable(transit, id(transit, "RouteTable", zone), "zones"))
	}
}

// meshRules let the private subnets talk to the other networks. Which ports are really used, the security groups say.
func (n *network) meshRules() []rule {
	if n.cfg.Mesh == nil {
		return nil
	}
	var rules []rule
	for i, block := range n.cfg.Mesh.Reaches {
		rules = append(rules, rule{number: 300 + 10*i, protocol: tcp, cidr: block, ports: [2]int{0, 65535}})
	}
	return rules
}

// exportForMesh offers what a mesh needs to know of its centre, and what the spec of a mesh elsewhere needs of this network.
func (n *network) exportForMesh() {
	if n.cfg.Mesh != nil {
		n.Export("MeshAttachmentId", blueprints.Ref("MeshAttachment"), "Attachment to the transit gateway, for the spec of the mesh")
	}
	if !centre(n.Env) {
		return
	}
	n.Export("PublicRouteTableId", blueprints.Ref("PublicRouteTable"), "Route table of the public subnets, for routes back through the mesh")
	n.Export("PrivateNetworkAclId", blueprints.Ref("PrivateNetworkAcl"), "Network ACL of the private subnets, for the networks of the mesh")
	n.Export("TransitNetworkAclId", blueprints.Ref("TransitNetworkAcl"), "Network ACL of the transit gateway's subnets")
	for zone := range n.subnets[transit] {
		table := id(transit, "RouteTable", zone)
		n.Export(table+"Id", blueprints.Ref(table), fmt.Sprintf("Route table of the transit gateway's subnet of zone %d", zone+1))
	}
	for zone := range n.natGateways() {
		gateway := fmt.Sprintf("NatGateway%d", zone+1)
		n.Export(gateway+"Id", blueprints.Ref(gateway), fmt.Sprintf("NAT gateway of zone %d, for ways out of the mesh", zone+1))
	}
}

// blockID is a block as part of a logical id: 10.20.0.0/16 is 10x20x0x0x16.
func blockID(block string) string {
	if p, err := netip.ParsePrefix(block); err == nil {
		block = p.String()
	}
	return strings.NewReplacer(".", "x", "/", "x").Replace(block)
}
