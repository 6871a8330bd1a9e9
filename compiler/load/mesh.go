package load

import (
	"cmp"
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/compiler/diag"
	"github.com/hipaac/hipaac/schema"
)

// A mesh and the networks around it stand in several specs, which say the same facts from two sides. Here the sides are compared. What
// one spec alone can show is left to the blueprints.

// meshes judges all meshes of a run against the networks of all specs.
func meshes(specs []*Spec) diag.List {
	networks, members := meshNetworks(specs), meshMembers(specs)
	var problems diag.List
	for _, m := range members {
		for _, n := range networks {
			if n.spec != m.spec {
				problems = append(problems, m.compare(n)...)
			}
		}
	}
	for _, n := range networks {
		if n.config.Mesh != nil {
			problems = append(problems, n.judgeReach(networks, members)...)
		}
	}
	return problems
}

// meshNetwork is a network stack.
type meshNetwork struct {
	claim
	config *schema.Network
	block  netip.Prefix
}

// meshMember is an entry of a mesh: what the mesh's spec says of a network of another one.
type meshMember struct {
	claim
	name   string
	config *schema.Spoke
	block  netip.Prefix
	mesh   *schema.Mesh
	// centre is the block of the network at the mesh's centre, where it is known.
	centre netip.Prefix
}

func meshNetworks(specs []*Spec) []meshNetwork {
	var found []meshNetwork
	for _, s := range specs {
		for _, stack := range s.Stacks {
			if config, ok := stack.Config.(*schema.Network); ok {
				if block, err := netip.ParsePrefix(config.Cidr); err == nil {
					found = append(found, meshNetwork{claim{s, "stacks." + stack.Name}, config, block.Masked()})
				}
			}
		}
	}
	return found
}

func meshMembers(specs []*Spec) []meshMember {
	var found []meshMember
	for _, s := range specs {
		for _, stack := range s.Stacks {
			mesh, ok := stack.Config.(*schema.Mesh)
			if !ok {
				continue
			}
			for _, name := range slices.Sorted(maps.Keys(mesh.Networks)) {
				config := mesh.Networks[name]
				if block, err := netip.ParsePrefix(config.Cidr); err == nil {
					at := claim{s, "stacks." + stack.Name + ".networks." + name}
					found = append(found, meshMember{at, name, config, block.Masked(), mesh, centreOf(s, stack)})
				}
			}
		}
	}
	return found
}

// centreOf is the block of the network that serves a mesh; not valid where it cannot be told.
func centreOf(s *Spec, mesh Stack) netip.Prefix {
	var found []netip.Prefix
	for _, n := range meshNetworks([]*Spec{s}) {
		if chosen := mesh.From["network"]; chosen == "" || n.path == "stacks."+chosen {
			found = append(found, n.block)
		}
	}
	if len(found) != 1 {
		return netip.Prefix{}
	}
	return found[0]
}

// compare asks that the entry says of a network what its own spec says.
func (m meshMember) compare(n meshNetwork) diag.List {
	if !m.block.Overlaps(n.block) {
		return nil
	}
	if m.block != n.block {
		return diag.List{m.differs("cidr", "network "+m.config.Cidr+" of the mesh overlaps "+n.config.Cidr, n)}
	}
	own, other := &m.spec.Environment, &n.spec.Environment
	account := cmp.Or(m.config.Account, own.Account)
	var problems diag.List
	differ := func(field, what string, here, there any) {
		if here != there {
			problems = append(problems, m.differs(field, fmt.Sprintf("the mesh takes network %q for one of %s %v, and it is of %v", m.name, what, here, there), n))
		}
	}
	differ("account", "account", account, other.Account)
	differ("cidr", "region", own.Region, other.Region)
	differ("tier", "tier", m.config.Tier, other.Tier)
	differ("phi", "phi", m.config.Phi, other.Phi)
	return problems
}

