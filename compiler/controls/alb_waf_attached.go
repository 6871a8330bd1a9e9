package controls

var albWafAttached = &Control{
	ID:        "alb-waf-attached",
	Title:     "Public application load balancers sit behind a WAF",
	Tier:      Baseline,
	Severity:  High,
	Category:  "network",
	Citations: []string{"164.308(a)(1)(ii)(B)", "164.312(a)(1)", "164.312(e)(1)"},
	Types:     []string{"AWS::ElasticLoadBalancingV2::LoadBalancer"},
	Why:       "an application on the internet is tried by programs that know its framework's latest hole before its owner does",
	Fix:       "add a WebACLAssociation with the load balancer as ResourceArn and a web ACL with managed rule groups",
	Judge: func(c *Case) {
		public := isApplication(c.Subject).And(c.Get("Scheme").Is("internal").Not())
		if public.No() {
			return
		}
		unprotected := len(c.Pointing("AWS::WAFv2::WebACLAssociation", "ResourceArn")) == 0
		if !unprotected {
			c.Applies()
			return
		}
		c.Forbid(public, c.Whole(), "load balancer %q faces the internet without a web ACL", c.ID)
	},
	Bad: []Example{`
Resources:
  Front:  # fails
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties: {Scheme: internet-facing, Type: application}
  Silent:  # fails
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
  Other: {Type: "AWS::WAFv2::WebACLAssociation", Properties: {ResourceArn: !ImportValue SomethingElse, WebACLArn: !ImportValue Rules}}
`},
	Good: []Example{`
Resources:
  Front: {Type: "AWS::ElasticLoadBalancingV2::LoadBalancer", Properties: {Scheme: internet-facing}}
  Rules: {Type: "AWS::WAFv2::WebACLAssociation", Properties: {ResourceArn: !Ref Front, WebACLArn: !ImportValue Rules}}
  Inside: {Type: "AWS::ElasticLoadBalancingV2::LoadBalancer", Properties: {Scheme: internal}}
  Ports: {Type: "AWS::ElasticLoadBalancingV2::LoadBalancer", Properties: {Type: network}}
`},
}
