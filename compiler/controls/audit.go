package controls

import "github.com/hipaac/hipaac/compiler/template"

// sixYears are the days of six years, leap days counted, and the shortest retention of CloudWatch that reaches them.
const sixYears = 2192

// trailWriters are the services that write the record of what was done in an account.
var trailWriters = []string{"cloudtrail.amazonaws.com", "config.amazonaws.com"}

// receivesTrail reports whether the bucket is where CloudTrail or Config writes: a trail or a delivery channel names it, or its
// policy lets one of the two write.
func receivesTrail(c *Case) bool {
	if len(c.Pointing("AWS::CloudTrail::Trail", "S3BucketName")) > 0 || len(c.Pointing("AWS::Config::DeliveryChannel", "S3BucketName")) > 0 {
		return true
	}
	writes := func(s Statement) Answer {
		if s.Allows().No() {
			return template.No
		}
		named := template.Any(s.Principals(), func(p Principal) Answer { return p.Is(trailWriters...) })
		return s.Allows().And(named).And(s.Action("s3:PutObject"))
	}
	return template.Any(bucketStatements(c), writes).Yes()
}
