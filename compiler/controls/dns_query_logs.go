package controls

import "github.com/hipaac/hipaac/compiler/template"

var dnsQueryLogs = &Control{
	ID:        "dns-query-logs",
	Title:     "DNS queries are logged",
	Tier:      Optional,
	Severity:  Low,
	Category:  "audit",
	Citations: []string{"164.308(a)(1)(ii)(D)", "164.312(b)"},
	Types:     []string{"AWS::EC2::VPC"},
	Why:       "names are looked up past security groups and flow logs: data can be carried out in the names that are asked for",
	Fix:       "associate the VPC with a query logging configuration of Route 53 Resolver",
	Judge: func(c *Case) {
		if !isPHI(c.Tag("DataClassification")).Yes() {
			return
		}
		logs := c.Pointing("AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation", "ResourceId")
		c.Require(template.Sure(len(logs) > 0), c.Whole(), "nothing records the names that are looked up in PHI network %q", c.ID)
	},
	Bad: []Example{`
Resources:
  Network:  # fails
    Type: AWS::EC2::VPC
    Properties: {Tags: [{Key: DataClassification, Value: phi}]}
`},
	Good: []Example{`
Resources:
  Network: {Type: "AWS::EC2::VPC", Properties: {Tags: [{Key: DataClassification, Value: phi}]}}
  Names: {Type: "AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation", Properties: {ResourceId: !Ref Network, ResolverQueryLogConfigId: rqlc-1}}
  Plain: {Type: "AWS::EC2::VPC"}
`},
}
