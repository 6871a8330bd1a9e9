package network

import (
	"slices"
	"strings"
	"testing"

	"github.com/awslabs/goformation/v7/cloudformation/ec2"
	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/compiler/emit/emittest"
	"github.com/hipaac/hipaac/schema"
)

const gateway = "tgw-0123456789abcdef0"

func meshed(egress string, zones int, reaches ...string) *schema.Network {
	cfg := config(egress, zones)
	cfg.Mesh = &schema.NetworkMesh{Gateway: gateway, Reaches: reaches}
	return cfg
}

// centreOf builds a network that a mesh of its environment has at its centre.
func centreOf(t *testing.T, cfg *schema.Network) *blueprints.Stack {
	t.Helper()
	env := &blueprints.Env{System: "clinic", Name: "hub", Tier: "production", Region: "us-east-1", Owner: "platform@clinic.example", Serves: []string{"mesh"}}
	s := blueprints.NewStack(env, "network", "network", "clinic-hub-network", &blueprints.Stack{Blueprint: "keys", Key: "keys", Name: "clinic-hub-keys"})
	Blueprint.Build(s, cfg)
	return s
}

func TestMeshTemplates(t *testing.T) {
	env := &blueprints.Env{System: "clinic", Name: "prod", Tier: "production", PHI: true, Region: "us-gov-west-1", Owner: "platform@clinic.example"}
	s := blueprints.NewStack(env, "network", "network", "clinic-prod-network", &blueprints.Stack{Blueprint: "keys", Key: "keys", Name: "clinic-prod-keys"})
	Blueprint.Build(s, meshed("mesh", 2, "10.0.0.0/16", "10.21.0.0/16"))
	emittest.Pin(t, "testdata/mesh.yaml", s)
	emittest.Pin(t, "testdata/centre.yaml", centreOf(t, config("single-nat", 2)))
}

// TestMeshAttachment: the gateway ends in subnets of its own, one for each zone, and the attachment's id is exported for the mesh.
func TestMeshAttachment(t *testing.T) {
	s := built(t, meshed("none", 2, "10.0.0.0/16"))
	a := of[*ec2.TransitGatewayAttachment](s)["MeshAttachment"]
	want := []string{blueprints.Ref("TransitSubnet1"), blueprints.Ref("TransitSubnet2")}
	if d := cmp.Diff(want, a.SubnetIds); d != "" || a.TransitGatewayId != gateway || a.VpcId != blueprints.Ref("Vpc") {
		t.Errorf("attachment %+v (-want +got):\n%s", a, d)
	}
	if *of[*ec2.Subnet](s)["TransitSubnet1"].CidrBlock != "10.20.255.192/28" {
		t.Errorf("the end of the gateway stands in %s", *of[*ec2.Subnet](s)["TransitSubnet1"].CidrBlock)
	}
	if !slices.ContainsFunc(s.Exports, func(e blueprints.Export) bool {
		return e.Name == "MeshAttachmentId" && e.Value == blueprints.Ref("MeshAttachment")
	}) {
		t.Error("the attachment is not exported")
	}
}

// TestMeshRoutes: private subnets, and only those, reach the blocks that the spec names; all wait for the attachment.
func TestMeshRoutes(t *testing.T) {
	for egress, more := range map[string]int{"none": 0, "single-nat": 0, "mesh": 1} {
		s := built(t, meshed(egress, 2, "10.0.0.0/16", "10.21.0.0/16"))
		got := map[string]int{}
		for _, r := range s.Resources {
			route, ok := r.Properties.(*ec2.Route)
			if !ok || route.TransitGatewayId == nil {
				continue
			}
			got[route.RouteTableId]++
			if !slices.Contains(r.After, "MeshAttachment") {
				t.Errorf("%s does not wait for the attachment", r.ID)
			}
		}
		want := map[string]int{blueprints.Ref("PrivateRouteTable1"): 2 + more, blueprints.Ref("PrivateRouteTable2"): 2 + more}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", egress, d)
		}
		if s.Facts["egress"] != egress {
			t.Errorf("egress is told as %q", s.Facts["egress"])
		}
	}
}