func (m meshMember) differs(field, message string, n meshNetwork) diag.Diagnostic {
	path, at := m.path+"."+field, n.spec.Position(n.path+".cidr")
	p := wrong("mesh-mismatch", path, m.spec.Position(path), fmt.Sprintf("%s at %s", message, at), "let both specs say the same")
	p.Notes = []diag.Text{{Pos: at, Message: "the network is here"}}
	return p
}

// judgeReach asks that a network reaches what its mesh leads to, and nothing of another kind. Where no spec of the run describes its
// mesh, only the latter can be told.
func (n meshNetwork) judgeReach(networks []meshNetwork, members []meshMember) diag.List {
	var problems diag.List
	i := slices.IndexFunc(members, func(m meshMember) bool { return m.block == n.block })
	for j, text := range n.config.Mesh.Reaches {
		block, err := netip.ParsePrefix(text)
		if err != nil {
			continue
		}
		path := fmt.Sprintf("%s.mesh.reaches[%d]", n.path, j)
		if k := slices.IndexFunc(networks, func(o meshNetwork) bool { return o.isMixedWith(n, block, members) }); k >= 0 {
			problems = append(problems, n.mixed(path, text, networks[k]))
		} else if i >= 0 && !members[i].leadsTo(block, members) {
			problems = append(problems, n.noWay(path, "the mesh leads from "+n.config.Cidr+" to its centre and its own domain, not to "+text, members[i]))
		}
	}
	if i >= 0 && n.config.Egress == "mesh" && !members[i].mesh.Egress {
		problems = append(problems, n.noWay(n.path+".egress", "the mesh has no way to the internet", members[i]))
	}
	return problems
}

// isMixedWith reports whether a block leads from a network to one of another kind: production and the rest, PHI and none. The centre of
// a mesh is for all.
func (o meshNetwork) isMixedWith(n meshNetwork, block netip.Prefix, members []meshMember) bool {
	a, b := &n.spec.Environment, &o.spec.Environment
	if o.spec == n.spec || !o.block.Overlaps(block) || (a.Tier == "production") == (b.Tier == "production") && a.Phi == b.Phi {
		return false
	}
	return !slices.ContainsFunc(members, func(m meshMember) bool { return m.centre == o.block })
}

func (n meshNetwork) mixed(path, block string, other meshNetwork) diag.Diagnostic {
	at := other.spec.Position(other.path + ".cidr")
	p := wrong("mixed-domain", path, n.spec.Position(path),
		fmt.Sprintf("%s of %s leads to %s of %s at %s", n.config.Cidr, kindOf(n.spec), block, kindOf(other.spec), at),
		"remove the block: production reaches production only, and PHI what holds PHI")
	p.Notes = []diag.Text{{Pos: at, Message: "the other network is here"}}
	return p
}

func kindOf(s *Spec) string {
	phi := "without PHI"
	if s.Environment.Phi {
		phi = "with PHI"
	}
	return strings.Join([]string{"tier", s.Environment.Tier, phi}, " ")
}

// leadsTo reports whether the mesh forwards from the network to a block: that of the centre, or of a network of its own domain.
func (m meshMember) leadsTo(block netip.Prefix, members []meshMember) bool {
	within := func(p netip.Prefix) bool { return p.IsValid() && p.Bits() <= block.Bits() && p.Contains(block.Addr()) }
	return !m.centre.IsValid() || within(m.centre) || slices.ContainsFunc(members, func(o meshMember) bool {
		return o.mesh == m.mesh && o.name != m.name && m.config.Domain != "" && o.config.Domain == m.config.Domain && within(o.block)
	})
}

func (n meshNetwork) noWay(path, message string, m meshMember) diag.Diagnostic {
	at := m.spec.KeyPosition(m.path)
	p := wrong("mesh-no-way", path, n.spec.Position(path), message, "remove it here, or change the mesh")
	p.Notes = []diag.Text{{Pos: at, Message: "the mesh describes the network here"}}
	return p
}
