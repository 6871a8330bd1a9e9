package guard

import (
	"fmt"
	"strconv"

	"github.com/awslabs/goformation/v7/cloudformation/ec2"
	elb "github.com/awslabs/goformation/v7/cloudformation/elasticloadbalancingv2"
	"github.com/awslabs/goformation/v7/cloudformation/tags"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/schema"
)

// WebFront is what stands between people and a workload: a name, a certificate, a firewall, a load balancer.
type WebFront struct {
	LoadBalancer *blueprints.Resource
	// Listener takes HTTPS on port 443. Whatever no rule of it forwards is answered with 404.
	Listener *blueprints.Resource
	// Redirect takes HTTP on port 80 and sends everybody to HTTPS.
	Redirect *blueprints.Resource
	// SecurityGroup is the load balancer's.
	SecurityGroup *blueprints.Resource
	// Alarms are those that say that the application does not work. A deployment after which one goes off is a bad one.
	Alarms []*blueprints.Resource
	// Domain is the host that people ask for.
	Domain string
	// name is the load balancer's; "" where CloudFormation chooses it.
	name string
}

// Admission is who may connect under a condition of the stack.
type Admission struct {
	// ID begins the logical ids of its rules, and Who is what the rules call those who may connect.
	ID, Who   string
	Condition string
	Blocks    []string
}

// below is a path inside of the configuration at another path, which is "" for the stack itself.
func below(path, field string) string {
	if path == "" {
		return field
	}
	return path + "." + field
}

// Behind is the workload that a web front leads to: its security group, and the port on which it answers with TLS.
type Behind struct {
	Group *blueprints.Resource
	Port  int
}

// AddWebFront adds everything between the internet, or the network for an internal application, and the workload:
//
//   - a load balancer that speaks HTTPS on 443 with a TLS policy of its own choice, and on 80 does nothing but redirect;
//   - security groups that let the outside reach the load balancer, and the load balancer one port of the workload;
//   - a certificate and a name, a firewall for requests, logs of requests and connections, alarms and charts.
//
// Where the answer to who may connect is a parameter, admissions say it, and what the spec says counts for nothing.
//
// It has no target group: the blueprint adds rules to the listener, or Elastic Beanstalk does. The path is that of the configuration
// in the stack. The blueprint must need "keys" and "network", want "observability", and declare the use {LogsKey, "logs"}. What
// cannot be built is refused.
func AddWebFront(s *blueprints.Stack, path string, web *schema.Web, behind Behind, admissions ...Admission) *WebFront {
	checkWeb(s, path, web)
	f := &WebFront{Domain: web.Domain}
	issued, certificate := addCertificate(s, path, web)
	f.SecurityGroup = addFrontGroup(s, path, web, behind, admissions)
	logs := addWebLogs(s, path, web.AccessLogDays)
	f.addLoadBalancer(s, path, web, logs, issued)
	f.addListeners(s, path, certificate)
	addName(s, path, web, f.LoadBalancer)
	firewall := AddFirewall(s, Firewall{
		ID: "WebFirewall", Before: f.LoadBalancer.Ref(), RequestsPer5Minutes: web.RequestsPer5Minutes, LogDays: web.FirewallLogDays,
		From: path, LogFrom: below(path, "firewallLogDays"),
	})
	f.watch(s, path, certificate, firewall)
	s.Export("LoadBalancerArn", f.LoadBalancer.Ref(), "The load balancer")
	s.Export("LoadBalancerDnsName", f.LoadBalancer.Att("DNSName"), "DNS name of the load balancer, for a record in a zone of somebody else")
	return f
}

// checkWeb refuses what a load balancer cannot be.
func checkWeb(s *blueprints.Stack, path string, web *schema.Web) {
	checkCertificate(s, path, web)
	CheckAllowed(s, below(path, "allow"), web.Allow)
	network := s.Neighbour("network")
	if zones := len(subnets(network, web.Internal)); network.Known() && zones < 2 {
		s.Refuse(blueprints.Refusal{
			ID: "load-balancer-zones", Path: path,
			Message: fmt.Sprintf("a load balancer needs subnets in two availability zones, stack %q has %d", network.Key(), zones),
			Hint:    fmt.Sprintf("set zones of stack %q to 2 or 3", network.Key()),
		})
	}
}

// mostAllowed is how many blocks of addresses fit into the load balancer's security group: AWS takes sixty rules, and each block takes
// one for HTTPS and one for HTTP. As of 2026-11, from the Amazon VPC User Guide, "Amazon VPC quotas".
const mostAllowed = 30

