package network

import (
	"fmt"
	"strings"
	"testing"

	"github.com/awslabs/goformation/v7/cloudformation/ec2"
	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/blueprints"
)

// TestAcls says in words what each network ACL lets through.
func TestAcls(t *testing.T) {
	outNone := []string{"all to vpc", "tcp 443-443 to world"}
	out := []string{"all to vpc", "tcp 0-65535 to world", "icmp to world"}
	in := []string{"all from vpc", "tcp 1024-3388 from world", "tcp 3390-65535 from world", "icmp from world"}
	publicIn := []string{"all from vpc", "tcp 80-80 from world", "tcp 443-443 from world", "tcp 1024-3388 from world", "tcp 3390-65535 from world", "icmp from world"}
	want := map[string]map[string][]string{
		"none": {
			"PublicNetworkAcl Inbound": publicIn, "PublicNetworkAcl Outbound": {"all to vpc", "tcp 443-443 to world", "tcp 1024-65535 to world", "icmp to world"},
			"PrivateNetworkAcl Inbound": in[:3], "PrivateNetworkAcl Outbound": outNone,
			"IsolatedNetworkAcl Inbound": {"all from private", "all from isolated"}, "IsolatedNetworkAcl Outbound": {"all to private", "all to isolated"},
		},
		"single-nat": {
			"PublicNetworkAcl Inbound": publicIn, "PublicNetworkAcl Outbound": out,
			"PrivateNetworkAcl Inbound": in, "PrivateNetworkAcl Outbound": out,
			"IsolatedNetworkAcl Inbound": {"all from private", "all from isolated"}, "IsolatedNetworkAcl Outbound": {"all to private", "all to isolated"},
		},
	}
	want["nat-per-zone"] = want["single-nat"]
	everyShape(t, func(t *testing.T, s *blueprints.Stack, egress string, _ int) {
		got := map[string][]string{}
		last := 0
		for _, r := range s.Resources {
			e, ok := r.Properties.(*ec2.NetworkAclEntry)
			if !ok {
				continue
			}
			acl, direction, _ := strings.Cut(r.ID, "Acl")
			name := acl + "Acl " + strings.TrimRight(direction, "0123456789")
			if len(got[name]) == 0 {
				last = 0
			}
			if e.RuleNumber <= last || e.RuleAction != "allow" || *e.Egress != strings.HasSuffix(name, "Outbound") {
				t.Errorf("%s: rule %d after %d, %s, egress %t", r.ID, e.RuleNumber, last, e.RuleAction, *e.Egress)
			}
			last = e.RuleNumber
			got[name] = append(got[name], inWords(e))
		}
		if d := cmp.Diff(want[egress], got); d != "" {
			t.Errorf("(-want +got):\n%s", d)
		}
	})
}

func inWords(e *ec2.NetworkAclEntry) string {
	whom := map[string]string{
		"10.20.0.0/16": "vpc", "10.20.0.0/17": "private", "10.20.128.0/18": "isolated", "0.0.0.0/0": "world", "10.0.0.0/16": "centre",
	}[*e.CidrBlock]
	way := " from "
	if *e.Egress {
		way = " to "
	}
	switch {
	case e.Protocol == 6:
		return fmt.Sprintf("tcp %d-%d", *e.PortRange.From, *e.PortRange.To) + way + whom
	case e.Protocol == 1 && *e.Icmp.Type == 3 && *e.Icmp.Code == 4:
		return "icmp" + way + whom
	case e.Protocol == -1:
		return "all" + way + whom
	}
	return fmt.Sprintf("protocol %d", e.Protocol) + way + whom
}

// TestNoAclAdmitsTheWorldToAdminPorts is the control net-nacl-no-world-admin, judged here on ports alone.
func TestNoAclAdmitsTheWorldToAdminPorts(t *testing.T) {
	everyShape(t, func(t *testing.T, s *blueprints.Stack, _ string, _ int) {
		for id, e := range of[*ec2.NetworkAclEntry](s) {
			if *e.Egress || *e.CidrBlock != everywhere || e.Protocol == icmp {
				continue
			}
			for _, port := range []int{22, 3389} {
				if e.Protocol != tcp || *e.PortRange.From <= port && port <= *e.PortRange.To {
					t.Errorf("%s admits the world to port %d", id, port)
				}
			}
		}
	})
}
