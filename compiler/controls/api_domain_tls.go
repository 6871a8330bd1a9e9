package controls

import "github.com/hipaac/hipaac/compiler/template"

var apiDomainTLS = &Control{
	ID:         "api-domain-tls",
	Title:      "API domains need TLS 1.2",
	Tier:       Baseline,
	Severity:   High,
	Category:   "encryption-in-transit",
	Unwaivable: true,
	Citations:  []string{"164.312(e)(1)", "164.312(e)(2)(i)", "164.312(e)(2)(ii)"},
	Types: []string{"AWS::ApiGateway::DomainName", "AWS::ApiGateway::DomainNameV2", "AWS::ApiGatewayV2::DomainName",
		"AWS::ApiGateway::RestApi"},
	Why: "TLS 1.0 has been broken and withdrawn, and the address that AWS gives every public REST API still speaks it, beside a domain that does not",
	Fix: "set SecurityPolicy to TLS_1_2 or a policy of SecurityPolicy_TLS13_1_2_…; at a REST API set DisableExecuteApiEndpoint to true or such a policy",
	Judge: func(c *Case) {
		policy := c.Get("SecurityPolicy")
		switch c.Type {
		case "AWS::ApiGateway::RestApi":
			shut := c.Get("DisableExecuteApiEndpoint").IsTrue().Or(isPrivateAPI(c.Subject))
			c.Require(shut.Or(modernAPIPolicy(policy)), policy, "REST API %q speaks TLS 1.0 at the address that AWS gives it", c.ID)
		case "AWS::ApiGatewayV2::DomainName":
			for _, configuration := range c.Get("DomainNameConfigurations").Items() {
				requireModernDomain(c, configuration.Get("SecurityPolicy"))
			}
		default:
			requireModernDomain(c, policy)
		}
	},
	Bad: []Example{`
Resources:
  Old:
    Type: AWS::ApiGateway::DomainName
    Properties:
      DomainName: api.clinic.example
      SecurityPolicy: TLS_1_0  # fails
  Http:
    Type: AWS::ApiGatewayV2::DomainName
    Properties:
      DomainName: http.clinic.example
      DomainNameConfigurations:
        - EndpointType: REGIONAL
          SecurityPolicy: TLS_1_0  # fails
`, `
# The domain is in order, and the API's other address answers as it always did.
Parameters:
  Policy: {Type: String}
Resources:
  Domain: {Type: "AWS::ApiGateway::DomainName", Properties: {DomainName: api.clinic.example, SecurityPolicy: TLS_1_2}}
  Api:  # fails
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: records, EndpointConfiguration: {Types: [REGIONAL]}}
  Edge:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Name: edge
      SecurityPolicy: TLS_1_0  # fails
  Open:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Name: open
      SecurityPolicy: !Ref Policy  # unknown
`},
	Good: []Example{`
# A domain that says nothing takes TLS_1_2; HTTP APIs know nothing older.
Resources:
  Domain: {Type: "AWS::ApiGateway::DomainName", Properties: {DomainName: api.clinic.example, SecurityPolicy: SecurityPolicy_TLS13_1_2_PQ_2025_09}}
  Silent: {Type: "AWS::ApiGateway::DomainName", Properties: {DomainName: silent.clinic.example}}
  Inside: {Type: "AWS::ApiGateway::DomainNameV2", Properties: {DomainName: inside.clinic.example, SecurityPolicy: TLS_1_2}}
  Http: {Type: "AWS::ApiGatewayV2::DomainName", Properties: {DomainName: http.clinic.example, DomainNameConfigurations: [{SecurityPolicy: TLS_1_2}]}}
  Shut: {Type: "AWS::ApiGateway::RestApi", Properties: {Name: shut, DisableExecuteApiEndpoint: true}}
  Private: {Type: "AWS::ApiGateway::RestApi", Properties: {Name: private, EndpointConfiguration: {Types: [PRIVATE]}}}
  Modern: {Type: "AWS::ApiGateway::RestApi", Properties: {Name: modern, SecurityPolicy: SecurityPolicy_TLS13_1_3_2025_09, EndpointAccessMode: STRICT}}
`},
}

// modernAPIPolicies are the beginnings of the names of policies that refuse everything older than TLS 1.2. From the API Gateway Developer
// Guide, "Supported security policies", of 2026-06; so are the defaults: TLS_1_0 for REST APIs that are not private, TLS_1_2 for domains.
var modernAPIPolicies = []string{"TLS_1_2", "SecurityPolicy_TLS13_1_2_", "SecurityPolicy_TLS13_1_3_", "SecurityPolicy_TLS13_2025_EDGE",
	"SecurityPolicy_TLS12_"}

func modernAPIPolicy(policy Value) Answer { return policy.Starts(modernAPIPolicies...) }

func requireModernDomain(c *Case, policy Value) {
	c.Require(template.Sure(policy.Absent()).Or(modernAPIPolicy(policy)), policy, "domain %q has %s for SecurityPolicy, needs TLS 1.2 or newer", c.ID, policy)
}
