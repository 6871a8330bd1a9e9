package controls

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/compiler/template"
)

// Ingress is one rule that lets traffic into a security group.
type Ingress struct{ Value }

// IngressRules are the rules of a security group written inside it, or the one rule that a resource of its own adds to a group.
func IngressRules(x Subject) []Ingress {
	if x.Type == "AWS::EC2::SecurityGroupIngress" {
		return []Ingress{{x.Properties()}}
	}
	var out []Ingress
	for _, rule := range x.Get("SecurityGroupIngress").Items() {
		out = append(out, Ingress{rule})
	}
	return out
}

// Open asks whether the rule admits everybody on the internet, by IPv4, by IPv6 or by a prefix list. Source returns what does.
func (r Ingress) Open(c *Case) Answer {
	listed := template.No
	if list := r.Get("SourcePrefixListId"); !list.Absent() {
		listed = prefixListIsOpen(c, list)
	}
	return wholeInternet(r.Get("CidrIp")).Or(wholeInternet(r.Get("CidrIpv6"))).Or(listed)
}

// Source is the address range or the prefix list that the rule names, the open range if it names two.
func (r Ingress) Source() Value {
	if list := r.Get("SourcePrefixListId"); !list.Absent() {
		return list
	}
	return openRange(r.Get("CidrIp"), r.Get("CidrIpv6"))
}

// openRange is the one of two ranges that a rule or a route names, the open one if it names both.
func openRange(v4, v6 Value) Value {
	if wholeInternet(v6).Yes() || v4.Absent() && !v6.Absent() {
		return v6
	}
	return v4
}

// wholeInternet asks whether a range is everything, or so much of it (half of IPv4, all public addresses of IPv6) that the difference
// is only a way of writing.
func wholeInternet(v Value) Answer {
	ofNetwork := func(r template.Reference) bool { return r.Kind == template.ToResource && r.Attribute == "CidrBlock" }
	if v.Absent() || slices.ContainsFunc(v.References(), ofNetwork) {
		return template.No // the range of a VPC or a subnet has 16 bits or more
	}
	return v.Passes(func(text string) bool {
		prefix, err := netip.ParsePrefix(strings.TrimSpace(text))
		if err != nil {
			return false
		}
		return prefix.Bits() <= 1 || prefix.Addr().Is6() && prefix.Bits() <= 3
	})
}

// Admits asks whether the rule covers a port of a transport protocol, "tcp" or "udp".
func (r Ingress) Admits(transport string, port float64) Answer {
	return admits(r.Get("IpProtocol"), r.Get("FromPort"), r.Get("ToPort"), transport, port)
}

// admits asks whether a rule covers a port of a transport protocol: by number or name of the protocol, by every protocol ("-1"), by a
// range around it, or by no range at all.
func admits(protocol, from, to Value, transport string, port float64) Answer {
	number := map[string]string{"tcp": "6", "udp": "17"}[transport]
	every := protocol.Is("-1", "all", "ALL").Or(template.Sure(protocol.Absent()))
	this := protocol.Passes(func(p string) bool { return strings.EqualFold(p, transport) || p == number })
	unbounded := template.Sure(from.Absent() && to.Absent()).Or(from.Is("-1"))
	if to.Absent() {
		to = from
	}
	return every.Or(this.And(unbounded.Or(from.AtMost(port).And(to.AtLeast(port)))))
}
