package controls

import "github.com/hipaac/hipaac/compiler/template"

var netFirewallInspection = &Control{
	ID:        "net-firewall-inspection",
	Title:     "Egress is inspected",
	Tier:      Optional,
	Severity:  Low,
	Category:  "network",
	Citations: []string{"164.308(a)(5)(ii)(B)", "164.312(e)(1)"},
	Types:     []string{"AWS::EC2::VPC", "AWS::NetworkFirewall::FirewallPolicy"},
	Why:       "a firewall that passes everything it does not look at inspects nothing, and one network without it is the way out for all",
	Fix:       "set StatelessDefaultActions to aws:forward_to_sfe and name stateful rules; associate a DNS firewall or a network firewall with every PHI network that has a way out",
	Judge: func(c *Case) {
		if c.Type == "AWS::NetworkFirewall::FirewallPolicy" {
			policy := c.Get("FirewallPolicy")
			passes := template.Any(policy.Get("StatelessDefaultActions").Items(), func(v Value) Answer { return v.Is("aws:pass") })
			c.Forbid(passes, policy.Get("StatelessDefaultActions"), "firewall policy %q lets everything pass that no rule names", c.ID)
			return
		}
		firewalls := []struct{ kind, property string }{
			{"AWS::NetworkFirewall::Firewall", "VpcId"}, {"AWS::Route53Resolver::FirewallRuleGroupAssociation", "VpcId"},
		}
		begun, inspected := false, false
		for _, f := range firewalls {
			begun = begun || len(c.OfType(f.kind)) > 0
			inspected = inspected || len(c.Pointing(f.kind, f.property)) > 0
		}
		if !begun || !c.HoldsPHI().Yes() || len(c.Pointing("AWS::EC2::VPCGatewayAttachment", "VpcId")) == 0 {
			return // optional: asked of all networks with PHI and a way out where it was begun with one
		}
		c.Require(template.Sure(inspected), c.Whole(), "PHI network %q has a way to the internet that nothing inspects, as others here have", c.ID)
	},
	Bad: []Example{`
Resources:
  Loose:
    Type: AWS::NetworkFirewall::FirewallPolicy
    Properties:
      FirewallPolicy:
        StatelessDefaultActions: ["aws:pass"]  # fails
        StatelessFragmentDefaultActions: ["aws:forward_to_sfe"]
  Prod: {Type: "AWS::EC2::VPC", Properties: {Tags: [{Key: DataClassification, Value: phi}]}}
  Names: {Type: "AWS::Route53Resolver::FirewallRuleGroupAssociation", Properties: {VpcId: !Ref Prod, FirewallRuleGroupId: g, Priority: 101}}
  Imaging:  # fails
    Type: AWS::EC2::VPC
    Properties: {Tags: [{Key: DataClassification, Value: phi}]}
  Door: {Type: "AWS::EC2::VPCGatewayAttachment", Properties: {VpcId: !Ref Imaging, InternetGatewayId: igw-1}}
`},
	Good: []Example{`
Resources:
  Strict: {Type: "AWS::NetworkFirewall::FirewallPolicy", Properties: {FirewallPolicy: {StatelessDefaultActions: ["aws:forward_to_sfe"]}}}
  Prod: {Type: "AWS::EC2::VPC", Properties: {Tags: [{Key: DataClassification, Value: phi}]}}
  Door: {Type: "AWS::EC2::VPCGatewayAttachment", Properties: {VpcId: !Ref Prod, InternetGatewayId: igw-1}}
  Wall: {Type: "AWS::NetworkFirewall::Firewall", Properties: {VpcId: !Ref Prod, FirewallPolicyArn: !Ref Strict}}
  Closed: {Type: "AWS::EC2::VPC", Properties: {Tags: [{Key: DataClassification, Value: phi}]}}
`},
}