// TestMeshAcls: the private tier talks to the blocks by TCP; the isolated tier and the gateway's own subnets are as closed as before.
func TestMeshAcls(t *testing.T) {
	s := built(t, meshed("none", 1, "10.0.0.0/16"))
	got := map[string][]string{}
	for _, r := range s.Resources {
		if e, ok := r.Properties.(*ec2.NetworkAclEntry); ok && !strings.HasPrefix(r.ID, "Public") {
			acl := strings.TrimSuffix(strings.SplitAfter(r.ID, "Acl")[0], "NetworkAcl")
			got[acl] = append(got[acl], inWords(e))
		}
	}
	want := map[string][]string{
		"Private": {
			"all from vpc", "tcp 1024-3388 from world", "tcp 3390-65535 from world", "icmp from world", "tcp 0-65535 from centre",
			"all to vpc", "tcp 443-443 to world", "tcp 0-65535 to centre",
		},
		"Isolated": {"all from private", "all from isolated", "all to private", "all to isolated"},
		"Transit":  {"all from vpc", "all to vpc"},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	for _, name := range []string{"TransitNetworkAclInbound100", "TransitNetworkAclOutbound100"} {
		if of[*ec2.NetworkAclEntry](s)[name] == nil {
			t.Errorf("no %s", name)
		}
	}
}

// TestCentre: a network that serves a mesh has subnets for the gateway and exports what the mesh opens. Being a centre changes nothing
// else, so a mesh can come later.
func TestCentre(t *testing.T) {
	var names []string
	s := centreOf(t, config("single-nat", 2))
	for _, e := range s.Exports {
		names = append(names, e.Name)
	}
	want := []string{
		"VpcId", "VpcCidr",
		"PublicSubnet1Id", "PublicSubnet2Id", "PrivateSubnet1Id", "PrivateSubnet2Id", "IsolatedSubnet1Id", "IsolatedSubnet2Id",
		"TransitSubnet1Id", "TransitSubnet2Id", "PrivateRouteTable1Id", "PrivateRouteTable2Id",
		"PublicRouteTableId", "PrivateNetworkAclId", "TransitNetworkAclId", "TransitRouteTable1Id", "TransitRouteTable2Id", "NatGateway1Id",
	}
	if d := cmp.Diff(want, names); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	after := properties(t, s)
	for id, p := range properties(t, built(t, config("single-nat", 2))) {
		if after[id] != p && !strings.HasSuffix(id, "LogGroup") && id != "S3Endpoint" && id != "QueryLog" {
			t.Errorf("%s was\n%s\nand is\n%s", id, p, after[id])
		}
	}
}

func TestMeshRefusals(t *testing.T) {
	many := meshed("none", 1)
	for _, b := range []string{"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13"} {
		many.Mesh.Reaches = append(many.Mesh.Reaches, "10."+b+".0.0/16")
	}
	for _, c := range []struct {
		cfg  *schema.Network
		want []blueprints.Refusal
	}{
		{config("mesh", 1), []blueprints.Refusal{{
			ID: "egress-without-mesh", Path: "egress",
			Message: "private subnets would reach the internet through a mesh, and the network is connected to none",
			Hint:    "add mesh with its gateway, or choose another egress",
		}}},
		{meshed("none", 1), []blueprints.Refusal{{
			ID: "mesh-to-nowhere", Path: "mesh", Warn: true,
			Message: "the network is attached to a transit gateway and has no route to it",
			Hint:    "add reaches with the blocks of other networks, or set egress to mesh",
		}}},
		{meshed("mesh", 1), nil},
		{meshed("none", 1, "10.0.0.0/8", "10.0.0.1/16", "8.8.8.0/24", "10.0.0.0/7", "10.30.0.0/16", "10.30.4.0/24"), []blueprints.Refusal{{
			ID: "overlapping-networks", Path: "mesh.reaches[0]",
			Message: "the network would reach 10.0.0.0/8, which overlaps 10.20.0.0/16, which is the network's own",
			Hint:    "list the blocks of the other networks, each as its own spec says it",
		}, {
			ID: "block-not-aligned", Path: "mesh.reaches[1]",
			Message: "network 10.0.0.1/16 does not start at a multiple of its size",
			Hint:    "use 10.0.0.0/16",
		}, {
			ID: "network-not-private", Path: "mesh.reaches[2]",
			Message: "network 8.8.8.0/24 lies in address space that others use on the internet, it must lie in 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10",
			Hint:    "use a block such as 10.20.0.0/24",
		}, {
			ID: "network-not-private", Path: "mesh.reaches[3]",
			Message: "network 10.0.0.0/7 lies in address space that others use on the internet, it must lie in 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10",
			Hint:    "use a block such as 10.20.0.0/16",
		}, {
			ID: "overlapping-networks", Path: "mesh.reaches[4]",
			Message: "the network would reach 10.30.0.0/16, which overlaps 10.0.0.0/8, which is mesh.reaches[0]",
			Hint:    "list the blocks of the other networks, each as its own spec says it",
		}, {
			ID: "overlapping-networks", Path: "mesh.reaches[5]",
			Message: "the network would reach 10.30.4.0/24, which overlaps 10.0.0.0/8, which is mesh.reaches[0]",
			Hint:    "list the blocks of the other networks, each as its own spec says it",
		}}},
		{many, []blueprints.Refusal{{
			ID: "too-many-blocks", Path: "mesh.reaches",
			Message: "the network would reach 13 blocks, a network ACL has room for 12",
			Hint:    "join neighbouring blocks",
		}}},
	} {
		if d := cmp.Diff(c.want, built(t, c.cfg).Refusals); d != "" {
			t.Errorf("%v (-want +got):\n%s", c.cfg.Mesh, d)
		}
	}
	want := []blueprints.Refusal{{
		ID: "centre-of-two-meshes", Path: "mesh",
		Message: "the network is the centre of this environment's mesh, and would be attached to another",
		Hint:    "remove one of the two: traffic could cross from one mesh to the other",
	}}
	if d := cmp.Diff(want, centreOf(t, meshed("single-nat", 1, "10.0.0.0/16")).Refusals); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}
