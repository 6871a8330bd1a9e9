package mesh

import (
	"cmp"
	"fmt"
	"testing"

	diff "github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/schema"
)

func TestRefusals(t *testing.T) {
	phi := func(cidr, domain string) *schema.Spoke {
		return &schema.Spoke{Cidr: cidr, Tier: "production", Phi: true, Domain: domain}
	}
	dev := func(cidr, domain string) *schema.Spoke {
		return &schema.Spoke{Cidr: cidr, Tier: "development", Domain: domain}
	}
	type networks = map[string]*schema.Spoke
	attached := func(n *schema.Spoke) *schema.Spoke {
		n.Attachment = "tgw-attach-0123456789abcdef0"
		return n
	}
	for _, c := range []struct {
		reason   string
		tier     string
		gateways int
		cfg      *schema.Mesh
		want     []blueprints.Refusal
	}{
		{"production and development in one domain: defect D9", "production", 0,
			&schema.Mesh{Networks: networks{"prod": phi("10.20.0.0/16", "all"), "dev": dev("10.30.0.0/16", "all")}},
			[]blueprints.Refusal{{
				ID: "mixed-domain", Path: "networks.prod.domain",
				Message: `network prod is production with PHI, and would share the domain "all" with dev, which is non-production without PHI`,
				Hint:    "give networks of each kind a domain of their own, or leave domain out",
			}}},
		{"PHI and none in one tier", "production", 0,
			&schema.Mesh{Networks: networks{"a1": phi("10.20.0.0/16", "all"), "b1": {Cidr: "10.30.0.0/16", Tier: "production", Domain: "all"}}},
			[]blueprints.Refusal{{
				ID: "mixed-domain", Path: "networks.b1.domain",
				Message: `network b1 is production without PHI, and would share the domain "all" with a1, which is production with PHI`,
				Hint:    "give networks of each kind a domain of their own, or leave domain out",
			}}},
		{"development and test are of one kind", "production", 0,
			&schema.Mesh{Networks: networks{"dev": dev("10.20.0.0/16", "all"), "test": {Cidr: "10.30.0.0/16", Tier: "test", Domain: "all"}}}, nil},
		{"a network that is alone stays alone", "production", 0,
			&schema.Mesh{Networks: networks{"prod": phi("10.20.0.0/16", ""), "two": phi("10.30.0.0/16", "prod")}},
			[]blueprints.Refusal{{
				ID: "domain-of-one", Path: "networks.two.domain",
				Message: `the domain "prod" is that of the network prod alone, which names none`,
				Hint:    "give prod the same domain as well, or name the domain differently",
			}}},
		{"names that are one without hyphens", "production", 0,
			&schema.Mesh{Networks: networks{"lab-1": dev("10.20.0.0/16", "labs"), "lab1": dev("10.30.0.0/16", "labs")}},
			[]blueprints.Refusal{{
				ID: "name-collision", Path: "networks.lab1",
				Message: "the network lab1 would have the same resources as lab-1",
				Hint:    "let the names differ in more than hyphens",
			}}},
		{"blocks that overlap the centre or each other", "production", 0,
			&schema.Mesh{Networks: networks{"a1": dev("10.0.16.0/20", ""), "b1": dev("10.30.0.0/16", ""), "c1": dev("10.30.0.0/20", "")}},
			[]blueprints.Refusal{{
				ID: "overlapping-networks", Path: "networks.a1.cidr",
				Message: "network 10.0.16.0/20 overlaps 10.0.0.0/16 of the centre",
				Hint:    "networks that overlap cannot be connected: choose another block for one of them",
			}, {
				ID: "overlapping-networks", Path: "networks.c1.cidr",
				Message: "network 10.30.0.0/20 overlaps 10.30.0.0/16 of b1",
				Hint:    "networks that overlap cannot be connected: choose another block for one of them",
			}}},
		{"a block that is none, and one attachment for two", "production", 0,
			&schema.Mesh{Networks: networks{"a1": attached(dev("8.8.0.0/16", "")), "b1": attached(dev("10.30.0.0/16", ""))}},
			[]blueprints.Refusal{{
				ID: "network-not-private", Path: "networks.a1.cidr",
				Message: "network 8.8.0.0/16 lies in address space that others use on the internet, it must lie in 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10",
				Hint:    "use a block such as 10.20.0.0/16",
			}, {
				ID: "attachment-twice", Path: "networks.b1.attachment",
				Message: "the attachment tgw-attach-0123456789abcdef0 is already that of network a1",
				Hint:    "each network has an attachment of its own: what its stack exports as MeshAttachmentId",
			}}},
		{"a centre that is less than what depends on it", "test", 0,
			&schema.Mesh{Networks: networks{"dev": dev("10.20.0.0/16", ""), "prod": phi("10.30.0.0/16", "")}},
			[]blueprints.Refusal{{
				ID: "centre-below-production", Path: "networks.prod.tier",
				Message: "network prod is of tier production and would depend on an environment of tier test",
				Hint:    "set tier: production for the mesh's environment, or leave the network out",
			}}},
		{"a way out through a centre that has none", "production", 0,
			&schema.Mesh{Egress: true, Networks: networks{"dev": dev("10.20.0.0/16", "")}},
			[]blueprints.Refusal{{
				ID: "mesh-without-nat", Path: "egress",
				Message: "the networks would reach the internet through the stack network, which has no NAT gateway",
				Hint:    "set egress: nat-per-zone for the stack network, or leave the mesh's egress out",
			}}},
		{"a short record of what passes to PHI", "production", 0,
			&schema.Mesh{FlowLogDays: 90, Networks: networks{"dev": dev("10.20.0.0/16", ""), "prod": phi("10.30.0.0/16", "")}},
			[]blueprints.Refusal{{
				ID: "short-record-of-phi", Path: "flowLogDays",
				Message: "flow logs are kept for 90 days, and network prod holds PHI: the record of traffic around it is kept for at least 365",
				Hint:    "set flowLogDays to 365, or leave it out",
			}}},
		{"a short record of everything else", "production", 0,
			&schema.Mesh{FlowLogDays: 90, Networks: networks{"dev": dev("10.20.0.0/16", "")}}, nil},
		{"a way out through one NAT gateway", "production", 1, &schema.Mesh{Egress: true, Networks: networks{"dev": dev("10.20.0.0/16", "")}}, nil},
	} {
		env := hub("us-east-1")
		env.Tier = c.tier
		c.cfg.FlowLogDays = cmp.Or(c.cfg.FlowLogDays, 365)
		s := built(env, c.cfg, centre(env, 1, c.gateways, "10.0.0.0/16"))
		if d := diff.Diff(c.want, s.Refusals); d != "" {
			t.Errorf("%s (-want +got):\n%s", c.reason, d)
		}
		if (len(s.Resources) == 0) != (c.want != nil) {
			t.Errorf("%s: %d resources", c.reason, len(s.Resources))
		}
	}
}

