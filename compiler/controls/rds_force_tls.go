package controls

import (
	"strings"

	"github.com/hipaac/hipaac/compiler/template"
)

var rdsForceTLS = &Control{
	ID:         "rds-force-tls",
	Title:      "Databases refuse clear connections",
	Tier:       Baseline,
	Severity:   Critical,
	Category:   "encryption-in-transit",
	Unwaivable: true,
	Citations:  []string{"164.312(e)(1)", "164.312(e)(2)(i)", "164.312(e)(2)(ii)"},
	Types:      []string{"AWS::RDS::DBInstance", "AWS::RDS::DBCluster"},
	Why:        "whether a connection is encrypted is otherwise the client's choice, and one careless client sends records and passwords in clear text",
	Fix:        "use a parameter group of your own that sets rds.force_ssl (PostgreSQL, SQL Server) or require_secure_transport (MySQL, MariaDB) to 1",
	Judge: func(c *Case) {
		if clusterMember(c) {
			return
		}
		engine := c.Get("Engine")
		if source := copied(c); engine.Absent() && !source.Absent() {
			c.Unsure(source, "a copy has the engine of "+source.String())
			return
		}
		forced := template.No
		for _, name := range []string{"postgres", "sqlserver", "mysql", "mariadb"} {
			is := engine.Passes(func(text string) bool { return family(text) == name })
			forced = forced.Or(is.And(setsParameter(c, tlsParameter[name])))
		}
		forced = forced.Or(engine.Passes(func(text string) bool { return strings.HasPrefix(family(text), "oracle") }).And(offersTLS(c)))
		forced = forced.Or(engine.Passes(func(text string) bool { return family(text) == "db2" || strings.HasPrefix(text, "custom-") }).
			And(template.Maybe("how this engine is made to refuse clear connections is not known here")))
		at := parameterGroup(c)
		c.Require(forced, at, "database %q is not told to refuse connections in clear text: %s does not force TLS", c.ID, called("parameter group", at))
	},
	Bad: []Example{`
Resources:
  Records:  # fails
    Type: AWS::RDS::DBInstance
    Properties: {Engine: postgres, EngineVersion: "14"}
  Default:
    Type: AWS::RDS::DBInstance
    Properties:
      Engine: mysql
      DBParameterGroupName: default.mysql8.0  # fails
`, `
# A group for another engine's parameter, and one whose value says no.
Resources:
  Wrong: {Type: "AWS::RDS::DBClusterParameterGroup", Properties: {Parameters: {rds.force_ssl: 1}}}
  Off: {Type: "AWS::RDS::DBParameterGroup", Properties: {Parameters: {rds.force_ssl: "0"}}}
  Aurora:
    Type: AWS::RDS::DBCluster
    Properties:
      Engine: aurora-mysql
      DBClusterParameterGroupName: !Ref Wrong  # fails
  Records:
    Type: AWS::RDS::DBInstance
    Properties:
      Engine: sqlserver-se
      DBParameterGroupName: !Ref Off  # fails
  Ledger:  # fails
    Type: AWS::RDS::DBInstance
    Properties: {Engine: oracle-se2, OptionGroupName: !Ref Time}
  Time: {Type: "AWS::RDS::OptionGroup", Properties: {OptionConfigurations: [{OptionName: Timezone}]}}
  Elsewhere:
    Type: AWS::RDS::DBInstance
    Properties:
      Engine: postgres
      DBParameterGroupName: !ImportValue Group  # unknown
  Clear: {Type: "AWS::RDS::OptionGroup", Properties: {OptionConfigurations: [{OptionName: Timezone}, {OptionName: SSL}]}}
  Oracle:  # unknown
    Type: AWS::RDS::DBInstance
    Properties: {Engine: oracle-ee, OptionGroupName: !Ref Clear}
  Own:  # unknown
    Type: AWS::RDS::DBInstance
    Properties: {Engine: custom-oracle-ee}
  Replica:
    Type: AWS::RDS::DBInstance
    Properties:
      SourceDBInstanceIdentifier: records  # unknown
`, `
# The parameter group of another template.
Resources:
  Records:
    Type: AWS::RDS::DBInstance
    Properties:
      Engine: postgres
      DBParameterGroupName: !ImportValue Group  # fails
---
Resources:
  Loose: {Type: "AWS::RDS::DBParameterGroup", Properties: {Family: postgres17, Parameters: {rds.force_ssl: "0"}}}
Outputs:
  Group: {Value: !Ref Loose, Export: {Name: Group}}
`},
	Good: []Example{`
Resources:
  Postgres: {Type: "AWS::RDS::DBParameterGroup", Properties: {DBParameterGroupName: strict, Parameters: {log_connections: 1, rds.force_ssl: 1}}}
  Mysql: {Type: "AWS::RDS::DBClusterParameterGroup", Properties: {Parameters: {require_secure_transport: "ON"}}}
  Records: {Type: "AWS::RDS::DBInstance", Properties: {Engine: postgres, DBParameterGroupName: strict}}
  Aurora: {Type: "AWS::RDS::DBCluster", Properties: {Engine: aurora-mysql, DBClusterParameterGroupName: !Ref Mysql}}
  Writer: {Type: "AWS::RDS::DBInstance", Properties: {Engine: aurora-mysql, DBClusterIdentifier: !Ref Aurora}}
  Restored: {Type: "AWS::RDS::DBInstance", Properties: {Engine: postgres, DBSnapshotIdentifier: s-1, DBParameterGroupName: !Ref Postgres}}
`},
}

