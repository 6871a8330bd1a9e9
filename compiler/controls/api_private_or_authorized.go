package controls

import (
	"strings"

	"github.com/hipaac/hipaac/compiler/template"
)

var apiPrivateOrAuthorized = &Control{
	ID:        "api-private-or-authorized",
	Title:     "APIs require an authorizer",
	Tier:      Baseline,
	Severity:  Critical,
	Category:  "identity",
	Citations: []string{"164.312(a)(1)", "164.312(d)"},
	Types: []string{"AWS::ApiGateway::Method", "AWS::ApiGatewayV2::Route", "AWS::AppSync::GraphQLApi", "AWS::ApiGateway::RestApi",
		"AWS::ApiGatewayV2::Api"},
	Why: "a method without an authorizer answers everybody who finds its address, and an API key is a number that all callers share",
	Fix: "set AuthorizationType to AWS_IAM, JWT, COGNITO_USER_POOLS or CUSTOM; or make the API private, with a Policy that names one's own VPC endpoints",
	Judge: func(c *Case) {
		switch c.Type {
		case "AWS::ApiGateway::Method":
			judgeMethod(c)
		case "AWS::ApiGatewayV2::Route":
			judgeRoute(c)
		case "AWS::AppSync::GraphQLApi":
			judgeProviders(c)
		default:
			judgeBody(c)
		}
	},
	Bad: []Example{`
# A key of an API asks nobody who they are.
Resources:
  Api: {Type: "AWS::ApiGateway::RestApi", Properties: {Name: records}}
  Silent:  # fails
    Type: AWS::ApiGateway::Method
    Properties: {RestApiId: !Ref Api, ResourceId: r, HttpMethod: GET}
  Key:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      HttpMethod: POST
      ApiKeyRequired: true
      AuthorizationType: NONE  # fails
  Route:
    Type: AWS::ApiGatewayV2::Route
    Properties:
      ApiId: !Ref Http
      RouteKey: GET /patients
      AuthorizationType: NONE  # fails
  Http: {Type: "AWS::ApiGatewayV2::Api", Properties: {Name: http, ProtocolType: HTTP}}
  Default:  # fails
    Type: AWS::ApiGatewayV2::Route
    Properties: {ApiId: !Ref Http, RouteKey: $default}
  Far:  # unknown
    Type: AWS::ApiGatewayV2::Route
    Properties: {ApiId: a1b2c3, RouteKey: $default}
`, `
# A second way in beside the first; a door for chat that asks nobody; and a private API that every network of every account may call.
Resources:
  Graph:
    Type: AWS::AppSync::GraphQLApi
    Properties:
      AuthenticationType: AMAZON_COGNITO_USER_POOLS
      AdditionalAuthenticationProviders:
        - AuthenticationType: API_KEY  # fails
  Keyed:
    Type: AWS::AppSync::GraphQLApi
    Properties:
      AuthenticationType: API_KEY  # fails
  Socket: {Type: "AWS::ApiGatewayV2::Api", Properties: {Name: chat, ProtocolType: WEBSOCKET}}
  Connect:  # fails
    Type: AWS::ApiGatewayV2::Route
    Properties: {ApiId: !Ref Socket, RouteKey: $connect}
  Inside:
    Type: AWS::ApiGateway::RestApi
    Properties:
      EndpointConfiguration: {Types: [PRIVATE]}
      Policy: {Statement: [{Effect: Allow, Principal: "*", Action: "execute-api:Invoke", Resource: "*"}]}
  Read:  # fails
    Type: AWS::ApiGateway::Method
    Properties: {RestApiId: !Ref Inside, ResourceId: r, HttpMethod: GET}
`, `
# Methods that stand in a document.
Resources:
  Written:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Body:
        openapi: 3.0.1
        paths:
          /patients:
            get:  # fails
              responses: {}
            post:
              security: [{key: []}]  # fails
            put: {security: [{signed: []}]}
            options: {responses: {}}
        components:
          securitySchemes:
            key: {type: apiKey, name: x-api-key, in: header}
            signed: {type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authtype: awsSigv4}
  Elsewhere:
    Type: AWS::ApiGatewayV2::Api
    Properties:
      BodyS3Location: {Bucket: specs, Key: api.yaml}  # unknown
  Included:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Body:
        Fn::Transform: {Name: AWS::Include, Parameters: {Location: "s3://specs/api.yaml"}}  # unknown
`},
	Good: []Example{`
Resources:
  Api: {Type: "AWS::ApiGateway::RestApi", Properties: {Name: records}}
  Read: {Type: "AWS::ApiGateway::Method", Properties: {RestApiId: !Ref Api, ResourceId: r, HttpMethod: GET, AuthorizationType: COGNITO_USER_POOLS}}
  Ask: {Type: "AWS::ApiGateway::Method", Properties: {RestApiId: !Ref Api, ResourceId: r, HttpMethod: OPTIONS, AuthorizationType: NONE}}
  Route: {Type: "AWS::ApiGatewayV2::Route", Properties: {ApiId: a1b2c3, RouteKey: GET /patients, AuthorizationType: JWT}}
  Preflight: {Type: "AWS::ApiGatewayV2::Route", Properties: {ApiId: a1b2c3, RouteKey: "OPTIONS /{proxy+}"}}
  Graph:
    Type: AWS::AppSync::GraphQLApi
    Properties: {AuthenticationType: AWS_IAM, AdditionalAuthenticationProviders: [{AuthenticationType: OPENID_CONNECT}]}
  Socket: {Type: "AWS::ApiGatewayV2::Api", Properties: {Name: chat, ProtocolType: WEBSOCKET}}
  Connect: {Type: "AWS::ApiGatewayV2::Route", Properties: {ApiId: !Ref Socket, RouteKey: $connect, AuthorizationType: CUSTOM}}
  Message: {Type: "AWS::ApiGatewayV2::Route", Properties: {ApiId: !Ref Socket, RouteKey: message}}
  Other: {Type: "AWS::ApiGatewayV2::Route", Properties: {ApiId: !Ref Socket, RouteKey: $default}}
`, `
# Private, for one's own networks: as AWS's examples write it, and the other way round.
Resources:
  Inside:
    Type: AWS::ApiGateway::RestApi
    Properties:
      EndpointConfiguration: {Types: [PRIVATE]}
      Policy:
        Statement:
          - {Effect: Allow, Principal: "*", Action: "execute-api:Invoke", Resource: "*"}
          - {Effect: Deny, Principal: "*", Action: "execute-api:Invoke", Resource: "*", Condition: {StringNotEquals: {"aws:SourceVpce": vpce-1}}}
  Read: {Type: "AWS::ApiGateway::Method", Properties: {RestApiId: !Ref Inside, ResourceId: r, HttpMethod: GET, AuthorizationType: NONE}}
  Also:
    Type: AWS::ApiGateway::RestApi
    Properties:
      EndpointConfiguration: {Types: [PRIVATE]}
      Policy: {Statement: {Effect: Allow, Principal: "*", Action: "execute-api:Invoke", Resource: "*", Condition: {StringEquals: {"aws:SourceVpc": vpc-1}}}}
  Write: {Type: "AWS::ApiGateway::Method", Properties: {RestApiId: !Ref Also, ResourceId: r, HttpMethod: POST}}
  Written:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Body:
        swagger: "2.0"
        security: [{pool: []}]
        paths: {/patients: {get: {responses: {}}, options: {security: []}}}
        securityDefinitions: {pool: {type: apiKey, x-amazon-apigateway-authorizer: {type: cognito_user_pools}}}
`},
}

