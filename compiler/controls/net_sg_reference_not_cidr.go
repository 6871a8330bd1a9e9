package controls

import (
	"strings"

	"github.com/hipaac/hipaac/compiler/template"
)

var netSgReferenceNotCidr = &Control{
	ID:        "net-sg-reference-not-cidr",
	Title:     "Tiers open to tiers, not to address ranges",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "network",
	Citations: []string{"164.308(a)(4)(ii)(C)", "164.312(a)(1)", "164.312(e)(1)"},
	Types:     []string{"AWS::EC2::SecurityGroup", "AWS::EC2::SecurityGroupIngress"},
	Why:       "a range admits whatever is started in it next year; a security group admits what was meant",
	Fix:       "name the group of the application with SourceSecurityGroupId, and the one port of the engine",
	Judge: func(c *Case) {
		group := c.Subject
		if c.Type == "AWS::EC2::SecurityGroupIngress" {
			own, here := c.Target(c.Get("GroupId"), "AWS::EC2::SecurityGroup")
			if !here {
				return // what the group is for is not to be seen here
			}
			group = own
		}
		if !guardsData(c, group) {
			return
		}
		c.Applies()
		for _, rule := range IngressRules(c.Subject) {
			source := rule.Source()
			if why, is := source.Unknown(); is {
				c.Unsure(source, why)
				continue
			}
			c.Require(template.Sure(source.Absent()), source, "data stores behind %q admit the range %s, not a security group", group.ID, source)
			from, to := rule.Get("FromPort"), rule.Get("ToPort")
			one := template.Sure(!from.Absent()).And(from.Same(to)).And(from.Is("-1").Not().Or(template.Sure(isEnginePort(from))))
			c.Require(one, from, "data stores behind %q are open on more than the port of their engine: %s", group.ID, ports(rule))
		}
	},
	Bad: []Example{`
Resources:
  Data:
    Type: AWS::EC2::SecurityGroup
    Properties:
      SecurityGroupIngress:
        - {IpProtocol: tcp, FromPort: 5432, ToPort: 5432, CidrIp: 10.0.0.0/8}  # fails
        - {IpProtocol: -1, SourceSecurityGroupId: sg-1}  # fails
        - {IpProtocol: tcp, FromPort: 1024, ToPort: 65535, SourceSecurityGroupId: sg-1}  # fails
        - {IpProtocol: tcp, FromPort: -1, ToPort: -1, SourceSecurityGroupId: sg-1}  # fails
  Records: {Type: "AWS::RDS::DBInstance", Properties: {VPCSecurityGroups: [!GetAtt Data.GroupId]}}
`, `
# The rule stands elsewhere, and the group says by its label what it is for.
Resources:
  Data: {Type: "AWS::EC2::SecurityGroup", Properties: {Tags: [{Key: SubnetTier, Value: isolated}]}}
  Rule:
    Type: AWS::EC2::SecurityGroupIngress
    Properties:
      GroupId: !Ref Data
      IpProtocol: tcp
      FromPort: 3306
      ToPort: 3306
      CidrIp: 192.168.0.0/16  # fails
`, `
# One rule is a macro's to write.
Resources:
  Records: {Type: "AWS::RDS::DBInstance", Properties: {VPCSecurityGroups: [!Ref Database]}}
  Database:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: database
      SecurityGroupIngress:
        - {IpProtocol: tcp, FromPort: 5432, ToPort: 5432, CidrIp: 10.0.0.0/8}  # fails
        - Fn::Transform: {Name: Rules}  # unknown
`, `
# Addresses for a group of another template that guards data.
Resources:
  Data: {Type: "AWS::EC2::SecurityGroup"}
  Records: {Type: "AWS::RDS::DBCluster", Properties: {VpcSecurityGroupIds: [!Ref Data]}}
Outputs:
  GroupId: {Value: !GetAtt Data.GroupId, Export: {Name: "database:GroupId"}}
---
Resources:
  Clients:
    Type: AWS::EC2::SecurityGroupIngress
    Properties:
      GroupId: !ImportValue "database:GroupId"
      IpProtocol: tcp
      FromPort: 5432
      ToPort: 5432
      CidrIp: 10.0.0.0/8  # fails
`},
	Good: []Example{`
Resources:
  App:
    Type: AWS::EC2::SecurityGroup
    Properties: {SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 8080, ToPort: 8080, CidrIp: 10.0.0.0/8}]}
  Data:
    Type: AWS::EC2::SecurityGroup
    Properties: {SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 5432, ToPort: 5432, SourceSecurityGroupId: !Ref App}]}
  Records: {Type: "AWS::RDS::DBCluster", Properties: {VpcSecurityGroupIds: [!Ref Data]}}
  Asked:
    Type: AWS::EC2::SecurityGroupIngress
    Properties: {GroupId: !Ref Data, IpProtocol: tcp, FromPort: !GetAtt Records.Endpoint.Port, ToPort: !GetAtt Records.Endpoint.Port, SourceSecurityGroupId: !Ref App}
`, `
Resources:
  Data: {Type: "AWS::EC2::SecurityGroup"}
  Records: {Type: "AWS::RDS::DBCluster", Properties: {VpcSecurityGroupIds: [!Ref Data]}}
Outputs:
  GroupId: {Value: !GetAtt Data.GroupId, Export: {Name: "database:GroupId"}}
---
Resources:
  App: {Type: "AWS::EC2::SecurityGroup"}
  Clients:
    Type: AWS::EC2::SecurityGroupIngress
    Properties: {GroupId: !ImportValue "database:GroupId", IpProtocol: tcp, FromPort: 5432, ToPort: 5432, SourceSecurityGroupId: !Ref App}
`},
}

// isEnginePort reports whether a port is that on which a database or a cache says that it listens.
func isEnginePort(v Value) bool {
	refs := v.References()
	whole := v.Outline(func(text string) bool { return text == "\ufffc" })
	return whole.Yes() && refs[0].Kind == template.ToResource && (refs[0].Attribute == "Port" || strings.HasSuffix(refs[0].Attribute, ".Port"))
}

// guardsData reports whether a security group is that of data stores: one of these templates has it, or its label says isolated.
func guardsData(c *Case, group Subject) bool {
	for _, store := range []struct{ kind, property string }{
		{"AWS::RDS::DBInstance", "VPCSecurityGroups"},
		{"AWS::RDS::DBCluster", "VpcSecurityGroupIds"},
		{"AWS::DocDB::DBCluster", "VpcSecurityGroupIds"},
		{"AWS::Neptune::DBCluster", "VpcSecurityGroupIds"},
		{"AWS::Redshift::Cluster", "VpcSecurityGroupIds"},
		{"AWS::ElastiCache::ReplicationGroup", "SecurityGroupIds"},
		{"AWS::ElastiCache::CacheCluster", "VpcSecurityGroupIds"},
		{"AWS::MemoryDB::Cluster", "SecurityGroupIds"},
		{"AWS::DAX::Cluster", "SecurityGroupIds"},
		{"AWS::EFS::MountTarget", "SecurityGroups"},
		{"AWS::OpenSearchService::Domain", "VPCOptions.SecurityGroupIds"},
		{"AWS::Elasticsearch::Domain", "VPCOptions.SecurityGroupIds"},
	} {
		if len(c.scope.Pointing(store.kind, store.property, group)) > 0 {
			return true
		}
	}
	return isIsolated(tierOf(group)).Yes()
}
