package controls

import (
	"strconv"

	"github.com/hipaac/hipaac/compiler/template"
)

var netNaclNoWorldAdmin = &Control{
	ID:        "net-nacl-no-world-admin",
	Title:     "Network ACLs do not admit the world to admin ports",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "network",
	Citations: []string{"164.308(a)(4)(ii)(C)", "164.312(a)(1)", "164.312(e)(1)"},
	Types:     []string{"AWS::EC2::NetworkAclEntry"},
	Why:       "the network ACL still stands when somebody opens a security group by mistake, if it keeps administration shut",
	Fix:       "leave ports 22 and 3389 out of what the world may reach: two ranges around them, or a deny entry with a lower number",
	Judge: func(c *Case) {
		if c.Get("Egress").IsTrue().Yes() || c.Get("RuleAction").Is("deny").Yes() {
			return
		}
		allowed := c.Get("Egress").IsTrue().Not().And(c.Get("RuleAction").Is("allow"))
		source := openRange(c.Get("CidrBlock"), c.Get("Ipv6CidrBlock"))
		for _, admin := range []struct {
			transport string
			port      float64
			name      string
		}{{"tcp", 22, "SSH"}, {"tcp", 3389, "remote desktop"}, {"udp", 3389, "remote desktop over UDP"}} {
			through := allowed.And(wholeInternet(source)).And(entryAdmits(c.Subject, admin.transport, admin.port))
			if through.No() {
				c.Applies()
				continue
			}
			through = through.And(deniedBefore(c, admin.transport, admin.port).Not())
			c.Forbid(through, source, "entry %q lets %s reach port %g (%s)", c.ID, source, admin.port, admin.name)
		}
	},
	Bad: []Example{`
Resources:
  All:
    Type: AWS::EC2::NetworkAclEntry
    Properties:
      Protocol: -1
      RuleAction: allow
      CidrBlock: 0.0.0.0/0  # fails
  Replies:
    Type: AWS::EC2::NetworkAclEntry
    Properties:
      Protocol: 6
      PortRange: {From: 1024, To: 65535}
      Egress: false
      RuleAction: allow
      Ipv6CidrBlock: "::/0"  # fails
`, `
# The denial comes too late, for another ACL, for the way out, and for one network only.
Resources:
  Acl: {Type: "AWS::EC2::NetworkAcl"}
  Open:
    Type: AWS::EC2::NetworkAclEntry
    Properties:
      NetworkAclId: !Ref Acl
      RuleNumber: 100
      Protocol: 6
      PortRange: {From: 22, To: 22}
      RuleAction: allow
      CidrBlock: 0.0.0.0/0  # fails
  Late: {Type: "AWS::EC2::NetworkAclEntry", Properties: {NetworkAclId: !Ref Acl, RuleNumber: 200, Protocol: -1, RuleAction: deny, CidrBlock: 0.0.0.0/0}}
  Other: {Type: "AWS::EC2::NetworkAclEntry", Properties: {NetworkAclId: acl-1, RuleNumber: 50, Protocol: -1, RuleAction: deny, CidrBlock: 0.0.0.0/0}}
  Out:
    Type: AWS::EC2::NetworkAclEntry
    Properties: {NetworkAclId: !Ref Acl, RuleNumber: 50, Protocol: -1, RuleAction: deny, Egress: true, CidrBlock: 0.0.0.0/0}
  Part: {Type: "AWS::EC2::NetworkAclEntry", Properties: {NetworkAclId: !Ref Acl, RuleNumber: 60, Protocol: -1, RuleAction: deny, CidrBlock: 192.0.2.0/24}}
`},
	Good: []Example{`
Resources:
  Acl: {Type: "AWS::EC2::NetworkAcl"}
  Low:
    Type: AWS::EC2::NetworkAclEntry
    Properties: {NetworkAclId: !Ref Acl, RuleNumber: 90, Protocol: 6, PortRange: {From: 1024, To: 3388}, RuleAction: allow, CidrBlock: 0.0.0.0/0}
  Ping:
    Type: AWS::EC2::NetworkAclEntry
    Properties: {NetworkAclId: !Ref Acl, RuleNumber: 95, Protocol: 1, Icmp: {Type: 3, Code: 4}, RuleAction: allow, CidrBlock: 0.0.0.0/0}
  Inner:
    Type: AWS::EC2::NetworkAclEntry
    Properties: {NetworkAclId: !Ref Acl, RuleNumber: 80, Protocol: -1, RuleAction: allow, CidrBlock: 10.0.0.0/8}
  Out:
    Type: AWS::EC2::NetworkAclEntry
    Properties: {NetworkAclId: !Ref Acl, RuleNumber: 80, Protocol: -1, Egress: true, RuleAction: allow, CidrBlock: 0.0.0.0/0}
`, `
Resources:
  Acl: {Type: "AWS::EC2::NetworkAcl"}
  NoSsh:
    Type: AWS::EC2::NetworkAclEntry
    Properties: {NetworkAclId: !Ref Acl, RuleNumber: 10, Protocol: 6, PortRange: {From: 22, To: 22}, RuleAction: deny, CidrBlock: 0.0.0.0/0}
  NoDesktop:
    Type: AWS::EC2::NetworkAclEntry
    Properties: {NetworkAclId: !Ref Acl, RuleNumber: 20, Protocol: -1, RuleAction: deny, CidrBlock: 0.0.0.0/0}
  All:
    Type: AWS::EC2::NetworkAclEntry
    Properties: {NetworkAclId: !Ref Acl, RuleNumber: 100, Protocol: -1, RuleAction: allow, CidrBlock: 0.0.0.0/0}
`},
}

// entryAdmits asks whether an entry of a network ACL covers a port.
func entryAdmits(x Subject, transport string, port float64) Answer {
	return admits(x.Get("Protocol"), x.Get("PortRange.From"), x.Get("PortRange.To"), transport, port)
}

// deniedBefore asks whether an earlier entry of the same network ACL keeps the world from a port: the first that fits decides.
func deniedBefore(c *Case, transport string, port float64) Answer {
	return template.Any(c.OfType("AWS::EC2::NetworkAclEntry"), func(x Subject) Answer {
		number, known := c.Get("RuleNumber").Literal()
		if !known || x.Is(c.Subject) || !x.Get("NetworkAclId").Same(c.Get("NetworkAclId")).Yes() {
			return template.No
		}
		family := x.Get("CidrBlock")
		if c.Get("CidrBlock").Absent() {
			family = x.Get("Ipv6CidrBlock")
		}
		denies := x.Get("RuleAction").Is("deny").And(x.Get("Egress").IsTrue().Not())
		return denies.And(earlier(x, number)).And(family.Is("0.0.0.0/0", "::/0")).And(entryAdmits(x, transport, port))
	})
}

// earlier asks whether an entry is tried before the one with a number.
func earlier(x Subject, number string) Answer {
	n, err := strconv.ParseFloat(number, 64)
	if err != nil {
		return template.No
	}
	return x.Get("RuleNumber").AtMost(n - 1)
}
