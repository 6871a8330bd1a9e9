package controls

import (
	"slices"
	"strings"

	"github.com/hipaac/hipaac/compiler/template"
)

var rdsDatabaseAuditing = &Control{
	ID:        "rds-database-auditing",
	Title:     "Databases audit statements",
	Tier:      Baseline,
	Severity:  High,
	Category:  "audit",
	Citations: []string{"164.308(a)(1)(ii)(D)", "164.308(a)(5)(ii)(C)", "164.312(b)"},
	Types:     []string{"AWS::RDS::DBInstance", "AWS::RDS::DBCluster"},
	Why:       "whoever reads a record in the database is seen by nobody else: without an audit log it can never be said who did",
	Fix: "PostgreSQL: pgaudit in shared_preload_libraries, pgaudit.log and log_connections; Aurora MySQL: server_audit_logging and server_audit_events; " +
		"MySQL and MariaDB: the option MARIADB_AUDIT_PLUGIN; SQL Server: the option SQLSERVER_AUDIT",
	Judge: func(c *Case) {
		if clusterMember(c) {
			return
		}
		engine := c.Get("Engine")
		if source := copied(c); engine.Absent() && !source.Absent() {
			c.Unsure(source, "a copy has the engine of "+source.String())
			return
		}
		name, known := settled(engine)
		switch {
		case !known:
			c.Unsure(engine, "the engine is known only at deployment")
		case family(name) == "postgres":
			judgePgaudit(c)
		case strings.HasPrefix(strings.ToLower(name), "aurora-mysql"):
			judgeServerAudit(c)
		case c.Type == "AWS::RDS::DBInstance" && (family(name) == "mysql" || family(name) == "mariadb"):
			judgeAuditOption(c, "MARIADB_AUDIT_PLUGIN")
		case family(name) == "sqlserver":
			judgeAuditOption(c, "SQLSERVER_AUDIT")
		default:
			c.Unsure(engine, "how "+name+" is made to audit is not known here")
		}
	},
	Bad: []Example{`
Resources:
  Records:  # fails
    Type: AWS::RDS::DBInstance
    Properties: {Engine: postgres}
  Half: {Type: "AWS::RDS::DBClusterParameterGroup", Properties: {Parameters: {shared_preload_libraries: pg_stat_statements, log_connections: 1}}}
  Aurora:
    Type: AWS::RDS::DBCluster
    Properties:
      Engine: aurora-postgresql
      DBClusterParameterGroupName: !Ref Half  # fails
  Silent: {Type: "AWS::RDS::DBParameterGroup", Properties: {Parameters: {shared_preload_libraries: pgaudit, pgaudit.log: none, log_connections: 1}}}
  Quiet:
    Type: AWS::RDS::DBInstance
    Properties:
      Engine: postgres
      DBParameterGroupName: !Ref Silent  # fails
  Knocks: {Type: "AWS::RDS::DBParameterGroup", Properties: {Parameters: {shared_preload_libraries: pgaudit, pgaudit.log: all, log_connections: receipt}}}
  Nameless:
    Type: AWS::RDS::DBInstance
    Properties:
      Engine: postgres
      DBParameterGroupName: !Ref Knocks  # fails
  Elsewhere:
    Type: AWS::RDS::DBInstance
    Properties:
      Engine: postgres
      DBParameterGroupName: shared-parameters  # unknown
`, `
Resources:
  Events: {Type: "AWS::RDS::DBClusterParameterGroup", Properties: {Parameters: {server_audit_logging: 1}}}
  Aurora:
    Type: AWS::RDS::DBCluster
    Properties:
      Engine: aurora-mysql
      DBClusterParameterGroupName: !Ref Events  # fails
  Options: {Type: "AWS::RDS::OptionGroup", Properties: {OptionConfigurations: [{OptionName: MEMCACHED}]}}
  Records:
    Type: AWS::RDS::DBInstance
    Properties:
      Engine: mysql
      OptionGroupName: !Ref Options  # fails
  Ledger:  # fails
    Type: AWS::RDS::DBInstance
    Properties: {Engine: mariadb}
  Elsewhere:
    Type: AWS::RDS::DBInstance
    Properties:
      Engine: mysql
      OptionGroupName: shared-options  # unknown
  Sales:  # fails
    Type: AWS::RDS::DBInstance
    Properties: {Engine: sqlserver-se}
  Oracle:
    Type: AWS::RDS::DBInstance
    Properties:
      Engine: oracle-ee  # unknown
  Copy:
    Type: AWS::RDS::DBInstance
    Properties:
      DBSnapshotIdentifier: monday  # unknown
`},
	Good: []Example{`
Resources:
  Postgres:
    Type: AWS::RDS::DBParameterGroup
    Properties: {Parameters: {shared_preload_libraries: "pg_stat_statements, pgaudit", pgaudit.log: "ddl,role,write", log_connections: "1"}}
  Records: {Type: "AWS::RDS::DBInstance", Properties: {Engine: postgres, DBParameterGroupName: !Ref Postgres}}
  Mysql: {Type: "AWS::RDS::DBClusterParameterGroup", Properties: {Parameters: {server_audit_logging: "ON", server_audit_events: "CONNECT,QUERY"}}}
  Aurora: {Type: "AWS::RDS::DBCluster", Properties: {Engine: aurora-mysql, DBClusterParameterGroupName: !Ref Mysql}}
  Writer: {Type: "AWS::RDS::DBInstance", Properties: {Engine: aurora-mysql, DBClusterIdentifier: !Ref Aurora}}
  Plugin: {Type: "AWS::RDS::OptionGroup", Properties: {OptionConfigurations: [{OptionName: MEMCACHED}, {OptionName: MARIADB_AUDIT_PLUGIN}]}}
  Ledger: {Type: "AWS::RDS::DBInstance", Properties: {Engine: mariadb, OptionGroupName: !Ref Plugin}}
  Steps:
    Type: AWS::RDS::DBParameterGroup
    Properties: {Parameters: {shared_preload_libraries: pgaudit, pgaudit.log: all, log_connections: "receipt,authentication,authorization"}}
  Eighteen: {Type: "AWS::RDS::DBInstance", Properties: {Engine: postgres, DBParameterGroupName: !Ref Steps}}
  Audit: {Type: "AWS::RDS::OptionGroup", Properties: {OptionConfigurations: [{OptionName: SQLSERVER_AUDIT}]}}
  Sales: {Type: "AWS::RDS::DBInstance", Properties: {Engine: sqlserver-se, OptionGroupName: !Ref Audit}}
`},
}

