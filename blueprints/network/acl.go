package network

import (
	"fmt"

	"github.com/awslabs/goformation/v7/cloudformation/ec2"

	"github.com/hipaac/hipaac/blueprints"
)

// Network ACLs know no connections: what goes out must be let in again as a reply, and the other way round. They are the coarse
// net below the security groups, and hold when a group is opened by mistake.
//
// Everything within the VPC is left to the security groups.

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

// fragmentationNeeded is the ICMP message (type 3, code 4) by which a router says that a packet is too large for its next link.
// Without it, large packets vanish.
const (
	destinationUnreachable = 3
	fragmentationNeeded    = 4
)

// addAcls gives each tier its network ACL.
func (n *network) addAcls() {
	within := rule{number: 100, protocol: anyProtocol, cidr: n.cfg.Cidr}
	tooLarge := rule{number: 200, protocol: icmp, cidr: everywhere, note: "\"Packet too large\", without which large packets vanish."}
	web := []rule{
		{number: 110, protocol: tcp, cidr: everywhere, ports: [2]int{80, 80}, note: "For load balancers to redirect to HTTPS."},
		{number: 120, protocol: tcp, cidr: everywhere, ports: [2]int{443, 443}},
	}
	https := rule{number: 120, protocol: tcp, cidr: everywhere, ports: [2]int{443, 443}}

	n.addAcl(public,
		join([]rule{within}, web, replies(), []rule{tooLarge}),
		join([]rule{within}, n.outbound(https), []rule{tooLarge}))
	if n.cfg.Egress == "none" {
		// The gateway endpoints of S3 and DynamoDB lead to public addresses, so replies come from there. Nothing else can: the private
		// subnets have no other route.
		https.note = "To S3 and DynamoDB, whose gateway endpoints lead to public addresses. There is no other route out."
		n.addAcl(private, join([]rule{within}, replies()), []rule{within, https})
	} else {
		n.addAcl(private, join([]rule{within}, replies(), []rule{tooLarge}), join([]rule{within}, n.outbound(https), []rule{tooLarge}))
	}
	n.addAcl(isolated, []rule{within}, []rule{within})
}

// outbound is what may leave towards the internet. With egress, security groups decide which ports. Without, there are the
// replies of load balancers, whose clients choose their own high ports, and calls of load balancers to an identity provider.
func (n *network) outbound(https rule) []rule {
	if n.cfg.Egress == "none" {
		return []rule{https, {number: 130, protocol: tcp, cidr: everywhere, ports: [2]int{1024, 65535}, note: "Replies of load balancers to their clients."}}
	}
	return []rule{{number: 120, protocol: tcp, cidr: everywhere, ports: [2]int{0, 65535}, note: "Which ports are really used, the security groups say."}}
}

// replies lets in the replies to connections that were opened from here. A NAT gateway opens them from any port above 1023. The
// range leaves out 3389, so that no rule admits the world to remote desktops; one connection in 64 thousand that draws this port
// gets no reply and is opened again.
func replies() []rule {
	return []rule{
		{number: 130, protocol: tcp, cidr: everywhere, ports: [2]int{1024, 3388}, note: "Replies, short of 3389 (remote desktop): one connection in 64 thousand draws that port and is opened again."},
		{number: 140, protocol: tcp, cidr: everywhere, ports: [2]int{3390, 65535}, note: "Replies, beyond 3389."},
	}
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

func join(lists ...[]rule) []rule {
	var all []rule
	for _, l := range lists {
		all = append(all, l...)
	}
	return all
}
