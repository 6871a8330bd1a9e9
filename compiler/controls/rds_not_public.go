package controls

import "github.com/hipaac/hipaac/compiler/template"

var rdsNotPublic = &Control{
	ID:        "rds-not-public",
	Title:     "Databases are private",
	Tier:      Baseline,
	Severity:  Critical,
	Category:  "network",
	Citations: []string{"164.308(a)(3)(i)", "164.308(a)(4)(ii)(C)", "164.312(a)(1)", "164.312(e)(1)"},
	Types:     []string{"AWS::RDS::DBInstance", "AWS::RDS::DBCluster"},
	Why:       "a database with a public address is protected from the world by its security group and its password alone",
	Fix:       "set PubliclyAccessible to false; left out, it depends on the subnets",
	Judge: func(c *Case) {
		public := c.Get("PubliclyAccessible")
		aurora := c.Get("Engine").Starts("aurora")
		if c.Type == "AWS::RDS::DBCluster" && public.Absent() && aurora.Yes() {
			return // its instances have the addresses, and are judged themselves
		}
		private := public.IsFalse()
		if c.Type == "AWS::RDS::DBCluster" && public.Absent() && !aurora.No() {
			private = template.Maybe(aurora.Why())
		}
		c.Require(private, public, "database %q has %s for PubliclyAccessible, needs false", c.ID, public)
	},
	Bad: []Example{`
Resources:
  Records:
    Type: AWS::RDS::DBInstance
    Properties:
      Engine: postgres
      PubliclyAccessible: true  # fails
  Silent:  # fails
    Type: AWS::RDS::DBInstance
    Properties: {Engine: postgres}
  Reader:  # fails
    Type: AWS::RDS::DBInstance
    Properties: {Engine: aurora-postgresql, DBClusterIdentifier: records}
`, `
# A cluster that is not Aurora's has addresses of its own.
Resources:
  Cluster:  # fails
    Type: AWS::RDS::DBCluster
    Properties: {Engine: mysql, DBClusterInstanceClass: db.r6gd.large}
`},
	Good: []Example{`
Resources:
  Records: {Type: "AWS::RDS::DBInstance", Properties: {Engine: postgres, PubliclyAccessible: false}}
  Aurora: {Type: "AWS::RDS::DBCluster", Properties: {Engine: aurora-mysql}}
  Writer: {Type: "AWS::RDS::DBInstance", Properties: {Engine: aurora-mysql, DBClusterIdentifier: !Ref Aurora, PubliclyAccessible: "false"}}
`},
}
