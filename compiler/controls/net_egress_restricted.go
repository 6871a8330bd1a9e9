package controls

import "github.com/hipaac/hipaac/compiler/template"

var netEgressRestricted = &Control{
	ID:        "net-egress-restricted",
	Title:     "Outbound traffic is limited",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "network",
	Citations: []string{"164.308(a)(4)(ii)(C)", "164.312(a)(1)", "164.312(e)(1)"},
	Types:     []string{"AWS::EC2::SecurityGroup", "AWS::EC2::SecurityGroupEgress"},
	Why:       "whoever takes over a machine needs a way to carry the data out; a group without outbound rules of its own allows every one",
	Fix:       "state SecurityGroupEgress with the destinations that the work needs; one rule to 127.0.0.1/32 allows none",
	Judge: func(c *Case) {
		if c.Type == "AWS::EC2::SecurityGroupEgress" {
			judgeEgress(c, c.Properties())
			return
		}
		rules := c.Get("SecurityGroupEgress")
		elsewhere := c.Pointing("AWS::EC2::SecurityGroupEgress", "GroupId")
		if list := rules.Items(); len(list) == 0 {
			c.Require(template.Sure(len(elsewhere) > 0), rules, "security group %q states no outbound rules, and so allows everything", c.ID)
		}
		for _, rule := range rules.Items() {
			judgeEgress(c, rule)
		}
	},
	Bad: []Example{`
Resources:
  Silent:  # fails
    Type: AWS::EC2::SecurityGroup
    Properties: {GroupDescription: the default}
  Empty:
    Type: AWS::EC2::SecurityGroup
    Properties:
      SecurityGroupEgress: []  # fails
  Open:
    Type: AWS::EC2::SecurityGroup
    Properties:
      SecurityGroupEgress:
        - {IpProtocol: "-1", CidrIp: 0.0.0.0/0}  # fails
        - {IpProtocol: tcp, FromPort: 0, ToPort: 65535, CidrIpv6: "::/0"}  # fails
`, `
# A narrow group that a second resource opens.
Resources:
  App:
    Type: AWS::EC2::SecurityGroup
    Properties:
      SecurityGroupEgress: [{IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0}]
  More:
    Type: AWS::EC2::SecurityGroupEgress
    Properties:
      GroupId: !Ref App
      IpProtocol: -1
      CidrIp: 0.0.0.0/0  # fails
`},
	Good: []Example{`
Resources:
  Endpoints:
    Type: AWS::EC2::SecurityGroup
    Properties: {SecurityGroupEgress: [{IpProtocol: "-1", CidrIp: 127.0.0.1/32}]}
  App:
    Type: AWS::EC2::SecurityGroup
    Properties:
      SecurityGroupEgress:
        - {IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0}
        - {IpProtocol: tcp, FromPort: 49152, ToPort: 65535, CidrIp: 0.0.0.0/0}
        - {IpProtocol: -1, DestinationSecurityGroupId: !Ref Endpoints}
  Web: {Type: "AWS::EC2::SecurityGroup"}
  WebOut:
    Type: AWS::EC2::SecurityGroupEgress
    Properties: {GroupId: !GetAtt Web.GroupId, IpProtocol: tcp, FromPort: 8080, ToPort: 8080, DestinationSecurityGroupId: !Ref App}
`},
}

// judgeEgress asks that an outbound rule is not one for everything to everywhere: by every protocol, or by every port of TCP.
func judgeEgress(c *Case, rule Value) {
	to := openRange(rule.Get("CidrIp"), rule.Get("CidrIpv6"))
	protocol, from, up := rule.Get("IpProtocol"), rule.Get("FromPort"), rule.Get("ToPort")
	everything := admits(protocol, from, up, "tcp", 1).And(admits(protocol, from, up, "tcp", 65535))
	c.Forbid(wholeInternet(to).And(everything), to, "%q lets everything out to %s", c.ID, to)
}
