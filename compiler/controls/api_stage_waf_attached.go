package controls

import "github.com/hipaac/hipaac/compiler/template"

var apiStageWafAttached = &Control{
	ID:        "api-stage-waf-attached",
	Title:     "REST API stages sit behind a WAF",
	Tier:      Baseline,
	Severity:  High,
	Category:  "network",
	Citations: []string{"164.308(a)(1)(ii)(B)", "164.312(a)(1)", "164.312(e)(1)"},
	Types:     stageTypes,
	Why:       "an API on the internet is tried by programs that know the newest hole in what stands behind it before its owner does",
	Fix:       "add a WebACLAssociation with ResourceArn arn:aws:apigateway:<region>::/restapis/<api>/stages/<stage> and a web ACL with managed rule groups",
	Judge: func(c *Case) {
		if _, makes := stageSettings(c); !makes {
			return
		}
		protected := template.Any(c.OfType("AWS::WAFv2::WebACLAssociation"), func(x Subject) Answer { return namesStage(c, x.Get("ResourceArn")) })
		private := template.Maybe(unseen("whether " + called("API", c.Get("RestApiId")) + " is private"))
		if api, here := c.Target(c.Get("RestApiId"), "AWS::ApiGateway::RestApi"); here {
			private = isPrivateAPI(api)
		}
		if !private.Yes() {
			c.Require(protected.Or(private), c.Whole(), "stage %q faces the internet without a web ACL", c.ID)
		}
	},
	Bad: []Example{`
Resources:
  Api: {Type: "AWS::ApiGateway::RestApi", Properties: {Name: records}}
  Prod:  # fails
    Type: AWS::ApiGateway::Stage
    Properties: {RestApiId: !Ref Api, StageName: prod}
  Far:  # unknown
    Type: AWS::ApiGateway::Stage
    Properties: {RestApiId: a1b2c3, StageName: prod}
`, `
# The web ACL stands before another stage of the same API; a stage that a deployment makes stands alone.
Resources:
  Api: {Type: "AWS::ApiGateway::RestApi", Properties: {Name: records}}
  Prod:  # fails
    Type: AWS::ApiGateway::Stage
    Properties: {RestApiId: !Ref Api, StageName: prod}
  Test: {Type: "AWS::ApiGateway::Stage", Properties: {RestApiId: !Ref Api, StageName: test}}
  Rules:
    Type: AWS::WAFv2::WebACLAssociation
    Properties: {ResourceArn: !Sub "arn:aws:apigateway:${AWS::Region}::/restapis/${Api}/stages/test", WebACLArn: !ImportValue Rules}
  Release:  # fails
    Type: AWS::ApiGateway::Deployment
    Properties: {RestApiId: !Ref Api, StageName: early}
`},
	Good: []Example{`
Parameters:
  Name: {Type: String}
Resources:
  Api: {Type: "AWS::ApiGateway::RestApi", Properties: {Name: records}}
  Prod: {Type: "AWS::ApiGateway::Stage", Properties: {RestApiId: !Ref Api, StageName: prod}}
  Rules:
    Type: AWS::WAFv2::WebACLAssociation
    Properties: {ResourceArn: !Sub "arn:aws:apigateway:${AWS::Region}::/restapis/${Api}/stages/${Prod}", WebACLArn: !ImportValue Rules}
  Named: {Type: "AWS::ApiGateway::Stage", Properties: {RestApiId: !Ref Api, StageName: !Ref Name}}
  NamedRules:
    Type: AWS::WAFv2::WebACLAssociation
    Properties: {ResourceArn: !Sub "arn:aws:apigateway:${AWS::Region}::/restapis/${Api}/stages/${Name}", WebACLArn: !ImportValue Rules}
  Test: {Type: "AWS::ApiGateway::Stage", Properties: {RestApiId: !Ref Api, StageName: test}}
  TestRules:
    Type: AWS::WAFv2::WebACLAssociation
    Properties: {ResourceArn: !Sub "arn:aws:apigateway:${AWS::Region}::/restapis/${Api}/stages/test", WebACLArn: !ImportValue Rules}
  Inside: {Type: "AWS::ApiGateway::RestApi", Properties: {Name: inside, EndpointConfiguration: {Types: [PRIVATE]}}}
  InsideStage: {Type: "AWS::ApiGateway::Stage", Properties: {RestApiId: !Ref Inside, StageName: prod}}
`},
}

// namesStage asks whether an ARN is that of the stage: it refers to the stage, or to its API and ends in its name.
func namesStage(c *Case, arn Value) Answer {
	if c.Type == "AWS::ApiGateway::Stage" && arn.Names(c.Subject) {
		return template.Yes
	}
	name := c.Get("StageName")
	if api, here := c.Target(c.Get("RestApiId"), "AWS::ApiGateway::RestApi"); here && !arn.Names(api) {
		return template.No
	} else if id, given := c.Get("RestApiId").Literal(); !here && given && arn.Contains("/restapis/"+id+"/").No() {
		return template.No
	}
	if text, given := name.Literal(); given {
		return arn.Ends("/stages/" + text)
	}
	if sameReferences(arn, name) {
		return template.Yes
	}
	return template.Maybe("which stage of the API a web ACL stands before is not known")
}
