package controls

var ec2Imdsv2 = &Control{
	ID:        "ec2-imdsv2",
	Title:     "Instance metadata needs session tokens",
	Tier:      Baseline,
	Severity:  High,
	Category:  "access-control",
	Citations: []string{"164.308(a)(3)(i)", "164.308(a)(4)(ii)(C)", "164.312(a)(1)"},
	Types:     []string{"AWS::EC2::Instance", "AWS::EC2::LaunchTemplate", "AWS::AutoScaling::LaunchConfiguration"},
	Why:       "without tokens, one request that an application can be talked into is enough to read the credentials of the instance's role",
	Fix:       "set MetadataOptions with HttpTokens: required",
	Judge: func(c *Case) {
		list, hidden := launches(c)
		tokens, endpoint := first(list, "MetadataOptions.HttpTokens"), first(list, "MetadataOptions.HttpEndpoint")
		if tokens.Absent() && hidden != "" {
			c.Unsure(tokens, hidden)
			return
		}
		c.Require(tokens.Is("required").Or(endpoint.Is("disabled")), tokens, "%q has %s for HttpTokens, needs \"required\"", c.ID, tokens)
	},
	Bad: []Example{`
Resources:
  Server:  # fails
    Type: AWS::EC2::Instance
    Properties: {ImageId: ami-1}
  Template:
    Type: AWS::EC2::LaunchTemplate
    Properties:
      LaunchTemplateData:
        MetadataOptions:
          HttpTokens: optional  # fails
  Old:  # fails
    Type: AWS::AutoScaling::LaunchConfiguration
    Properties: {ImageId: ami-1}
`, `
# The instance weakens what its launch template asks for.
Resources:
  Template:
    Type: AWS::EC2::LaunchTemplate
    Properties: {LaunchTemplateData: {MetadataOptions: {HttpTokens: required}}}
  Server:
    Type: AWS::EC2::Instance
    Properties:
      LaunchTemplate: {LaunchTemplateId: !Ref Template, Version: !GetAtt Template.LatestVersionNumber}
      MetadataOptions:
        HttpTokens: optional  # fails
  Elsewhere:  # unknown
    Type: AWS::EC2::Instance
    Properties: {LaunchTemplate: {LaunchTemplateId: !ImportValue Template, Version: "1"}}
`},
	Good: []Example{`
Resources:
  Template:
    Type: AWS::EC2::LaunchTemplate
    Properties: {LaunchTemplateName: web, LaunchTemplateData: {MetadataOptions: {HttpTokens: required}}}
  Server:
    Type: AWS::EC2::Instance
    Properties: {LaunchTemplate: {LaunchTemplateId: !Ref Template, Version: "1"}}
  Named:
    Type: AWS::EC2::Instance
    Properties: {LaunchTemplate: {LaunchTemplateName: web, Version: "1"}}
  Closed:
    Type: AWS::EC2::Instance
    Properties: {MetadataOptions: {HttpEndpoint: disabled}}
`},
}
