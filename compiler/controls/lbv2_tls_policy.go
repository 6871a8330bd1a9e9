package controls

var lbv2TLSPolicy = &Control{
	ID:         "lbv2-tls-policy",
	Title:      "Secure listeners pin a modern TLS policy",
	Tier:       Baseline,
	Severity:   Critical,
	Category:   "encryption-in-transit",
	Unwaivable: true,
	Citations:  []string{"164.312(e)(1)", "164.312(e)(2)(i)", "164.312(e)(2)(ii)"},
	Types:      []string{"AWS::ElasticLoadBalancingV2::Listener"},
	Why:        "a listener without a policy takes one of 2016 that still speaks TLS 1.0, which has been broken and withdrawn",
	Fix:        "set SslPolicy to ELBSecurityPolicy-TLS13-1-2-2021-06 or a newer one of the families TLS13-1-2 and TLS13-1-3",
	Judge: func(c *Case) {
		protocol, policy := c.Get("Protocol"), c.Get("SslPolicy")
		secure := protocol.Is("HTTPS", "TLS")
		if !secure.No() {
			c.Require(secure.Not().Or(policy.Starts(modernTLS...)), policy, "listener %q has %s for SslPolicy, which is not limited to TLS 1.2 and newer", c.ID, policy)
		}
		if passed := protocol.Is("TCP", "UDP", "TCP_UDP", "QUIC", "TCP_QUIC"); passed.Yes() {
			c.Unsure(protocol, "a listener for "+protocol.String()+" passes on what it gets; whether that is encrypted is the target's to say")
		}
	},
	Bad: []Example{`
Resources:
  Silent:  # fails
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties: {Protocol: HTTPS, Port: 443}
  Old:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      Protocol: HTTPS
      SslPolicy: ELBSecurityPolicy-2016-08  # fails
`, `
# "TLS13" in the name says that the newest version is offered, not that the old ones are refused.
Resources:
  Network:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      Protocol: TLS
      SslPolicy: ELBSecurityPolicy-TLS13-1-0-2021-06  # fails
  Ext:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      Protocol: HTTPS
      SslPolicy: ELBSecurityPolicy-TLS-1-1-2017-01  # fails
  Through:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      Protocol: TCP  # unknown
`},
	Good: []Example{`
Resources:
  Web: {Type: "AWS::ElasticLoadBalancingV2::Listener", Properties: {Protocol: HTTPS, SslPolicy: ELBSecurityPolicy-TLS13-1-2-2021-06}}
  Quantum: {Type: "AWS::ElasticLoadBalancingV2::Listener", Properties: {Protocol: TLS, SslPolicy: ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09}}
  Fips: {Type: "AWS::ElasticLoadBalancingV2::Listener", Properties: {Protocol: HTTPS, SslPolicy: ELBSecurityPolicy-TLS13-1-3-FIPS-2023-04}}
`},
}

// modernTLS are the beginnings of the names of policies that refuse everything older than TLS 1.2.
var modernTLS = []string{"ELBSecurityPolicy-TLS13-1-2-", "ELBSecurityPolicy-TLS13-1-3-", "ELBSecurityPolicy-TLS-1-2-", "ELBSecurityPolicy-FS-1-2-"}
