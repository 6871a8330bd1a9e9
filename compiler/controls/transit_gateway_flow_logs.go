package controls

import "github.com/hipaac/hipaac/compiler/template"

var transitGatewayFlowLogs = &Control{
	ID:        "transit-gateway-flow-logs",
	Title:     "Transit gateways record flows",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "audit",
	Citations: []string{"164.312(b)"},
	Types:     []string{"AWS::EC2::TransitGateway"},
	Why:       "what one network sent to another, and what was dropped between them, is seen in one place only",
	Fix:       "add a flow log with the transit gateway as ResourceId and ResourceType TransitGateway",
	Judge: func(c *Case) {
		c.Require(template.Sure(len(c.Pointing("AWS::EC2::FlowLog", "ResourceId")) > 0), c.Whole(), "transit gateway %q has no flow log", c.ID)
	},
	Bad: []Example{`
Resources:
  Hub:  # fails
    Type: AWS::EC2::TransitGateway
  Other: {Type: "AWS::EC2::FlowLog", Properties: {ResourceType: TransitGateway, ResourceId: tgw-0123456789abcdef0}}
`},
	Good: []Example{`
Resources:
  Hub: {Type: "AWS::EC2::TransitGateway"}
  Flows: {Type: "AWS::EC2::FlowLog", Properties: {ResourceType: TransitGateway, ResourceId: !Ref Hub}}
`},
}
