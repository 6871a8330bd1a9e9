package network

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/awslabs/goformation/v7/cloudformation/ec2"
	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/schema"
)

var egresses = []string{"none", "single-nat", "nat-per-zone"}

func config(egress string, zones int, endpoints ...string) *schema.Network {
	return &schema.Network{Cidr: "10.20.0.0/16", Zones: zones, Egress: egress, Endpoints: endpoints, FlowLogDays: 400}
}

func built(t *testing.T, cfg *schema.Network) *blueprints.Stack {
	t.Helper()
	return buildIn(t, "eu-west-1", cfg)
}

func buildIn(t *testing.T, region string, cfg *schema.Network) *blueprints.Stack {
	t.Helper()
	env := &blueprints.Env{System: "clinic", Name: "prod", Tier: "production", PHI: true, Region: region}
	s := blueprints.NewStack(env, "network", "network", "clinic-prod-network", &blueprints.Stack{Blueprint: "keys", Key: "keys", Name: "clinic-prod-keys"})
	Blueprint.Build(s, cfg)
	return s
}

// everyShape calls f for each choice of egress and zones.
func everyShape(t *testing.T, f func(t *testing.T, s *blueprints.Stack, egress string, zones int)) {
	for _, egress := range egresses {
		for zones := 1; zones <= 3; zones++ {
			t.Run(fmt.Sprintf("%s/%d", egress, zones), func(t *testing.T) {
				f(t, built(t, config(egress, zones, "kms", "ecs-agent", "sts")), egress, zones)
			})
		}
	}
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

func TestResourceCounts(t *testing.T) {
	everyShape(t, func(t *testing.T, s *blueprints.Stack, egress string, zones int) {
		nats := map[string]int{"none": 0, "single-nat": 1, "nat-per-zone": zones}[egress]
		entries, privateRoutes := 6+3+4+3+2+2, zones // inbound and outbound of public, private, isolated
		if egress == "none" {
			entries, privateRoutes = 6+4+3+2+2+2, 0
		}
		want := map[string]int{
			"AWS::EC2::VPC": 1, "AWS::EC2::InternetGateway": 1, "AWS::EC2::VPCGatewayAttachment": 1,
			"AWS::EC2::Subnet": 3 * zones, "AWS::EC2::SubnetRouteTableAssociation": 3 * zones, "AWS::EC2::SubnetNetworkAclAssociation": 3 * zones,
			"AWS::EC2::RouteTable": 2 + zones, "AWS::EC2::Route": 1 + privateRoutes,
			"AWS::EC2::NetworkAcl": 3, "AWS::EC2::NetworkAclEntry": entries,
			"AWS::EC2::VPCEndpoint": 5, "AWS::EC2::SecurityGroup": 1, "AWS::EC2::FlowLog": 1,
			"AWS::Route53Resolver::ResolverQueryLoggingConfig": 1, "AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation": 1,
			"AWS::Logs::LogGroup": 3, "AWS::IAM::Role": 2, "AWS::IAM::ManagedPolicy": 2, "AWS::Lambda::Function": 1,
			"Custom::EmptyDefaultSecurityGroup": 1,
		}
		if nats > 0 {
			want["AWS::EC2::NatGateway"], want["AWS::EC2::EIP"] = nats, nats
		}
		got := map[string]int{}
		for _, r := range s.Resources {
			got[r.Properties.AWSCloudFormationType()]++
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("(-want +got):\n%s", d)
		}
	})
}

// TestIsolatedTierHasNoWayOut judges what was built: no route, no gateway endpoint, no rule towards anything but private and
// isolated subnets.
func TestIsolatedTierHasNoWayOut(t *testing.T) {
	everyShape(t, func(t *testing.T, s *blueprints.Stack, _ string, zones int) {
		table := blueprints.Ref("IsolatedRouteTable")
		for id, route := range of[*ec2.Route](s) {
			if route.RouteTableId == table {
				t.Errorf("%s leads out of the isolated subnets", id)
			}
		}
		for id, e := range of[*ec2.VPCEndpoint](s) {
			if slices.Contains(e.RouteTableIds, table) {
				t.Errorf("%s is in the isolated route table", id)
			}
		}
		for zone := 1; zone <= zones; zone++ {
			a := of[*ec2.SubnetRouteTableAssociation](s)[fmt.Sprintf("IsolatedSubnet%dRouteTable", zone)]
			if a == nil || a.RouteTableId != table {
				t.Errorf("isolated subnet %d is not in the isolated route table: %v", zone, a)
			}
		}
		for id, e := range of[*ec2.NetworkAclEntry](s) {
			if e.NetworkAclId == blueprints.Ref("IsolatedNetworkAcl") && *e.CidrBlock != "10.20.0.0/17" && *e.CidrBlock != "10.20.128.0/18" {
				t.Errorf("%s reaches %s", id, *e.CidrBlock)
			}
		}
	})
}

// TestPrivateEgress: private subnets leave through the gateway of their own zone, through the only one, or not at all; never
// through the internet gateway.
func TestPrivateEgress(t *testing.T) {
	want := map[string][]string{
		"none":         {"", "", ""},
		"single-nat":   {"NatGateway1", "NatGateway1", "NatGateway1"},
		"nat-per-zone": {"NatGateway1", "NatGateway2", "NatGateway3"},
	}
	everyShape(t, func(t *testing.T, s *blueprints.Stack, egress string, zones int) {
		routes := of[*ec2.Route](s)
		for zone := range zones {
			route, gateway := routes[fmt.Sprintf("PrivateDefaultRoute%d", zone+1)], ""
			if route != nil && route.GatewayId == nil && route.RouteTableId == blueprints.Ref(fmt.Sprintf("PrivateRouteTable%d", zone+1)) {
				gateway = *route.NatGatewayId
			}
			if expected := want[egress][zone]; gateway != "" && gateway != blueprints.Ref(expected) || (gateway == "") != (expected == "") {
				t.Errorf("zone %d leaves through %q, want %q", zone+1, gateway, expected)
			}
		}
		for id, nat := range of[*ec2.NatGateway](s) {
			if want := blueprints.Ref("PublicSubnet" + strings.TrimPrefix(id, "NatGateway")); nat.SubnetId != want {
				t.Errorf("%s stands in %s, want the public subnet of its zone", id, nat.SubnetId)
			}
		}
	})
}

// TestEverySubnetIsCovered: AWS puts a subnet without associations into the main route table and the default network ACL, which
// allows everything.
func TestEverySubnetIsCovered(t *testing.T) {
	everyShape(t, func(t *testing.T, s *blueprints.Stack, _ string, _ int) {
		tables, acls := map[string]int{}, map[string]int{}
		for _, a := range of[*ec2.SubnetRouteTableAssociation](s) {
			tables[a.SubnetId]++
		}
		for _, a := range of[*ec2.SubnetNetworkAclAssociation](s) {
			acls[a.SubnetId]++
		}
		for id, subnet := range of[*ec2.Subnet](s) {
			if tables[blueprints.Ref(id)] != 1 || acls[blueprints.Ref(id)] != 1 {
				t.Errorf("%s has %d route tables and %d network ACLs", id, tables[blueprints.Ref(id)], acls[blueprints.Ref(id)])
			}
			if subnet.MapPublicIpOnLaunch == nil || *subnet.MapPublicIpOnLaunch {
				t.Errorf("%s may give out public addresses", id)
			}
		}
	})
}

func TestRefusals(t *testing.T) {
	for _, c := range []struct {
		region string
		cfg    *schema.Network
		want   []blueprints.Refusal
		reason string
	}{
		{"us-west-1", config("none", 3), []blueprints.Refusal{{
			ID: "too-many-zones", Path: "zones",
			Message: "the network wants 3 zones, and region us-west-1 gives an account 2",
			Hint:    "set zones to 2, or choose a region with three",
		}}, "the template would fail only when it is deployed"},
		{"us-west-1", config("none", 2), nil, "two zones are there"},
		{"us-gov-west-1", config("none", 3), nil, "GovCloud has three"},
		{"eu-west-1", config("none", 1, "kms", "ecr.dkr", "ecs-agent"), []blueprints.Refusal{{
			ID: "endpoint-alone", Path: "endpoints[1]", Warn: true,
			Message: "the endpoint ecr.dkr is of no use without ecr.api, which nothing reaches while egress is none",
			Hint:    "add ecr.api to endpoints, or choose an egress",
		}, {
			ID: "endpoint-alone", Path: "endpoints[2]", Warn: true,
			Message: "the endpoint ecs-agent is of no use without ecs and ecs-telemetry, which nothing reaches while egress is none",
			Hint:    "add ecs and ecs-telemetry to endpoints, or choose an egress",
		}}, "image pulls would hang"},
		{"eu-west-1", config("single-nat", 1, "ecr.dkr"), nil, "ecr.api is reached through the NAT gateway"},
		{"eu-west-1", config("none", 1, "ecr.dkr", "ecr.api", "ssmmessages", "ssm"), nil, "all companions are there"},
	} {
		s := buildIn(t, c.region, c.cfg)
		if d := cmp.Diff(c.want, s.Refusals); d != "" {
			t.Errorf("%s (-want +got):\n%s", c.reason, d)
		}
		if refused := slices.ContainsFunc(c.want, func(r blueprints.Refusal) bool { return !r.Warn }); refused != (len(s.Resources) == 0) {
			t.Errorf("%s: %d resources were built", c.reason, len(s.Resources))
		}
	}
}

func TestAllMistakesAtOnce(t *testing.T) {
	cfg := config("none", 3, "ecr.api")
	cfg.Cidr = "10.20.5.0/16"
	var ids []string
	for _, r := range buildIn(t, "us-west-1", cfg).Refusals {
		ids = append(ids, r.ID)
	}
	if d := cmp.Diff([]string{"block-not-aligned", "too-many-zones", "endpoint-alone"}, ids); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func TestExports(t *testing.T) {
	s := built(t, config("none", 2, "kms"))
	var names []string
	for _, e := range s.Exports {
		names = append(names, e.Name)
		parts := blueprints.Parts(e.Value)
		if len(parts) != 1 || parts[0].Intrinsic == nil {
			t.Errorf("%s is %q, want a value of one resource", e.Name, e.Value)
		}
	}
	want := []string{
		"VpcId", "VpcCidr",
		"PublicSubnet1Id", "PublicSubnet2Id", "PrivateSubnet1Id", "PrivateSubnet2Id", "IsolatedSubnet1Id", "IsolatedSubnet2Id",
		"PrivateRouteTable1Id", "PrivateRouteTable2Id", "EndpointSecurityGroupId",
	}
	if d := cmp.Diff(want, names); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// TestGrowthChangesNothing: one zone more, or another egress, leaves every resource that was there as it was, except the
// endpoints and routes that now serve more subnets. A change of a subnet, a table or an association would cut connections.
func TestGrowthChangesNothing(t *testing.T) {
	before := properties(t, built(t, config("none", 1)))
	after := properties(t, built(t, config("nat-per-zone", 3)))
	for id, p := range before {
		mayChange := strings.Contains(id, "NetworkAcl") || id == "S3Endpoint" || id == "DynamodbEndpoint"
		if after[id] != p && !mayChange {
			t.Errorf("%s was\n%s\nand is\n%s", id, p, after[id])
		}
	}
}

func properties(t *testing.T, s *blueprints.Stack) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, r := range s.Resources {
		text, err := json.Marshal(r.Properties)
		if err != nil {
			t.Fatal(err)
		}
		all[r.ID] = string(text)
	}
	return all
}

// TestSpecPaths: each resource leads back to what asked for it.
func TestSpecPaths(t *testing.T) {
	cfg := config("single-nat", 1, "kms", "sts")
	cfg.Subnets = &schema.NetworkSubnets{Public: []string{"10.20.192.0/24"}}
	s := built(t, cfg)
	want := map[string]string{
		"Vpc": "cidr", "PublicSubnet1": "subnets.public[0]", "PublicSubnet1RouteTable": "subnets.public[0]", "PrivateSubnet1": "zones",
		"PrivateRouteTable1": "zones", "PrivateDefaultRoute1": "egress", "NatGateway1": "egress", "NatGatewayAddress1": "egress",
		"FlowLogGroup": "flowLogDays", "EndpointSecurityGroup": "endpoints", "StsEndpoint": "endpoints[1]", "DefaultGroup": "",
	}
	for _, r := range s.Resources {
		if path, ok := want[r.ID]; ok && path != r.SpecPath {
			t.Errorf("%s comes from %q, want %q", r.ID, r.SpecPath, path)
		}
		delete(want, r.ID)
	}
	if len(want) > 0 {
		t.Errorf("no such resources: %v", want)
	}
}

func TestImportsOnlyTheLogsKey(t *testing.T) {
	s := built(t, config("nat-per-zone", 3, everyService(t)...))
	want := []blueprints.Import{{Blueprint: "keys", Stack: "clinic-prod-keys", Name: "LogsKeyArn"}}
	if d := cmp.Diff(want, s.Imports); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	uses := []blueprints.KeyUse{{Class: blueprints.LogsKey, Service: "logs"}}
	if d := cmp.Diff(uses, Blueprint.KeyUses(config("none", 1))); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}
