package database

import (
	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
)

// addLogGroups adds a group for each log before the database is there: one that RDS makes itself has no key and keeps everything for
// ever.
func (d *database) addLogGroups() {
	kind := "instance"
	if d.engine.aurora {
		kind = "cluster"
	}
	for _, log := range d.engine.logs {
		name := "/aws/rds/" + kind + "/" + d.id + "/" + log
		d.logs = append(d.logs, guard.ServiceLogGroup(d.Stack, logName(log), name, d.cfg.AccessLogDays, guard.Access).From("accessLogDays"))
	}
}

// logName is a log's name as a logical id: "iam-db-auth-error" is "IamDbAuthErrorLog".
func logName(log string) string {
	if log == "postgresql" {
		return "PostgresqlAuditLog"
	}
	return blueprints.LogicalName(log) + "Log"
}

// osMetrics is the log group of enhanced monitoring. RDS insists on the name, so that all databases of an account share it.
const osMetrics = "RDSOSMetrics"

// monitoringRole lets RDS write what it sees of the operating system (RDS User Guide, "Setting up and enabling Enhanced Monitoring").
func (d *database) monitoringRole() *blueprints.Resource {
	group := blueprints.OwnArn("logs", "log-group:"+osMetrics)
	role := guard.ServiceRole(d.Stack, guard.Role{ID: "MonitoringRole", Service: "monitoring.rds", SourceArn: blueprints.OwnArn("rds", "db:"+d.id+"*")},
		guard.Statement{
			Sid: "KeepOperatingSystemMetrics", Effect: "Allow", Action: []string{"logs:CreateLogGroup", "logs:PutRetentionPolicy"},
			Resource: []string{group, group + ":*"},
		},
		guard.Statement{
			Sid: "WriteOperatingSystemMetrics", Effect: "Allow",
			Action:   []string{"logs:CreateLogStream", "logs:DescribeLogStreams", "logs:GetLogEvents", "logs:PutLogEvents"},
			Resource: []string{group + ":log-stream:*"},
		})
	return role.Say("Load, memory and processes of the database's machine, minute by minute. All databases of the account share the group " + osMetrics + ",\n" +
		"which RDS makes and keeps for 30 days. It holds no data of the database.")
}
