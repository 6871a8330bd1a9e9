package mesh

import (
	"reflect"
	"testing"

	"github.com/awslabs/goformation/v7/cloudformation/ec2"
	"github.com/awslabs/goformation/v7/cloudformation/ram"
	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/compiler/emit/emittest"
	"github.com/hipaac/hipaac/schema"
)

// quickStart is the topology of AWS's Quick Start: a centre with the way out, production and development around it.
func quickStart() *schema.Mesh {
	return &schema.Mesh{FlowLogDays: 365, Egress: true, Networks: map[string]*schema.Spoke{
		"prod": {Cidr: "10.20.0.0/16", Account: "222233334444", Tier: "production", Phi: true, Attachment: "tgw-attach-0123456789abcdef0"},
		"dev":  {Cidr: "10.30.0.0/16", Account: "333344445555", Tier: "development", Attachment: "tgw-attach-0123456789abcdef1"},
	}}
}

// centre is what a network stack tells and exports for a mesh.
func centre(env *blueprints.Env, zones, gateways int, cidr string) *blueprints.Stack {
	s := blueprints.NewStack(env, "network", "network", "clinic-hub-network")
	s.Tell("cidr", cidr)
	s.Tell("egress", []string{"none", "single-nat", "nat-per-zone", "nat-per-zone"}[gateways])
	offer := func(name string) { s.Export(name, blueprints.Ref(name), "") }
	for _, name := range []string{"VpcId", "PublicRouteTableId", "PrivateNetworkAclId", "TransitNetworkAclId"} {
		offer(name)
	}
	numbers := []string{"1", "2", "3"}
	for _, n := range numbers[:zones] {
		offer("PrivateRouteTable" + n + "Id")
		offer("TransitSubnet" + n + "Id")
		offer("TransitRouteTable" + n + "Id")
	}
	for _, n := range numbers[:gateways] {
		offer("NatGateway" + n + "Id")
	}
	return s
}

func hub(region string) *blueprints.Env {
	return &blueprints.Env{System: "clinic", Name: "hub", Tier: "production", Account: "111122223333", Region: region, Owner: "platform@clinic.example"}
}

func built(env *blueprints.Env, cfg *schema.Mesh, network *blueprints.Stack, more ...*blueprints.Stack) *blueprints.Stack {
	servers := append([]*blueprints.Stack{{Blueprint: "keys", Key: "keys", Name: "clinic-hub-keys"}, network}, more...)
	s := blueprints.NewStack(env, "mesh", "mesh", "clinic-hub-mesh", servers...)
	Blueprint.Build(s, cfg)
	return s
}

func TestTemplates(t *testing.T) {
	env := hub("us-east-1")
	topic := blueprints.NewStack(env, "observability", "observability", "clinic-hub-observability")
	topic.Export("AlarmTopicArn", "arn", "")
	emittest.Pin(t, "testdata/quickstart.yaml", built(env, quickStart(), centre(env, 3, 3, "10.0.0.0/16"), topic))

	// Before anything is attached, and in one account: no share.
	first := &schema.Mesh{FlowLogDays: 365, Networks: map[string]*schema.Spoke{
		"prod": {Cidr: "10.20.0.0/16", Tier: "production", Phi: true},
	}}
	emittest.Pin(t, "testdata/first.yaml", built(env, first, centre(env, 2, 0, "10.0.0.0/16")))

	gov := hub("us-gov-west-1")
	shared := &schema.Mesh{FlowLogDays: 731, Networks: map[string]*schema.Spoke{
		"records": {Cidr: "10.20.0.0/16", Account: "222233334444", Tier: "production", Phi: true, Domain: "clinical", Attachment: "tgw-attach-0123456789abcdef0"},
		"imaging": {Cidr: "10.21.0.0/16", Account: "222233334444", Tier: "production", Phi: true, Domain: "clinical", Attachment: "tgw-attach-0123456789abcdef1"},
		"test":    {Cidr: "192.168.0.0/16", Account: "333344445555", Tier: "test", Attachment: "tgw-attach-0123456789abcdef2"},
	}}
	emittest.Pin(t, "testdata/govcloud.yaml", built(gov, shared, centre(gov, 1, 1, "172.16.0.0/20")))
}

// of lists the properties of all resources of a type, by logical id.
func of[P blueprints.Properties](s *blueprints.Stack) map[string]P {
	found := map[string]P{}
	for _, r := range s.Resources {
		if p, ok := r.Properties.(P); ok {
			found[r.ID] = p
		}
	}
	return found
}

// TestShare: the gateway is shared with the accounts of the networks, each named once, and with nobody outside the organization.
func TestShare(t *testing.T) {
	env := hub("us-east-1")
	cfg := quickStart()
	cfg.Networks["stage"] = &schema.Spoke{Cidr: "10.40.0.0/16", Account: "333344445555", Tier: "test"}
	cfg.Networks["tools"] = &schema.Spoke{Cidr: "10.50.0.0/16", Tier: "production"}
	share := of[*ram.ResourceShare](built(env, cfg, centre(env, 1, 1, "10.0.0.0/16")))["Share"]
	want := []string{"222233334444", "333344445555"}
	if d := cmp.Diff(want, share.Principals); d != "" || *share.AllowExternalPrincipals {
		t.Errorf("external principals %t, accounts (-want +got):\n%s", *share.AllowExternalPrincipals, d)
	}
}

// TestNothingByItself: no default table connects what is attached, and nothing is attached unseen.
func TestNothingByItself(t *testing.T) {
	env := hub("us-east-1")
	g := of[*ec2.TransitGateway](built(env, quickStart(), centre(env, 1, 1, "10.0.0.0/16")))["TransitGateway"]
	for what, value := range map[string]*string{
		"association": g.DefaultRouteTableAssociation, "propagation": g.DefaultRouteTablePropagation, "acceptance": g.AutoAcceptSharedAttachments,
	} {
		if *value != "disable" {
			t.Errorf("automatic %s is %q", what, *value)
		}
	}
}

// TestComings: a network that comes later changes no rule's number, renames no route and replaces nothing of the others.
func TestComings(t *testing.T) {
	env := hub("us-east-1")
	before := built(env, quickStart(), centre(env, 2, 2, "10.0.0.0/16"))
	cfg := quickStart()
	cfg.Networks["lab"] = &schema.Spoke{Cidr: "10.25.0.0/16", Tier: "test", Attachment: "tgw-attach-0123456789abcdef2"}
	after := map[string]blueprints.Properties{}
	for _, r := range built(env, cfg, centre(env, 2, 2, "10.0.0.0/16")).Resources {
		after[r.ID] = r.Properties
	}
	for _, r := range before.Resources {
		p := after[r.ID]
		if e, ok := p.(*ec2.NetworkAclEntry); ok {
			e.CidrBlock = r.Properties.(*ec2.NetworkAclEntry).CidrBlock // changes in place
		}
		if !reflect.DeepEqual(r.Properties, p) && r.ID != "Share" {
			t.Errorf("%s was %+v and is %+v", r.ID, r.Properties, p)
		}
	}
}