// asksCaller asks whether an AuthorizationType is one. Left out it is NONE.
func asksCaller(kind Value) Answer { return kind.Has().And(kind.Is("NONE").Not()) }

func judgeMethod(c *Case) {
	verb, kind := c.Get("HttpMethod"), c.Get("AuthorizationType")
	if verb.Is("OPTIONS").Yes() {
		return
	}
	asks := asksCaller(kind).Or(verb.Is("OPTIONS"))
	if api, here := c.Target(c.Get("RestApiId"), "AWS::ApiGateway::RestApi"); here {
		asks = asks.Or(closedToStrangers(api))
	} else if asks.No() {
		asks = template.Maybe(unseen("whether " + called("API", c.Get("RestApiId")) + " is private"))
	}
	c.Require(asks, kind, "method %q answers everybody: it has %s for AuthorizationType", c.ID, kind)
}

// closedToStrangers asks whether a REST API is private and its policy lets in only networks, accounts or principals that it names. Without
// a policy nobody may call a private API.
func closedToStrangers(api Subject) Answer {
	own := []string{"aws:SourceVpce", "aws:SourceVpc", "aws:SourceAccount", "aws:PrincipalAccount", "aws:PrincipalOrgID", "aws:PrincipalArn"}
	statements := Statements(api.Get("Policy"))
	open := template.Any(statements, func(s Statement) Answer { return s.Allows().And(s.Everyone()).And(s.Confined(own...).Not()) })
	refused := template.Any(statements, func(s Statement) Answer {
		tests := s.Tests()
		return s.DeniesEveryone().And(template.Sure(len(tests) == 1)).And(template.Any(tests, func(t Test) Answer {
			return template.Sure(t.base() == "StringNotEquals" && strings.HasPrefix(strings.ToLower(t.Key), "aws:sourcevpc"))
		}))
	})
	return isPrivateAPI(api).And(open.Not().Or(refused))
}

