package controls

import (
	"strings"

	"github.com/hipaac/hipaac/compiler/template"
)

const classicBalancer = "AWS::ElasticLoadBalancing::LoadBalancer"

// secureProtocol asks whether a protocol of a Classic Load Balancer is encrypted. The service takes it in any case.
func secureProtocol(protocol Value) Answer {
	return protocol.Passes(func(p string) bool { return strings.EqualFold(p, "HTTPS") || strings.EqualFold(p, "SSL") })
}

// secureListeners are the listeners of a Classic Load Balancer that may speak TLS to clients.
func secureListeners(c *Case) []Value {
	var out []Value
	for _, listener := range c.Get("Listeners").Items() {
		if !secureProtocol(listener.Get("Protocol")).No() {
			out = append(out, listener)
		}
	}
	return out
}

// policyAttribute is the value of an attribute of a policy of a Classic Load Balancer.
func policyAttribute(policy Value, name string) Value {
	for _, pair := range policy.Get("Attributes").Items() {
		if !pair.Get("Name").Is(name).No() {
			return pair.Get("Value")
		}
	}
	return policy.Get("Attributes").Get(name)
}

// managedCertificate asks whether a value names a certificate of ACM: not one that was uploaded to IAM.
func managedCertificate(c *Case, arn Value) Answer {
	if _, uploaded := c.Target(arn, "AWS::IAM::ServerCertificate"); uploaded {
		return template.No
	}
	return arn.Has().And(arn.Contains(":server-certificate/").Not())
}
