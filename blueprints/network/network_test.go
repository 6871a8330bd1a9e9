package network

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/awslabs/goformation/v7/cloudformation/ec2"
	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/schema"
)

var egresses = []string{"none", "single-nat", "nat-per-zone"}

// everyService reads from the schema which services a spec can ask for.
func everyService(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile("../../schema/network.cue")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(text), "#EndpointService: \"")
	list, _, _ := strings.Cut(rest, "\n\n")
	if !found {
		t.Fatal("schema/network.cue does not define #EndpointService as a list of strings")
	}
	return regexp.MustCompile(`[a-z][a-z0-9.-]+`).FindAllString(list, -1)
}

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

func TestEndpoints(t *testing.T) {
	services := everyService(t)
	s := built(t, config("none", 2, services...))
	private := []string{blueprints.Ref("PrivateSubnet1"), blueprints.Ref("PrivateSubnet2")}
	endpoints := of[*ec2.VPCEndpoint](s)
	if len(services) < 30 || len(endpoints) != len(services)+2 {
		t.Errorf("%d endpoints for %d services and two gateways", len(endpoints), len(services))
	}
	for _, service := range services {
		e := endpoints[endpointID(service)]
		if e == nil {
			t.Errorf("%s has no endpoint", service)
			continue
		}
		if !slices.Equal(e.SubnetIds, private) || !slices.Equal(e.SecurityGroupIds, []string{blueprints.Ref(endpointGroup)}) || !*e.PrivateDnsEnabled {
			t.Errorf("the endpoint of %s: subnets %v, groups %v, private names %t", service, e.SubnetIds, e.SecurityGroupIds, *e.PrivateDnsEnabled)
		}
		if want := "com.amazonaws." + blueprints.Region + "." + service; e.ServiceName != want {
			t.Errorf("the endpoint of %s is for %s", service, e.ServiceName)
		}
		if takesNone := service == "ecs-agent" || service == "ecs-telemetry"; (e.PolicyDocument == nil) != takesNone {
			t.Errorf("the endpoint of %s has the policy %v", service, e.PolicyDocument)
		}
	}
	// In GovCloud, an endpoint for ECS with a policy fails the stack.
	for id, e := range of[*ec2.VPCEndpoint](buildIn(t, "us-gov-west-1", config("none", 2, services...))) {
		takesNone := id == "EcsEndpoint" || id == "EcsAgentEndpoint" || id == "EcsTelemetryEndpoint"
		if (e.PolicyDocument == nil) != takesNone {
			t.Errorf("in GovCloud, %s has the policy %v", id, e.PolicyDocument)
		}
	}
	for _, id := range []string{"S3Endpoint", "DynamodbEndpoint"} {
		if want := []string{blueprints.Ref("PrivateRouteTable1"), blueprints.Ref("PrivateRouteTable2")}; !slices.Equal(endpoints[id].RouteTableIds, want) {
			t.Errorf("%s is in the route tables %v", id, endpoints[id].RouteTableIds)
		}
	}
}

// TestEndpointPolicies: no statement lets anybody do anything, and none lets strangers write anywhere but to CloudFormation, to tell it
// of a stack of this account. That the caller is a service is no protection: whoever has an account gets URLs that CloudFormation
// signed for stacks of theirs, and what is written there they can read.
func TestEndpointPolicies(t *testing.T) {
	account := []string{blueprints.AccountID}
	for id, e := range of[*ec2.VPCEndpoint](built(t, config("none", 1, everyService(t)...))) {
		if e.PolicyDocument == nil {
			continue
		}
		for _, s := range e.PolicyDocument.(guard.Policy).Statement {
			only := s.Condition["StringEquals"]
			switch {
			case slices.Equal(only["aws:PrincipalAccount"], account):
				stores := id == "S3Endpoint" || id == "DynamodbEndpoint"
				if stores != slices.Equal(only["aws:ResourceAccount"], account) {
					t.Errorf("%s, %s: condition %v", id, s.Sid, only)
				}
			case slices.Contains(s.Action, "*"), slices.Contains(s.Resource, "*"):
				t.Errorf("%s, %s admits everybody to %v of %v", id, s.Sid, s.Action, s.Resource)
			case !strings.Contains(s.Resource[0], ":s3:"):
				if !strings.Contains(s.Resource[0], ":"+blueprints.AccountID+":") {
					t.Errorf("%s, %s admits everybody to %v", id, s.Sid, s.Resource)
				}
			case slices.Equal(s.Action, []string{"s3:PutObject"}):
				signals := "arn:" + blueprints.Partition + ":s3:::cloudformation-waitcondition-" + blueprints.Region +
					"/arn:" + blueprints.Partition + ":cloudformation:" + blueprints.Region + ":" + blueprints.AccountID + ":stack/*"
				if !slices.Equal(s.Resource, []string{signals}) || s.Condition != nil {
					t.Errorf("%s, %s lets strangers write to %v, if %v", id, s.Sid, s.Resource, s.Condition)
				}
			case !slices.Equal(s.Action, []string{"s3:GetObject"}):
				t.Errorf("%s, %s lets strangers %v", id, s.Sid, s.Action)
			}
		}
	}
}

func TestEndpointSecurityGroup(t *testing.T) {
	group := of[*ec2.SecurityGroup](built(t, config("none", 1, "kms")))[endpointGroup]
	if len(group.SecurityGroupIngress) != 1 || len(group.SecurityGroupEgress) != 1 {
		t.Fatalf("rules %v, %v", group.SecurityGroupIngress, group.SecurityGroupEgress)
	}
	if r := group.SecurityGroupIngress[0]; *r.CidrIp != "10.20.0.0/16" || r.IpProtocol != "tcp" || *r.FromPort != 443 || *r.ToPort != 443 {
		t.Errorf("inbound %s %d-%d from %s", r.IpProtocol, *r.FromPort, *r.ToPort, *r.CidrIp)
	}
	if r := group.SecurityGroupEgress[0]; *r.CidrIp != "127.0.0.1/32" {
		t.Errorf("outbound to %s", *r.CidrIp)
	}
	if _, ok := of[*ec2.SecurityGroup](built(t, config("none", 1)))[endpointGroup]; ok {
		t.Error("a network without interface endpoints has a security group for them")
	}
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

func TestEndpointID(t *testing.T) {
	for service, want := range map[string]string{"s3": "S3Endpoint", "ecr.api": "EcrApiEndpoint", "elasticbeanstalk-health": "ElasticbeanstalkHealthEndpoint"} {
		if got := endpointID(service); got != want {
			t.Errorf("the endpoint of %s is %s, want %s", service, got, want)
		}
	}
}
