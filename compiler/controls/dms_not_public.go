package controls

import "github.com/hipaac/hipaac/compiler/template"

var dmsNotPublic = &Control{
	ID:        "dms-not-public",
	Title:     "Migration instances are private",
	Tier:      Baseline,
	Severity:  Critical,
	Category:  "network",
	Citations: []string{"164.308(a)(3)(i)", "164.308(a)(4)(ii)(C)", "164.312(a)(1)", "164.312(e)(1)"},
	Types:     []string{"AWS::DMS::ReplicationInstance", "AWS::DMS::InstanceProfile"},
	Why:       "a replication instance reads whole databases with passwords that it keeps, and has a public address unless it is told otherwise",
	Fix:       "set PubliclyAccessible to false; left out, it is true",
	Judge: func(c *Case) {
		public := c.Get("PubliclyAccessible")
		private := public.IsFalse()
		if c.Type == "AWS::DMS::InstanceProfile" && public.Absent() {
			private = template.Maybe("CloudFormation's schema (false) and the API reference (true) disagree on what an instance profile is by default")
		}
		c.Require(private, public, "%q has %s for PubliclyAccessible, needs false", c.ID, public)
	},
	Bad: []Example{`
# Left out, it is public.
Resources:
  Migration:  # fails
    Type: AWS::DMS::ReplicationInstance
    Properties: {ReplicationInstanceClass: dms.t3.medium, ReplicationSubnetGroupIdentifier: private}
`, `
Resources:
  Migration:
    Type: AWS::DMS::ReplicationInstance
    Properties:
      ReplicationInstanceClass: dms.t3.medium
      PubliclyAccessible: "true"  # fails
  Homogeneous:
    Type: AWS::DMS::InstanceProfile
    Properties:
      PubliclyAccessible: true  # fails
  Untold:  # unknown
    Type: AWS::DMS::InstanceProfile
    Properties: {SubnetGroupIdentifier: private}
`},
	Good: []Example{`
Resources:
  Migration: {Type: "AWS::DMS::ReplicationInstance", Properties: {ReplicationInstanceClass: dms.t3.medium, PubliclyAccessible: false}}
  Homogeneous: {Type: "AWS::DMS::InstanceProfile", Properties: {PubliclyAccessible: "false"}}
`},
}
