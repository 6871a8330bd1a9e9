package controls

import "slices"

var emrPrivate = &Control{
	ID:        "emr-private",
	Title:     "EMR primary nodes are private",
	Tier:      Baseline,
	Severity:  Critical,
	Category:  "network",
	Citations: []string{"164.308(a)(3)(i)", "164.308(a)(4)(ii)(C)", "164.312(a)(1)", "164.312(e)(1)"},
	Types:     []string{"AWS::EMR::Cluster"},
	Why:       "the primary node shows its consoles to whoever reaches it, and has been taken over within hours where that was everybody",
	Fix:       "name private subnets with MapPublicIpOnLaunch: false in Ec2SubnetId or Ec2SubnetIds of Instances",
	Judge: func(c *Case) {
		one, many := c.Get("Instances.Ec2SubnetId"), c.Get("Instances.Ec2SubnetIds")
		subnets := slices.Concat(one.Items(), many.Items())
		if len(subnets) == 0 {
			c.Fail(one, "cluster %q names no subnet: the default one gives its nodes public addresses", c.ID)
			return
		}
		for _, subnet := range subnets {
			public := handsOut(c, subnet)
			if own, here := c.Target(subnet, "AWS::EC2::Subnet"); here {
				public = public.Or(isPublic(tierOf(own)))
			}
			c.Forbid(public, subnet, "nodes of cluster %q stand in subnet %s, which is public", c.ID, subnet)
		}
	},
	Bad: []Example{`
Resources:
  Claims:
    Type: AWS::EMR::Cluster
    Properties:
      Name: claims
      Instances:  # fails
        MasterInstanceGroup: {InstanceCount: 1, InstanceType: m5.xlarge}
`, `
# One of the subnets that EMR may choose is public; and one that hands out nothing by itself, and is meant for what does.
Resources:
  App: {Type: "AWS::EC2::Subnet", Properties: {MapPublicIpOnLaunch: false}}
  Web: {Type: "AWS::EC2::Subnet", Properties: {MapPublicIpOnLaunch: true}}
  Edge: {Type: "AWS::EC2::Subnet", Properties: {MapPublicIpOnLaunch: false, Tags: [{Key: SubnetTier, Value: public}]}}
  Fleet:
    Type: AWS::EMR::Cluster
    Properties:
      Name: claims
      Instances:
        Ec2SubnetIds:
          - !Ref App
          - !Ref Web  # fails
  Claims:
    Type: AWS::EMR::Cluster
    Properties:
      Name: claims
      Instances:
        Ec2SubnetId: !Ref Edge  # fails
  Elsewhere:
    Type: AWS::EMR::Cluster
    Properties:
      Name: claims
      Instances:
        Ec2SubnetId: subnet-1  # unknown
`},
	Good: []Example{`
Resources:
  App: {Type: "AWS::EC2::Subnet", Properties: {MapPublicIpOnLaunch: false, Tags: [{Key: SubnetTier, Value: private}]}}
  Claims: {Type: "AWS::EMR::Cluster", Properties: {Name: claims, Instances: {Ec2SubnetId: !Ref App}}}
  Fleet: {Type: "AWS::EMR::Cluster", Properties: {Name: fleet, Instances: {Ec2SubnetIds: [!Ref App]}}}
`},
}
