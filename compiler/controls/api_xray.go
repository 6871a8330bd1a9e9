package controls

var apiXray = &Control{
	ID:        "api-xray",
	Title:     "API stages are traced",
	Tier:      Optional,
	Severity:  Low,
	Category:  "monitoring",
	Citations: []string{"164.312(b)"},
	Types:     stageTypes,
	Why:       "a trace shows which services one request went through, where a log shows each of them alone",
	Fix:       "set TracingEnabled to true",
	Judge: func(c *Case) {
		settings, makes := stageSettings(c)
		if !makes {
			return
		}
		tracing := settings.Get("TracingEnabled")
		c.Require(tracing.IsTrue(), tracing, "stage %q has %s for TracingEnabled, needs true", c.ID, tracing)
	},
	Bad: []Example{`
Resources:
  Silent:  # fails
    Type: AWS::ApiGateway::Stage
    Properties: {RestApiId: api-1, StageName: prod}
  Off:
    Type: AWS::ApiGateway::Stage
    Properties:
      TracingEnabled: false  # fails
  Release:
    Type: AWS::ApiGateway::Deployment
    Properties:
      StageName: prod
      StageDescription:  # fails
        Description: The second release
`},
	Good: []Example{`
Resources:
  Stage: {Type: "AWS::ApiGateway::Stage", Properties: {RestApiId: api-1, StageName: prod, TracingEnabled: true}}
  Release: {Type: "AWS::ApiGateway::Deployment", Properties: {RestApiId: api-1, StageName: prod, StageDescription: {TracingEnabled: "true"}}}
`},
}
