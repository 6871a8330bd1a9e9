package controls

import "github.com/hipaac/hipaac/compiler/template"

// classicTLS is the only predefined policy of Classic Load Balancers that refuses everything older than TLS 1.2 (Elastic Load Balancing
// User Guide for Classic Load Balancers, "Predefined SSL security policies", 2026-06). The default, 2016-08, speaks TLS 1.0.
const classicTLS = "ELBSecurityPolicy-TLS-1-2-2017-01"

var clbTLSPolicy = &Control{
	ID:         "clb-tls-policy",
	Title:      "Classic balancers pin a TLS 1.2 policy",
	Tier:       Baseline,
	Severity:   High,
	Category:   "encryption-in-transit",
	Unwaivable: true,
	Citations:  []string{"164.312(a)(2)(iv)", "164.312(e)(1)", "164.312(e)(2)(i)", "164.312(e)(2)(ii)"},
	Types:      []string{classicBalancer},
	Why:        "a listener without a policy takes one of 2016 that still speaks TLS 1.0, and a policy that no listener names changes nothing",
	Fix: "add to Policies one of type SSLNegotiationPolicyType with the attribute Reference-Security-Policy " + classicTLS +
		", and name it in PolicyNames of each HTTPS and SSL listener",
	Judge: func(c *Case) {
		for _, listener := range secureListeners(c) {
			names := listener.Get("PolicyNames")
			modern := template.Any(c.Get("Policies").Items(), func(policy Value) Answer { return modernNegotiation(policy).And(listed(policy, names)) })
			c.Require(secureProtocol(listener.Get("Protocol")).Not().Or(modern), names, "a secure listener of %q names no policy that is limited to TLS 1.2", c.ID)
		}
	},
	Bad: []Example{`
Resources:
  Silent:
    Type: AWS::ElasticLoadBalancing::LoadBalancer
    Properties:
      Listeners:
        - {LoadBalancerPort: "443", InstancePort: "443", Protocol: HTTPS}  # fails
`, `
# The right policy is there, and the listener names another.
Resources:
  Web:
    Type: AWS::ElasticLoadBalancing::LoadBalancer
    Properties:
      Listeners:
        - LoadBalancerPort: "443"
          InstancePort: "443"
          Protocol: HTTPS
          PolicyNames: [old]  # fails
      Policies:
        - PolicyName: modern
          PolicyType: SSLNegotiationPolicyType
          Attributes: [{Name: Reference-Security-Policy, Value: ELBSecurityPolicy-TLS-1-2-2017-01}]
        - PolicyName: old
          PolicyType: SSLNegotiationPolicyType
          Attributes: [{Name: Reference-Security-Policy, Value: ELBSecurityPolicy-TLS-1-1-2017-01}]
`},
	Good: []Example{`
Resources:
  Web:
    Type: AWS::ElasticLoadBalancing::LoadBalancer
    Properties:
      Listeners:
        - {LoadBalancerPort: "443", InstancePort: "443", Protocol: HTTPS, PolicyNames: [sticky, modern]}
      Policies:
        - {PolicyName: sticky, PolicyType: LBCookieStickinessPolicyType, Attributes: []}
        - PolicyName: modern
          PolicyType: SSLNegotiationPolicyType
          Attributes: [{Name: Reference-Security-Policy, Value: ELBSecurityPolicy-TLS-1-2-2017-01}]
`},
}

// modernNegotiation asks whether a policy decides how TLS is negotiated, and refuses what is older than TLS 1.2.
func modernNegotiation(policy Value) Answer {
	return policy.Get("PolicyType").Is("SSLNegotiationPolicyType").And(policyAttribute(policy, "Reference-Security-Policy").Is(classicTLS))
}

// listed asks whether a policy's name is among others.
func listed(policy, names Value) Answer {
	return template.Any(names.Items(), func(name Value) Answer { return name.Same(policy.Get("PolicyName")) })
}
