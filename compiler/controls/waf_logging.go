package controls

import (
	"strings"

	"github.com/hipaac/hipaac/compiler/template"
)

var wafLogging = &Control{
	ID:        "waf-logging",
	Title:     "Web ACLs are logged",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "audit",
	Citations: []string{"164.312(b)"},
	Types:     []string{"AWS::WAFv2::WebACL"},
	Why:       "without a log nobody can say what was tried before something was found; with headers and queries in it, the log is itself worth stealing",
	Fix:       "add a LoggingConfiguration with the web ACL as ResourceArn; put the headers authorization and cookie and QueryString into RedactedFields",
	Judge: func(c *Case) {
		configurations := c.Pointing("AWS::WAFv2::LoggingConfiguration", "ResourceArn")
		if len(configurations) == 0 {
			c.Fail(c.Whole(), "web ACL %q keeps no log", c.ID)
		}
		for _, configuration := range configurations {
			fields := configuration.Get("RedactedFields")
			for _, name := range []string{"authorization", "cookie"} {
				left := template.Any(fields.Items(), func(f Value) Answer {
					return f.Get("SingleHeader.Name").Passes(func(header string) bool { return strings.EqualFold(header, name) })
				})
				c.Require(left, fields, "the log of web ACL %q shows the header %s of every request", c.ID, name)
			}
			query := template.Any(fields.Items(), func(f Value) Answer { return template.Sure(!f.Get("QueryString").Absent()) })
			c.Require(query, fields, "the log of web ACL %q shows what requests ask for behind the question mark", c.ID)
		}
	},
	Bad: []Example{`
Resources:
  Rules:  # fails
    Type: AWS::WAFv2::WebACL
    Properties: {Scope: REGIONAL}
`, `
Resources:
  Rules: {Type: "AWS::WAFv2::WebACL", Properties: {Scope: REGIONAL}}
  Log:
    Type: AWS::WAFv2::LoggingConfiguration
    Properties:
      ResourceArn: !GetAtt Rules.Arn
      LogDestinationConfigs: [!ImportValue Log]
      RedactedFields:  # fails
        - SingleHeader: {Name: cookie}
        - QueryString: {}
`, `
Resources:
  Rules: {Type: "AWS::WAFv2::WebACL", Properties: {Scope: REGIONAL}}
  Log:
    Type: AWS::WAFv2::LoggingConfiguration
    Properties:
      ResourceArn: !GetAtt Rules.Arn
      RedactedFields: [{SingleHeader: {Name: cookie}}, {SingleHeader: {Name: authorization}}]  # fails
`},
	Good: []Example{`
Resources:
  Rules: {Type: "AWS::WAFv2::WebACL", Properties: {Scope: REGIONAL}}
  Log:
    Type: AWS::WAFv2::LoggingConfiguration
    Properties:
      ResourceArn: !GetAtt Rules.Arn
      LogDestinationConfigs: [!ImportValue Log]
      RedactedFields: [{SingleHeader: {Name: cookie}}, {SingleHeader: {Name: Authorization}}, {QueryString: {}}]
`},
}
