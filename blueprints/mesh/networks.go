package mesh

import (
	"cmp"
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/schema"
)

// member is a network around the centre. The block is not valid where the spec has a mistake in it.
type member struct {
	name, account string
	*schema.Spoke
	block netip.Prefix
}

// path leads to a field of the network in the stack's configuration.
func (x member) path(field string) string { return "networks." + x.name + "." + field }

// domain is the name of the networks that reach each other: its own where it reaches the centre only.
func (x member) domain() string { return cmp.Or(x.Domain, x.name) }

// kind is what all networks of a domain have in common. Development and test are of one kind: neither holds what only production may
// touch.
func (x member) kind() string {
	kind := "non-production"
	if x.Tier == "production" {
		kind = "production"
	}
	if x.Phi {
		return kind + " with PHI"
	}
	return kind + " without PHI"
}

func (m *mesh) readMembers() {
	for _, name := range slices.Sorted(maps.Keys(m.cfg.Networks)) {
		n := m.cfg.Networks[name]
		x := member{name: name, account: cmp.Or(n.Account, m.Env.Account), Spoke: n}
		block, refusal := guard.ParseNetwork(n.Cidr, x.path("cidr"))
		if refusal != nil {
			m.Refuse(*refusal)
		} else {
			x.block = block
		}
		m.members = append(m.members, x)
	}
}

// domain is a set of networks that share a route table.
type domain struct {
	name    string
	members []member
}

// domains are sorted by name.
func (m *mesh) domains() []domain {
	var all []domain
	for _, x := range m.members {
		i := slices.IndexFunc(all, func(d domain) bool { return d.name == x.domain() })
		if i < 0 {
			all, i = append(all, domain{name: x.domain()}), len(all)
		}
		all[i].members = append(all[i].members, x)
	}
	slices.SortFunc(all, func(a, b domain) int { return strings.Compare(a.name, b.name) })
	return all
}

// The most networks that fit around one centre by AWS's default quotas: a network ACL takes twenty rules in a direction, of which the
// private one of the centre and AWS itself need five; a transit gateway has twenty route tables (Amazon VPC User Guide and Transit Gateway guide,
// "Quotas").
const maxNetworks = 15

// judge refuses what would join what must be apart, or could not be routed.
func (m *mesh) judge() {
	if len(m.members) > maxNetworks {
		m.Refuse(blueprints.Refusal{
			ID: "mesh-full", Path: "networks",
			Message: fmt.Sprintf("%d networks around one centre, its network ACL has room for %d", len(m.members), maxNetworks),
			Hint:    "move some of them to a mesh of their own",
		})
	}
	m.judgeNames()
	m.judgeDomains()
	m.judgeBlocks()
	m.judgeAttachments()
	m.judgeCentre()
}

// judgeNames refuses names that differ in hyphens only: the logical ids made of them have none.
func (m *mesh) judgeNames() {
	seen := map[string]string{}
	check := func(kind, name, path string) {
		key := kind + blueprints.LogicalName(name)
		if first, taken := seen[key]; taken && first != name {
			m.Refuse(blueprints.Refusal{
				ID: "name-collision", Path: path,
				Message: fmt.Sprintf("the %s %s would have the same resources as %s", kind, name, first),
				Hint:    "let the names differ in more than hyphens",
			})
			return
		}
		seen[key] = name
	}
	for _, x := range m.members {
		check("network", x.name, "networks."+x.name)
	}
	for _, d := range m.domains() {
		check("domain", d.name, d.members[0].path("domain"))
	}
}

