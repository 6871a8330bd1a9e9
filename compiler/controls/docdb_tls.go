package controls

import (
	"strings"

	"github.com/hipaac/hipaac/compiler/template"
)

var docdbTLS = &Control{
	ID:         "docdb-tls",
	Title:      "DocumentDB keeps TLS on",
	Tier:       Baseline,
	Severity:   High,
	Category:   "encryption-in-transit",
	Unwaivable: true,
	Citations:  []string{"164.312(e)(1)", "164.312(e)(2)(i)", "164.312(e)(2)(ii)"},
	Types:      []string{"AWS::DocDB::DBClusterParameterGroup"},
	Why:        "TLS is on until a parameter group switches it off, and audit logs are off until one switches them on: a group of one's own decides about both",
	Fix:        "leave the parameter tls out or set it to tls1.2+, and set audit_logs to enabled",
	Judge: func(c *Case) {
		parameters := c.Get("Parameters").JSON()
		tls, audit := parameters.Get("tls"), parameters.Get("audit_logs")
		c.Forbid(tls.Is("disabled"), tls, "parameter group %q switches TLS off", c.ID)
		// Several kinds may be listed; "dml_read,dml_write" is as much an audit as "ddl".
		on := template.Sure(!audit.Absent()).And(audit.Passes(func(kinds string) bool {
			return strings.TrimSpace(kinds) != "" && !strings.Contains(kinds, "disabled") && !strings.Contains(kinds, "none")
		}))
		c.Require(on, audit, `parameter group %q has %s for audit_logs, needs "enabled"`, c.ID, audit)
	},
	Bad: []Example{`
Resources:
  Group:
    Type: AWS::DocDB::DBClusterParameterGroup
    Properties:
      Family: docdb5.0
      Description: charts
      Parameters:
        audit_logs: enabled
        tls: disabled  # fails
`, `
# Made for the one parameter, and the audit is off as by default.
Resources:
  Group:
    Type: AWS::DocDB::DBClusterParameterGroup
    Properties:
      Family: docdb5.0
      Description: charts
      Parameters:  # fails
        profiler: enabled
  Quiet:
    Type: AWS::DocDB::DBClusterParameterGroup
    Properties:
      Family: docdb5.0
      Description: charts
      Parameters:
        audit_logs: disabled  # fails
  Written:
    Type: AWS::DocDB::DBClusterParameterGroup
    Properties:
      Family: docdb5.0
      Description: charts
      Parameters: '{"audit_logs": "none", "tls": "disabled"}'  # fails
  Open:
    Type: AWS::DocDB::DBClusterParameterGroup
    Properties:
      Family: docdb5.0
      Description: charts
      Parameters:
        audit_logs: enabled
        tls: !Ref Tls  # unknown
Parameters:
  Tls: {Type: String}
`},
	Good: []Example{`
Resources:
  Silent: {Type: "AWS::DocDB::DBClusterParameterGroup", Properties: {Family: docdb5.0, Description: charts, Parameters: {audit_logs: enabled}}}
  Strict: {Type: "AWS::DocDB::DBClusterParameterGroup", Properties: {Family: docdb5.0, Description: charts, Parameters: {audit_logs: "ddl,dml_read", tls: "tls1.3+"}}}
  Written: {Type: "AWS::DocDB::DBClusterParameterGroup", Properties: {Family: docdb5.0, Description: charts, Parameters: '{"audit_logs": "all", "tls": "fips-140-3"}'}}
`},
}
