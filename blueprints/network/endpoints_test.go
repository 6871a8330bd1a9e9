package network

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/awslabs/goformation/v7/cloudformation/ec2"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
)

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

func TestEndpointID(t *testing.T) {
	for service, want := range map[string]string{"s3": "S3Endpoint", "ecr.api": "EcrApiEndpoint", "elasticbeanstalk-health": "ElasticbeanstalkHealthEndpoint"} {
		if got := endpointID(service); got != want {
			t.Errorf("the endpoint of %s is %s, want %s", service, got, want)
		}
	}
}
