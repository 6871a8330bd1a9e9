package controls

import "github.com/hipaac/hipaac/compiler/template"

var clbTLSListenersOnly = &Control{
	ID:         "clb-tls-listeners-only",
	Title:      "Classic balancers speak only TLS",
	Tier:       Baseline,
	Severity:   Critical,
	Category:   "encryption-in-transit",
	Unwaivable: true,
	Citations:  []string{"164.312(a)(2)(iv)", "164.312(e)(1)", "164.312(e)(2)(i)", "164.312(e)(2)(ii)"},
	Types:      []string{classicBalancer},
	Why:        "whatever passes a listener for HTTP or TCP can be read on the way, and a classic balancer cannot redirect; nor can it hide what it sends on in the clear",
	Fix:        "set Protocol and InstanceProtocol of each listener to HTTPS, or both to SSL",
	Judge: func(c *Case) {
		for _, listener := range c.Get("Listeners").Items() {
			front, back := listener.Get("Protocol"), listener.Get("InstanceProtocol")
			if c.Require(secureProtocol(front), front, "a listener of %q has %s for Protocol, needs \"HTTPS\" or \"SSL\"", c.ID, front) {
				c.Require(template.Sure(back.Absent()).Or(secureProtocol(back)), back, "a listener of %q goes on to its instances by %s", c.ID, back)
			}
		}
	},
	Bad: []Example{`
Resources:
  Web:
    Type: AWS::ElasticLoadBalancing::LoadBalancer
    Properties:
      Listeners:
        - LoadBalancerPort: "80"
          InstancePort: "80"
          Protocol: HTTP  # fails
        - LoadBalancerPort: "8443"
          InstancePort: "8443"
          Protocol: tcp  # fails
`, `
# TLS ends at the balancer.
Resources:
  Web:
    Type: AWS::ElasticLoadBalancing::LoadBalancer
    Properties:
      Listeners:
        - LoadBalancerPort: "443"
          InstancePort: "80"
          Protocol: HTTPS
          InstanceProtocol: HTTP  # fails
`},
	Good: []Example{`
Resources:
  Web:
    Type: AWS::ElasticLoadBalancing::LoadBalancer
    Properties:
      Listeners:
        - {LoadBalancerPort: "443", InstancePort: "443", Protocol: HTTPS, InstanceProtocol: HTTPS}
        - {LoadBalancerPort: "636", InstancePort: "636", Protocol: ssl, InstanceProtocol: SSL}
`},
}
