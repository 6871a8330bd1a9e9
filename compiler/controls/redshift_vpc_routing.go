package controls

var redshiftVpcRouting = &Control{
	ID:        "redshift-vpc-routing",
	Title:     "Redshift copies through the VPC",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "network",
	Citations: []string{"164.312(e)(1)"},
	Types:     []string{"AWS::Redshift::Cluster", "AWS::RedshiftServerless::Workgroup"},
	Why:       "what COPY and UNLOAD move takes the internet otherwise, where no endpoint policy, security group or flow log of the network sees it",
	Fix:       "set EnhancedVpcRouting to true, and give the network an endpoint for S3",
	Judge: func(c *Case) {
		routed := c.Get("EnhancedVpcRouting")
		c.Require(routed.IsTrue(), routed, "%q has %s for EnhancedVpcRouting, needs true", c.ID, routed)
	},
	Bad: []Example{`
Resources:
  Warehouse:  # fails
    Type: AWS::Redshift::Cluster
    Properties: {PubliclyAccessible: false}
`, `
# It is in a VPC, and copies past it.
Resources:
  Warehouse:
    Type: AWS::Redshift::Cluster
    Properties:
      ClusterSubnetGroupName: private
      EnhancedVpcRouting: false  # fails
  Queries:  # fails
    Type: AWS::RedshiftServerless::Workgroup
    Properties: {WorkgroupName: queries, SubnetIds: [subnet-1, subnet-2, subnet-3]}
`},
	Good: []Example{`
Resources:
  Warehouse: {Type: "AWS::Redshift::Cluster", Properties: {EnhancedVpcRouting: true}}
  Queries: {Type: "AWS::RedshiftServerless::Workgroup", Properties: {WorkgroupName: queries, EnhancedVpcRouting: true}}
`},
}
