package controls

var elasticsearchInVpc = &Control{
	ID:        "elasticsearch-in-vpc",
	Title:     "Legacy Elasticsearch domains are in a VPC",
	Tier:      Baseline,
	Severity:  Critical,
	Category:  "network",
	Citations: []string{"164.308(a)(3)(i)", "164.308(a)(4)(ii)(C)", "164.312(a)(1)", "164.312(e)(1)"},
	Types:     []string{"AWS::Elasticsearch::Domain"},
	Why:       "a domain outside of a network has its endpoint on the internet, and one wrong line in its access policy opens every index to everybody",
	Fix:       "name private subnets in SubnetIds of VPCOptions; a domain that was made without cannot be moved into a network",
	Judge:     judgeDomainInVPC,
	Bad: []Example{`
Resources:
  Search:  # fails
    Type: AWS::Elasticsearch::Domain
    Properties: {DomainName: search}
`, `
# Security groups without subnets; and subnets in production only.
Parameters:
  Stage: {Type: String, AllowedValues: [dev, prod]}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Resources:
  Search:
    Type: AWS::Elasticsearch::Domain
    Properties:
      VPCOptions:  # fails
        SecurityGroupIds: [sg-1]
  Staged:
    Type: AWS::Elasticsearch::Domain
    Properties:
      VPCOptions: !If [IsProd, {SubnetIds: [subnet-1]}, !Ref AWS::NoValue]  # fails
`},
	Good: []Example{`
Resources:
  Search: {Type: "AWS::Elasticsearch::Domain", Properties: {VPCOptions: {SubnetIds: [!ImportValue Private1, !ImportValue Private2], SecurityGroupIds: [sg-1]}}}
`},
}
