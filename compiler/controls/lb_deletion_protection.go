package controls

import "github.com/hipaac/hipaac/compiler/template"

var lbDeletionProtection = &Control{
	ID:        "lb-deletion-protection",
	Title:     "Load balancers resist deletion",
	Tier:      Optional,
	Severity:  Low,
	Category:  "contingency",
	Citations: []string{"164.308(a)(7)(i)", "164.308(a)(7)(ii)(C)"},
	Types:     []string{"AWS::ElasticLoadBalancingV2::LoadBalancer"},
	Why:       "a load balancer that somebody deletes takes its name and addresses along, and everything behind it is out of reach until clients know others",
	Fix:       "set the attribute deletion_protection.enabled to true in LoadBalancerAttributes",
	Judge: func(c *Case) {
		attributes := c.Get("LoadBalancerAttributes")
		on := attribute(attributes, "deletion_protection.enabled", Value.IsTrue)
		if !on.Yes() && goesWithTargets(c) {
			return // protection would keep nothing but the load balancer
		}
		at := attributeOf(attributes, "deletion_protection.enabled")
		c.RequireOfProduction(on, at, "load balancer %q can be deleted by anybody who may delete load balancers", c.ID)
	},
	Bad: []Example{`
Resources:
  Silent:  # fails
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
  Off:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties:
      LoadBalancerAttributes:
        - {Key: idle_timeout.timeout_seconds, Value: "60"}
        - Key: deletion_protection.enabled
          Value: "false"  # fails
`},
	Good: []Example{`
Resources:
  Kept:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties: {LoadBalancerAttributes: [{Key: deletion_protection.enabled, Value: "true"}]}
  Trial: {Type: "AWS::ElasticLoadBalancingV2::LoadBalancer", Properties: {Tags: [{Key: Tier, Value: test}]}}
`, `
# What is made and deleted with the one server behind it.
Resources:
  Kept: {Type: "AWS::ElasticLoadBalancingV2::LoadBalancer", Properties: {LoadBalancerAttributes: [{Key: deletion_protection.enabled, Value: true}]}}
  Front: {Type: "AWS::ElasticLoadBalancingV2::LoadBalancer"}
  Listener:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties: {LoadBalancerArn: !Ref Front, DefaultActions: [{Type: fixed-response, FixedResponseConfig: {StatusCode: "404"}}]}
  Rule:
    Type: AWS::ElasticLoadBalancingV2::ListenerRule
    Properties: {ListenerArn: !Ref Listener, Actions: [{Type: forward, TargetGroupArn: !Ref Targets}]}
  Targets: {Type: "AWS::ElasticLoadBalancingV2::TargetGroup", Properties: {Targets: [{Id: !Ref Server}]}}
  Server: {Type: "AWS::EC2::Instance"}
`},
}

// goesWithTargets reports whether all that a load balancer forwards to are instances of its own template: whoever deletes the stack
// deletes them together.
func goesWithTargets(c *Case) bool {
	var actions []Value
	for _, listener := range c.Pointing("AWS::ElasticLoadBalancingV2::Listener", "LoadBalancerArn") {
		actions = append(actions, listener.Get("DefaultActions").Items()...)
		for _, rule := range c.scope.Pointing("AWS::ElasticLoadBalancingV2::ListenerRule", "ListenerArn", listener) {
			actions = append(actions, rule.Get("Actions").Items()...)
		}
	}
	forwards := 0
	for _, action := range actions {
		if action.Get("Type").Is("forward").No() {
			continue // redirects, answers or asks who is there
		}
		group, here := c.Target(action.Get("TargetGroupArn"), "AWS::ElasticLoadBalancingV2::TargetGroup")
		if forwards++; !here || !holdsOnlyInstances(c, group) {
			return false
		}
	}
	return forwards > 0
}

// holdsOnlyInstances reports whether a target group has targets, and all of them are instances of the template.
func holdsOnlyInstances(c *Case, group Subject) bool {
	targets := group.Get("Targets").Items()
	return len(targets) > 0 && template.All(targets, func(target Value) Answer {
		server, here := c.Target(target.Get("Id"), "AWS::EC2::Instance")
		return template.Sure(here && server.Here(c.Subject))
	}).Yes()
}
