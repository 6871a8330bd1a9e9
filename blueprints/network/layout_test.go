package network

import (
	"fmt"
	"net/netip"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/schema"
)

func TestComputedLayout(t *testing.T) {
	for _, c := range []struct {
		cidr   string
		zones  int
		want   map[tier][]string
		reason string
	}{
		{"10.20.0.0/16", 3, map[tier][]string{
			private:  {"10.20.0.0/19", "10.20.32.0/19", "10.20.64.0/19"},
			isolated: {"10.20.128.0/20", "10.20.144.0/20", "10.20.160.0/20"},
			public:   {"10.20.192.0/21", "10.20.200.0/21", "10.20.208.0/21"},
		}, "the largest network"},
		{"192.168.4.0/22", 1, map[tier][]string{
			private:  {"192.168.4.0/25"},
			isolated: {"192.168.6.0/26"},
			public:   {"192.168.7.0/27"},
		}, "the smallest network: its public subnet still holds a load balancer"},
	} {
		l, refusals := plan(&schema.Network{Cidr: c.cidr, Zones: c.zones}, tiers...)
		if d := cmp.Diff(c.want, texts(l)); d != "" || refusals != nil {
			t.Errorf("%s: refusals %v, layout (-want +got):\n%s", c.reason, refusals, d)
		}
	}
}

// TestLayoutProperties: in every network of every size, all subnets lie inside, none overlap, the last eighth stays free but for
// the ends of a transit gateway, and a network that grows keeps every subnet that it had.
func TestLayoutProperties(t *testing.T) {
	for _, space := range guard.PrivateSpace {
		for bits := guard.LargestNetwork; bits <= guard.SmallestNetwork; bits++ {
			network := netip.PrefixFrom(space.Addr(), bits)
			spare, end := part(network, 3, 7), block(network, transit)
			if !spare.Contains(end.Addr()) || part(network, end.Bits()-network.Bits(), 1<<(end.Bits()-network.Bits())-1) != end {
				t.Errorf("%s: the transit tier's %s is not the end of the spare %s", network, end, spare)
			}
			before := layout{}
			for zones := 1; zones <= zoneSlots; zones++ {
				l, refusals := plan(&schema.Network{Cidr: network.String(), Zones: zones}, append(slices.Clone(tiers), transit)...)
				if refusals != nil {
					t.Fatalf("%s with %d zones: %v", network, zones, refusals)
				}
				all := []netip.Prefix{spare}
				for _, tier := range tiers {
					if len(l[tier]) != zones {
						t.Fatalf("%s with %d zones has %d %s subnets", network, zones, len(l[tier]), tier)
					}
					if !slices.Equal(l[tier][:zones-1], before[tier]) {
						t.Errorf("%s: zone %d moved the %s subnets from %v to %v", network, zones, tier, before[tier], l[tier])
					}
					all = append(all, l[tier]...)
				}
				disjoint(t, network, all)
				disjoint(t, end, l[transit])
				before = l
			}
		}
	}
}

func disjoint(t *testing.T, network netip.Prefix, blocks []netip.Prefix) {
	t.Helper()
	for i, b := range blocks {
		if b != b.Masked() || b.Bits() < largestSubnet || b.Bits() > smallestSubnet || !network.Contains(b.Addr()) || b.Bits() < network.Bits() {
			t.Errorf("%s is no subnet of %s", b, network)
		}
		for _, other := range blocks[:i] {
			if b.Overlaps(other) {
				t.Errorf("%s overlaps %s", b, other)
			}
		}
	}
}

