package controls

var subnetNoAutoPublicIP = &Control{
	ID:        "subnet-no-auto-public-ip",
	Title:     "Subnets do not hand out public addresses",
	Tier:      Baseline,
	Severity:  High,
	Category:  "network",
	Citations: []string{"164.308(a)(3)(i)", "164.308(a)(4)(ii)(C)", "164.312(a)(1)", "164.312(e)(1)"},
	Types:     []string{"AWS::EC2::Subnet"},
	Why:       "whatever is started in the subnet would be on the internet unless somebody remembers to say no",
	Fix:       "set MapPublicIpOnLaunch to false; load balancers and NAT gateways have their public addresses without it",
	Judge: func(c *Case) {
		assigns := c.Get("MapPublicIpOnLaunch")
		c.Forbid(assigns.IsTrue(), assigns, "subnet %q gives every new network interface a public IPv4 address", c.ID)
		six := c.Get("AssignIpv6AddressOnCreation")
		if only := c.Get("Ipv6Native"); !only.IsTrue().No() {
			return // without IPv4 there is no other address to give; the routes decide how far it reaches
		}
		outside := isPublic(tierOf(c.Subject))
		c.Forbid(six.IsTrue().And(outside), six, "public subnet %q gives every new network interface an IPv6 address, which is public", c.ID)
	},
	Bad: []Example{`
Resources:
  Web:
    Type: AWS::EC2::Subnet
    Properties:
      CidrBlock: 10.0.0.0/24
      MapPublicIpOnLaunch: true  # fails
  Six:
    Type: AWS::EC2::Subnet
    Properties:
      CidrBlock: 10.0.1.0/24
      AssignIpv6AddressOnCreation: true  # fails
      Tags: [{Key: aws-cdk:subnet-type, Value: Public}]
`, `
Parameters:
  Open: {Type: String, Default: "true", AllowedValues: ["true", "false"]}
Resources:
  Web:
    Type: AWS::EC2::Subnet
    Properties:
      CidrBlock: 10.0.0.0/24
      MapPublicIpOnLaunch: !Ref Open  # fails
`},
	Good: []Example{`
Resources:
  Web:
    Type: AWS::EC2::Subnet
    Properties: {CidrBlock: 10.0.0.0/24, MapPublicIpOnLaunch: false}
  Data:
    Type: AWS::EC2::Subnet
    Properties:
      CidrBlock: 10.0.1.0/24
      AssignIpv6AddressOnCreation: true
      Tags: [{Key: SubnetTier, Value: isolated}]
`},
}
