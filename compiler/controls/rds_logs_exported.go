package controls

import (
	"strings"

	"github.com/hipaac/hipaac/compiler/template"
)

var rdsLogsExported = &Control{
	ID:        "rds-logs-exported",
	Title:     "RDS exports all its logs",
	Tier:      Baseline,
	Severity:  High,
	Category:  "audit",
	Citations: []string{"164.308(a)(3)(ii)(A)", "164.308(a)(5)(ii)(C)", "164.312(b)"},
	Types:     []string{"AWS::RDS::DBInstance", "AWS::RDS::DBCluster"},
	Why:       "the logs of a database stay on its own disk for a few days, within reach of whoever took it over",
	Fix:       "list every log of the engine under EnableCloudwatchLogsExports; the parameter group decides what is written into them",
	Judge: func(c *Case) {
		if clusterMember(c) {
			return
		}
		engine, exported := c.Get("Engine"), c.Get("EnableCloudwatchLogsExports")
		name, known := settled(engine)
		logs := logsOf(c.Type, name)
		switch {
		case engine.Absent() && !copied(c).Absent():
			c.Unsure(copied(c), "a copy has the engine of "+copied(c).String())
			return
		case !known || logs == nil:
			c.Unsure(engine, "which logs "+called("engine", engine)+" has is not known here")
			return
		}
		for _, log := range logs {
			listed := template.Any(exported.Items(), func(v Value) Answer { return v.Is(log) })
			if !c.Require(listed, exported, "database %q does not export its log %q, needs %s", c.ID, log, strings.Join(logs, ", ")) {
				return
			}
		}
	},
	Bad: []Example{`
Resources:
  Records:  # fails
    Type: AWS::RDS::DBInstance
    Properties: {Engine: postgres}
  Some:
    Type: AWS::RDS::DBInstance
    Properties:
      Engine: mysql
      EnableCloudwatchLogsExports: [error, slowquery]  # fails
`, `
# The name of another engine's log; and exports of an instance, where the cluster's count.
Resources:
  Aurora:
    Type: AWS::RDS::DBCluster
    Properties:
      Engine: aurora-mysql
      EnableCloudwatchLogsExports: [postgresql]  # fails
  Other:  # fails
    Type: AWS::RDS::DBCluster
    Properties: {Engine: aurora-postgresql}
  Writer:
    Type: AWS::RDS::DBInstance
    Properties: {DBClusterIdentifier: !Ref Other, EnableCloudwatchLogsExports: [postgresql]}
  Restored:
    Type: AWS::RDS::DBCluster
    Properties:
      SnapshotIdentifier: monday  # unknown
  Own:
    Type: AWS::RDS::DBInstance
    Properties:
      Engine: custom-sqlserver-se  # unknown
`},
	Good: []Example{`
Parameters:
  Engine: {Type: String, AllowedValues: [postgres]}
Resources:
  Records: {Type: "AWS::RDS::DBInstance", Properties: {Engine: !Ref Engine, EnableCloudwatchLogsExports: [postgresql, upgrade]}}
  Aurora: {Type: "AWS::RDS::DBCluster", Properties: {Engine: aurora-postgresql, EnableCloudwatchLogsExports: [postgresql]}}
  Mysql: {Type: "AWS::RDS::DBInstance", Properties: {Engine: mysql, EnableCloudwatchLogsExports: [general, error, slowquery, audit]}}
`, `
# A cluster of RDS itself has no audit log to export.
Resources:
  Records: {Type: "AWS::RDS::DBCluster", Properties: {Engine: mysql, EnableCloudwatchLogsExports: [error, general, slowquery]}}
`},
}

// logsOf lists the logs that an engine can export from an instance or a cluster, as EnableCloudwatchLogsExports takes them in the RDS API
// reference of 2026-11; nil for engines that one brings oneself. The log of failed sign-ins by IAM (iam-db-auth-error), that of Aurora's
// limitless databases (instance) and that of Oracle's management agent (oemagent) exist only where these are used.
func logsOf(kind, engine string) []string {
	engine = strings.ToLower(engine)
	switch family(engine) {
	case "postgres":
		if strings.HasPrefix(engine, "aurora") {
			return []string{"postgresql"}
		}
		return []string{"postgresql", "upgrade"}
	case "mysql", "mariadb":
		if kind == "AWS::RDS::DBCluster" && engine == "mysql" {
			return []string{"error", "general", "slowquery"} // a Multi-AZ cluster cannot export the audit log
		}
		return []string{"audit", "error", "general", "slowquery"}
	case "oracle":
		return []string{"alert", "audit", "listener", "trace"}
	case "sqlserver":
		if engine == "sqlserver-ex" {
			return []string{"error"} // the Express edition has no agent
		}
		return []string{"error", "agent"}
	case "db2":
		return []string{"diag.log", "notify.log"}
	}
	return nil
}

// settled is the text of a value with the values that parameters have in this deployment.
func settled(v Value) (text string, known bool) {
	for _, item := range v.Items() {
		return item.Literal()
	}
	return "", false
}
