package controls

import "github.com/hipaac/hipaac/compiler/template"

var ec2NoPublicIP = &Control{
	ID:        "ec2-no-public-ip",
	Title:     "Instances have no public address",
	Tier:      Baseline,
	Severity:  Critical,
	Category:  "network",
	Citations: []string{"164.308(a)(3)(i)", "164.308(a)(4)(ii)(C)", "164.312(a)(1)", "164.312(e)(1)"},
	Types:     []string{"AWS::EC2::Instance", "AWS::EC2::LaunchTemplate", "AWS::EC2::EIP", "AWS::EC2::EIPAssociation"},
	Why:       "an instance with a public address is one security group away from everybody",
	Fix:       "put the instance into a private subnet with AssociatePublicIpAddress: false, and a load balancer or SSM Session Manager before it",
	Judge: func(c *Case) {
		if c.Type == "AWS::EC2::EIP" || c.Type == "AWS::EC2::EIPAssociation" {
			judgeElasticAddress(c)
			return
		}
		list, hidden := launches(c)
		stated := false
		for _, i := range interfaces(list) {
			public := i.Get("AssociatePublicIpAddress")
			stated = stated || !public.Absent() || !i.Get("NetworkInterfaceId").Absent()
			c.Forbid(public.IsTrue(), public, "%q asks for a public address", c.ID)
		}
		subnet := placedIn(list)
		switch {
		case stated || c.Type == "AWS::EC2::LaunchTemplate" && subnet.Absent():
			return // what is started from it is judged by its own place
		case hidden != "":
			c.Unsure(c.Get("LaunchTemplate"), hidden)
		case subnet.Absent():
			c.Fail(subnet, "%q names no subnet: the default one gives it a public address", c.ID)
		default:
			c.Forbid(handsOut(c, subnet), subnet, "%q gets a public address from its subnet %s", c.ID, subnet)
		}
	},
	Bad: []Example{`
Resources:
  Server:
    Type: AWS::EC2::Instance
    Properties:
      NetworkInterfaces:
        - DeviceIndex: "0"
          SubnetId: subnet-1
          AssociatePublicIpAddress: true  # fails
  Template:
    Type: AWS::EC2::LaunchTemplate
    Properties:
      LaunchTemplateData:
        NetworkInterfaces:
          - {DeviceIndex: 0, AssociatePublicIpAddress: "true"}  # fails
`, `
# The holes of rules that look at network interfaces only: the subnet's default, and Elastic IPs both ways.
Resources:
  Web: {Type: "AWS::EC2::Subnet", Properties: {MapPublicIpOnLaunch: true}}
  App: {Type: "AWS::EC2::Subnet", Properties: {MapPublicIpOnLaunch: false}}
  Inherits:
    Type: AWS::EC2::Instance
    Properties:
      SubnetId: !Ref Web  # fails
  Nowhere:  # fails
    Type: AWS::EC2::Instance
    Properties: {ImageId: ami-1}
  Server: {Type: "AWS::EC2::Instance", Properties: {SubnetId: !Ref App}}
  Address:
    Type: AWS::EC2::EIP
    Properties:
      InstanceId: !Ref Server  # fails
  Later:
    Type: AWS::EC2::EIPAssociation
    Properties:
      AllocationId: eipalloc-1
      InstanceId: !Ref Server  # fails
  Elsewhere:
    Type: AWS::EC2::Instance
    Properties:
      SubnetId: !ImportValue Subnet  # unknown
  Appliance:
    Type: AWS::EC2::EIPAssociation
    Properties:
      AllocationId: eipalloc-2
      NetworkInterfaceId: eni-1  # unknown
`, `
# A subnet of another template that gives out public addresses.
Resources:
  Worker:
    Type: AWS::EC2::Instance
    Properties:
      SubnetId: !ImportValue SubnetId  # fails
---
Resources:
  Web: {Type: "AWS::EC2::Subnet", Properties: {MapPublicIpOnLaunch: true}}
Outputs:
  SubnetId: {Value: !Ref Web, Export: {Name: SubnetId}}
`},
	Good: []Example{`
Resources:
  App: {Type: "AWS::EC2::Subnet", Properties: {MapPublicIpOnLaunch: false}}
  Server: {Type: "AWS::EC2::Instance", Properties: {SubnetId: !Ref App}}
  Stated:
    Type: AWS::EC2::Instance
    Properties: {NetworkInterfaces: [{DeviceIndex: "0", SubnetId: !ImportValue Subnet, AssociatePublicIpAddress: false}]}
  NatAddress: {Type: "AWS::EC2::EIP", Properties: {Domain: vpc}}
`, `
Resources:
  Worker: {Type: "AWS::EC2::Instance", Properties: {SubnetId: !ImportValue SubnetId}}
---
Resources:
  Inside: {Type: "AWS::EC2::Subnet", Properties: {MapPublicIpOnLaunch: false}}
Outputs:
  SubnetId: {Value: !Ref Inside, Export: {Name: SubnetId}}
`},
}

// judgeElasticAddress asks that a fixed public address is not that of an instance. Those of NAT gateways and load balancers name neither
// an instance nor a network interface.
func judgeElasticAddress(c *Case) {
	instance, i := c.Get("InstanceId"), c.Get("NetworkInterfaceId")
	switch {
	case !instance.Absent():
		c.Forbid(instance.Has(), instance, "%q gives instance %s a public address", c.ID, instance)
	case !i.Absent():
		own, here := c.Target(i, "AWS::EC2::NetworkInterface")
		used := template.Maybe(unseen("whether " + called("network interface", i) + " is that of an instance"))
		if here {
			used = template.Sure(len(c.scope.Pointing("AWS::EC2::NetworkInterfaceAttachment", "NetworkInterfaceId", own)) > 0)
		}
		c.Forbid(used, i, "%q gives the network interface of an instance, %s, a public address", c.ID, i)
	}
}
