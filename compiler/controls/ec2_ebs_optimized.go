package controls

var ec2EbsOptimized = &Control{
	ID:        "ec2-ebs-optimized",
	Title:     "Instances are EBS-optimized",
	Tier:      Optional,
	Severity:  Low,
	Category:  "contingency",
	Citations: []string{"164.308(a)(7)(i)"},
	Types:     []string{"AWS::EC2::Instance"},
	Why:       "an instance whose disks share the network with everything else answers slowly when it is needed most",
	Fix:       "set EbsOptimized to true; current types of instances are so in any case",
	Judge: func(c *Case) {
		list, hidden := launches(c)
		optimized := first(list, "EbsOptimized")
		if optimized.Absent() && hidden != "" {
			c.Unsure(optimized, hidden)
			return
		}
		c.Require(optimized.IsTrue(), optimized, "instance %q has %s for EbsOptimized, needs true", c.ID, optimized)
	},
	Bad: []Example{`
Resources:
  Silent:  # fails
    Type: AWS::EC2::Instance
    Properties: {ImageId: ami-1}
  Slow:
    Type: AWS::EC2::Instance
    Properties:
      EbsOptimized: false  # fails
  Elsewhere:  # unknown
    Type: AWS::EC2::Instance
    Properties: {LaunchTemplate: {LaunchTemplateId: !ImportValue Template, Version: "1"}}
`},
	Good: []Example{`
Resources:
  Server: {Type: "AWS::EC2::Instance", Properties: {EbsOptimized: true}}
  Template: {Type: "AWS::EC2::LaunchTemplate", Properties: {LaunchTemplateData: {EbsOptimized: true}}}
  Launched: {Type: "AWS::EC2::Instance", Properties: {LaunchTemplate: {LaunchTemplateId: !Ref Template, Version: "1"}}}
`},
}
