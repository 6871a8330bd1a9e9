package controls

var redshiftNotPublic = &Control{
	ID:        "redshift-not-public",
	Title:     "Redshift is private",
	Tier:      Baseline,
	Severity:  Critical,
	Category:  "network",
	Citations: []string{"164.308(a)(3)(i)", "164.308(a)(4)(ii)(C)", "164.312(a)(1)", "164.312(e)(1)"},
	Types:     []string{"AWS::Redshift::Cluster", "AWS::RedshiftServerless::Workgroup"},
	Why:       "a warehouse with a public address is protected from the world by its security group and its passwords alone",
	Fix:       "set PubliclyAccessible to false",
	Judge: func(c *Case) {
		public := c.Get("PubliclyAccessible")
		switch {
		case !public.Absent():
			c.Require(public.IsFalse(), public, "%q has %s for PubliclyAccessible, needs false", c.ID, public)
		case c.Type == "AWS::RedshiftServerless::Workgroup":
			c.Applies() // private by default, ever since there are any
		default:
			c.Unsure(public, "clusters are private by default that were made since "+redshiftDefaults+"; older ones may be public")
		}
	},
	Bad: []Example{`
Resources:
  Warehouse:
    Type: AWS::Redshift::Cluster
    Properties:
      PubliclyAccessible: true  # fails
  Untold:  # unknown
    Type: AWS::Redshift::Cluster
    Properties: {NodeType: ra3.large}
`, `
# Open for the tool of somebody at home, in all stages but the last.
Parameters:
  Stage: {Type: String, AllowedValues: [dev, prod]}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Resources:
  Queries:
    Type: AWS::RedshiftServerless::Workgroup
    Properties:
      WorkgroupName: queries
      PubliclyAccessible: !If [IsProd, false, true]  # fails
`},
	Good: []Example{`
Resources:
  Warehouse: {Type: "AWS::Redshift::Cluster", Properties: {PubliclyAccessible: false}}
  Queries: {Type: "AWS::RedshiftServerless::Workgroup", Properties: {WorkgroupName: queries}}
  Stated: {Type: "AWS::RedshiftServerless::Workgroup", Properties: {WorkgroupName: stated, PubliclyAccessible: "false"}}
`},
}