func TestChosenSubnets(t *testing.T) {
	l, refusals := plan(&schema.Network{Cidr: "10.20.0.0/16", Zones: 2, Subnets: &schema.NetworkSubnets{
		Public:   []string{"10.20.250.0/24", "10.20.251.0/28"},
		Isolated: []string{"10.20.128.0/17", "10.20.248.0/24"},
	}}, tiers...)
	if len(refusals) != 1 {
		t.Fatalf("want one refusal, got %v", refusals)
	}
	want := map[tier][]string{
		public:   {"10.20.250.0/24", "10.20.251.0/28"},
		private:  {"10.20.0.0/19", "10.20.32.0/19"},
		isolated: {"10.20.248.0/24"},
	}
	if d := cmp.Diff(want, texts(l)); d != "" {
		t.Errorf("what is right about a wrong plan is kept (-want +got):\n%s", d)
	}
	all := &schema.Network{Cidr: "10.20.0.0/16", Zones: 1, Subnets: &schema.NetworkSubnets{
		Public: []string{"10.20.0.0/24"}, Private: []string{"10.20.1.0/24"}, Isolated: []string{"10.20.2.0/24"},
	}}
	if _, refusals := plan(all, tiers...); refusals != nil {
		t.Errorf("a plan that is all chosen keeps no block back, got %v", refusals)
	}
}

func TestRefusedBlocks(t *testing.T) {
	chosenPublic := func(blocks ...string) *schema.Network {
		return &schema.Network{Cidr: "10.20.0.0/16", Zones: len(blocks), Subnets: &schema.NetworkSubnets{Public: blocks}}
	}
	network := func(cidr string) *schema.Network { return &schema.Network{Cidr: cidr, Zones: 3} }
	for _, c := range []struct {
		cfg  *schema.Network
		want []blueprints.Refusal
	}{
		{network("10.300.0.0/16"), []blueprints.Refusal{{
			ID: "not-a-block", Path: "cidr",
			Message: `"10.300.0.0/16" is no IPv4 block`,
			Hint:    "write four numbers of 0 to 255 without leading zeros, and a prefix length of 0 to 32, such as 10.20.0.0/16",
		}}},
		{network("10.20.0.0/24"), []blueprints.Refusal{{
			ID: "network-size", Path: "cidr",
			Message: "network 10.20.0.0/24 is a /24, it must be /16 to /22 to hold three tiers of subnets",
			Hint:    "use 10.20.0.0/22",
		}}},
		{network("10.21.0.0/12"), []blueprints.Refusal{{
			ID: "network-size", Path: "cidr",
			Message: "network 10.21.0.0/12 is a /12, it must be /16 to /22 to hold three tiers of subnets",
			Hint:    "use 10.21.0.0/16",
		}}},
		{network("10.20.5.0/20"), []blueprints.Refusal{{
			ID: "block-not-aligned", Path: "cidr",
			Message: "network 10.20.5.0/20 does not start at a multiple of its size",
			Hint:    "use 10.20.0.0/20",
		}}},
		{network("52.94.0.0/16"), []blueprints.Refusal{{
			ID: "network-not-private", Path: "cidr",
			Message: "network 52.94.0.0/16 lies in address space that others use on the internet, it must lie in 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10",
			Hint:    "use a block such as 10.20.0.0/16",
		}}},
		{network("172.32.0.0/16"), []blueprints.Refusal{{
			ID: "network-not-private", Path: "cidr",
			Message: "network 172.32.0.0/16 lies in address space that others use on the internet, it must lie in 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10",
			Hint:    "use a block such as 10.20.0.0/16",
		}}},
		{chosenPublic("10.99.0.0/24"), []blueprints.Refusal{{
			ID: "subnet-outside-network", Path: "subnets.public[0]",
			Message: "subnet 10.99.0.0/24 lies outside the network 10.20.0.0/16",
			Hint:    "10.20.192.0/24 is free",
		}}},
		{&schema.Network{Cidr: "10.20.0.0/20", Zones: 1, Subnets: &schema.NetworkSubnets{Public: []string{"10.20.0.0/16"}}}, []blueprints.Refusal{{
			ID: "subnet-outside-network", Path: "subnets.public[0]",
			Message: "subnet 10.20.0.0/16 lies outside the network 10.20.0.0/20",
			Hint:    "use a block within 10.20.0.0/20",
		}}},
		{chosenPublic("10.20.192.0/24", "10.20.193.7/24", "10.20.194.0/29", "10.20.0.0/8"), []blueprints.Refusal{
			{
				ID: "block-not-aligned", Path: "subnets.public[1]",
				Message: "subnet 10.20.193.7/24 does not start at a multiple of its size",
				Hint:    "use 10.20.193.0/24",
			}, {
				ID: "subnet-size", Path: "subnets.public[2]",
				Message: "subnet 10.20.194.0/29 is a /29, AWS takes /16 to /28",
				Hint:    "use 10.20.194.0/28",
			}, {
				ID: "subnet-size", Path: "subnets.public[3]",
				Message: "subnet 10.20.0.0/8 is a /8, AWS takes /16 to /28",
				Hint:    "use 10.20.0.0/16",
			},
		}},
		{chosenPublic("10.20.192.0/24", "10.20.40.0/24", "10.20.192.128/25"), []blueprints.Refusal{
			{
				ID: "subnet-overlap", Path: "subnets.public[1]",
				Message: "subnet 10.20.40.0/24 overlaps 10.20.0.0/17, which is kept for the private subnets",
				Hint:    "10.20.193.0/24 is free",
			}, {
				ID: "subnet-overlap", Path: "subnets.public[2]",
				Message: "subnet 10.20.192.128/25 overlaps 10.20.192.0/24, which is subnets.public[0]",
				Hint:    "10.20.193.0/25 is free",
			},
		}},
		{chosenPublic("10.20.0.0/16"), []blueprints.Refusal{{
			ID: "subnet-overlap", Path: "subnets.public[0]",
			Message: "subnet 10.20.0.0/16 overlaps 10.20.0.0/17, which is kept for the private subnets",
			Hint:    "no /16 is free in 10.20.0.0/16, use a smaller block",
		}}},
		{&schema.Network{Cidr: "10.20.0.0/16", Zones: 3, Subnets: &schema.NetworkSubnets{Public: []string{"10.20.192.0/24"}, Isolated: []string{}}}, []blueprints.Refusal{
			{
				ID: "subnet-count", Path: "subnets.public",
				Message: "1 public subnet for 3 zones, and every zone needs exactly one",
				Hint:    "give 3 blocks, or leave subnets.public out to have them computed",
			}, {
				ID: "subnet-count", Path: "subnets.isolated",
				Message: "0 isolated subnets for 3 zones, and every zone needs exactly one",
				Hint:    "give 3 blocks, or leave subnets.isolated out to have them computed",
			},
		}},
	} {
		_, got := plan(c.cfg, tiers...)
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s %v (-want +got):\n%s", c.cfg.Cidr, c.cfg.Subnets, d)
		}
	}
}