// judgePgaudit asks PostgreSQL for the extension, for something to record, and for who connects.
func judgePgaudit(c *Case) {
	at := parameterGroup(c)
	loaded := parameterPasses(c, "shared_preload_libraries", func(text string) bool { return lists(text, "pgaudit") })
	told := parameterPasses(c, "pgaudit.log", func(text string) bool { return text != "" && !strings.EqualFold(text, "none") })
	if !c.Require(loaded.And(told), at, "database %q does not audit: %s does not load pgaudit and say in pgaudit.log what it records", c.ID, called("parameter group", at)) {
		return
	}
	c.Require(parameterPasses(c, "log_connections", namesWhoConnects), at, "database %q does not record who connects: %s does not set log_connections", c.ID, called("parameter group", at))
}

// judgeServerAudit asks Aurora MySQL for Advanced Auditing, and for something to record.
func judgeServerAudit(c *Case) {
	at := parameterGroup(c)
	told := parameterPasses(c, "server_audit_events", func(text string) bool { return lists(text, "CONNECT") && strings.Contains(text, "QUERY") })
	c.Require(setsParameter(c, "server_audit_logging").And(told), at,
		"database %q does not audit: %s does not set server_audit_logging, and CONNECT and queries in server_audit_events", c.ID, called("parameter group", at))
}

// judgeAuditOption asks for the option that audits: the plugin of MySQL and MariaDB, which records connections and queries unless it is
// told otherwise, or the one by which SQL Server keeps the audits that are defined in it.
func judgeAuditOption(c *Case, option string) {
	name := c.Get("OptionGroupName")
	group, here := c.Target(name, "AWS::RDS::OptionGroup")
	audits := name.Has().And(template.Maybe(unseen("what " + called("option group", name) + " holds")))
	if here {
		audits = template.Any(group.Get("OptionConfigurations").Items(), func(o Value) Answer { return o.Get("OptionName").Is(option) })
	}
	c.Require(audits, name, "database %q does not audit: %s does not hold the option %s", c.ID, called("option group", name), option)
}

// namesWhoConnects reports whether a value of log_connections records people, not only that somebody knocked: it is a switch, and
// from PostgreSQL 18 on a list of steps as well.
func namesWhoConnects(value string) bool {
	value = strings.ToLower(value)
	return slices.Contains([]string{"1", "on", "true", "yes"}, value) || lists(value, "all") || lists(value, "authentication") || lists(value, "authorization")
}

// lists reports whether a list with commas holds an entry.
func lists(text, entry string) bool {
	for part := range strings.SplitSeq(text, ",") {
		if strings.EqualFold(strings.TrimSpace(part), entry) {
			return true
		}
	}
	return false
}
