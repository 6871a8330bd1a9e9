package controls

var targetgroupEncrypted = &Control{
	ID:         "targetgroup-encrypted",
	Title:      "Balancers re-encrypt to targets",
	Tier:       Baseline,
	Severity:   High,
	Category:   "encryption-in-transit",
	Unwaivable: true,
	Citations:  []string{"164.312(e)(1)", "164.312(e)(2)(i)", "164.312(e)(2)(ii)"},
	Types:      []string{"AWS::ElasticLoadBalancingV2::TargetGroup"},
	Why:        "behind the load balancer requests would cross the network in clear text, session cookies and records of patients with them",
	Fix:        "set Protocol to HTTPS (TLS for a network load balancer), and let the target answer with a certificate, which it may sign itself",
	Judge: func(c *Case) {
		protocol := c.Get("Protocol")
		if c.Get("TargetType").Is("lambda").Yes() || protocol.Is("GENEVE").Yes() {
			return // a function is called through AWS's own interface, and GENEVE wraps what is encrypted or not by itself
		}
		if passed := protocol.Is("TCP", "UDP", "TCP_UDP", "QUIC", "TCP_QUIC"); passed.Yes() {
			c.Unsure(protocol, "a target group for "+protocol.String()+" passes on what it gets; whether that is encrypted is the client's to say")
			return
		}
		c.Require(protocol.Is("HTTPS", "TLS"), protocol, "target group %q has %s for Protocol, needs HTTPS or TLS", c.ID, protocol)
	},
	Bad: []Example{`
Resources:
  Clear:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties:
      TargetType: ip
      Protocol: HTTP  # fails
      Port: 8080
  Silent:  # fails
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties: {TargetType: instance}
  Through:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties:
      Protocol: TCP  # unknown
`},
	Good: []Example{`
Resources:
  Tasks: {Type: "AWS::ElasticLoadBalancingV2::TargetGroup", Properties: {TargetType: ip, Protocol: HTTPS, Port: 8443}}
  Ports: {Type: "AWS::ElasticLoadBalancingV2::TargetGroup", Properties: {Protocol: TLS, Port: 8443}}
  Function: {Type: "AWS::ElasticLoadBalancingV2::TargetGroup", Properties: {TargetType: lambda}}
`},
}
