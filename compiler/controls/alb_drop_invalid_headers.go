package controls

var albDropInvalidHeaders = &Control{
	ID:        "alb-drop-invalid-headers",
	Title:     "Load balancers drop malformed headers",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "encryption-in-transit",
	Citations: []string{"164.312(a)(2)(iv)", "164.312(e)(1)", "164.312(e)(2)(i)", "164.312(e)(2)(ii)"},
	Types:     []string{"AWS::ElasticLoadBalancingV2::LoadBalancer"},
	Why:       "a header that load balancer and application read in two ways carries a second request past everything that looked at the first",
	Fix:       "set the attribute routing.http.drop_invalid_header_fields.enabled to true",
	Judge: func(c *Case) {
		application := isApplication(c.Subject)
		if application.No() {
			return
		}
		const key = "routing.http.drop_invalid_header_fields.enabled"
		list := c.Get("LoadBalancerAttributes")
		c.Forbid(application.And(attribute(list, key, Value.IsTrue).Not()), attributeOf(list, key), "load balancer %q passes malformed headers on", c.ID)
	},
	Bad: []Example{`
Resources:
  Silent:  # fails
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
  Off:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties:
      Type: application
      LoadBalancerAttributes:
        - Key: routing.http.drop_invalid_header_fields.enabled
          Value: "false"  # fails
`},
	Good: []Example{`
Resources:
  Front:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties:
      LoadBalancerAttributes: [{Key: routing.http.drop_invalid_header_fields.enabled, Value: "true"}]
  Ports: {Type: "AWS::ElasticLoadBalancingV2::LoadBalancer", Properties: {Type: network}}
`},
}
