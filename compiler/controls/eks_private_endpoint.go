package controls

import (
	"net/netip"
	"strings"
)

var eksPrivateEndpoint = &Control{
	ID:        "eks-private-endpoint",
	Title:     "Kubernetes API is private",
	Tier:      Baseline,
	Severity:  Critical,
	Category:  "network",
	Citations: []string{"164.308(a)(4)(ii)(C)", "164.312(a)(1)", "164.312(e)(1)"},
	Types:     []string{"AWS::EKS::Cluster"},
	Why:       "the API of a cluster decides over every container and secret in it, and EKS opens it to the whole internet unless something else is said",
	Fix:       "set EndpointPrivateAccess to true, and EndpointPublicAccess to false or PublicAccessCidrs to the few ranges of one's own",
	Judge: func(c *Case) {
		network := c.Get("ResourcesVpcConfig")
		private, public, ranges := network.Get("EndpointPrivateAccess"), network.Get("EndpointPublicAccess"), network.Get("PublicAccessCidrs")
		c.Require(private.IsTrue(), private, "cluster %q has %s for EndpointPrivateAccess: its nodes speak to it by the internet", c.ID, private)
		if public.IsFalse().Yes() {
			return
		}
		if len(ranges.Items()) == 0 {
			c.Require(public.IsFalse(), public, "the API of cluster %q is open to the internet", c.ID)
		}
		for _, r := range ranges.Items() {
			c.Require(public.IsFalse().Or(r.Passes(isNarrow)), r, "the API of cluster %q is open to %s", c.ID, r)
		}
	},
	Bad: []Example{`
# What EKS takes where nothing is said: everybody, and nothing inside.
Resources:
  Silent:
    Type: AWS::EKS::Cluster
    Properties:
      ResourcesVpcConfig:  # fails
        SubnetIds: [subnet-1, subnet-2]
`, `
# A range that is as good as all; and both ends open, which is how most guides begin.
Parameters:
  Office: {Type: String}
Resources:
  Wide:
    Type: AWS::EKS::Cluster
    Properties:
      ResourcesVpcConfig:
        EndpointPrivateAccess: true
        EndpointPublicAccess: true
        PublicAccessCidrs:
          - 203.0.113.0/24
          - 128.0.0.0/1  # fails
          - !Ref Office  # unknown
  Outside:
    Type: AWS::EKS::Cluster
    Properties:
      ResourcesVpcConfig:
        EndpointPrivateAccess: false  # fails
        PublicAccessCidrs: [203.0.113.0/24]
  Both:
    Type: AWS::EKS::Cluster
    Properties:
      ResourcesVpcConfig:
        EndpointPrivateAccess: true
        EndpointPublicAccess: true  # fails
`},
	Good: []Example{`
Resources:
  Inside: {Type: "AWS::EKS::Cluster", Properties: {ResourcesVpcConfig: {EndpointPrivateAccess: true, EndpointPublicAccess: false}}}
  Office:
    Type: AWS::EKS::Cluster
    Properties: {ResourcesVpcConfig: {EndpointPrivateAccess: true, PublicAccessCidrs: [203.0.113.0/24, "2001:db8::/32"]}}
`},
}

// isNarrow reports whether a range is no larger than what one organization has: a /16 of IPv4, a /32 of IPv6.
func isNarrow(text string) bool {
	prefix, err := netip.ParsePrefix(strings.TrimSpace(text))
	return err == nil && (prefix.Addr().Is4() && prefix.Bits() >= 16 || prefix.Addr().Is6() && prefix.Bits() >= 32)
}