// judgeDomains is the rule for which the blueprint exists: production never shares a route table with development, nor PHI with what
// holds none.
func (m *mesh) judgeDomains() {
	for _, d := range m.domains() {
		first := d.members[0]
		for _, x := range d.members[1:] {
			if x.Domain == "" || first.Domain == "" {
				alone, joins := first, x
				if x.Domain == "" {
					alone, joins = x, first
				}
				m.Refuse(blueprints.Refusal{
					ID: "domain-of-one", Path: joins.path("domain"),
					Message: fmt.Sprintf("the domain %q is that of the network %s alone, which names none", joins.Domain, alone.name),
					Hint:    fmt.Sprintf("give %s the same domain as well, or name the domain differently", alone.name),
				})
				continue
			}
			if x.kind() != first.kind() {
				m.Refuse(blueprints.Refusal{
					ID: "mixed-domain", Path: x.path("domain"),
					Message: fmt.Sprintf("network %s is %s, and would share the domain %q with %s, which is %s", x.name, x.kind(), d.name, first.name, first.kind()),
					Hint:    "give networks of each kind a domain of their own, or leave domain out",
				})
			}
		}
	}
}

func (m *mesh) judgeBlocks() {
	type taken struct {
		block netip.Prefix
		whose string
	}
	var all []taken
	if own, err := netip.ParsePrefix(m.centre.Fact("cidr")); err == nil && m.centre.Known() {
		all = append(all, taken{own.Masked(), "the centre"})
	}
	for _, x := range m.members {
		if !x.block.IsValid() {
			continue
		}
		for _, other := range all {
			if other.block.Overlaps(x.block) {
				m.Refuse(blueprints.Refusal{
					ID: "overlapping-networks", Path: x.path("cidr"),
					Message: fmt.Sprintf("network %s overlaps %s of %s", x.block, other.block, other.whose),
					Hint:    "networks that overlap cannot be connected: choose another block for one of them",
				})
				break
			}
		}
		all = append(all, taken{x.block, x.name})
	}
}

func (m *mesh) judgeAttachments() {
	seen := map[string]string{}
	for _, x := range m.members {
		if x.Attachment == "" {
			continue
		}
		if first, twice := seen[x.Attachment]; twice {
			m.Refuse(blueprints.Refusal{
				ID: "attachment-twice", Path: x.path("attachment"),
				Message: fmt.Sprintf("the attachment %s is already that of network %s", x.Attachment, first),
				Hint:    "each network has an attachment of its own: what its stack exports as MeshAttachmentId",
			})
			continue
		}
		seen[x.Attachment] = x.name
	}
}

// judgeCentre asks of the centre what the networks need of it.
func (m *mesh) judgeCentre() {
	if !m.Env.Production() {
		for _, x := range m.members {
			if x.Tier == "production" {
				m.Refuse(blueprints.Refusal{
					ID: "centre-below-production", Path: x.path("tier"),
					Message: fmt.Sprintf("network %s is of tier production and would depend on an environment of tier %s", x.name, m.Env.Tier),
					Hint:    "set tier: production for the mesh's environment, or leave the network out",
				})
			}
		}
	}
	m.judgeFlowLogs()
	if m.cfg.Egress && m.centre.Known() && !strings.Contains(m.centre.Fact("egress"), "nat") {
		m.Refuse(blueprints.Refusal{
			ID: "mesh-without-nat", Path: "egress",
			Message: fmt.Sprintf("the networks would reach the internet through the stack %s, which has no NAT gateway", m.centre.Key()),
			Hint:    fmt.Sprintf("set egress: nat-per-zone for the stack %s, or leave the mesh's egress out", m.centre.Key()),
		})
	}
}

// phiFlowDays is how long the record of traffic around PHI is kept: the floor of the control flow-log-retention, which sees only what
// the mesh's own environment holds.
const phiFlowDays = 365

func (m *mesh) judgeFlowLogs() {
	i := slices.IndexFunc(m.members, func(x member) bool { return x.Phi })
	if i < 0 || m.Env.PHI || m.cfg.FlowLogDays >= phiFlowDays {
		return
	}
	m.Refuse(blueprints.Refusal{
		ID: "short-record-of-phi", Path: "flowLogDays",
		Message: fmt.Sprintf("flow logs are kept for %d days, and network %s holds PHI: the record of traffic around it is kept for at least %d",
			m.cfg.FlowLogDays, m.members[i].name, phiFlowDays),
		Hint: fmt.Sprintf("set flowLogDays to %d, or leave it out", phiFlowDays),
	})
}
