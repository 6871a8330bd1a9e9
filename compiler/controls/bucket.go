package controls

import "github.com/hipaac/hipaac/compiler/template"

// bucketArns are the ways to write the ARN of a bucket: by attribute, by reference, and by the name it gives itself.
func bucketArns(bucket Subject) []string {
	arns := []string{bucket.Att("Arn"), "arn:aws:s3:::" + bucket.Self()}
	if name, ok := bucket.Get("BucketName").Literal(); ok {
		arns = append(arns, "arn:aws:s3:::"+name)
	}
	return arns
}

// bucketStatements are the statements of all policies of this bucket that the template holds.
func bucketStatements(c *Case) []Statement {
	var out []Statement
	for _, policy := range c.Pointing("AWS::S3::BucketPolicy", "Bucket") {
		out = append(out, Statements(policy.Get("PolicyDocument"))...)
	}
	return out
}

// logWriters are the services that can write their logs only to a bucket that encrypts with S3's own keys (AES256).
var logWriters = []string{"logging.s3.amazonaws.com", "logdelivery.elasticloadbalancing.amazonaws.com"}

// receivesAccessLogs reports whether the bucket is where S3 or a load balancer writes access logs: another resource names it as the
// target, or its policy lets the log writer in. Such a bucket must stay on AES256 and cannot have a default retention of object
// lock, or the logs are lost without a message.
func receivesAccessLogs(c *Case) bool {
	if len(c.Pointing("AWS::S3::Bucket", "LoggingConfiguration.DestinationBucketName")) > 0 ||
		len(c.Pointing("AWS::ElasticLoadBalancing::LoadBalancer", "AccessLoggingPolicy.S3BucketName")) > 0 {
		return true
	}
	for _, balancer := range c.OfType("AWS::ElasticLoadBalancingV2::LoadBalancer") {
		for _, attribute := range balancer.Get("LoadBalancerAttributes").Items() {
			if attribute.Get("Key").Is("access_logs.s3.bucket").Yes() && attribute.Get("Value").Names(c.Subject) {
				return true
			}
		}
	}
	writes := func(s Statement) Answer {
		return s.Allows().And(template.Any(s.Principals(), func(p Principal) Answer { return p.Is(logWriters...) }))
	}
	return template.Any(bucketStatements(c), writes).Yes()
}
