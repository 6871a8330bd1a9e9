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

// speaksOf asks whether a statement speaks of a bucket, or with the suffix "/*" of all its objects, however it writes the ARN. To be
// excepted under one of its names is enough to be spared.
func speaksOf(s Statement, bucket Subject, suffix string) Answer {
	named := func(arn string) Answer { return s.Resource(arn + suffix) }
	if !s.Get("NotResource").Absent() {
		return template.All(bucketArns(bucket), named)
	}
	return template.Any(bucketArns(bucket), named)
}

// bucketStatements are the statements of all policies of this bucket that the template holds.
func bucketStatements(c *Case) []Statement {
	var out []Statement
	for _, policy := range c.Pointing("AWS::S3::BucketPolicy", "Bucket") {
		out = append(out, Statements(policy.Get("PolicyDocument"))...)
	}
	return out
}

// bucketOf finds the bucket that a name or an ARN leads to.
func bucketOf(c *Case, v Value) (Subject, bool) {
	for _, bucket := range c.OfType("AWS::S3::Bucket") {
		if v.Names(bucket) {
			return bucket, true
		}
	}
	return Subject{}, false
}

// keepsByKey asks whether a bucket encrypts with a key of the customer whatever is written into it.
func keepsByKey(bucket Subject) Answer {
	return template.Any(bucket.Get("BucketEncryption.ServerSideEncryptionConfiguration").Items(), func(rule Value) Answer {
		preset := rule.Get("ServerSideEncryptionByDefault")
		return preset.Get("SSEAlgorithm").Is("aws:kms", "aws:kms:dsse").And(customerKey(preset.Get("KMSMasterKeyID")))
	})
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
			if attribute.Get("Key").Is("access_logs.s3.bucket", "connection_logs.s3.bucket").Yes() && attribute.Get("Value").Names(c.Subject) {
				return true
			}
		}
	}
	writes := func(s Statement) Answer {
		if s.Allows().No() {
			return template.No
		}
		return s.Allows().And(template.Any(s.Principals(), func(p Principal) Answer { return p.Is(logWriters...).Or(template.Sure(isBalancer(p))) }))
	}
	return template.Any(bucketStatements(c), writes).Yes()
}

// reading and writing are how the names of S3's actions begin.
var (
	reading = []string{"get", "list", "head", "describe", "select"}
	writing = []string{"put", "delete", "create", "abort", "restore", "replicate", "bypass", "update", "tag", "untag", "objectowner", "initiate"}
)

// permits asks whether a statement speaks of any action of S3 that begins with one of the verbs, by name or by a pattern.
func permits(s Statement, verbs []string) Answer {
	if !s.Get("NotAction").Absent() {
		return template.Yes // a list of exceptions never excepts every action of a kind
	}
	return template.Any(s.Get("Action").Items(), func(v Value) Answer {
		return template.Any(verbs, func(verb string) Answer { return v.OverlapsFold("s3:" + verb + "*") })
	})
}

// trustedCallers are the context keys that confine "*" to callers one knows: accounts, organizations, networks, or what AWS acts for.
// What a caller can claim of itself, such as aws:Referer and aws:UserAgent, is none.
var trustedCallers = []string{"aws:PrincipalAccount", "aws:PrincipalArn", "aws:PrincipalOrgID", "aws:PrincipalOrgPaths", "aws:SourceAccount",
	"aws:SourceArn", "aws:SourceIp", "aws:SourceOrgID", "aws:SourceVpc", "aws:SourceVpce", "aws:VpcSourceIp", "aws:userid",
	"s3:DataAccessPointAccount", "s3:DataAccessPointArn"}

// versioned asks whether a bucket keeps what is overwritten and deleted.
func versioned(bucket Subject) Answer {
	return bucket.Get("VersioningConfiguration.Status").Is("Enabled")
}

// lockedDays asks whether the default retention of object lock keeps every new object at least so many days. A year counts as
// 366 of them, so that six years are the 2192 days that CloudWatch offers for six.
func lockedDays(bucket Subject, days float64) Answer {
	retention := bucket.Get("ObjectLockConfiguration.Rule.DefaultRetention")
	mode := retention.Get("Mode").Is("COMPLIANCE", "GOVERNANCE")
	period := retention.Get("Days").AtLeast(days).Or(retention.Get("Years").AtLeast(days / 366))
	return bucket.Get("ObjectLockEnabled").IsTrue().And(mode).And(period)
}

// activeRules are the lifecycle rules that are not switched off.
func activeRules(bucket Subject) []Value {
	var out []Value
	for _, rule := range bucket.Get("LifecycleConfiguration.Rules").Items() {
		if !rule.Get("Status").Is("Disabled").Yes() {
			out = append(out, rule)
		}
	}
	return out
}
