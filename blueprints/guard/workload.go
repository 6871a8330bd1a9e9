package guard

import (
	"slices"
	"strconv"

	"github.com/awslabs/goformation/v7/cloudformation/ec2"

	"github.com/hipaac/hipaac/blueprints"
)

// WorkloadGroup adds the security group "ServiceSecurityGroup" of a workload and exports its id. It admits nobody; a web front adds
// the rule that admits itself. It lets out HTTPS, and the connections to the databases that serve the stack, whose groups it makes
// admit this one: a database is built before whoever uses it and cannot name them.
//
// HTTPS is open to every address, also in a network without a way out: there, the only addresses with a route are those of the
// VPC and of the gateway endpoints for S3 and DynamoDB, which are public addresses that change. The blueprint must need "network" and
// want "database".
func WorkloadGroup(s *blueprints.Stack) *blueprints.Resource {
	vpc, tcp, https, out := s.Import("network", "VpcId"), "tcp", 443, "AWS services, identity providers and partners"
	everywhere := "0.0.0.0/0"
	added := s.Add("ServiceSecurityGroup", &ec2.SecurityGroup{
		VpcId: &vpc, GroupDescription: "Workload: what the load balancer and the application need",
		SecurityGroupEgress: []ec2.SecurityGroup_Egress{{IpProtocol: tcp, FromPort: &https, ToPort: &https, CidrIp: &everywhere, Description: &out}},
	})
	if s.Neighbour("network").Fact("egress") == "none" {
		added.Say("The network has no way out: HTTPS reaches the endpoints of AWS services in the VPC, S3 and DynamoDB, and nobody else.")
	}
	ReachDatabases(s, added, "Workload "+s.Key)
	s.Export("ServiceSecurityGroupId", *ref(added), "Security group of the workload, for what it may connect to")
	return added
}

// ReachDatabases lets what has a security group connect to the databases that serve the stack: it adds the rules of both sides. Who
// is what the rules call it. The blueprint must want "database".
func ReachDatabases(s *blueprints.Stack, added *blueprints.Resource, who string) {
	group := added.Properties.(*ec2.SecurityGroup)
	for _, database := range s.Neighbours("database") {
		port, err := strconv.Atoi(database.Fact("port"))
		if err != nil {
			continue // a database with a mistake; the spec is refused for it
		}
		group.SecurityGroupEgress = append(group.SecurityGroupEgress, ec2.SecurityGroup_Egress{
			IpProtocol: "tcp", FromPort: &port, ToPort: &port, Description: ptr("Database " + database.Key()),
			DestinationSecurityGroupId: ptr(database.Import("SecurityGroupId")),
		})
		s.Add(freeID(s, blueprints.LogicalName(database.Key())+"DatabaseIngress"), &ec2.SecurityGroupIngress{
			GroupId: ptr(database.Import("SecurityGroupId")), SourceSecurityGroupId: ref(added),
			IpProtocol: "tcp", FromPort: &port, ToPort: &port, Description: &who,
		})
	}
}

// freeID is a logical id that no resource of the stack has: the names "db-1" and "db1" of two stacks make one.
func freeID(s *blueprints.Stack, id string) string {
	for slices.ContainsFunc(s.Resources, func(r *blueprints.Resource) bool { return r.ID == id }) {
		id += "2"
	}
	return id
}
