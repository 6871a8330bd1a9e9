// Package network builds a VPC in three tiers over one to three availability zones, and a fourth where a transit gateway connects it
// to others.
//
// Public subnets hold load balancers and NAT gateways and nothing else. Private subnets hold what runs; they reach AWS through
// endpoints, and the internet through NAT gateways or not at all. Isolated subnets hold data stores and have no route out.
//
// Whatever the egress, the internet gateway and the public subnets exist: a load balancer needs them, and adding them later
// would change the network under a running system. Without NAT gateways nothing in the other tiers can use them, in either
// direction.
//
// Names and time come from addresses that belong to AWS's own resolver and clock in every VPC, which network ACLs do not filter.
// Nothing else needs UDP, so UDP crosses the edge of the network in neither direction.
package network

import (
	"fmt"
	"strings"

	"github.com/awslabs/goformation/v7/cloudformation/ec2"
	"github.com/awslabs/goformation/v7/cloudformation/tags"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/schema"
)

// Blueprint is the network of an environment.
var Blueprint = blueprints.Define("network", "network with public, private and isolated subnets", []string{"keys"}, uses, build)

// uses: flow logs, query logs and the log of the one function are encrypted.
func uses(*schema.Network) []blueprints.KeyUse {
	return []blueprints.KeyUse{{Class: blueprints.LogsKey, Service: "logs"}}
}

// network is a VPC while its parts are put together.
type network struct {
	*blueprints.Stack
	cfg *schema.Network
	vpc *blueprints.Resource
	// subnets and privateTables have one entry per zone.
	subnets       map[tier][]*blueprints.Resource
	privateTables []*blueprints.Resource
	tiers         []tier
	layout        layout
}

func build(s *blueprints.Stack, cfg *schema.Network) {
	tiers := tiersFor(s.Env, cfg)
	l, refusals := plan(cfg, tiers...)
	refusals = append(refusals, tooManyZones(s.Env.Region, cfg.Zones)...)
	refusals = append(refusals, meshMistakes(s.Env, cfg)...)
	refusals = append(refusals, lonelyEndpoints(cfg)...)
	impossible := false
	for _, r := range refusals {
		s.Refuse(r)
		impossible = impossible || !r.Warn
	}
	if impossible {
		return
	}
	n := &network{Stack: s, cfg: cfg, subnets: map[tier][]*blueprints.Resource{}, tiers: tiers, layout: l}
	n.addVpc()
	n.addSubnets()
	attachment := n.attach()
	n.addRoutes(attachment)
	n.addAcls()
	n.addEndpoints()
	guard.FlowLog(n.Stack, "VPC", n.vpc, n.cfg.FlowLogDays)
	n.addQueryLog()
	n.emptyDefaultGroup()
	n.export()
}

func (n *network) addVpc() {
	n.vpc = n.Add("Vpc", &ec2.VPC{
		CidrBlock: ptr(n.cfg.Cidr),
		// Both are what private names of endpoints rest on.
		EnableDnsSupport:   ptr(true),
		EnableDnsHostnames: ptr(true),
	}).From("cidr")
}

func (n *network) addSubnets() {
	for _, t := range n.tiers {
		for zone, block := range n.layout[t] {
			path := "zones"
			if chosen(n.cfg, t) != nil {
				path = fmt.Sprintf("subnets.%s[%d]", t, zone)
			}
			subnet := n.Add(id(t, "Subnet", zone), &ec2.Subnet{
				VpcId:            n.vpc.Ref(),
				CidrBlock:        ptr(block.String()),
				AvailabilityZone: ptr(blueprints.Zone(zone)),
				// Said although it is the default: an address on the internet is always somebody's decision.
				MapPublicIpOnLaunch: ptr(false),
				Tags:                label(t),
			}).From(path)
			n.subnets[t] = append(n.subnets[t], subnet)
		}
	}
}

// export offers what other stacks build on. Each subnet has an export of its own, because a joined list would change when a zone
// is added, and CloudFormation refuses to change an export while a stack imports it. Others are told the block ("cidr"), the way out
// ("egress") and the endpoints' services, separated by commas ("endpoints").
func (n *network) export() {
	n.Export("VpcId", n.vpc.Ref(), "The VPC")
	n.Export("VpcCidr", n.vpc.Att("CidrBlock"), "Address block of the VPC")
	for _, t := range n.tiers {
		for zone, subnet := range n.subnets[t] {
			n.Export(subnet.ID+"Id", subnet.Ref(), fmt.Sprintf("The %s subnet of zone %d", t, zone+1))
		}
	}
	for zone, table := range n.privateTables {
		n.Export(table.ID+"Id", table.Ref(), fmt.Sprintf("Route table of the private subnet of zone %d, for routes to other networks", zone+1))
	}
	n.exportForMesh()
	n.Tell("cidr", n.cfg.Cidr)
	n.Tell("egress", n.cfg.Egress)
	n.Tell("endpoints", strings.Join(n.cfg.Endpoints, ","))
	if len(n.cfg.Endpoints) > 0 {
		n.Export(endpointGroup+"Id", blueprints.Ref(endpointGroup), "Security group of the interface endpoints, as a destination for outbound rules")
	}
}

// zonesOfAccount lists regions in which an account finds fewer than three availability zones, as of 2026-11. A template that asks
// for one more fails only when it is deployed.
var zonesOfAccount = map[string]int{"us-west-1": 2}

func tooManyZones(region string, zones int) []blueprints.Refusal {
	most, scarce := zonesOfAccount[region]
	if !scarce || zones <= most {
		return nil
	}
	return []blueprints.Refusal{{
		ID: "too-many-zones", Path: "zones",
		Message: fmt.Sprintf("the network wants %s, and region %s gives an account %d", count(zones, "zone"), region, most),
		Hint:    fmt.Sprintf("set zones to %d, or choose a region with three", most),
	}}
}

// label marks what belongs to a tier, for people and for the controls that judge routes.
func label(t tier) []tags.Tag { return []tags.Tag{{Key: "SubnetTier", Value: string(t)}} }

// id names a resource of a tier: "PrivateSubnet2" for zone 1.
func id(t tier, what string, zone int) string { return fmt.Sprintf("%s%s%d", title(t), what, zone+1) }

func title(t tier) string { return string(t[0]-'a'+'A') + string(t[1:]) }

func ptr[T any](v T) *T { return &v }
