package controls

import "github.com/hipaac/hipaac/compiler/template"

var redshiftRequireTLS = &Control{
	ID:         "redshift-require-tls",
	Title:      "Redshift refuses clear connections",
	Tier:       Baseline,
	Severity:   Critical,
	Category:   "encryption-in-transit",
	Unwaivable: true,
	Citations:  []string{"164.312(a)(2)(iv)", "164.312(e)(1)", "164.312(e)(2)(i)", "164.312(e)(2)(ii)"},
	Types:      []string{"AWS::Redshift::Cluster", "AWS::RedshiftServerless::Workgroup"},
	Why:        "whether a connection is encrypted is otherwise the client's choice, and one careless client sends records and passwords in clear text",
	Fix:        "use a ClusterParameterGroup of your own that sets require_ssl to true, in a serverless workgroup a ConfigParameter of that name",
	Judge: func(c *Case) {
		if c.Type == "AWS::RedshiftServerless::Workgroup" {
			settings := c.Get("ConfigParameters")
			left := template.Maybe("whether a workgroup demands TLS that does not set require_ssl is not documented")
			c.Require(requiresTLS(settings, "ParameterKey", left), settings, "workgroup %q takes connections in clear text", c.ID)
			return
		}
		group := c.Get("ClusterParameterGroupName")
		if group.Absent() {
			c.Unsure(group, "clusters that were made since "+redshiftDefaults+" have default.redshift-2.0, which demands TLS; older ones default.redshift-1.0, which does not")
			return
		}
		forced := group.Is("default.redshift-2.0").Or(group.Is("default.redshift-1.0").Not().
			And(template.Maybe(unseen("what " + called("parameter group", group) + " says"))))
		for _, own := range c.OfType("AWS::Redshift::ClusterParameterGroup") {
			if group.Names(own) {
				forced = requiresTLS(own.Get("Parameters"), "ParameterName", familyTLS(own.Get("ParameterGroupFamily")))
			}
		}
		c.Require(forced, group, "cluster %q takes connections in clear text: %s does not set require_ssl to true", c.ID, called("parameter group", group))
	},
	Bad: []Example{`
Resources:
  Warehouse:
    Type: AWS::Redshift::Cluster
    Properties:
      ClusterParameterGroupName: default.redshift-1.0  # fails
  Untold:  # unknown
    Type: AWS::Redshift::Cluster
    Properties: {NodeType: ra3.large}
  Elsewhere:
    Type: AWS::Redshift::Cluster
    Properties:
      ClusterParameterGroupName: !ImportValue Group  # unknown
`, `
# A group of one's own for another reason; FIPS for those who want TLS does not make others take it.
Resources:
  Group:
    Type: AWS::Redshift::ClusterParameterGroup
    Properties:
      ParameterGroupFamily: redshift-1.0
      Description: queues
      Parameters: [{ParameterName: use_fips_ssl, ParameterValue: "true"}]
  Warehouse:
    Type: AWS::Redshift::Cluster
    Properties:
      ClusterParameterGroupName: !Ref Group  # fails
  Loose:
    Type: AWS::Redshift::ClusterParameterGroup
    Properties:
      ParameterGroupFamily: redshift-2.0
      ParameterGroupName: queries
      Description: queries
      Parameters: [{ParameterName: require_ssl, ParameterValue: "false"}]
  Named:
    Type: AWS::Redshift::Cluster
    Properties:
      ClusterParameterGroupName: queries  # fails
  Family: {Type: "AWS::Redshift::ClusterParameterGroup", Properties: {ParameterGroupFamily: redshift-3.0, Description: newer}}
  Left:
    Type: AWS::Redshift::Cluster
    Properties:
      ClusterParameterGroupName: !Ref Family  # unknown
  Serverless:
    Type: AWS::RedshiftServerless::Workgroup
    Properties:
      WorkgroupName: queries
      ConfigParameters:  # fails
        - {ParameterKey: require_ssl, ParameterValue: "false"}
`},
	Good: []Example{`
Resources:
  Group:
    Type: AWS::Redshift::ClusterParameterGroup
    Properties:
      ParameterGroupFamily: redshift-1.0
      Description: strict
      Parameters: [{ParameterName: enable_user_activity_logging, ParameterValue: "true"}, {ParameterName: require_ssl, ParameterValue: "true"}]
  Warehouse: {Type: "AWS::Redshift::Cluster", Properties: {ClusterParameterGroupName: !Ref Group}}
  Newer: {Type: "AWS::Redshift::Cluster", Properties: {ClusterParameterGroupName: default.redshift-2.0}}
  Queues: {Type: "AWS::Redshift::ClusterParameterGroup", Properties: {ParameterGroupFamily: redshift-2.0, Description: queues}}
  Queued: {Type: "AWS::Redshift::Cluster", Properties: {ClusterParameterGroupName: !Ref Queues}}
  Serverless: {Type: "AWS::RedshiftServerless::Workgroup", Properties: {WorkgroupName: queries, ConfigParameters: [{ParameterKey: require_ssl, ParameterValue: "true"}]}}
`},
}

// familyTLS asks whether groups of a family demand TLS that do not set require_ssl (Redshift Management Guide, "Default parameter values").
func familyTLS(family Value) Answer {
	return family.Is("redshift-2.0").Or(family.Is("redshift-1.0").Not().And(template.Maybe("what its family takes for require_ssl is not known here")))
}

// requiresTLS asks whether a list of parameters sets require_ssl to true. Where none is of that name the answer is what is left.
func requiresTLS(list Value, name string, left Answer) Answer {
	if why, is := list.Unknown(); is {
		return template.Maybe(why)
	}
	set := template.Any(list.Items(), func(v Value) Answer { return v.Get(name).Is("require_ssl") })
	forced := template.Any(list.Items(), func(v Value) Answer {
		return v.Get(name).Is("require_ssl").And(v.Get("ParameterValue").IsTrue())
	})
	return forced.Or(set.Not().And(left))
}
