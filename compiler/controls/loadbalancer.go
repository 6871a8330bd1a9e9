package controls

import (
	"slices"

	"github.com/hipaac/hipaac/compiler/template"
)

// servesLoadBalancer asks whether a security group is that of a load balancer that faces the internet: one of these templates has it, a
// Beanstalk environment gives it to its own, or the tag SubnetTier says that its members stand in public subnets, where nothing
// but load balancers and NAT gateways stands.
func servesLoadBalancer(c *Case, group Subject) Answer {
	serves := isPublic(tierOf(group))
	for _, kind := range []string{"AWS::ElasticLoadBalancingV2::LoadBalancer", "AWS::ElasticLoadBalancing::LoadBalancer"} {
		for _, balancer := range c.scope.Pointing(kind, "SecurityGroups", group) {
			serves = serves.Or(balancer.Get("Scheme").Is("internal").Not())
		}
	}
	for _, environment := range c.OfType("AWS::ElasticBeanstalk::Environment", "AWS::ElasticBeanstalk::ConfigurationTemplate") {
		for _, option := range environment.Get("OptionSettings").Items() {
			given := option.Get("OptionName").Is("SecurityGroups", "ManagedSecurityGroup").And(option.Get("Namespace").Is("aws:elbv2:loadbalancer", "aws:elb:loadbalancer"))
			if given.Yes() && option.Get("Value").Names(group) {
				serves = template.Yes
			}
		}
	}
	return serves
}

// servesOthers asks whether instances or functions share the group: what is open for a load balancer is then open for them.
func servesOthers(c *Case, group Subject) bool {
	for _, user := range []struct{ kind, property string }{
		{"AWS::EC2::Instance", "SecurityGroupIds"},
		{"AWS::EC2::LaunchTemplate", "LaunchTemplateData.SecurityGroupIds"},
		{"AWS::Lambda::Function", "VpcConfig.SecurityGroupIds"},
		{"AWS::RDS::DBInstance", "VPCSecurityGroups"},
		{"AWS::RDS::DBCluster", "VpcSecurityGroupIds"},
		{"AWS::ECS::Service", "NetworkConfiguration.AwsvpcConfiguration.SecurityGroups"},
	} {
		if len(c.scope.Pointing(user.kind, user.property, group)) > 0 {
			return true
		}
	}
	return false
}

// webPort asks whether a rule opens nothing but HTTPS, or HTTP for a load balancer to redirect from.
func webPort(rule Ingress) Answer {
	from, to := rule.Get("FromPort"), rule.Get("ToPort")
	tcp := rule.Get("IpProtocol").Passes(func(p string) bool { return slices.Contains([]string{"tcp", "TCP", "6"}, p) })
	return tcp.And(from.Is("443").And(to.Is("443")).Or(from.Is("80").And(to.Is("80"))))
}
