package controls

import "github.com/hipaac/hipaac/compiler/template"

var vpcFlowLogs = &Control{
	ID:        "vpc-flow-logs",
	Title:     "VPCs record flows",
	Tier:      Baseline,
	Severity:  High,
	Category:  "audit",
	Citations: []string{"164.308(a)(3)(ii)(A)", "164.312(b)"},
	Types:     []string{"AWS::EC2::VPC"},
	Why:       "without a record of accepted and refused traffic nobody can tell afterwards which machine spoke to which",
	Fix:       "add a flow log with the VPC as ResourceId, ResourceType VPC and TrafficType ALL",
	Judge: func(c *Case) {
		logs := c.Pointing("AWS::EC2::FlowLog", "ResourceId")
		if len(logs) == 0 {
			c.Fail(c.Whole(), "VPC %q has no flow log", c.ID)
			return
		}
		complete := template.Any(logs, func(log Subject) Answer { return log.Get("TrafficType").Is("ALL") })
		traffic := logs[0].Get("TrafficType")
		c.Require(complete, traffic, "the flow log of VPC %q records %s, needs \"ALL\"", c.ID, traffic)
	},
	Bad: []Example{`
Resources:
  Network:  # fails
    Type: AWS::EC2::VPC
  Other:
    Type: AWS::EC2::FlowLog
    Properties: {ResourceType: VPC, ResourceId: vpc-0123456789abcdef0, TrafficType: ALL}
`, `
Resources:
  Network:
    Type: AWS::EC2::VPC
  Flows:
    Type: AWS::EC2::FlowLog
    Properties:
      ResourceType: VPC
      ResourceId: !GetAtt Network.VpcId
      TrafficType: REJECT  # fails
`},
	Good: []Example{`
Resources:
  Network:
    Type: AWS::EC2::VPC
  Flows:
    Type: AWS::EC2::FlowLog
    Properties: {ResourceType: VPC, ResourceId: !Ref Network, TrafficType: ALL}
`, `
# The flow log stands in another template.
Resources:
  Network: {Type: "AWS::EC2::VPC"}
Outputs:
  VpcId: {Value: !Ref Network, Export: {Name: VpcId}}
---
Resources:
  Flows: {Type: "AWS::EC2::FlowLog", Properties: {ResourceType: VPC, ResourceId: !ImportValue VpcId, TrafficType: ALL}}
`},
}