// CheckAllowed refuses blocks that EC2 would refuse when the stack is deployed.
func CheckAllowed(s *blueprints.Stack, path string, blocks []string) {
	for i, text := range blocks {
		at := fmt.Sprintf("%s[%d]", path, i)
		block, refusal := ParseBlock(text, at)
		if refusal == nil && block != block.Masked() {
			refusal = Misaligned("the block", block, at)
		}
		if refusal != nil {
			s.Refuse(*refusal)
		}
	}
	if len(blocks) > mostAllowed {
		s.Refuse(blueprints.Refusal{
			ID: "too-many-addresses", Path: path,
			Message: fmt.Sprintf("%d blocks of addresses may connect, a security group holds %d of them", len(blocks), mostAllowed),
			Hint:    "name larger blocks, or fewer",
		})
	}
}

// subnets are where load balancers stand.
func subnets(network blueprints.Neighbour, internal bool) []string {
	if internal {
		return network.ImportSeries("PrivateSubnet", "Id")
	}
	return network.ImportSeries("PublicSubnet", "Id")
}

func (f *WebFront) addLoadBalancer(s *blueprints.Stack, path string, web *schema.Web, logs, certificate *blueprints.Resource) {
	// The scheme cannot change in place, and of one name there can only be one: the name has to change with it.
	key, scheme := s.Key, "internet-facing"
	if web.Internal {
		key, scheme = s.Key+"-inside", "internal"
	}
	var name *string
	if !s.Launched {
		f.name = balancerName(s, key)
		name = &f.name
	}
	kind, addresses := "application", "ipv4"
	f.LoadBalancer = s.Add("WebLoadBalancer", &elb.LoadBalancer{
		Name: name, Type: &kind, Scheme: &scheme, IpAddressType: &addresses,
		Subnets:                subnets(s.Neighbour("network"), web.Internal),
		SecurityGroups:         []string{f.SecurityGroup.Ref()},
		LoadBalancerAttributes: attributes(s, web, logs),
	}).From(path)
	if s.Launched {
		f.LoadBalancer.Say("Not protected against deletion: that would keep nothing but the load balancer when somebody terminates all of it.")
	}
	// The load balancer tries its log bucket when it is made, and fails where it may not write yet.
	f.LoadBalancer.After = append(f.LoadBalancer.After, logs.ID+"Policy")
	// Protected against deletion, it cannot be taken back when the first deployment fails: what fails easily comes before it.
	if certificate != nil {
		f.LoadBalancer.DependsOn(certificate)
	}
}

// balancerName is the name of a load balancer: 32 characters at most, and never one of those that begin with "internal-", which AWS
// keeps for itself.
func balancerName(s *blueprints.Stack, key string) string {
	if s.Env.System == "internal" {
		return "web-" + s.ShortName(key, 32-len("web-"))
	}
	return s.ShortName(key, 32)
}

// attributes are those of the load balancer, in alphabetical order.
func attributes(s *blueprints.Stack, web *schema.Web, logs *blueprints.Resource) []elb.LoadBalancer_LoadBalancerAttribute {
	return pairs(
		"access_logs.s3.bucket", logs.Ref(), "access_logs.s3.enabled", "true", "access_logs.s3.prefix", requestLogs,
		"connection_logs.s3.bucket", logs.Ref(), "connection_logs.s3.enabled", "true", "connection_logs.s3.prefix", connectionLogs,
		"deletion_protection.enabled", strconv.FormatBool(protected(s)),
		"idle_timeout.timeout_seconds", strconv.Itoa(web.IdleSeconds),
		// Requests that two programs could read in two ways carry one request inside another past the firewall.
		"routing.http.desync_mitigation_mode", "defensive",
		"routing.http.drop_invalid_header_fields.enabled", "true",
		"routing.http2.enabled", "true",
		// Where the firewall cannot be asked, requests are refused and not let through.
		"waf.fail_open.enabled", "false",
	)
}

// protected reports whether the load balancer is protected against deletion. Where people launch and terminate, it would not keep the
// workload: it would only leave the load balancer when everything else is gone.
func protected(s *blueprints.Stack) bool {
	return !s.Launched && (s.Env.PHI || s.Env.Tier != "development")
}

func pairs(namesAndValues ...string) []elb.LoadBalancer_LoadBalancerAttribute {
	var list []elb.LoadBalancer_LoadBalancerAttribute
	for i := 0; i < len(namesAndValues); i += 2 {
		list = append(list, elb.LoadBalancer_LoadBalancerAttribute{Key: &namesAndValues[i], Value: &namesAndValues[i+1]})
	}
	return list
}

