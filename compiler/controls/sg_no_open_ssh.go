package controls

var sgNoOpenSSH = &Control{
	ID:       "sg-no-open-ssh",
	Title:    "SSH is not open to the world",
	Tier:     Baseline,
	Severity: Critical,
	Category: "network",
	Citations: []string{"164.308(a)(3)(i)", "164.308(a)(3)(ii)(B)", "164.308(a)(4)(i)", "164.308(a)(4)(ii)(B)", "164.308(a)(4)(ii)(C)",
		"164.312(a)(1)", "164.312(e)(1)"},
	Types: []string{"AWS::EC2::SecurityGroup", "AWS::EC2::SecurityGroupIngress"},
	Why:   "port 22 is found and tried within minutes of being opened; one weak or leaked key is then a way to the data",
	Fix:   "remove the rule and use SSM Session Manager, or name the source security group",
	Judge: func(c *Case) {
		c.Applies() // a group without rules admits nobody
		for _, rule := range IngressRules(c.Subject) {
			source := rule.Source()
			c.Forbid(rule.Open(c).And(rule.Admits("tcp", 22)), source, "%q lets %s reach port 22 (SSH)", c.ID, source)
		}
	},
	Bad: []Example{`
Resources:
  Bastion:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: all the ways to write it
      SecurityGroupIngress:
        - {IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0}  # fails
        - {IpProtocol: "6", FromPort: 0, ToPort: 1024, CidrIp: 0.0.0.0/0}  # fails
        - {IpProtocol: -1, CidrIpv6: "::/0"}  # fails
        - {IpProtocol: -1, CidrIpv6: "2000::/3"}  # fails
        - {IpProtocol: tcp, FromPort: "22", ToPort: "22", CidrIp: 128.0.0.0/1}  # fails
        - {IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0}
`, `
Parameters:
  Admins:
    Type: String
    Default: 0.0.0.0/0
Resources:
  Bastion:
    Type: AWS::EC2::SecurityGroup
    Properties: {GroupDescription: the rule stands elsewhere}
  Rule:
    Type: AWS::EC2::SecurityGroupIngress
    Properties:
      GroupId: !Ref Bastion
      IpProtocol: tcp
      FromPort: 20
      ToPort: 30
      CidrIp: !Ref Admins  # fails
`, `
# Everybody, by a list of prefixes; and one that nobody can see from here.
Resources:
  World: {Type: "AWS::EC2::PrefixList", Properties: {PrefixListName: all, AddressFamily: IPv4, MaxEntries: 1, Entries: [{Cidr: 0.0.0.0/0}]}}
  Servers:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: servers
      SecurityGroupIngress:
        - {IpProtocol: tcp, FromPort: 22, ToPort: 22, SourcePrefixListId: !Ref World}  # fails
        - {IpProtocol: tcp, FromPort: 22, ToPort: 22, SourcePrefixListId: !GetAtt World.PrefixListId}  # fails
        - {IpProtocol: tcp, FromPort: 22, ToPort: 22, SourcePrefixListId: pl-0a1b2c3d}  # unknown
        - {IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: !GetAtt World.Range}  # unknown
        - {IpProtocol: tcp, CidrIp: 0.0.0.0/0}  # fails
        - {IpProtocol: tcp, FromPort: 443, ToPort: 443, SourcePrefixListId: pl-0a1b2c3d}
`},
	Good: []Example{`
Resources:
  Web:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: web servers
      SecurityGroupIngress:
        - {IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0}
        - {IpProtocol: udp, FromPort: 1, ToPort: 65535, CidrIp: 0.0.0.0/0}
        - {IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 10.0.0.0/8}
        - {IpProtocol: -1, SourceSecurityGroupId: sg-0123456789abcdef0}
  Inner:
    Type: AWS::EC2::SecurityGroup
    Properties: {GroupDescription: nobody gets in}
`, `
# A list of one's own offices, and the network's own range.
Resources:
  Network: {Type: "AWS::EC2::VPC", Properties: {CidrBlock: 10.0.0.0/16}}
  Offices: {Type: "AWS::EC2::PrefixList", Properties: {PrefixListName: offices, AddressFamily: IPv4, MaxEntries: 1, Entries: [{Cidr: 192.0.2.0/24}]}}
  Servers:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: servers
      SecurityGroupIngress:
        - {IpProtocol: tcp, FromPort: 22, ToPort: 22, SourcePrefixListId: !Ref Offices}
        - {IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: !GetAtt Network.CidrBlock}
        - {IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIpv6: "2001:db8::/32"}
        - {IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 192.0.2.1}
        - {IpProtocol: tcp, FromPort: 443, CidrIp: 0.0.0.0/0}
`},
}