// TestFull: one network more than the centre's network ACL has room for.
func TestFull(t *testing.T) {
	cfg := &schema.Mesh{FlowLogDays: 365, Networks: map[string]*schema.Spoke{}}
	add := func(i int) {
		cfg.Networks[fmt.Sprintf("net%d", i)] = &schema.Spoke{Cidr: fmt.Sprintf("10.%d.0.0/16", i), Tier: "test"}
	}
	env := hub("us-east-1")
	for i := 1; i <= maxNetworks; i++ {
		add(i)
	}
	if s := built(env, cfg, centre(env, 1, 0, "10.0.0.0/16")); s.Refusals != nil {
		t.Error(s.Refusals)
	}
	add(maxNetworks + 1)
	want := []blueprints.Refusal{{
		ID: "mesh-full", Path: "networks",
		Message: "16 networks around one centre, its network ACL has room for 15",
		Hint:    "move some of them to a mesh of their own",
	}}
	if d := diff.Diff(want, built(env, cfg, centre(env, 1, 0, "10.0.0.0/16")).Refusals); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// TestUnknownCentre: nothing is refused because of a network stack that is itself refused, and building does not fail.
func TestUnknownCentre(t *testing.T) {
	env := hub("us-east-1")
	network := &blueprints.Stack{Blueprint: "network"}
	if s := built(env, quickStart(), network); s.Refusals != nil {
		t.Error(s.Refusals)
	}
}
