package network

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/schema"
)

// A tier is one of the three kinds of subnet.
type tier string

const (
	public   tier = "public"
	private  tier = "private"
	isolated tier = "isolated"
)

var tiers = []tier{public, private, isolated}

// The limits of a network, as prefix lengths. AWS takes /16 to /28. A computed subnet is an eighth of a quarter of an eighth at
// the smallest, and a load balancer wants a /27, which makes /22 the smallest network.
const (
	largestNetwork  = 16
	smallestNetwork = 22
	largestSubnet   = 16
	smallestSubnet  = 28
)

// zoneSlots is how many subnets a tier's block is cut into. One more than a spec can ask for, so that the plan outlives the day
// on which a fourth zone is wanted.
const zoneSlots = 4

// layout is the address plan: one subnet per tier and zone.
type layout map[tier][]netip.Prefix

// block is the part of a network that belongs to a tier: private gets the first half, isolated the next quarter, public the next
// eighth, and the last eighth stays free for a further tier. Each depends on the network alone, never on the number of zones, so
// growing a network renumbers nothing.
func block(network netip.Prefix, t tier) netip.Prefix {
	switch t {
	case private:
		return part(network, 1, 0)
	case isolated:
		return part(network, 2, 2)
	case public:
		return part(network, 3, 6)
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

// plan lays out a network, or says everything that is wrong with the blocks in its configuration. The layout is complete only
// if there is nothing to say.
func plan(cfg *schema.Network) (layout, []blueprints.Refusal) {
	network, refusal := parseNetwork(cfg.Cidr)
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
	if cfg.Subnets == nil {
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

// Address space that no one else on the internet uses: RFC 1918, and RFC 6598, which AWS treats as private in a VPC. None is
// smaller than the largest network.
var privateSpace = []netip.Prefix{
	netip.MustParsePrefix("10.0.0.0/8"),
	netip.MustParsePrefix("172.16.0.0/12"),
	netip.MustParsePrefix("192.168.0.0/16"),
	netip.MustParsePrefix("100.64.0.0/10"),
}

func parseNetwork(text string) (netip.Prefix, *blueprints.Refusal) {
	p, refusal := parseBlock(text, "cidr")
	if refusal != nil {
		return p, refusal
	}
	switch {
	case p.Bits() < largestNetwork || p.Bits() > smallestNetwork:
		return p, &blueprints.Refusal{
			ID: "network-size", Path: "cidr",
			Message: fmt.Sprintf("network %s is a /%d, it must be /%d to /%d to hold three tiers of subnets", p, p.Bits(), largestNetwork, smallestNetwork),
			Hint:    "use " + resized(p, largestNetwork, smallestNetwork).String(),
		}
	case p != p.Masked():
		return p, misaligned("network", p, "cidr")
	case !isPrivate(p):
		return p, &blueprints.Refusal{
			ID: "network-not-private", Path: "cidr",
			Message: fmt.Sprintf("network %s lies in address space that others use on the internet, it must lie in %s", p, oneOf(privateSpace)),
			Hint:    fmt.Sprintf("use a block such as 10.20.0.0/%d", p.Bits()),
		}
	}
	return p, nil
}

func parseSubnet(text, path string, network netip.Prefix, taken []claim) (netip.Prefix, *blueprints.Refusal) {
	p, refusal := parseBlock(text, path)
	if refusal != nil {
		return p, refusal
	}
	switch {
	case p.Bits() < largestSubnet || p.Bits() > smallestSubnet:
		return p, &blueprints.Refusal{
			ID: "subnet-size", Path: path,
			Message: fmt.Sprintf("subnet %s is a /%d, AWS takes /%d to /%d", p, p.Bits(), largestSubnet, smallestSubnet),
			Hint:    "use " + resized(p, largestSubnet, smallestSubnet).String(),
		}
	case p != p.Masked():
		return p, misaligned("subnet", p, path)
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

// parseBlock reads an IPv4 block. It accepts host bits, so that a later check can name the aligned block.
func parseBlock(text, path string) (netip.Prefix, *blueprints.Refusal) {
	p, err := netip.ParsePrefix(text)
	if err == nil && p.Addr().Is4() {
		return p, nil
	}
	return p, &blueprints.Refusal{
		ID: "not-a-block", Path: path,
		Message: fmt.Sprintf("%q is no IPv4 block", text),
		Hint:    "write four numbers of 0 to 255 without leading zeros, and a prefix length of 0 to 32, such as 10.20.0.0/16",
	}
}

// resized is the aligned block around an address whose size is the nearest that is allowed.
func resized(p netip.Prefix, largest, smallest int) netip.Prefix {
	return netip.PrefixFrom(p.Addr(), min(max(p.Bits(), largest), smallest)).Masked()
}

func misaligned(what string, p netip.Prefix, path string) *blueprints.Refusal {
	return &blueprints.Refusal{
		ID: "block-not-aligned", Path: path,
		Message: fmt.Sprintf("%s %s does not start at a multiple of its size", what, p),
		Hint:    "use " + p.Masked().String(),
	}
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

func isPrivate(p netip.Prefix) bool {
	for _, space := range privateSpace {
		if space.Contains(p.Addr()) {
			return true
		}
	}
	return false
}

func oneOf(blocks []netip.Prefix) string {
	var texts []string
	for _, b := range blocks {
		texts = append(texts, b.String())
	}
	last := len(texts) - 1
	return strings.Join(texts[:last], ", ") + " or " + texts[last]
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
