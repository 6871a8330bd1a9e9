package guard

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/hipaac/hipaac/blueprints"
)

// The limits of a network, as prefix lengths. AWS takes /16 to /28. The smallest computed subnet is a quarter of an eighth, and a
// load balancer wants a /27, which makes /22 the smallest network.
const (
	LargestNetwork  = 16
	SmallestNetwork = 22
)

// PrivateSpace is address space that no one else on the internet uses: RFC 1918, and RFC 6598, which AWS treats as private in a
// VPC. None is smaller than the largest network.
var PrivateSpace = []netip.Prefix{
	netip.MustParsePrefix("10.0.0.0/8"),
	netip.MustParsePrefix("172.16.0.0/12"),
	netip.MustParsePrefix("192.168.0.0/16"),
	netip.MustParsePrefix("100.64.0.0/10"),
}

// ParseNetwork reads the address block of a network: aligned, private, and large enough for three tiers of subnets. The refusal
// says what is wrong with it; the path is where it stands in the stack's configuration.
func ParseNetwork(text, path string) (netip.Prefix, *blueprints.Refusal) {
	p, refusal := ParseBlock(text, path)
	if refusal != nil {
		return p, refusal
	}
	switch {
	case p.Bits() < LargestNetwork || p.Bits() > SmallestNetwork:
		return p, &blueprints.Refusal{
			ID: "network-size", Path: path,
			Message: fmt.Sprintf("network %s is a /%d, it must be /%d to /%d to hold three tiers of subnets", p, p.Bits(), LargestNetwork, SmallestNetwork),
			Hint:    "use " + Resized(p, LargestNetwork, SmallestNetwork).String(),
		}
	}
	return private(p, path)
}

// ParsePrivate reads an address block of any size: aligned and private.
func ParsePrivate(text, path string) (netip.Prefix, *blueprints.Refusal) {
	p, refusal := ParseBlock(text, path)
	if refusal != nil {
		return p, refusal
	}
	return private(p, path)
}

func private(p netip.Prefix, path string) (netip.Prefix, *blueprints.Refusal) {
	switch {
	case p != p.Masked():
		return p, Misaligned("network", p, path)
	case !isPrivate(p):
		return p, &blueprints.Refusal{
			ID: "network-not-private", Path: path,
			Message: fmt.Sprintf("network %s lies in address space that others use on the internet, it must lie in %s", p, oneOf(PrivateSpace)),
			Hint:    fmt.Sprintf("use a block such as 10.20.0.0/%d", max(p.Bits(), LargestNetwork)),
		}
	}
	return p, nil
}

// ParseBlock reads an IPv4 block. It accepts host bits, so that a later check can name the aligned block.
func ParseBlock(text, path string) (netip.Prefix, *blueprints.Refusal) {
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

// Resized is the aligned block around an address whose size is the nearest that is allowed.
func Resized(p netip.Prefix, largest, smallest int) netip.Prefix {
	return netip.PrefixFrom(p.Addr(), min(max(p.Bits(), largest), smallest)).Masked()
}

// Misaligned refuses a block that has host bits.
func Misaligned(what string, p netip.Prefix, path string) *blueprints.Refusal {
	return &blueprints.Refusal{
		ID: "block-not-aligned", Path: path,
		Message: fmt.Sprintf("%s %s does not start at a multiple of its size", what, p),
		Hint:    "use " + p.Masked().String(),
	}
}

func isPrivate(p netip.Prefix) bool {
	for _, space := range PrivateSpace {
		if p.Bits() >= space.Bits() && space.Contains(p.Addr()) {
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
