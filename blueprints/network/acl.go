package network

import (
	"fmt"
	"net/netip"
	"slices"

	"github.com/awslabs/goformation/v7/cloudformation/ec2"

	"github.com/hipaac/hipaac/blueprints"
)

// Network ACLs know no connections: what goes out must be let in again as a reply, and the other way round. They are the coarse
// net below the security groups, and hold when a group is opened by mistake. What stays within the VPC is left to the groups.

// rule is one allow entry. The rest is denied.
type rule struct {
	number   int
	protocol int
	cidr     string
	ports    [2]int // first and last, of TCP
	note     string
}

// Protocol numbers of IANA, and -1 for all.
const (
	anyProtocol = -1
	icmp        = 1
	tcp         = 6
)

// The ICMP message by which a router says that a packet is too large for its next link. Without it, large packets vanish.
const (
	destinationUnreachable = 3 // type
	fragmentationNeeded    = 4 // code
)

// world is a rule for TCP from or to anywhere.
func world(number, first, last int, note string) rule {
	return rule{number: number, protocol: tcp, cidr: everywhere, ports: [2]int{first, last}, note: note}
}

// replies lets in the replies to connections that were opened from here. A NAT gateway opens them from any port above 1023. The
// range leaves out 3389, so that no rule admits the world to remote desktops; one connection in 64 thousand that draws this port
// gets no reply and is opened again.
var replies = []rule{
	world(130, 1024, 3388, "Replies, short of 3389 (remote desktop): one connection in 64 thousand draws that port and is opened again."),
	world(140, 3390, 65535, "Replies, beyond 3389."),
}

var tooLarge = rule{number: 200, protocol: icmp, cidr: everywhere, note: "\"Packet too large\", without which large packets vanish."}

// addAcls gives each tier its network ACL.
func (n *network) addAcls() {
	within := rule{number: 100, protocol: anyProtocol, cidr: n.cfg.Cidr}
	publicIn := slices.Concat([]rule{
		within,
		world(110, 80, 80, "For load balancers to redirect to HTTPS."),
		world(120, 443, 443, ""),
	}, replies, []rule{tooLarge})
	privateIn := slices.Concat([]rule{within}, replies)

	// Without a NAT gateway, load balancers still reply to clients, who choose their own high ports, and call identity providers. The
	// gateway endpoints of S3 and DynamoDB lead to public addresses; without egress, the private subnets have no route to any other.
	publicOut := []rule{within, world(120, 443, 443, ""), world(130, 1024, 65535, "Replies of load balancers to their clients."), tooLarge}
	privateOut := []rule{within, world(120, 443, 443, "To S3 and DynamoDB, whose gateway endpoints lead to public addresses. There is no other route out.")}
	out := []rule{within, world(120, 0, 65535, "Which ports are really used, the security groups say."), tooLarge}
	if n.natGateways() > 0 {
		publicOut = out
	}
	if n.cfg.Egress != "none" {
		privateOut = out
	}
	if n.cfg.Egress != "none" || n.cfg.Mesh != nil {
		privateIn = append(privateIn, tooLarge)
	}
	mesh := n.meshRules()
	n.addAcl(public, publicIn, publicOut)
	n.addAcl(private, append(privateIn, mesh...), slices.Concat(privateOut, mesh))
	n.addAcl(isolated, n.dataRules(), n.dataRules())
	if len(n.subnets[transit]) > 0 {
		n.addAcl(transit, []rule{within}, []rule{within})
	}
}

// dataRules let data stores talk to what runs in private subnets, and to each other. Load balancers and NAT gateways have no
// business with them.
func (n *network) dataRules() []rule {
	var rules []rule
	for i, t := range []tier{private, isolated} {
		for j, block := range n.blocksOf(t) {
			rules = append(rules, rule{number: 100 + 50*i + 10*j, protocol: anyProtocol, cidr: block.String()})
		}
	}
	return rules
}

// blocksOf are the addresses of a tier: its whole block, so that a further zone changes no rule, or the subnets that were chosen.
func (n *network) blocksOf(t tier) []netip.Prefix {
	if chosen(n.cfg, t) != nil {
		return n.layout[t]
	}
	return []netip.Prefix{block(netip.MustParsePrefix(n.cfg.Cidr), t)}
}

func (n *network) addAcl(t tier, in, out []rule) {
	acl := n.Add(title(t)+"NetworkAcl", &ec2.NetworkAcl{VpcId: n.vpc.Ref(), Tags: label(t)})
	for _, r := range in {
		n.addEntry(acl, r, "Inbound", false)
	}
	for _, r := range out {
		n.addEntry(acl, r, "Outbound", true)
	}
	for _, subnet := range n.subnets[t] {
		n.Add(subnet.ID+"NetworkAcl", &ec2.SubnetNetworkAclAssociation{
			SubnetId: subnet.Ref(), NetworkAclId: acl.Ref(),
		}).From(subnet.SpecPath)
	}
}

func (n *network) addEntry(acl *blueprints.Resource, r rule, direction string, egress bool) {
	entry := &ec2.NetworkAclEntry{
		NetworkAclId: acl.Ref(),
		RuleNumber:   r.number,
		RuleAction:   "allow",
		Egress:       ptr(egress),
		Protocol:     r.protocol,
		CidrBlock:    ptr(r.cidr),
	}
	switch r.protocol {
	case tcp:
		entry.PortRange = &ec2.NetworkAclEntry_PortRange{From: ptr(r.ports[0]), To: ptr(r.ports[1])}
	case icmp:
		entry.Icmp = &ec2.NetworkAclEntry_Icmp{Type: ptr(destinationUnreachable), Code: ptr(fragmentationNeeded)}
	}
	n.Add(fmt.Sprintf("%s%s%d", acl.ID, direction, r.number), entry).Say(r.note)
}
