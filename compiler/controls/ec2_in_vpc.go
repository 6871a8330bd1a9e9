package controls

import "github.com/hipaac/hipaac/compiler/template"

var ec2InVpc = &Control{
	ID:        "ec2-in-vpc",
	Title:     "Instances run in a VPC",
	Tier:      Baseline,
	Severity:  High,
	Category:  "network",
	Citations: []string{"164.308(a)(3)(i)", "164.308(a)(4)(ii)(C)", "164.312(a)(1)", "164.312(e)(1)"},
	Types:     []string{"AWS::EC2::Instance"},
	Why:       "an instance without a subnet of its own starts in the account's default VPC, whose subnets are all public",
	Fix:       "set SubnetId to a private subnet of the environment's VPC",
	Judge: func(c *Case) {
		list, hidden := launches(c)
		subnet := placedIn(list)
		for _, i := range interfaces(list) {
			if existing := i.Get("NetworkInterfaceId"); subnet.Absent() && !existing.Absent() {
				subnet = existing // it stands in a subnet already
			}
		}
		if subnet.Absent() && hidden != "" {
			c.Unsure(subnet, hidden)
			return
		}
		if why, is := subnet.Unknown(); is {
			c.Unsure(subnet, why)
			return
		}
		c.Forbid(template.Sure(subnet.Has().No()), subnet, "instance %q names no subnet", c.ID) // a parameter for a subnet is one
	},
	Bad: []Example{`
Resources:
  Server:  # fails
    Type: AWS::EC2::Instance
    Properties: {ImageId: ami-1, SecurityGroupIds: [sg-1]}
`, `
Resources:
  Template: {Type: "AWS::EC2::LaunchTemplate", Properties: {LaunchTemplateData: {NetworkInterfaces: [{DeviceIndex: 0}]}}}
  Server:  # fails
    Type: AWS::EC2::Instance
    Properties: {LaunchTemplate: {LaunchTemplateId: !Ref Template, Version: "1"}}
  Elsewhere:  # unknown
    Type: AWS::EC2::Instance
    Properties: {LaunchTemplate: {LaunchTemplateId: lt-1, Version: "1"}}
`, `
# Where the subnet may be included at deployment, nobody knows.
Resources:
  Server:  # fails
    Type: AWS::EC2::Instance
    Properties: {ImageId: ami-1}
  Included:
    Type: AWS::EC2::Instance
    Properties:
      Fn::Transform: {Name: AWS::Include, Parameters: {Location: "s3://templates/server.yaml"}}  # unknown
`},
	Good: []Example{`
Parameters:
  Subnet: {Type: "AWS::EC2::Subnet::Id"}
Resources:
  Private: {Type: "AWS::EC2::Subnet"}
  Server: {Type: "AWS::EC2::Instance", Properties: {SubnetId: !Ref Private}}
  Template: {Type: "AWS::EC2::LaunchTemplate", Properties: {LaunchTemplateData: {NetworkInterfaces: [{SubnetId: !Ref Private}]}}}
  Other: {Type: "AWS::EC2::Instance", Properties: {LaunchTemplate: {LaunchTemplateId: !Ref Template, Version: "1"}}}
  Elsewhere: {Type: "AWS::EC2::Instance", Properties: {SubnetId: !Ref Subnet, LaunchTemplate: {LaunchTemplateId: lt-1, Version: "1"}}}
  Attached: {Type: "AWS::EC2::Instance", Properties: {NetworkInterfaces: [{NetworkInterfaceId: eni-1}]}}
`},
}
