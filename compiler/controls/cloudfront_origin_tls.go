package controls

var cloudfrontOriginTLS = &Control{
	ID:         "cloudfront-origin-tls",
	Title:      "Edge talks TLS to origins",
	Tier:       Baseline,
	Severity:   High,
	Category:   "encryption-in-transit",
	Unwaivable: true,
	Citations:  []string{"164.312(e)(1)", "164.312(e)(2)(i)", "164.312(e)(2)(ii)"},
	Types:      []string{"AWS::CloudFront::Distribution", "AWS::CloudFront::VpcOrigin"},
	Why:        "a client sees the lock of the edge while the request goes on over the internet in the clear; a bucket without access control answers past the edge",
	Fix:        "set OriginProtocolPolicy to https-only and OriginSSLProtocols to [TLSv1.2]; give S3 origins an OriginAccessControlId",
	Judge: func(c *Case) {
		if c.Type == "AWS::CloudFront::VpcOrigin" {
			judgeOrigin(c, c.Get("VpcOriginEndpointConfig"), c.ID)
			return
		}
		for _, origin := range c.Get("DistributionConfig.Origins").Items() {
			name, _ := origin.Get("Id").Literal()
			switch custom, control := origin.Get("CustomOriginConfig"), origin.Get("OriginAccessControlId"); {
			case !custom.Absent():
				judgeOrigin(c, custom, name)
			case origin.Get("VpcOriginConfig").Absent():
				c.Require(control.Has(), control, "S3 origin %q of %q has no origin access control", name, c.ID)
			default:
				c.Applies() // the VPC origin is judged where it stands
				if id := origin.Get("VpcOriginConfig.VpcOriginId"); !isHere(c, id, "AWS::CloudFront::VpcOrigin") {
					c.Unsure(id, unseen("how "+called("VPC origin", id)+" is spoken to"))
				}
			}
		}
		if old := c.Get("DistributionConfig.CustomOrigin"); !old.Absent() {
			judgeOrigin(c, old, c.ID)
		}
	},
	Bad: []Example{`
# An S3 website answers over HTTP only: that is one mistake, and not a second one in the versions of TLS.
Resources:
  Website:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        Origins:
          - Id: website
            DomainName: site.s3-website-us-east-1.amazonaws.com
            CustomOriginConfig:
              OriginProtocolPolicy: http-only  # fails
`, `
Resources:
  Site:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        Origins:
          - Id: viewer
            DomainName: app.clinic.example
            CustomOriginConfig:
              OriginProtocolPolicy: match-viewer  # fails
              OriginSSLProtocols: [TLSv1.2]
          - Id: old
            DomainName: old.clinic.example
            CustomOriginConfig:
              OriginProtocolPolicy: https-only
              OriginSSLProtocols:
                - TLSv1.2
                - TLSv1.1  # fails
          - Id: far
            DomainName: far.clinic.example
            VpcOriginConfig:
              VpcOriginId: vo-1  # unknown
`, `
# The protocols that CloudFront takes by itself are SSLv3 and TLSv1; the site of a bucket speaks no TLS at all.
Resources:
  Site:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        Origins:
          - Id: silent
            CustomOriginConfig:  # fails
              OriginProtocolPolicy: https-only
          - Id: website
            DomainName: clinic.s3-website-us-east-1.amazonaws.com
            CustomOriginConfig:
              OriginProtocolPolicy: http-only  # fails
              OriginSSLProtocols: [TLSv1.2]
          - Id: bucket  # fails
            DomainName: clinic.s3.us-east-1.amazonaws.com
            S3OriginConfig: {OriginAccessIdentity: origin-access-identity/cloudfront/E1}
  Inside:
    Type: AWS::CloudFront::VpcOrigin
    Properties:
      VpcOriginEndpointConfig:  # fails
        OriginSSLProtocols: [TLSv1.2]
`},
	Good: []Example{`
Resources:
  Control: {Type: "AWS::CloudFront::OriginAccessControl", Properties: {OriginAccessControlConfig: {Name: a, OriginAccessControlOriginType: s3}}}
  Inside:
    Type: AWS::CloudFront::VpcOrigin
    Properties: {VpcOriginEndpointConfig: {OriginProtocolPolicy: https-only, OriginSSLProtocols: [TLSv1.2]}}
  Site:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        Origins:
          - {Id: app, CustomOriginConfig: {OriginProtocolPolicy: https-only, OriginSSLProtocols: [TLSv1.2]}}
          - {Id: bucket, DomainName: !GetAtt Bucket.RegionalDomainName, S3OriginConfig: {}, OriginAccessControlId: !GetAtt Control.Id}
          - {Id: inside, VpcOriginConfig: {VpcOriginId: !GetAtt Inside.Id}}
  Bucket: {Type: "AWS::S3::Bucket"}
`},
}

// judgeOrigin asks of an origin that is no bucket that it is spoken to by TLS alone, and by no older one than 1.2, the newest that
// can be named. Left out, CloudFormation names TLSv1 and SSLv3 (resource schemas of 2026-06).
func judgeOrigin(c *Case, origin Value, name string) {
	policy, protocols := origin.Get("OriginProtocolPolicy"), origin.Get("OriginSSLProtocols")
	c.Require(policy.Is("https-only"), policy, "origin %q has %s for OriginProtocolPolicy, needs \"https-only\"", name, policy)
	if policy.Is("http-only").Yes() {
		return // no version of TLS is ever asked for
	}
	if len(protocols.Items()) == 0 {
		c.Fail(protocols, "origin %q takes SSLv3 and TLSv1, since OriginSSLProtocols says nothing else", name)
	}
	for _, protocol := range protocols.Items() {
		c.Require(protocol.Is("TLSv1.2", "TLSv1.3"), protocol, "origin %q is spoken to by %s, needs \"TLSv1.2\"", name, protocol)
	}
}

// isHere reports whether a value leads to a resource of the type that the templates hold.
func isHere(c *Case, v Value, kind string) bool {
	_, here := c.Target(v, kind)
	return here
}
