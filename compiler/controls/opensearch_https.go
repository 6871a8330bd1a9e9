package controls

import "github.com/hipaac/hipaac/compiler/template"

var opensearchHTTPS = &Control{
	ID:         "opensearch-https",
	Title:      "OpenSearch demands HTTPS",
	Tier:       Baseline,
	Severity:   Critical,
	Category:   "encryption-in-transit",
	Unwaivable: true,
	Citations:  []string{"164.312(c)(1)", "164.312(e)(1)", "164.312(e)(2)(i)", "164.312(e)(2)(ii)"},
	Types:      []string{"AWS::OpenSearchService::Domain", "AWS::Elasticsearch::Domain"},
	Why:        "a domain answers on port 80 as well until it is told not to, and one client with http in its address sends queries and passwords readable",
	Fix:        "set EnforceHTTPS of DomainEndpointOptions to true and TLSSecurityPolicy to Policy-Min-TLS-1-2-PFS-2023-10",
	Judge: func(c *Case) {
		https, policy := c.Get("DomainEndpointOptions.EnforceHTTPS"), c.Get("DomainEndpointOptions.TLSSecurityPolicy")
		if !c.Require(https.IsTrue(), https, "domain %q has %s for EnforceHTTPS, needs true", c.ID, https) {
			return
		}
		modern := policy.Starts(modernDomainTLS)
		if policy.Absent() {
			modern = template.Maybe("which policy a domain has that names none is not documented; the oldest one speaks TLS 1.0")
		}
		c.Require(modern, policy, "domain %q has %s for TLSSecurityPolicy, which is not limited to TLS 1.2 and newer", c.ID, policy)
	},
	Bad: []Example{`
Resources:
  Search:  # fails
    Type: AWS::OpenSearchService::Domain
    Properties: {NodeToNodeEncryptionOptions: {Enabled: true}}
`, `
# A strict policy for HTTPS leaves HTTP as it is; and HTTPS as it was in 1999.
Resources:
  Both:
    Type: AWS::OpenSearchService::Domain
    Properties:
      DomainEndpointOptions:  # fails
        TLSSecurityPolicy: Policy-Min-TLS-1-2-PFS-2023-10
  Old:
    Type: AWS::OpenSearchService::Domain
    Properties:
      DomainEndpointOptions:
        EnforceHTTPS: true
        TLSSecurityPolicy: Policy-Min-TLS-1-0-2019-07  # fails
  Declined:
    Type: AWS::Elasticsearch::Domain
    Properties:
      DomainEndpointOptions:
        EnforceHTTPS: false  # fails
        TLSSecurityPolicy: Policy-Min-TLS-1-2-PFS-2023-10
  Silent:
    Type: AWS::OpenSearchService::Domain
    Properties:
      DomainEndpointOptions:  # unknown
        EnforceHTTPS: true
`},
	Good: []Example{`
Resources:
  Search: {Type: "AWS::OpenSearchService::Domain", Properties: {DomainEndpointOptions: {EnforceHTTPS: true, TLSSecurityPolicy: Policy-Min-TLS-1-2-2019-07}}}
  Forward: {Type: "AWS::OpenSearchService::Domain", Properties: {DomainEndpointOptions: {EnforceHTTPS: "true", TLSSecurityPolicy: Policy-Min-TLS-1-2-PFS-2023-10}}}
  Fips: {Type: "AWS::OpenSearchService::Domain", Properties: {DomainEndpointOptions: {EnforceHTTPS: true, TLSSecurityPolicy: Policy-Min-TLS-1-2-RFC9151-FIPS-2024-08}}}
`},
}

// modernDomainTLS is how the names of the policies begin that refuse everything older than TLS 1.2: three of the four in the API reference
// of 2026-06. The oldest of these speaks TLS 1.2 alone, the others 1.3 as well.
const modernDomainTLS = "Policy-Min-TLS-1-2-"
