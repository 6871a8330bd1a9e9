package controls

import "github.com/hipaac/hipaac/compiler/template"

// sixYears are the days of six years, leap days counted, and the shortest retention of CloudWatch that reaches them.
const sixYears = 2192

// receivesTrail reports whether the bucket is where CloudTrail writes: a trail names it, or its policy lets CloudTrail write.
func receivesTrail(c *Case) bool {
	return receives(c, "AWS::CloudTrail::Trail", "cloudtrail.amazonaws.com")
}

// receivesConfig reports whether the bucket is where AWS Config writes. AWS Config delivers to no bucket with a default retention of object
// lock (AWS Config Developer Guide, "Working with the Delivery Channel").
func receivesConfig(c *Case) bool {
	return receives(c, "AWS::Config::DeliveryChannel", "config.amazonaws.com")
}

// receives reports whether a resource of the type names the bucket, or its policy lets the service write.
func receives(c *Case, kind, service string) bool {
	if len(c.Pointing(kind, "S3BucketName")) > 0 {
		return true
	}
	writes := func(s Statement) Answer {
		if s.Allows().No() {
			return template.No
		}
		named := template.Any(s.Principals(), func(p Principal) Answer { return p.Is(service) })
		return s.Allows().And(named).And(s.Action("s3:PutObject"))
	}
	return template.Any(bucketStatements(c), writes).Yes()
}
