// Package mesh builds a transit gateway that connects the environment's own network, the centre, to networks of other environments,
// in this account and others.
//
// A transit gateway forwards what its route tables say and nothing else, so separation is a matter of tables. Each domain has its own,
// which knows the centre and the networks of the domain; the centre has one, which knows all networks. Two domains never share a
// table, and none learns another's networks. That alone is not enough where a domain has a way out through the centre: the centre's
// VPC knows the way to every network, and would send back what comes in for another domain. So every domain's table drops what is
// meant for private addresses it does not know, before the way out is considered.
//
// A network that no entry of the spec associates with a table is attached to a gateway that does not forward for it.
package mesh

import (
	"slices"

	"github.com/awslabs/goformation/v7/cloudformation/ec2"
	"github.com/awslabs/goformation/v7/cloudformation/ram"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/schema"
)

// Blueprint is the connection of networks.
var Blueprint = blueprints.Define("mesh", "transit gateway between networks", []string{"keys", "network"}, uses, build).
	Wanting("observability")

// uses: flow logs are encrypted.
func uses(*schema.Mesh) []blueprints.KeyUse {
	return []blueprints.KeyUse{{Class: blueprints.LogsKey, Service: "logs"}}
}

// mesh is a transit gateway while its parts are put together.
type mesh struct {
	*blueprints.Stack
	cfg     *schema.Mesh
	centre  blueprints.Neighbour
	members []member
	gateway *blueprints.Resource
	// attachment is the centre's own, table its route table.
	attachment, table *blueprints.Resource
}

func build(s *blueprints.Stack, cfg *schema.Mesh) {
	m := &mesh{Stack: s, cfg: cfg, centre: s.Neighbour("network")}
	m.readMembers()
	m.judge()
	if slices.ContainsFunc(s.Refusals, func(r blueprints.Refusal) bool { return !r.Warn }) {
		return
	}
	m.addGateway()
	m.share()
	m.addCentre()
	for _, d := range m.domains() {
		m.addDomain(d)
	}
	m.openCentre()
	guard.FlowLog(s, "TransitGateway", m.gateway, cfg.FlowLogDays)
	m.watch()
	s.Export("TransitGatewayId", m.gateway.Ref(), "The transit gateway, for the specs of the networks")
}

// addGateway makes a gateway on which nothing happens by itself. Its default route table would connect whatever is attached, and is
// switched off; an attachment from another account waits until somebody accepts it (AWS Security Hub, EC2.23).
func (m *mesh) addGateway() {
	m.gateway = m.Add("TransitGateway", &ec2.TransitGateway{
		Description:                  ptr("Connects the networks around " + m.PhysicalName(m.centre.Key())),
		AutoAcceptSharedAttachments:  ptr("disable"),
		DefaultRouteTableAssociation: ptr("disable"),
		DefaultRouteTablePropagation: ptr("disable"),
		DnsSupport:                   ptr("enable"),
		MulticastSupport:             ptr("disable"),
		VpnEcmpSupport:               ptr("disable"),
	}).With("SecurityGroupReferencingSupport", "enable").
		Say("Forwards nothing by itself: no default route table, no attachment accepted unseen.")
}

// share lets the accounts of the networks, and no others, ask for an attachment. All of them must belong to the organization.
func (m *mesh) share() {
	var accounts []string
	for _, x := range m.members {
		if x.account != m.Env.Account {
			accounts = append(accounts, x.account)
		}
	}
	if len(accounts) == 0 {
		return
	}
	slices.Sort(accounts)
	m.Add("Share", &ram.ResourceShare{
		Name:                    m.PhysicalName(m.Key),
		AllowExternalPrincipals: ptr(false),
		Principals:              slices.Compact(accounts),
		ResourceArns:            []string{m.gateway.Att("TransitGatewayArn")},
	}).From("networks").Say("Needs sharing within the organization to be enabled, once, in its management account.")
}

// watch calls somebody when packets are dropped that were meant for a network of another domain, or for none.
func (m *mesh) watch() {
	guard.Watch(m.Stack, guard.Alarm{
		ID: "DroppedAlarm", Name: "dropped",
		Description: "The transit gateway dropped packets that were meant for a network of another domain, or for one that does not exist. " +
			"The flow logs of the stack say who sent them.",
		Namespace: "AWS/TransitGateway", Metric: "PacketDropCountBlackhole", Statistic: "Sum",
		Dimensions: []string{"TransitGateway", m.gateway.Ref()},
		Above:      ptr(100.0), Seconds: 300, Periods: 3,
		From: "networks",
	})
}

func ptr[T any](v T) *T { return &v }
