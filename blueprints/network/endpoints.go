package network

import (
	"fmt"
	"slices"
	"strings"

	"github.com/awslabs/goformation/v7/cloudformation/ec2"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/schema"
)

// endpointGroup is the logical id of the security group of all interface endpoints.
const endpointGroup = "EndpointSecurityGroup"

// addEndpoints keeps calls to AWS off the internet: S3 and DynamoDB always, because their gateway endpoints cost nothing, and
// the services that the spec names, which cost by the hour.
func (n *network) addEndpoints() {
	n.addGateway("s3", s3Policy(n.Env.Region))
	n.addGateway("dynamodb", dynamoPolicy())
	if len(n.cfg.Endpoints) == 0 {
		return
	}
	group := n.addEndpointGroup()
	for i, service := range n.cfg.Endpoints {
		n.addInterface(service, group).From(fmt.Sprintf("endpoints[%d]", i))
	}
}

// addGateway puts a route to a service into the route tables of the private subnets. Isolated subnets get none: they have no
// route out, to nobody.
func (n *network) addGateway(service string, policy guard.Policy) {
	e := &ec2.VPCEndpoint{
		VpcId:           n.vpc.Ref(),
		ServiceName:     serviceName(service),
		VpcEndpointType: ptr("Gateway"),
		PolicyDocument:  policy,
	}
	for _, table := range n.privateTables {
		e.RouteTableIds = append(e.RouteTableIds, table.Ref())
	}
	n.Add(endpointID(service), e)
}

func (n *network) addInterface(service string, group *blueprints.Resource) *blueprints.Resource {
	e := &ec2.VPCEndpoint{
		VpcId:             n.vpc.Ref(),
		ServiceName:       serviceName(service),
		VpcEndpointType:   ptr("Interface"),
		PrivateDnsEnabled: ptr(true),
		SecurityGroupIds:  []string{group.Ref()},
	}
	for _, subnet := range n.subnets[private] {
		e.SubnetIds = append(e.SubnetIds, subnet.Ref())
	}
	r := n.Add(endpointID(service), e)
	if !takesPolicy(service, n.Env.Region) {
		return r.Say("No policy: the service takes none on its endpoint. The security group alone says who may connect.")
	}
	e.PolicyDocument = interfacePolicy(service)
	return r.Say(endpointNotes[service])
}

// addEndpointGroup lets everything in the VPC call the endpoints over HTTPS. The endpoints themselves never call anybody; the one
// outbound rule stands there because a group without any gets one that allows everything.
func (n *network) addEndpointGroup() *blueprints.Resource {
	return n.Add(endpointGroup, &ec2.SecurityGroup{
		VpcId:            ptr(n.vpc.Ref()),
		GroupDescription: "Interface endpoints: HTTPS from within the VPC",
		SecurityGroupIngress: []ec2.SecurityGroup_Ingress{{
			Description: ptr("HTTPS from within the VPC"),
			IpProtocol:  "tcp", FromPort: ptr(443), ToPort: ptr(443), CidrIp: ptr(n.cfg.Cidr),
		}},
		SecurityGroupEgress: []ec2.SecurityGroup_Egress{{
			Description: ptr("Nothing: endpoints answer and never call"),
			IpProtocol:  "-1", CidrIp: ptr("127.0.0.1/32"),
		}},
	}).From("endpoints")
}

// companions lists services that are of no use without others: an image needs both registries, a session both channels. As of
// 2026-11.
var companions = map[string][]string{
	"ecr.api":                 {"ecr.dkr"},
	"ecr.dkr":                 {"ecr.api"},
	"ecs-agent":               {"ecs", "ecs-telemetry"},
	"ecs-telemetry":           {"ecs", "ecs-agent"},
	"elasticbeanstalk-health": {"elasticbeanstalk"},
	"ssmmessages":             {"ssm"},
}

// lonelyEndpoints warns of endpoints whose companions are missing, where the companions cannot be reached through a NAT gateway
// instead.
func lonelyEndpoints(cfg *schema.Network) []blueprints.Refusal {
	if cfg.Egress != "none" {
		return nil
	}
	var warnings []blueprints.Refusal
	for i, service := range cfg.Endpoints {
		var missing []string
		for _, c := range companions[service] {
			if !slices.Contains(cfg.Endpoints, c) {
				missing = append(missing, c)
			}
		}
		if len(missing) == 0 {
			continue
		}
		warnings = append(warnings, blueprints.Refusal{
			ID: "endpoint-alone", Path: fmt.Sprintf("endpoints[%d]", i), Warn: true,
			Message: fmt.Sprintf("the endpoint %s is of no use without %s, which nothing reaches while egress is none", service, strings.Join(missing, " and ")),
			Hint:    fmt.Sprintf("add %s to endpoints, or choose an egress", strings.Join(missing, " and ")),
		})
	}
	return warnings
}

// serviceName is the name under which AWS offers a service to VPCs. It starts the same in GovCloud.
func serviceName(service string) string { return "com.amazonaws." + blueprints.Region + "." + service }

// endpointID names the endpoint of a service: "ecr.api" is EcrApiEndpoint.
func endpointID(service string) string { return blueprints.LogicalName(service) + "Endpoint" }
