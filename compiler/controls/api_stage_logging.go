package controls

import "github.com/hipaac/hipaac/compiler/template"

var apiStageLogging = &Control{
	ID:        "api-stage-logging",
	Title:     "API stages record requests",
	Tier:      Baseline,
	Severity:  High,
	Category:  "audit",
	Citations: []string{"164.312(b)"},
	Types:     append([]string{"AWS::ApiGatewayV2::Stage"}, stageTypes...),
	Why:       "without a log nobody can say who asked the API for what; with data tracing the log holds every answer, and is a second copy of the records",
	Fix: "for REST, give MethodSettings an entry with HttpMethod *, ResourcePath /* and LoggingLevel INFO or ERROR; otherwise set " +
		"AccessLogSettings.DestinationArn; leave DataTraceEnabled out",
	Judge: func(c *Case) {
		if c.Type == "AWS::ApiGatewayV2::Stage" {
			destination := c.Get("AccessLogSettings.DestinationArn")
			c.Require(destination.Has(), destination, "stage %q keeps no access log", c.ID)
			settings := []Value{c.Get("DefaultRouteSettings")}
			for _, route := range c.Get("RouteSettings").Entries() {
				settings = append(settings, route.Value)
			}
			forbidTracing(c, settings)
			return
		}
		settings, makes := stageSettings(c)
		if !makes {
			return
		}
		level := generalSetting(settings, "LoggingLevel")
		c.Require(level.Is("INFO", "ERROR"), level, "stage %q has no log level for all of its methods", c.ID)
		for _, entry := range settings.Get("MethodSettings").Items() {
			if own := entry.Get("LoggingLevel"); everyMethod(entry).No() && !own.Absent() {
				c.Forbid(own.Is("OFF"), own, "stage %q does not log %s %s", c.ID, entry.Get("HttpMethod"), entry.Get("ResourcePath"))
			}
		}
		forbidTracing(c, append([]Value{settings}, settings.Get("MethodSettings").Items()...))
	},
	Bad: []Example{`
# An access log says less than AWS's rules ask for, and one method of many is not all.
Resources:
  Silent:  # fails
    Type: AWS::ApiGateway::Stage
    Properties: {RestApiId: api-1, StageName: prod, AccessLogSetting: {DestinationArn: !ImportValue Log}}
  One:
    Type: AWS::ApiGateway::Stage
    Properties:
      MethodSettings:  # fails
        - {HttpMethod: GET, ResourcePath: /patients, LoggingLevel: INFO}
  Off:
    Type: AWS::ApiGateway::Stage
    Properties:
      MethodSettings:
        - {HttpMethod: "*", ResourcePath: "/*", LoggingLevel: ERROR}
        - HttpMethod: POST
          ResourcePath: /results
          LoggingLevel: "OFF"  # fails
`, `
# Whole answers in the log.
Resources:
  Talkative:
    Type: AWS::ApiGateway::Stage
    Properties:
      MethodSettings:
        - HttpMethod: "*"
          ResourcePath: "/*"
          LoggingLevel: INFO
          DataTraceEnabled: true  # fails
  Http:  # fails
    Type: AWS::ApiGatewayV2::Stage
    Properties: {ApiId: api-1, StageName: $default}
  Socket:
    Type: AWS::ApiGatewayV2::Stage
    Properties:
      ApiId: api-2
      StageName: prod
      AccessLogSettings: {DestinationArn: !ImportValue Log, Format: $context.requestId}
      RouteSettings:
        $connect:
          DataTraceEnabled: true  # fails
  Release:
    Type: AWS::ApiGateway::Deployment
    Properties:
      RestApiId: api-1
      StageName: prod
      StageDescription:
        LoggingLevel: "OFF"  # fails
`},
	Good: []Example{`
Resources:
  Rest:
    Type: AWS::ApiGateway::Stage
    Properties:
      MethodSettings:
        - {HttpMethod: "*", ResourcePath: "/*", LoggingLevel: INFO, DataTraceEnabled: false}
        - {HttpMethod: GET, ResourcePath: /health, ThrottlingRateLimit: 10}
  Http: {Type: "AWS::ApiGatewayV2::Stage", Properties: {ApiId: api-1, StageName: prod, AccessLogSettings: {DestinationArn: !ImportValue Log, Format: x}}}
  Release: {Type: "AWS::ApiGateway::Deployment", Properties: {RestApiId: api-1, StageName: prod, StageDescription: {LoggingLevel: ERROR}}}
  Bare: {Type: "AWS::ApiGateway::Deployment", Properties: {RestApiId: api-1}}
`},
}

// forbidTracing asks that no settings write whole requests and answers into the log.
func forbidTracing(c *Case, settings []Value) {
	for _, s := range settings {
		trace := s.Get("DataTraceEnabled")
		c.Require(template.Sure(trace.Absent()).Or(trace.IsTrue().Not()), trace, "stage %q writes whole requests and answers into its log", c.ID)
	}
}
