package controls

import "github.com/hipaac/hipaac/compiler/template"

var netBlockPublicAccess = &Control{
	ID:        "net-block-public-access",
	Title:     "The account blocks VPC internet access by default",
	Tier:      Optional,
	Severity:  Low,
	Category:  "network",
	Citations: []string{"164.308(a)(4)(ii)(C)", "164.312(a)(1)", "164.312(e)(1)"},
	Types:     []string{"AWS::EC2::VPCBlockPublicAccessOptions", "AWS::EC2::VPCBlockPublicAccessExclusion"},
	Why:       "an exclusion for a whole network takes the block away from its private subnets as well, and the next open route there is open",
	Fix:       "set InternetGatewayBlockMode to block-bidirectional or block-ingress, and exclude single subnets with the tag SubnetTier public",
	Judge: func(c *Case) {
		if c.Type == "AWS::EC2::VPCBlockPublicAccessOptions" {
			mode := c.Get("InternetGatewayBlockMode")
			c.Require(mode.Is("block-bidirectional", "block-ingress"), mode, "%q has %s for InternetGatewayBlockMode", c.ID, mode)
			return
		}
		network, subnet := c.Get("VpcId"), c.Get("SubnetId")
		if !network.Absent() {
			c.Fail(network, "%q excludes a whole network from the block", c.ID)
			return
		}
		own, here := c.Target(subnet, "AWS::EC2::Subnet")
		if !here {
			c.Unsure(subnet, unseen("whether "+called("subnet", subnet)+" is public"))
			return
		}
		c.Require(template.Sure(!tierOf(own).Absent()).And(isPublic(tierOf(own))), subnet, "%q excludes subnet %q, which is not declared public", c.ID, own.ID)
	},
	Bad: []Example{`
Resources:
  Options:
    Type: AWS::EC2::VPCBlockPublicAccessOptions
    Properties:
      InternetGatewayBlockMode: "off"  # fails
  Everything:
    Type: AWS::EC2::VPCBlockPublicAccessExclusion
    Properties:
      InternetGatewayExclusionMode: allow-bidirectional
      VpcId: !ImportValue Network  # fails
  Database: {Type: "AWS::EC2::Subnet", Properties: {Tags: [{Key: SubnetTier, Value: isolated}]}}
  Wrong:
    Type: AWS::EC2::VPCBlockPublicAccessExclusion
    Properties:
      InternetGatewayExclusionMode: allow-egress
      SubnetId: !Ref Database  # fails
  Far:
    Type: AWS::EC2::VPCBlockPublicAccessExclusion
    Properties:
      InternetGatewayExclusionMode: allow-egress
      SubnetId: subnet-1  # unknown
`},
	Good: []Example{`
Resources:
  Options: {Type: "AWS::EC2::VPCBlockPublicAccessOptions", Properties: {InternetGatewayBlockMode: block-ingress}}
  Front: {Type: "AWS::EC2::Subnet", Properties: {Tags: [{Key: SubnetTier, Value: public}]}}
  FrontOpen: {Type: "AWS::EC2::VPCBlockPublicAccessExclusion", Properties: {InternetGatewayExclusionMode: allow-bidirectional, SubnetId: !Ref Front}}
`},
}
