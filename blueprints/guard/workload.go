package guard

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

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
	group := &ec2.SecurityGroup{
		VpcId: &vpc, GroupDescription: "Workload: what the load balancer and the application need",
		SecurityGroupEgress: []ec2.SecurityGroup_Egress{{IpProtocol: tcp, FromPort: &https, ToPort: &https, CidrIp: &everywhere, Description: &out}},
	}
	added := s.Add("ServiceSecurityGroup", group)
	if s.Neighbour("network").Fact("egress") == "none" {
		added.Say("The network has no way out: HTTPS reaches the endpoints of AWS services in the VPC, S3 and DynamoDB, and nobody else.")
	}
	for _, database := range s.Neighbours("database") {
		port, err := strconv.Atoi(database.Fact("port"))
		if err != nil {
			continue // a database with a mistake; the spec is refused for it
		}
		group.SecurityGroupEgress = append(group.SecurityGroupEgress, ec2.SecurityGroup_Egress{
			IpProtocol: tcp, FromPort: &port, ToPort: &port, Description: text("Database " + database.Key()),
			DestinationSecurityGroupId: text(database.Import("SecurityGroupId")),
		})
		s.Add(logicalName(database.Key())+"Ingress", &ec2.SecurityGroupIngress{
			GroupId: text(database.Import("SecurityGroupId")), SourceSecurityGroupId: ref(added),
			IpProtocol: tcp, FromPort: &port, ToPort: &port, Description: text("Workload " + s.Key),
		})
	}
	s.Export("ServiceSecurityGroupId", *ref(added), "Security group of the workload, for what it may connect to")
	return added
}

// Variables are the environment variables of the workload by name: those that its neighbours offer, AWS_REGION, ALLOWED_ORIGINS (the
// origins of the web pages that may call it, as user pools know them, separated by commas), and the given ones of the stack itself.
// None holds a secret. One that two claim is refused at the path of the stack's own.
func Variables(s *blueprints.Stack, path string, own map[string]string) []blueprints.Variable {
	all := []blueprints.Variable{{Name: "AWS_REGION", Value: blueprints.Region}}
	owners := map[string]string{"AWS_REGION": "hipaac itself", "ALLOWED_ORIGINS": "hipaac itself"}
	if origins := allowedOrigins(s); origins != "" {
		all = append(all, blueprints.Variable{Name: "ALLOWED_ORIGINS", Value: origins})
	}
	for _, n := range s.AllNeighbours() {
		for _, v := range n.Variables() {
			if owner, taken := owners[v.Name]; taken {
				refuseVariable(s, "", v.Name, fmt.Sprintf("both %s and stack %q set the variable %q", owner, n.Key(), v.Name), "rename one of the stacks")
				continue
			}
			owners[v.Name] = fmt.Sprintf("stack %q", n.Key())
			all = append(all, v)
		}
	}
	for name, value := range own {
		at := path + "." + name
		if owner, taken := owners[name]; taken {
			refuseVariable(s, at, name, fmt.Sprintf("the variable %q is set by %s", name, owner), "choose another name, or leave it out")
			continue
		}
		if reserved(name) {
			refuseVariable(s, at, name, fmt.Sprintf("the variable %q has a name that AWS keeps for itself", name), "choose a name that does not begin with AWS_ or ECS_")
			continue
		}
		if namesSecret(name) {
			s.Refuse(blueprints.Refusal{
				ID: "secret-in-variable", Path: at,
				Message: fmt.Sprintf("the variable %q is named like a secret, and everybody who reads the spec or the template reads its value", name),
				Hint:    "keep the value in Secrets Manager, and give the application its ARN",
			})
			continue
		}
		all = append(all, blueprints.Variable{Name: name, Value: value})
	}
	slices.SortFunc(all, func(a, b blueprints.Variable) int { return strings.Compare(a.Name, b.Name) })
	return all
}

func refuseVariable(s *blueprints.Stack, path, name, message, hint string) {
	s.Refuse(blueprints.Refusal{ID: "variable-taken", Path: path, Message: message, Hint: hint})
}

// reserved are the names that agents of AWS give their own meaning. AWS__ with two underscores is how .NET names settings.
func reserved(name string) bool {
	return strings.HasPrefix(name, "ECS_") || strings.HasPrefix(name, "AWS_") && !strings.HasPrefix(name, "AWS__")
}

// namesSecret reports whether a variable's name promises a secret itself, not where to find it.
func namesSecret(name string) bool {
	lower := strings.ReplaceAll(strings.ToLower(name), "_", "")
	for _, end := range []string{"password", "passwd", "passphrase", "secret", "token", "apikey", "accesskey", "privatekey", "secretkey", "credential", "credentials"} {
		if strings.HasSuffix(lower, end) {
			return true
		}
	}
	return false
}

// allowedOrigins are the origins of the callbacks of all user pools, sorted and separated by commas.
func allowedOrigins(s *blueprints.Stack) string {
	var origins []string
	for _, auth := range s.Neighbours("auth") {
		if list := auth.Fact("origins"); list != "" {
			origins = append(origins, strings.Split(list, ",")...)
		}
	}
	slices.Sort(origins)
	return strings.Join(slices.Compact(origins), ",")
}

// logicalName makes a logical id of a stack's name: "patient-records" is PatientRecords.
func logicalName(key string) string {
	var id strings.Builder
	for word := range strings.SplitSeq(key, "-") {
		id.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	return id.String()
}

func text(s string) *string { return &s }