// addListeners adds the two that a web front has: HTTPS, and the way there.
func (f *WebFront) addListeners(s *blueprints.Stack, path, certificate string) {
	https, http, secure, clear := "HTTPS", "HTTP", 443, 80
	policy, plain, nothing := TLSPolicy(s.Env.Region), "text/plain", "not found"
	f.Listener = s.Add("WebListener", &elb.Listener{
		LoadBalancerArn: f.LoadBalancer.Ref(), Port: &secure, Protocol: &https, SslPolicy: &policy,
		Certificates: []elb.Listener_Certificate{{CertificateArn: &certificate}},
		DefaultActions: []elb.Listener_Action{{
			Type: "fixed-response",
			FixedResponseConfig: &elb.Listener_FixedResponseConfig{
				StatusCode: "404", ContentType: &plain, MessageBody: &nothing,
			},
		}},
	}).From(path).
		With("ListenerAttributes", []map[string]string{
			// Browsers come back with HTTPS for a year, even when somebody types or links http.
			{"Key": "routing.http.response.strict_transport_security.header_value", "Value": "max-age=31536000"},
			{"Key": "routing.http.response.x_content_type_options.header_value", "Value": "nosniff"},
			{"Key": "routing.http.response.server.enabled", "Value": "false"},
		}).
		Say("Who asks for no known host, such as a scanner that goes from address to address, gets 404 and never meets the application.")
	port := "443"
	f.Redirect = s.Add("WebRedirect", &elb.Listener{
		LoadBalancerArn: f.LoadBalancer.Ref(), Port: &clear, Protocol: &http,
		DefaultActions: []elb.Listener_Action{{
			Type:           "redirect",
			RedirectConfig: &elb.Listener_RedirectConfig{Protocol: &https, Port: &port, StatusCode: "HTTP_301"},
		}},
	}).From(path)
}

// tlsPolicies is what listeners speak in each partition: TLS 1.2 with forward secrecy and authenticated ciphers or TLS 1.3, with key
// exchange that holds against quantum computers for clients that know it; in GovCloud from modules validated for FIPS 140-3. As of
// 2026-11, Application Load Balancers guide, "Security policies for your Application Load Balancer", which recommends the two.
var tlsPolicies = map[string]string{
	"aws":        "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
	"aws-us-gov": "ELBSecurityPolicy-TLS13-1-2-Res-FIPS-PQ-2025-09",
}

// TLSPolicy is the policy of listeners in a region.
func TLSPolicy(region string) string { return tlsPolicies[Partition(region)] }

// addFrontGroup adds the load balancer's security group, and the rule by which the workload's group admits it.
func addFrontGroup(s *blueprints.Stack, path string, web *schema.Web, behind Behind, admissions []Admission) *blueprints.Resource {
	network := s.Neighbour("network")
	allowed, tier, vpc := web.Allow, "public", network.Import("VpcId")
	if web.Internal {
		tier = "private"
	}
	switch {
	case len(admissions) > 0:
		allowed = nil
	case len(allowed) == 0:
		allowed = []string{"0.0.0.0/0"}
		if web.Internal {
			allowed = []string{network.Import("VpcCidr")}
		}
	}
	tcp, on := "tcp", "The workload, with TLS"
	group := &ec2.SecurityGroup{
		VpcId: &vpc, GroupDescription: "Load balancer: HTTPS, and HTTP to redirect",
		Tags:                []tags.Tag{{Key: "SubnetTier", Value: tier}},
		SecurityGroupEgress: []ec2.SecurityGroup_Egress{{IpProtocol: tcp, FromPort: &behind.Port, ToPort: &behind.Port, DestinationSecurityGroupId: ref(behind.Group), Description: &on}},
	}
	for _, cidr := range allowed {
		for _, open := range frontPorts {
			group.SecurityGroupIngress = append(group.SecurityGroupIngress, ec2.SecurityGroup_Ingress{
				IpProtocol: tcp, FromPort: &open.port, ToPort: &open.port, CidrIp: &cidr, Description: &open.why,
			})
		}
	}
	front := s.Add("WebSecurityGroup", group).From(path)
	admit(s, path, front, admissions)
	from := "The load balancer"
	s.Add("WebIngress", &ec2.SecurityGroupIngress{
		GroupId: ref(behind.Group), SourceSecurityGroupId: ref(front),
		IpProtocol: tcp, FromPort: &behind.Port, ToPort: &behind.Port, Description: &from,
	}).From(path)
	return front
}

// frontPorts are those on which a load balancer listens.
var frontPorts = []struct {
	port    int
	id, why string
}{{443, "Https", "HTTPS"}, {80, "Http", "HTTP, which only redirects"}}

// admit adds the rules of those who may connect under a condition: each stands on its own, because a rule inside of the group could have
// none.
func admit(s *blueprints.Stack, path string, front *blueprints.Resource, admissions []Admission) {
	for _, a := range admissions {
		for i, block := range a.Blocks {
			for _, open := range frontPorts {
				id, why := fmt.Sprint(a.ID, open.id, i+1), a.Who+": "+open.why
				s.Add(id, &ec2.SecurityGroupIngress{
					GroupId: ref(front), IpProtocol: "tcp", FromPort: &open.port, ToPort: &open.port, CidrIp: &block, Description: &why,
				}).From(path).If(a.Condition)
			}
		}
	}
}

// ref is a pointer to a security group's id, which Ref is in a VPC only by chance of history.
func ref(group *blueprints.Resource) *string {
	id := group.Att("GroupId")
	return &id
}
