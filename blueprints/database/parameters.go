package database

import (
	"fmt"

	"github.com/awslabs/goformation/v7/cloudformation/rds"

	"github.com/hipaac/hipaac/blueprints"
)

// parameters make the engine refuse clear connections and old TLS, and audit. MySQL 8.4, Aurora MySQL 3 and the MariaDB versions on offer
// speak TLS 1.2 and 1.3 only, and need no word about it (RDS User Guide, "SSL/TLS support").
func (d *database) parameters() map[string]string {
	if d.engine.dialect == "postgres" {
		return map[string]string{
			"rds.force_ssl":            "1",
			"ssl_min_protocol_version": "TLSv1.2",
			"shared_preload_libraries": "pg_stat_statements,pgaudit",
			"pgaudit.log":              d.auditEvents(),
			// Values of prepared statements are not written: who did what needs none of them.
			"pgaudit.log_parameter": "0",
			// Queries of the catalogue say nothing about records.
			"pgaudit.log_catalog": "0",
			// Grants to this role, once it is there, audit single tables.
			"pgaudit.role":       "rds_pgaudit",
			"log_connections":    "1",
			"log_disconnections": "1",
		}
	}
	p := map[string]string{"require_secure_transport": "1"}
	if d.engine.aurora {
		p["server_audit_logging"] = "1"
		p["server_audit_events"] = d.auditEvents()
	} else {
		// Logs in tables are not exported.
		p["log_output"] = "FILE"
	}
	return p
}

// auditEvents are what the engine's audit is told to record. Aurora MySQL cannot tell reads from other statements on data, and so
// records more than "changes" asks.
func (d *database) auditEvents() string {
	everything := d.cfg.Audit == "everything"
	switch {
	case d.engine.dialect == "postgres" && everything:
		return "all"
	case d.engine.dialect == "postgres":
		return "ddl,role,write"
	case everything:
		return "CONNECT,QUERY"
	case d.engine.aurora:
		return "CONNECT,QUERY_DCL,QUERY_DDL,QUERY_DML"
	}
	return "CONNECT,QUERY_DCL,QUERY_DDL,QUERY_DML_NO_SELECT"
}

func (d *database) describe(what string) string {
	return fmt.Sprintf("%s of %s: TLS only, audit", what, d.id)
}

// addParameters adds the group of a cluster or of an instance.
func (d *database) addParameters() *blueprints.Resource {
	if d.engine.aurora {
		return d.Add("Parameters", &rds.DBClusterParameterGroup{
			Description: d.describe("Cluster parameters"), Family: d.version.family, Parameters: d.parameters(),
		}).From("audit")
	}
	return d.Add("Parameters", &rds.DBParameterGroup{
		Description: d.describe("Parameters"), Family: d.version.family, Parameters: d.parameters(),
	}).From("audit")
}

// addOptions adds the audit plugin, which MySQL and MariaDB have as an option (RDS User Guide, "MariaDB Audit Plugin support"). It is nil
// for engines that audit by parameters.
//
// The group outlives the stack and each new group the older ones: RDS deletes none that a snapshot refers to, and the last snapshot
// of the database does. It costs nothing and holds nothing but settings.
func (d *database) addOptions() *blueprints.Resource {
	if d.engine.aurora || d.engine.dialect == "postgres" {
		return nil
	}
	return d.Add("Options", &rds.OptionGroup{
		OptionGroupDescription: d.describe("Options"), EngineName: d.engine.name, MajorEngineVersion: d.version.major,
		OptionConfigurations: []rds.OptionGroup_OptionConfiguration{{
			OptionName:     "MARIADB_AUDIT_PLUGIN",
			OptionSettings: []rds.OptionGroup_OptionSetting{{Name: ptr("SERVER_AUDIT_EVENTS"), Value: ptr(d.auditEvents())}},
		}},
	}).From("audit").Retain()
}
