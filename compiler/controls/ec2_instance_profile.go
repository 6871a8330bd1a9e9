package controls

var ec2InstanceProfile = &Control{
	ID:        "ec2-instance-profile",
	Title:     "Instances act through a role",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "identity",
	Citations: []string{"164.308(a)(3)(i)", "164.308(a)(3)(ii)(A)", "164.308(a)(4)(ii)(B)", "164.308(a)(4)(ii)(C)", "164.312(a)(1)"},
	Types:     []string{"AWS::EC2::Instance", "AWS::EC2::LaunchTemplate", "AWS::AutoScaling::LaunchConfiguration", "AWS::ElasticBeanstalk::Environment"},
	Why:       "software on an instance without a role gets at AWS with keys that somebody wrote into it, and that nobody ever changes",
	Fix:       "set IamInstanceProfile, with the rights that the software needs and those of Systems Manager",
	Judge: func(c *Case) {
		const kind = "the instances of"
		switch c.Type {
		case "AWS::ElasticBeanstalk::Environment":
			profile := beanstalkOption(c, "aws:autoscaling:launchconfiguration", "IamInstanceProfile")
			requireOption(c, profile, profile.Has(), "%s environment %q have no instance profile", kind, c.ID)
			return
		case "AWS::AutoScaling::LaunchConfiguration":
			profile := c.Get("IamInstanceProfile")
			c.Require(profile.Has(), profile, "%s launch configuration %q have no instance profile", kind, c.ID)
			return
		}
		if len(c.Pointing("AWS::EKS::Nodegroup", "LaunchTemplate.Id")) > 0 {
			c.Applies() // EKS refuses a template with a profile: it makes one of the node group's role
			return
		}
		list, hidden := launches(c)
		profile := first(list, "IamInstanceProfile")
		if profile.Absent() && hidden != "" {
			c.Unsure(profile, hidden)
			return
		}
		c.Require(profile.Has(), profile, "%q has no instance profile", c.ID)
	},
	Bad: []Example{`
Resources:
  Server:  # fails
    Type: AWS::EC2::Instance
    Properties: {ImageId: ami-1}
  Template:
    Type: AWS::EC2::LaunchTemplate
    Properties:
      LaunchTemplateData:  # fails
        ImageId: ami-1
  Old:  # fails
    Type: AWS::AutoScaling::LaunchConfiguration
    Properties: {ImageId: ami-1}
  Elsewhere:  # unknown
    Type: AWS::EC2::Instance
    Properties: {LaunchTemplate: {LaunchTemplateName: web, Version: "1"}}
  Application:
    Type: AWS::ElasticBeanstalk::Environment
    Properties:
      ApplicationName: records
      OptionSettings:  # fails
        - {Namespace: "aws:elasticbeanstalk:environment", OptionName: ServiceRole, Value: role}
`},
	Good: []Example{`
# The nodes of an EKS node group get their profile from EKS.
Resources:
  Template: {Type: "AWS::EC2::LaunchTemplate", Properties: {LaunchTemplateData: {MetadataOptions: {HttpTokens: required}}}}
  Nodes: {Type: "AWS::EKS::Nodegroup", Properties: {ClusterName: records, NodeRole: !ImportValue NodeRoleArn, LaunchTemplate: {Id: !Ref Template}, Subnets: [subnet-1]}}
`, `
Resources:
  Server: {Type: "AWS::EC2::Instance", Properties: {ImageId: ami-1, IamInstanceProfile: !Ref Profile}}
  Template:
    Type: AWS::EC2::LaunchTemplate
    Properties: {LaunchTemplateData: {ImageId: ami-1, IamInstanceProfile: {Arn: !GetAtt Profile.Arn}}}
  Started: {Type: "AWS::EC2::Instance", Properties: {LaunchTemplate: {LaunchTemplateId: !Ref Template, Version: "1"}}}
  Old: {Type: "AWS::AutoScaling::LaunchConfiguration", Properties: {ImageId: ami-1, IamInstanceProfile: !Ref Profile}}
  Profile: {Type: "AWS::IAM::InstanceProfile", Properties: {Roles: [app]}}
  Application:
    Type: AWS::ElasticBeanstalk::Environment
    Properties:
      ApplicationName: records
      OptionSettings: [{Namespace: "aws:autoscaling:launchconfiguration", OptionName: IamInstanceProfile, Value: !Ref Profile}]
`},
}