// tlsParameter is the parameter by which an engine refuses connections in clear text.
var tlsParameter = map[string]string{"postgres": "rds.force_ssl", "sqlserver": "rds.force_ssl", "mysql": "require_secure_transport",
	"mariadb": "require_secure_transport"}

// parameterGroup is the name of the group that a database, or its cluster, takes its parameters from.
func parameterGroup(c *Case) Value {
	if c.Type == "AWS::RDS::DBCluster" {
		return c.Get("DBClusterParameterGroupName")
	}
	return c.Get("DBParameterGroupName")
}

// setsParameter asks whether the database's parameter group switches a parameter on.
func setsParameter(c *Case, name string) Answer {
	return parameter(c, name, func(v Value) Answer { return v.Is("1", "ON", "on", "true", "TRUE") })
}

// parameterPasses asks whether the database's parameter group gives a parameter a value that passes a test.
func parameterPasses(c *Case, name string, test func(string) bool) Answer {
	return parameter(c, name, func(v Value) Answer { return v.Passes(test) })
}

// parameter asks something of a parameter in the database's parameter group. What a group says that is not here is unknown; one that
// AWS made, or none, says nothing.
func parameter(c *Case, name string, asked func(Value) Answer) Answer {
	group := parameterGroup(c)
	for _, own := range c.OfType("AWS::RDS::DBParameterGroup", "AWS::RDS::DBClusterParameterGroup") {
		if !group.Names(own) {
			continue
		}
		parameters := own.Get("Parameters")
		if why, is := parameters.Unknown(); is {
			return template.Maybe(why)
		}
		return template.Any(parameters.Entries(), func(e template.Entry) Answer {
			return template.Sure(e.Key == name).And(asked(e.Value))
		})
	}
	return group.Has().And(group.Starts("default.").Not()).And(template.Maybe(unseen("what " + called("parameter group", group) + " says")))
}

// offersTLS asks whether an Oracle database has the option for TLS. The option opens a second port and leaves the first as it is, so
// that more cannot be said here.
func offersTLS(c *Case) Answer {
	group, here := c.Target(c.Get("OptionGroupName"), "AWS::RDS::OptionGroup")
	if !here {
		return c.Get("OptionGroupName").Has().And(template.Maybe(unseen("what " + called("option group", c.Get("OptionGroupName")) + " holds")))
	}
	option := template.Any(group.Get("OptionConfigurations").Items(), func(o Value) Answer { return o.Get("OptionName").Is("SSL") })
	return option.And(template.Maybe("the option for TLS leaves Oracle's clear port open, and who reaches it is the security group's to say"))
}