// judgeRoute asks of HTTP APIs that every route has an authorizer, and of WebSocket APIs that the first one has: later messages come by the
// connection that it let in.
func judgeRoute(c *Case) {
	key, kind := c.Get("RouteKey"), c.Get("AuthorizationType")
	text, known := key.Literal()
	switch {
	case known && strings.HasPrefix(text, "OPTIONS "), known && text == "$disconnect":
		return
	case known && text != "$connect" && !strings.Contains(text, " "):
		api, here := c.Target(c.Get("ApiId"), "AWS::ApiGatewayV2::Api")
		if text != "$default" || here && api.Get("ProtocolType").Is("WEBSOCKET").Yes() {
			return
		}
		if !here && asksCaller(kind).No() {
			c.Unsure(kind, unseen("whether "+called("API", c.Get("ApiId"))+" is one for WebSockets"))
			return
		}
	}
	c.Require(asksCaller(kind), kind, "route %q answers everybody: it has %s for AuthorizationType", c.ID, kind)
}

func judgeProviders(c *Case) {
	kinds := []Value{c.Get("AuthenticationType")}
	for _, provider := range c.Get("AdditionalAuthenticationProviders").Items() {
		kinds = append(kinds, provider.Get("AuthenticationType"))
	}
	for _, kind := range kinds {
		c.Require(kind.Has().And(kind.Is("API_KEY").Not()), kind, "GraphQL API %q has %s for AuthenticationType, which is no proof of anybody", c.ID, kind)
	}
}

// judgeBody reads the methods of an API that stand in an OpenAPI document.
func judgeBody(c *Case) {
	body := c.Get("Body")
	if elsewhere := c.Get("BodyS3Location"); !elsewhere.Absent() {
		c.Unsure(elsewhere, "the methods of the API stand in an OpenAPI document elsewhere")
	}
	if paths := body.Get("paths"); !body.Absent() {
		if why, is := paths.Unknown(); is {
			c.Unsure(paths, why)
		}
	}
	closed := template.No
	if c.Type == "AWS::ApiGateway::RestApi" {
		closed = closedToStrangers(c.Subject)
	}
	for _, o := range operations(body) {
		security := o.security(body)
		c.Require(authorizes(body, security).Or(closed), security, "%q answers everybody at %s", c.ID, o.name)
	}
}
