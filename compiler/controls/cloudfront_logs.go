package controls

import "github.com/hipaac/hipaac/compiler/template"

var cloudfrontLogs = &Control{
	ID:        "cloudfront-logs",
	Title:     "Edge distributions keep access logs",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "audit",
	Citations: []string{"164.308(a)(1)(ii)(D)", "164.312(b)"},
	Types:     []string{"AWS::CloudFront::Distribution"},
	Why:       "what the edge answers from its cache no log of an origin ever sees",
	Fix:       "set DistributionConfig.Logging.Bucket, or add a Logs::DeliverySource with LogType ACCESS_LOGS for the distribution and a Logs::Delivery of it",
	Judge: func(c *Case) {
		bucket := c.Get("DistributionConfig.Logging.Bucket")
		delivered := template.Any(c.Pointing("AWS::Logs::DeliverySource", "ResourceArn"), func(source Subject) Answer {
			return source.Get("LogType").Is("ACCESS_LOGS").And(isDelivered(c, source))
		})
		c.Require(bucket.Has().Or(delivered), bucket, "distribution %q keeps no access log", c.ID)
	},
	Bad: []Example{`
Resources:
  Silent:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:  # fails
        Enabled: true
`, `
# A source that nothing delivers.
Resources:
  Site:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:  # fails
        Enabled: true
  Source:
    Type: AWS::Logs::DeliverySource
    Properties: {Name: site, LogType: ACCESS_LOGS, ResourceArn: !Sub "arn:aws:cloudfront::${AWS::AccountId}:distribution/${Site}"}
`},
	Good: []Example{`
Resources:
  Legacy: {Type: "AWS::CloudFront::Distribution", Properties: {DistributionConfig: {Logging: {Bucket: logs.s3.amazonaws.com}}}}
  Site: {Type: "AWS::CloudFront::Distribution", Properties: {DistributionConfig: {Enabled: true}}}
  Source:
    Type: AWS::Logs::DeliverySource
    Properties: {Name: site, LogType: ACCESS_LOGS, ResourceArn: !Sub "arn:aws:cloudfront::${AWS::AccountId}:distribution/${Site}"}
  Delivery: {Type: "AWS::Logs::Delivery", Properties: {DeliverySourceName: !Ref Source, DeliveryDestinationArn: !ImportValue Logs}}
  Other: {Type: "AWS::CloudFront::Distribution", Properties: {DistributionConfig: {Enabled: true}}}
  OtherSource:
    Type: AWS::Logs::DeliverySource
    Properties: {Name: other, LogType: ACCESS_LOGS, ResourceArn: !Sub "arn:aws:cloudfront::${AWS::AccountId}:distribution/${Other}"}
  OtherDelivery: {Type: "AWS::Logs::Delivery", Properties: {DeliverySourceName: other, DeliveryDestinationArn: !ImportValue Logs}}
`},
}

// isDelivered asks whether a source of logs is paired with a destination.
func isDelivered(c *Case, source Subject) Answer {
	return template.Any(c.OfType("AWS::Logs::Delivery"), func(delivery Subject) Answer {
		name := delivery.Get("DeliverySourceName")
		return template.Sure(name.Names(source)).Or(name.Same(source.Get("Name")))
	})
}
