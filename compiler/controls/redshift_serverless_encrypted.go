package controls

import (
	"strings"

	"github.com/hipaac/hipaac/compiler/template"
)

var redshiftServerlessEncrypted = &Control{
	ID:         "redshift-serverless-encrypted",
	Title:      "Serverless warehouses use a customer key and export logs",
	Tier:       Baseline,
	Severity:   High,
	Category:   "encryption-at-rest",
	Unwaivable: true,
	Citations:  []string{"164.312(a)(2)(iv)", "164.312(e)(2)(ii)"},
	Types:      []string{"AWS::RedshiftServerless::Namespace"},
	Why:        "a namespace is under a key that AWS owns until one is named, and who queried it is kept for days only, inside of it",
	Fix:        "set KmsKeyId to a customer key, and list connectionlog, userlog and useractivitylog in LogExports",
	Judge: func(c *Case) {
		requireKey(c, "namespace", "KmsKeyId")
		logs := c.Get("LogExports")
		all := template.All(serverlessLogs, func(log string) Answer {
			return template.Any(logs.Items(), func(v Value) Answer { return v.Is(log) })
		})
		c.Require(all, logs, "namespace %q does not export all its logs, needs %s", c.ID, strings.Join(serverlessLogs, ", "))
	},
	Bad: []Example{`
Resources:
  Queries:  # fails
    Type: AWS::RedshiftServerless::Namespace
    Properties: {NamespaceName: queries}
`, `
# The word for AWS's own key stands where a key would.
Resources:
  Queries:
    Type: AWS::RedshiftServerless::Namespace
    Properties:
      NamespaceName: queries
      KmsKeyId: AWS_OWNED_KMS_KEY  # fails
      LogExports: [userlog, connectionlog]  # fails
`},
	Good: []Example{`
Resources:
  Key: {Type: "AWS::KMS::Key"}
  Queries: {Type: "AWS::RedshiftServerless::Namespace", Properties: {NamespaceName: queries, KmsKeyId: !GetAtt Key.Arn, LogExports: [userlog, connectionlog, useractivitylog]}}
`},
}

// serverlessLogs are the logs of a namespace, by the API reference of 2026-06.
var serverlessLogs = []string{"connectionlog", "userlog", "useractivitylog"}
