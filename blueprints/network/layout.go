package network

import (
	"fmt"
	"net/netip"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/schema"
)

// A tier is one of the kinds of subnet.
type tier string

const (
	public   tier = "public"
	private  tier = "private"
	isolated tier = "isolated"
	// transit holds the network's ends of a transit gateway and nothing else: in subnets of their own, because network ACLs do not
	// filter what a transit gateway sends to its own subnet (Transit Gateway guide, "Network ACLs").
	transit tier = "transit"
)

// tiers are those of every network.
var tiers = []tier{public, private, isolated}

// The limits of a subnet, as prefix lengths, that AWS sets.
const (
	largestSubnet  = 16
	smallestSubnet = 28
)

// zoneSlots is how many subnets a tier's block is cut into. One more than a spec can ask for, so that the plan outlives the day
// on which a fourth zone is wanted.
const zoneSlots = 4

// layout is the address plan: one subnet per tier and zone.
type layout map[tier][]netip.Prefix

// transitBits is the length of the transit tier's block, of which each zone gets a /28, the least that AWS takes.
const transitBits = 26

// block is the part of a network that belongs to a tier: private gets the first half, isolated the next quarter, public the next
// eighth. The last eighth stays free for a further tier, but for its very end, which is transit's. Each depends on the network alone, never on the number of zones, so
// growing a network renumbers nothing.
func block(network netip.Prefix, t tier) netip.Prefix {
	switch t {
	case private:
		return part(network, 1, 0)
	case isolated:
		return part(network, 2, 2)
	case public:
		return part(network, 3, 6)
	case transit:
		last := transitBits - network.Bits()
		return part(network, last, 1<<last-1)
	}
	panic("internal error: there is no subnet tier " + string(t))
}

// part is the n-th, from 0, of the equal parts of a block whose prefixes are some bits longer.
func part(b netip.Prefix, bits, n int) netip.Prefix {
	length := b.Bits() + bits
	a := b.Addr().As4()
	address := uint32(a[0])<<24 | uint32(a[1])<<16 | uint32(a[2])<<8 | uint32(a[3])
	address |= uint32(n) << (32 - length)
	return netip.PrefixFrom(netip.AddrFrom4([4]byte{byte(address >> 24), byte(address >> 16), byte(address >> 8), byte(address)}), length)
}

// computed is the subnet of a tier in a zone, from 0.
func computed(network netip.Prefix, t tier, zone int) netip.Prefix {
	return part(block(network, t), 2, zone)
}

// plan lays out the tiers of a network, or says everything that is wrong with the blocks in its configuration. The layout is
// complete only if there is nothing to say.
func plan(cfg *schema.Network, tiers ...tier) (layout, []blueprints.Refusal) {
	network, refusal := guard.ParseNetwork(cfg.Cidr, "cidr")
	if refusal != nil {
		return nil, []blueprints.Refusal{*refusal}
	}
	var refusals []blueprints.Refusal
	l := layout{}
	taken := []claim{}
	for _, t := range tiers {
		if chosen(cfg, t) != nil {
			continue
		}
		taken = append(taken, claim{block(network, t), fmt.Sprintf("which is kept for the %s subnets", t)})
		for zone := range cfg.Zones {
			l[t] = append(l[t], computed(network, t, zone))
		}
	}
	for _, t := range tiers {
		blocks := chosen(cfg, t)
		if blocks != nil && len(blocks) != cfg.Zones {
			refusals = append(refusals, wrongCount(t, len(blocks), cfg.Zones))
		}
		for i, text := range blocks {
			path := fmt.Sprintf("subnets.%s[%d]", t, i)
			subnet, refusal := parseSubnet(text, path, network, taken)
			if refusal != nil {
				refusals = append(refusals, *refusal)
				continue
			}
			taken = append(taken, claim{subnet, "which is " + path})
			l[t] = append(l[t], subnet)
		}
	}
	return l, refusals
}

// chosen are the blocks that the author gave for a tier, nil to have them computed.
func chosen(cfg *schema.Network, t tier) []string {
	if cfg.Subnets == nil || t == transit {
		return nil
	}
	switch t {
	case public:
		return cfg.Subnets.Public
	case private:
		return cfg.Subnets.Private
	case isolated:
		return cfg.Subnets.Isolated
	}
	panic("internal error: there is no subnet tier " + string(t))
}

// claim is a block that is taken, and by what.
type claim struct {
	block netip.Prefix
	whose string
}

func parseSubnet(text, path string, network netip.Prefix, taken []claim) (netip.Prefix, *blueprints.Refusal) {
	p, refusal := guard.ParseBlock(text, path)
	if refusal != nil {
		return p, refusal
	}
	switch {
	case p.Bits() < largestSubnet || p.Bits() > smallestSubnet:
		return p, &blueprints.Refusal{
			ID: "subnet-size", Path: path,
			Message: fmt.Sprintf("subnet %s is a /%d, AWS takes /%d to /%d", p, p.Bits(), largestSubnet, smallestSubnet),
			Hint:    "use " + guard.Resized(p, largestSubnet, smallestSubnet).String(),
		}
	case p != p.Masked():
		return p, guard.Misaligned("subnet", p, path)
	case p.Bits() < network.Bits() || !network.Contains(p.Addr()):
		return p, &blueprints.Refusal{
			ID: "subnet-outside-network", Path: path,
			Message: fmt.Sprintf("subnet %s lies outside the network %s", p, network),
			Hint:    freeHint(network, p.Bits(), taken),
		}
	}
	for _, c := range taken {
		if c.block.Overlaps(p) {
			return p, &blueprints.Refusal{
				ID: "subnet-overlap", Path: path,
				Message: fmt.Sprintf("subnet %s overlaps %s, %s", p, c.block, c.whose),
				Hint:    freeHint(network, p.Bits(), taken),
			}
		}
	}
	return p, nil
}

func wrongCount(t tier, have, want int) blueprints.Refusal {
	return blueprints.Refusal{
		ID: "subnet-count", Path: "subnets." + string(t),
		Message: fmt.Sprintf("%s for %s, and every zone needs exactly one", count(have, string(t)+" subnet"), count(want, "zone")),
		Hint:    fmt.Sprintf("give %s, or leave subnets.%s out to have them computed", count(want, "block"), t),
	}
}

// freeHint names the first block of a size that nothing has claimed.
func freeHint(network netip.Prefix, bits int, taken []claim) string {
	if bits < network.Bits() {
		return fmt.Sprintf("use a block within %s", network)
	}
	for n := range 1 << (bits - network.Bits()) {
		candidate := part(network, bits-network.Bits(), n)
		free := true
		for _, c := range taken {
			free = free && !c.block.Overlaps(candidate)
		}
		if free {
			return fmt.Sprintf("%s is free", candidate)
		}
	}
	return fmt.Sprintf("no /%d is free in %s, use a smaller block", bits, network)
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
