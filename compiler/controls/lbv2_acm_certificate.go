package controls

import "github.com/hipaac/hipaac/compiler/template"

var lbv2AcmCertificate = &Control{
	ID:         "lbv2-acm-certificate",
	Title:      "Secure listeners have certificates",
	Tier:       Baseline,
	Severity:   High,
	Category:   "encryption-in-transit",
	Unwaivable: true,
	Citations:  []string{"164.312(a)(2)(iv)", "164.312(e)(2)(ii)"},
	Types:      []string{"AWS::ElasticLoadBalancingV2::Listener", "AWS::ElasticLoadBalancingV2::ListenerCertificate"},
	Why:        "a certificate that was uploaded to IAM is renewed by nobody, and its key has been on somebody's disk",
	Fix:        "name a certificate of ACM in Certificates",
	Judge: func(c *Case) {
		secure := template.Yes
		if c.Type == "AWS::ElasticLoadBalancingV2::Listener" {
			secure = c.Get("Protocol").Is("HTTPS", "TLS")
		}
		if secure.No() {
			return
		}
		list := c.Get("Certificates")
		if len(list.Items()) == 0 {
			c.Forbid(secure, list, "listener %q names no certificate", c.ID)
		}
		for _, certificate := range list.Items() {
			arn := certificate.Get("CertificateArn")
			c.Forbid(secure.And(arn.Has().And(arn.Contains(":server-certificate/").Not()).Not()), arn,
				"listener %q has %s for a certificate, needs one of ACM", c.ID, arn)
		}
	},
	Bad: []Example{`
Resources:
  Silent:  # fails
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties: {Protocol: HTTPS, Port: 443}
  Empty:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      Protocol: TLS
      Certificates: []  # fails
  Uploaded:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      Protocol: HTTPS
      Certificates:
        - CertificateArn: arn:aws:iam::111122223333:server-certificate/old  # fails
  Another:
    Type: AWS::ElasticLoadBalancingV2::ListenerCertificate
    Properties:
      Certificates:
        - CertificateArn: !Sub "arn:aws:iam::${AWS::AccountId}:server-certificate/old"  # fails
`},
	Good: []Example{`
Resources:
  Issued: {Type: "AWS::CertificateManager::Certificate", Properties: {DomainName: app.clinic.example, ValidationMethod: DNS}}
  Secure: {Type: "AWS::ElasticLoadBalancingV2::Listener", Properties: {Protocol: HTTPS, Certificates: [{CertificateArn: !Ref Issued}]}}
  Given:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties: {Protocol: TLS, Certificates: [{CertificateArn: "arn:aws:acm:us-east-1:111122223333:certificate/0a1b"}]}
  Redirect: {Type: "AWS::ElasticLoadBalancingV2::Listener", Properties: {Protocol: HTTP, Port: 80}}
`},
}
