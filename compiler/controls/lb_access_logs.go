package controls

var lbAccessLogs = &Control{
	ID:        "lb-access-logs",
	Title:     "Load balancers keep access logs",
	Tier:      Baseline,
	Severity:  High,
	Category:  "audit",
	Citations: []string{"164.312(b)"},
	Types:     []string{"AWS::ElasticLoadBalancingV2::LoadBalancer", "AWS::ElasticLoadBalancing::LoadBalancer"},
	Why:       "they are the only complete record of who asked for which page, also of what never reached the application",
	Fix:       "set the attributes access_logs.s3.enabled and access_logs.s3.bucket; for a classic load balancer AccessLoggingPolicy",
	Judge: func(c *Case) {
		if c.Type == "AWS::ElasticLoadBalancing::LoadBalancer" {
			on := c.Get("AccessLoggingPolicy.Enabled")
			c.Require(on.IsTrue(), on, "load balancer %q keeps no access logs", c.ID)
			return
		}
		if c.Get("Type").Is("gateway").Yes() {
			return // it knows packets, not requests
		}
		list := c.Get("LoadBalancerAttributes")
		on := attribute(list, "access_logs.s3.enabled", Value.IsTrue)
		if c.Require(on, attributeOf(list, "access_logs.s3.enabled"), "load balancer %q keeps no access logs", c.ID) {
			bucket := attribute(list, "access_logs.s3.bucket", Value.Has)
			c.Require(bucket, attributeOf(list, "access_logs.s3.bucket"), "load balancer %q names no bucket for its access logs", c.ID)
		}
	},
	Bad: []Example{`
Resources:
  Silent:  # fails
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
  Off:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties:
      LoadBalancerAttributes:
        - Key: access_logs.s3.enabled
          Value: "false"  # fails
  Nowhere:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties:
      LoadBalancerAttributes:  # fails
        - {Key: access_logs.s3.enabled, Value: "true"}
  Classic:
    Type: AWS::ElasticLoadBalancing::LoadBalancer
    Properties:
      AccessLoggingPolicy:
        Enabled: false  # fails
        S3BucketName: logs
`},
	Good: []Example{`
Resources:
  Front:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties:
      LoadBalancerAttributes:
        - {Key: idle_timeout.timeout_seconds, Value: "60"}
        - {Key: access_logs.s3.enabled, Value: true}
        - {Key: access_logs.s3.bucket, Value: !ImportValue Logs}
  Classic: {Type: "AWS::ElasticLoadBalancing::LoadBalancer", Properties: {AccessLoggingPolicy: {Enabled: true, S3BucketName: logs}}}
  Packets: {Type: "AWS::ElasticLoadBalancingV2::LoadBalancer", Properties: {Type: gateway}}
`},
}
