package controls

var acmCertificateNotExpiring = &Control{
	ID:        "acm-certificate-not-expiring",
	Title:     "TLS certificates renew before they lapse",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "encryption-in-transit",
	Citations: []string{"164.312(e)(1)"},
	Types:     []string{"AWS::CertificateManager::Certificate"},
	Why:       "a certificate that a person must confirm by mail lapses on the day that person is away, and people learn to click warnings away",
	Fix:       "set ValidationMethod to DNS: ACM then renews as long as the record stays",
	Judge: func(c *Case) {
		method, private := c.Get("ValidationMethod"), c.Get("CertificateAuthorityArn")
		c.Require(method.Is("DNS").Or(private.Has()), method,
			"certificate %q has %s for ValidationMethod, and is renewed only when somebody answers a mail", c.ID, method)
	},
	Bad: []Example{`
Resources:
  Mail:
    Type: AWS::CertificateManager::Certificate
    Properties:
      DomainName: app.clinic.example
      ValidationMethod: EMAIL  # fails
  Silent:  # fails
    Type: AWS::CertificateManager::Certificate
    Properties: {DomainName: app.clinic.example}
`},
	Good: []Example{`
Resources:
  Record: {Type: "AWS::CertificateManager::Certificate", Properties: {DomainName: app.clinic.example, ValidationMethod: DNS}}
  Private: {Type: "AWS::CertificateManager::Certificate", Properties: {DomainName: app.clinic.internal, CertificateAuthorityArn: !ImportValue Authority}}
`},
}
