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

// isApplication asks whether a load balancer reads requests: one that does not say its type does.
func isApplication(balancer Subject) Answer {
	kind := balancer.Get("Type")
	return kind.Is("application").Or(template.Sure(kind.Absent()))
}

// attributeOf is the value of an attribute in a list of keys and values. Without one it is what such a list lacks.
func attributeOf(list Value, key string) Value {
	for _, pair := range list.Items() {
		if !pair.Get("Key").Is(key).No() {
			return pair.Get("Value")
		}
	}
	return list.Get(key)
}

// attribute asks whether a list of keys and values holds one, where nobody can say less than that it may.
func attribute(list Value, key string, test func(Value) Answer) Answer {
	return template.Any(list.Items(), func(pair Value) Answer { return pair.Get("Key").Is(key).And(test(pair.Get("Value"))) })
}
