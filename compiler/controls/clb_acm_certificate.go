package controls

var clbAcmCertificate = &Control{
	ID:         "clb-acm-certificate",
	Title:      "Classic balancers use ACM certificates",
	Tier:       Baseline,
	Severity:   High,
	Category:   "encryption-in-transit",
	Unwaivable: true,
	Citations:  []string{"164.312(a)(2)(iv)", "164.312(e)(1)", "164.312(e)(2)(i)", "164.312(e)(2)(ii)"},
	Types:      []string{classicBalancer},
	Why:        "a certificate that was uploaded to IAM is renewed by nobody, and its key has been on somebody's disk",
	Fix:        "name a certificate of ACM in SSLCertificateId of each HTTPS and SSL listener",
	Judge: func(c *Case) {
		for _, listener := range secureListeners(c) {
			id := listener.Get("SSLCertificateId")
			c.Require(secureProtocol(listener.Get("Protocol")).Not().Or(managedCertificate(c, id)), id,
				"a listener of %q has %s for a certificate, needs one of ACM", c.ID, id)
		}
	},
	Bad: []Example{`
Resources:
  Web:
    Type: AWS::ElasticLoadBalancing::LoadBalancer
    Properties:
      Listeners:
        - {LoadBalancerPort: "80", InstancePort: "80", Protocol: HTTP}
        - LoadBalancerPort: "443"
          InstancePort: "443"
          Protocol: HTTPS
          SSLCertificateId: arn:aws:iam::111122223333:server-certificate/old  # fails
        - LoadBalancerPort: "8443"
          InstancePort: "443"
          Protocol: ssl
          SSLCertificateId: !GetAtt Uploaded.Arn  # fails
  Uploaded: {Type: "AWS::IAM::ServerCertificate", Properties: {PrivateKey: "{{resolve:secretsmanager:key}}"}}
`, `
Resources:
  None:
    Type: AWS::ElasticLoadBalancing::LoadBalancer
    Properties:
      Listeners:
        - {LoadBalancerPort: "443", InstancePort: "443", Protocol: HTTPS}  # fails
`},
	Good: []Example{`
Resources:
  Issued: {Type: "AWS::CertificateManager::Certificate", Properties: {DomainName: app.clinic.example, ValidationMethod: DNS}}
  Web:
    Type: AWS::ElasticLoadBalancing::LoadBalancer
    Properties: {Listeners: [{LoadBalancerPort: "443", InstancePort: "443", Protocol: HTTPS, SSLCertificateId: !Ref Issued}]}
`},
}
