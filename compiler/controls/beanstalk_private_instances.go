package controls

var beanstalkPrivateInstances = &Control{
	ID:        "beanstalk-private-instances",
	Title:     "Beanstalk's instances have no public address",
	Tier:      Baseline,
	Severity:  Critical,
	Category:  "network",
	Citations: []string{"164.308(a)(3)(i)", "164.308(a)(4)(ii)(C)", "164.312(a)(1)", "164.312(e)(1)"},
	Types:     []string{"AWS::ElasticBeanstalk::Environment"},
	Why:       "an instance with a public address is one security group away from everybody, and Beanstalk's own group is open to everybody",
	Fix:       "name a VPC and private subnets in aws:ec2:vpc, with AssociatePublicIpAddress: false, and a load balancer before them",
	Judge: func(c *Case) {
		const vpc = "aws:ec2:vpc"
		single := beanstalkOption(c, "aws:elasticbeanstalk:environment", "EnvironmentType")
		c.Forbid(single.Is("SingleInstance"), single.at, "environment %q is a single instance, to which Beanstalk always gives a public address", c.ID)
		public, network := beanstalkOption(c, vpc, "AssociatePublicIpAddress"), beanstalkOption(c, vpc, "VPCId")
		switch {
		case !public.Absent():
			c.Forbid(public.IsTrue(), public.at, "environment %q gives its instances public addresses", c.ID)
		case public.hidden != "":
			c.Unsure(public.at, public.hidden)
		case network.Absent() && network.hidden == "":
			c.Fail(network.at, "environment %q names no VPC: the default one gives its instances public addresses", c.ID)
		default:
			c.Unsure(public.at, "environment "+c.ID+" does not set AssociatePublicIpAddress, so that its subnets decide about public addresses")
		}
	},
	Bad: []Example{`
Resources:
  Open:
    Type: AWS::ElasticBeanstalk::Environment
    Properties:
      ApplicationName: records
      OptionSettings:
        - {Namespace: "aws:ec2:vpc", OptionName: VPCId, Value: vpc-1}
        - Namespace: aws:ec2:vpc
          OptionName: AssociatePublicIpAddress
          Value: true  # fails
  Single:
    Type: AWS::ElasticBeanstalk::Environment
    Properties:
      ApplicationName: records
      OptionSettings:
        - {Namespace: "aws:ec2:vpc", OptionName: AssociatePublicIpAddress, Value: false}
        - Namespace: aws:elasticbeanstalk:environment
          OptionName: EnvironmentType
          Value: SingleInstance  # fails
  Nowhere:  # fails
    Type: AWS::ElasticBeanstalk::Environment
    Properties:
      ApplicationName: records
  Left:
    Type: AWS::ElasticBeanstalk::Environment
    Properties:
      ApplicationName: records
      OptionSettings:  # unknown
        - {Namespace: "aws:ec2:vpc", OptionName: VPCId, Value: vpc-1}
        - {Namespace: "aws:ec2:vpc", OptionName: Subnets, Value: subnet-1}
`},
	Good: []Example{`
Resources:
  Said:
    Type: AWS::ElasticBeanstalk::Environment
    Properties:
      ApplicationName: records
      OptionSettings:
        - {Namespace: "aws:ec2:vpc", OptionName: VPCId, Value: vpc-1}
        - {Namespace: "aws:ec2:vpc", OptionName: Subnets, Value: !ImportValue Private}
        - {Namespace: "aws:ec2:vpc", OptionName: AssociatePublicIpAddress, Value: "false"}
        - {Namespace: "aws:elasticbeanstalk:environment", OptionName: EnvironmentType, Value: LoadBalanced}
`},
}
