package controls

var launchConfigNoPublicIP = &Control{
	ID:        "launch-config-no-public-ip",
	Title:     "Launch configurations and templates give no public address",
	Tier:      Baseline,
	Severity:  High,
	Category:  "network",
	Citations: []string{"164.308(a)(3)(i)", "164.308(a)(3)(ii)(B)", "164.308(a)(4)(ii)(C)", "164.312(a)(1)", "164.312(e)(1)"},
	Types:     []string{"AWS::AutoScaling::LaunchConfiguration", "AWS::EC2::LaunchTemplate"},
	Why:       "every instance that is started from it, at night and under load, gets the address that nobody meant it to have",
	Fix:       "set AssociatePublicIpAddress to false, rather than leave it to the subnet",
	Judge: func(c *Case) {
		if c.Type == "AWS::AutoScaling::LaunchConfiguration" {
			public := c.Get("AssociatePublicIpAddress")
			c.Require(public.IsFalse(), public, "launch configuration %q has %s for AssociatePublicIpAddress, needs false", c.ID, public)
			return
		}
		list := c.Get("LaunchTemplateData.NetworkInterfaces")
		if list.Absent() {
			c.Unsure(list, "launch template "+c.ID+" names no network interface, so that the subnet decides about public addresses")
			return
		}
		for _, i := range list.Items() {
			if !i.Get("NetworkInterfaceId").Absent() {
				c.Applies() // it exists already, with the addresses it has
				continue
			}
			public := i.Get("AssociatePublicIpAddress")
			c.Require(public.IsFalse(), public, "launch template %q has %s for AssociatePublicIpAddress, needs false", c.ID, public)
		}
	},
	Bad: []Example{`
Resources:
  Old:  # fails
    Type: AWS::AutoScaling::LaunchConfiguration
    Properties: {ImageId: ami-1}
  Open:
    Type: AWS::AutoScaling::LaunchConfiguration
    Properties:
      AssociatePublicIpAddress: true  # fails
`, `
Resources:
  Template:
    Type: AWS::EC2::LaunchTemplate
    Properties:
      LaunchTemplateData:
        NetworkInterfaces:
          - {DeviceIndex: 0, AssociatePublicIpAddress: false}
          - {DeviceIndex: 1, AssociatePublicIpAddress: true}  # fails
          - DeviceIndex: 2  # fails
  Silent:
    Type: AWS::EC2::LaunchTemplate
    Properties:
      LaunchTemplateData:  # unknown
        ImageId: ami-1
`},
	Good: []Example{`
Resources:
  Old: {Type: "AWS::AutoScaling::LaunchConfiguration", Properties: {AssociatePublicIpAddress: false}}
  Template:
    Type: AWS::EC2::LaunchTemplate
    Properties:
      LaunchTemplateData:
        NetworkInterfaces: [{DeviceIndex: 0, AssociatePublicIpAddress: "false", Groups: [sg-1]}]
`},
}
