package mesh

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"testing"

	"github.com/awslabs/goformation/v7/cloudformation/ec2"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/schema"
)

// world follows packets through what a mesh stack built: the tables of the transit gateway, and the centre's VPC with its own. The
// networks around it are given every route: what separates them must hold whatever their own stacks say.
type world struct {
	networks map[string]*schema.Spoke
	centre   netip.Prefix
	// table of an attachment, and what a table knows.
	table map[string]string
	knows map[string][]way
	// What the centre's route tables know beside its own block.
	transit, public []way
	attachment      string // the centre's
}

// way is an entry of a route table: a block, and where it leads; "" drops.
type way struct {
	block netip.Prefix
	to    string
	rank  int // among equal blocks the lowest wins: a static route before a learned one
}

func worldOf(s *blueprints.Stack, cfg *schema.Mesh, centre string) *world {
	w := &world{
		networks: cfg.Networks, centre: netip.MustParsePrefix(centre), table: map[string]string{}, knows: map[string][]way{},
		attachment: blueprints.Ref("CentreAttachment"),
	}
	blocks := map[string]netip.Prefix{w.attachment: w.centre}
	for _, n := range cfg.Networks {
		blocks[n.Attachment] = netip.MustParsePrefix(n.Cidr)
	}
	for _, a := range of[*ec2.TransitGatewayRouteTableAssociation](s) {
		w.table[a.TransitGatewayAttachmentId] = a.TransitGatewayRouteTableId
	}
	for _, p := range of[*ec2.TransitGatewayRouteTablePropagation](s) {
		w.knows[p.TransitGatewayRouteTableId] = append(w.knows[p.TransitGatewayRouteTableId], way{blocks[p.TransitGatewayAttachmentId], p.TransitGatewayAttachmentId, 1})
	}
	for _, r := range of[*ec2.TransitGatewayRoute](s) {
		to := ""
		if r.TransitGatewayAttachmentId != nil {
			to = *r.TransitGatewayAttachmentId
		}
		w.knows[r.TransitGatewayRouteTableId] = append(w.knows[r.TransitGatewayRouteTableId], way{netip.MustParsePrefix(*r.DestinationCidrBlock), to, 0})
	}
	for _, r := range of[*ec2.Route](s) {
		entry := way{block: netip.MustParsePrefix(*r.DestinationCidrBlock)}
		switch r.RouteTableId {
		case blueprints.ImportValue("clinic-hub-network:TransitRouteTable1Id"):
			entry.to = "nat"
			w.transit = append(w.transit, entry)
		case blueprints.ImportValue("clinic-hub-network:PublicRouteTableId"):
			entry.to = "mesh"
			w.public = append(w.public, entry)
		}
	}
	return w
}

// best is where a table leads; false where it does not know.
func best(ways []way, to netip.Addr) (string, bool) {
	found := way{rank: -1}
	for _, x := range ways {
		if !x.block.Contains(to) {
			continue
		}
		if found.rank < 0 || x.block.Bits() > found.block.Bits() || x.block.Bits() == found.block.Bits() && x.rank < found.rank {
			found = x
		}
	}
	return found.to, found.rank >= 0 && found.to != ""
}

// arrives is the name of the network, "centre" or "internet" where a packet ends that enters the gateway by an attachment; "" where
// it is dropped.
func (w *world) arrives(attachment string, to netip.Addr) string {
	for range 4 { // a packet that goes round in circles is lost as well
		next, known := best(w.knows[w.table[attachment]], to)
		if w.table[attachment] == "" || !known {
			return ""
		}
		if next != w.attachment {
			for name, n := range w.networks {
				if n.Attachment == next && netip.MustParsePrefix(n.Cidr).Contains(to) {
					return name
				}
			}
			return ""
		}
		if w.centre.Contains(to) {
			return "centre"
		}
		// In the centre's VPC: the transit gateway's subnet sends it to a NAT gateway, whose subnet has the public table.
		if _, known := best(w.transit, to); !known {
			return ""
		}
		if _, back := best(w.public, to); !back {
			if !to.IsPrivate() && !guard.PrivateSpace[3].Contains(to) {
				return "internet"
			}
			return ""
		}
		attachment = w.attachment
	}
	return ""
}

// TestNobodyReachesAnotherDomain is defect D9, over random meshes: a packet from one network arrives at another exactly if both are
// attached and share a domain. Not by a table of the gateway, and not by way of the centre.
func TestNobodyReachesAnotherDomain(t *testing.T) {
	random := rand.New(rand.NewPCG(9, 9))
	kinds := []schema.Spoke{
		{Tier: "production", Phi: true}, {Tier: "production"}, {Tier: "test", Phi: true}, {Tier: "development"},
	}
	pairs := map[bool]int{}
	for range 300 {
		cfg := &schema.Mesh{FlowLogDays: 365, Egress: random.IntN(2) == 0, Networks: map[string]*schema.Spoke{}}
		centreBlock := "10.0.0.0/16"
		if random.IntN(4) == 0 {
			centreBlock = "192.168.0.0/16" // all of a private range
		}
		for i := range 1 + random.IntN(6) {
			kind := random.IntN(len(kinds))
			n := kinds[kind]
			n.Cidr = fmt.Sprintf("%s.0.0/16", []string{"10.%d", "172.%d", "100.%d"}[random.IntN(3)])
			n.Cidr = fmt.Sprintf(n.Cidr, map[byte]int{'1': 20 + i}[n.Cidr[0]])
			if n.Cidr[:3] == "100" {
				n.Cidr = fmt.Sprintf("100.%d.0.0/16", 70+i)
			}
			if random.IntN(2) == 0 {
				n.Domain = fmt.Sprintf("kind%d", kind)
			}
			if random.IntN(5) > 0 {
				n.Attachment = fmt.Sprintf("tgw-attach-%017d", i)
			}
			cfg.Networks[fmt.Sprintf("net%d", i)] = &n
		}
		env := hub("us-east-1")
		s := built(env, cfg, centre(env, 1, 1, centreBlock))
		if s.Refusals != nil {
			t.Fatalf("%v", s.Refusals)
		}
		w := worldOf(s, cfg, centreBlock)
		for from, a := range cfg.Networks {
			for to, b := range cfg.Networks {
				if from == to || a.Attachment == "" {
					continue
				}
				want := ""
				if b.Attachment != "" && a.Domain != "" && a.Domain == b.Domain {
					want = to
				}
				pairs[want != ""]++
				if got := w.arrives(a.Attachment, netip.MustParsePrefix(b.Cidr).Addr().Next()); got != want {
					t.Fatalf("from %s %+v to %s %+v: arrives at %q, want %q", from, *a, to, *b, got, want)
				}
			}
			if a.Attachment == "" {
				continue
			}
			if got := w.arrives(a.Attachment, w.centre.Addr().Next()); got != "centre" {
				t.Fatalf("from %s to the centre: arrives at %q", from, got)
			}
			if got := w.arrives(w.attachment, netip.MustParsePrefix(a.Cidr).Addr().Next()); got != from {
				t.Fatalf("from the centre to %s: arrives at %q", from, got)
			}
			if got := w.arrives(a.Attachment, netip.MustParseAddr("8.8.8.8")); (got == "internet") != cfg.Egress {
				t.Fatalf("from %s to the internet: arrives at %q, egress %t", from, got, cfg.Egress)
			}
		}
	}
	if pairs[true] < 20 || pairs[false] < 500 {
		t.Errorf("too few pairs to mean anything: %v", pairs)
	}
}
