package controls

import "github.com/hipaac/hipaac/compiler/template"

var sgOpenOnlyAuthorizedPorts = &Control{
	ID:        "sg-open-only-authorized-ports",
	Title:     "World-open rules use only authorized ports",
	Tier:      Baseline,
	Severity:  Critical,
	Category:  "network",
	Citations: []string{"164.312(e)(1)"},
	Types:     []string{"AWS::EC2::SecurityGroup", "AWS::EC2::SecurityGroupIngress"},
	Why:       "what is open to the world is tried by the world; only a load balancer is made to stand there, and only for HTTPS (HTTP to redirect)",
	Fix: "name a source security group or range, or open ports 443 and 80 on the load balancer's own security group; " +
		"where the load balancer is in another stack, tag the group with SubnetTier: public",
	Judge: func(c *Case) {
		c.Applies() // a group without rules admits nobody
		for _, rule := range IngressRules(c.Subject) {
			open := rule.Open(c)
			if open.No() {
				continue
			}
			source := rule.Source()
			c.Forbid(open.And(webPort(rule).And(openGroup(c)).Not()), source,
				"%q lets %s reach %s; only 443 and 80 of a load balancer that faces the internet may be open", c.ID, source, ports(rule))
		}
	},
	Bad: []Example{`
Resources:
  Web:
    Type: AWS::EC2::SecurityGroup
    Properties:
      SecurityGroupIngress:
        - {IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0}  # fails
  Server:
    Type: AWS::EC2::Instance
    Properties: {SecurityGroupIds: [!Ref Web]}
`, `
# A load balancer's group that opens more, one that an instance shares, and an internal load balancer's.
Resources:
  Front:
    Type: AWS::EC2::SecurityGroup
    Properties:
      SecurityGroupIngress:
        - {IpProtocol: tcp, FromPort: 80, ToPort: 443, CidrIp: 0.0.0.0/0}  # fails
        - {IpProtocol: tcp, FromPort: 8080, ToPort: 8080, CidrIpv6: "::/0"}  # fails
        - {IpProtocol: -1, CidrIp: 0.0.0.0/0}  # fails
  Shared:
    Type: AWS::EC2::SecurityGroup
  SharedRule:
    Type: AWS::EC2::SecurityGroupIngress
    Properties:
      GroupId: !GetAtt Shared.GroupId
      IpProtocol: tcp
      FromPort: 443
      ToPort: 443
      CidrIp: 0.0.0.0/0  # fails
  Inner:
    Type: AWS::EC2::SecurityGroup
    Properties:
      SecurityGroupIngress:
        - {IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0}  # fails
  Instances:
    Type: AWS::EC2::SecurityGroup
    Properties:
      SecurityGroupIngress:
        - {IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0}  # fails
  Environment:
    Type: AWS::ElasticBeanstalk::Environment
    Properties:
      OptionSettings: [{Namespace: "aws:autoscaling:launchconfiguration", OptionName: SecurityGroups, Value: !Ref Instances}]
  Balancer: {Type: "AWS::ElasticLoadBalancingV2::LoadBalancer", Properties: {SecurityGroups: [!Ref Front, !Ref Shared]}}
  Internal: {Type: "AWS::ElasticLoadBalancingV2::LoadBalancer", Properties: {Scheme: internal, SecurityGroups: [!Ref Inner]}}
  Server: {Type: "AWS::EC2::Instance", Properties: {SecurityGroupIds: [!Ref Shared]}}
  Elsewhere:
    Type: AWS::EC2::SecurityGroupIngress
    Properties:
      GroupId: !ImportValue WebGroupId
      IpProtocol: tcp
      FromPort: 443
      ToPort: 443
      CidrIp: 0.0.0.0/0  # unknown
`},
	Good: []Example{`
Resources:
  Front:
    Type: AWS::EC2::SecurityGroup
    Properties:
      SecurityGroupIngress:
        - {IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0}
        - {IpProtocol: "6", FromPort: 80, ToPort: 80, CidrIpv6: "::/0"}
  Balancer: {Type: "AWS::ElasticLoadBalancingV2::LoadBalancer", Properties: {Scheme: internet-facing, SecurityGroups: [!Ref Front]}}
  App:
    Type: AWS::EC2::SecurityGroup
    Properties:
      SecurityGroupIngress:
        - {IpProtocol: tcp, FromPort: 8080, ToPort: 8080, SourceSecurityGroupId: !Ref Front}
        - {IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.0.0/8}
`, `
Resources:
  Elsewhere:
    Type: AWS::EC2::SecurityGroup
    Properties:
      SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0}]
      Tags: [{Key: SubnetTier, Value: public}]
  Beanstalk:
    Type: AWS::EC2::SecurityGroup
    Properties:
      SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0}]
  Environment:
    Type: AWS::ElasticBeanstalk::Environment
    Properties:
      OptionSettings: [{Namespace: "aws:elbv2:loadbalancer", OptionName: SecurityGroups, Value: !Ref Beanstalk}]
`, `
# The group of a load balancer that another template makes.
Resources:
  Web: {Type: "AWS::EC2::SecurityGroup"}
  Front: {Type: "AWS::ElasticLoadBalancingV2::LoadBalancer", Properties: {Scheme: internet-facing, SecurityGroups: [!ImportValue GroupId]}}
---
Resources:
  Group: {Type: "AWS::EC2::SecurityGroup"}
  Https:
    Type: AWS::EC2::SecurityGroupIngress
    Properties: {GroupId: !Ref Group, IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0}
Outputs:
  GroupId: {Value: !Ref Group, Export: {Name: GroupId}}
`},
}

// openGroup asks whether the group that a rule belongs to may be open for the web at all.
func openGroup(c *Case) Answer {
	group := c.Subject
	if c.Type == "AWS::EC2::SecurityGroupIngress" {
		id := c.Get("GroupId")
		found, here := c.Target(id, "AWS::EC2::SecurityGroup")
		if !here {
			return template.Maybe(unseen("whether " + called("security group", id) + " is that of a load balancer"))
		}
		group = found
	}
	return servesLoadBalancer(c, group).And(template.Sure(!servesOthers(c, group)))
}

// ports says in words what a rule opens.
func ports(rule Ingress) string {
	from, to := rule.Get("FromPort"), rule.Get("ToPort")
	switch {
	case from.Absent():
		return "every port"
	case to.Absent() || from.String() == to.String():
		return "port " + from.String()
	}
	return "ports " + from.String() + " to " + to.String()
}
