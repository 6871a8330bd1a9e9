package controls

var apiStageClientCertificate = &Control{
	ID:        "api-stage-client-certificate",
	Title:     "API stages prove themselves to back ends",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "encryption-in-transit",
	Citations: []string{"164.312(a)(2)(iv)", "164.312(e)(1)", "164.312(e)(2)(i)", "164.312(e)(2)(ii)"},
	Types:     stageTypes,
	Why:       "a back end that cannot tell the API from anybody else answers whoever finds its address, past every authorizer",
	Fix:       "set ClientCertificateId to an AWS::ApiGateway::ClientCertificate, and let the back end ask for that certificate",
	Judge: func(c *Case) {
		settings, makes := stageSettings(c)
		certificate := settings.Get("ClientCertificateId")
		api, here := c.Target(c.Get("RestApiId"), "AWS::ApiGateway::RestApi")
		switch {
		case !makes:
			return
		case certificate.Has().Yes():
			c.Applies()
		case !here:
			c.Unsure(certificate, unseen("which back ends "+called("API", c.Get("RestApiId"))+" calls"))
		default:
			if calls := callsHTTP(c, api); !calls.No() {
				c.Require(calls.Not().Or(certificate.Has()), certificate, "stage %q calls its back ends without a client certificate", c.ID)
			}
		}
	},
	Bad: []Example{`
Resources:
  Api: {Type: "AWS::ApiGateway::RestApi", Properties: {Name: records}}
  Read:
    Type: AWS::ApiGateway::Method
    Properties: {RestApiId: !Ref Api, ResourceId: r, HttpMethod: GET, Integration: {Type: HTTP_PROXY, Uri: "https://records.clinic.example"}}
  Stage:  # fails
    Type: AWS::ApiGateway::Stage
    Properties: {RestApiId: !Ref Api, StageName: prod}
  Written: {Type: "AWS::ApiGateway::RestApi", Properties: {Body: {openapi: 3.0.1}}}
  Other:  # unknown
    Type: AWS::ApiGateway::Stage
    Properties: {RestApiId: !Ref Written, StageName: prod}
  Far:  # unknown
    Type: AWS::ApiGateway::Stage
    Properties: {RestApiId: a1b2c3, StageName: prod}
`},
	Good: []Example{`
Resources:
  Api: {Type: "AWS::ApiGateway::RestApi", Properties: {Name: records}}
  Read:
    Type: AWS::ApiGateway::Method
    Properties: {RestApiId: !Ref Api, ResourceId: r, HttpMethod: GET, Integration: {Type: HTTP, Uri: "https://records.clinic.example"}}
  Certificate: {Type: "AWS::ApiGateway::ClientCertificate"}
  Stage: {Type: "AWS::ApiGateway::Stage", Properties: {RestApiId: !Ref Api, StageName: prod, ClientCertificateId: !Ref Certificate}}
  Functions: {Type: "AWS::ApiGateway::RestApi", Properties: {Name: functions}}
  Call: {Type: "AWS::ApiGateway::Method", Properties: {RestApiId: !Ref Functions, ResourceId: r, HttpMethod: GET, Integration: {Type: AWS_PROXY}}}
  Plain: {Type: "AWS::ApiGateway::Stage", Properties: {RestApiId: !Ref Functions, StageName: prod}}
`},
}
