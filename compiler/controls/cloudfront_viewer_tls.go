package controls

var cloudfrontViewerTLS = &Control{
	ID:         "cloudfront-viewer-tls",
	Title:      "Edge viewers use TLS 1.2 or newer",
	Tier:       Baseline,
	Severity:   Critical,
	Category:   "encryption-in-transit",
	Unwaivable: true,
	Citations:  []string{"164.312(e)(1)", "164.312(e)(2)(i)", "164.312(e)(2)(ii)"},
	Types:      []string{"AWS::CloudFront::Distribution"},
	Why:        "a path that answers HTTP gives cookies and records to whoever listens; with its own certificate CloudFront speaks TLS 1.0, whatever else is written",
	Fix:        "set ViewerProtocolPolicy of every behaviour to redirect-to-https or https-only, and ViewerCertificate to one of ACM with MinimumProtocolVersion TLSv1.2_2021",
	Judge: func(c *Case) {
		config := c.Get("DistributionConfig")
		for _, behaviour := range append([]Value{config.Get("DefaultCacheBehavior")}, config.Get("CacheBehaviors").Items()...) {
			policy := behaviour.Get("ViewerProtocolPolicy")
			c.Require(policy.Is("redirect-to-https", "https-only"), policy, "distribution %q has %s for ViewerProtocolPolicy", c.ID, policy)
		}
		certificate := config.Get("ViewerCertificate")
		own, least := certificate.Get("CloudFrontDefaultCertificate"), certificate.Get("MinimumProtocolVersion")
		switch {
		case certificate.Absent():
			c.Fail(certificate, "distribution %q has CloudFront's own certificate, and with it TLS 1.0", c.ID)
		case !own.IsTrue().No():
			c.Forbid(own.IsTrue(), own, "distribution %q has CloudFront's own certificate, and with it TLS 1.0", c.ID)
		default:
			c.Require(least.Is(modernViewers...), least, "distribution %q has %s for MinimumProtocolVersion, needs \"TLSv1.2_2021\" or newer", c.ID, least)
		}
	},
	Bad: []Example{`
Resources:
  Old:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        DefaultCacheBehavior: {ViewerProtocolPolicy: redirect-to-https}
        CacheBehaviors:
          - PathPattern: /api/*
            ViewerProtocolPolicy: allow-all  # fails
        ViewerCertificate:
          AcmCertificateArn: !ImportValue Certificate
          SslSupportMethod: sni-only
          MinimumProtocolVersion: TLSv1.2_2019  # fails
  Silent:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        DefaultCacheBehavior: {ViewerProtocolPolicy: https-only}
        ViewerCertificate:  # fails
          AcmCertificateArn: !ImportValue Certificate
`, `
# With CloudFront's own certificate the version that stands beside it counts for nothing.
Resources:
  Default:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        DefaultCacheBehavior: {ViewerProtocolPolicy: https-only}
        ViewerCertificate:
          CloudFrontDefaultCertificate: true  # fails
          MinimumProtocolVersion: TLSv1.2_2021
  None:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:  # fails
        DefaultCacheBehavior: {ViewerProtocolPolicy: https-only}
`},
	Good: []Example{`
Resources:
  Site:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        DefaultCacheBehavior: {ViewerProtocolPolicy: redirect-to-https}
        CacheBehaviors: [{PathPattern: /api/*, ViewerProtocolPolicy: https-only}]
        ViewerCertificate: {AcmCertificateArn: !ImportValue Certificate, SslSupportMethod: sni-only, MinimumProtocolVersion: TLSv1.2_2021}
  Newest:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        DefaultCacheBehavior: {ViewerProtocolPolicy: https-only}
        ViewerCertificate: {AcmCertificateArn: !ImportValue Certificate, SslSupportMethod: sni-only, MinimumProtocolVersion: TLSv1.3_2025}
`},
}

// modernViewers are CloudFront's security policies without TLS 1.1 and without ciphers of CBC mode (CloudFront Developer Guide, "Supported
// protocols and ciphers between viewers and CloudFront", 2026-06).
var modernViewers = []string{"TLSv1.2_2021", "TLSv1.2_2025", "TLSv1.3_2025"}