// FuzzPlan: whatever stands in a spec, the plan is complete and sound, or says why not.
func FuzzPlan(f *testing.F) {
	f.Add("10.20.0.0/16", "10.20.192.0/24", "10.20.224.0/24", 2)
	f.Add("10.20.0.0/20", "10.99.0.0/24", "", 1)
	f.Add("0.0.0.0/0", "::/0", "10.20.0.0/33", 3)
	f.Fuzz(func(t *testing.T, cidr, first, second string, zones int) {
		if zones < 1 || zones > 3 {
			t.Skip("the schema admits one to three zones")
		}
		cfg := &schema.Network{Cidr: cidr, Zones: zones, Subnets: &schema.NetworkSubnets{Isolated: []string{first, second}}}
		l, refusals := plan(cfg, tiers...)
		if refusals != nil {
			return
		}
		var all []netip.Prefix
		for _, tier := range tiers {
			if len(l[tier]) != zones {
				t.Errorf("%d %s subnets for %d zones", len(l[tier]), tier, zones)
			}
			all = append(all, l[tier]...)
		}
		disjoint(t, netip.MustParsePrefix(cidr), all)
	})
}

func texts(l layout) map[tier][]string {
	all := map[tier][]string{}
	for tier, blocks := range l {
		for _, b := range blocks {
			all[tier] = append(all[tier], fmt.Sprint(b))
		}
	}
	return all
}
