package controls

import "github.com/hipaac/hipaac/compiler/template"

var cloudtrailS3DataEvents = &Control{
	ID:        "cloudtrail-s3-data-events",
	Title:     "Object-level S3 access is trailed",
	Tier:      Baseline,
	Severity:  High,
	Category:  "audit",
	Citations: []string{"164.308(a)(3)(ii)(A)", "164.312(b)"},
	Types:     []string{"AWS::CloudTrail::Trail"},
	Why:       "who read which record is a data event, and a trail records none unless it is told to",
	Fix: "add an advanced event selector for eventCategory Data and resources.type AWS::S3::Object without readOnly, which leaves out the buckets of the records " +
		"themselves and no others",
	Judge: func(c *Case) {
		recorded := template.Any(c.OfType("AWS::CloudTrail::Trail"), func(trail Subject) Answer { return recordsObjects(c, trail) })
		at := c.Get("AdvancedEventSelectors")
		if at.Absent() {
			at = c.Get("EventSelectors")
		}
		c.RequireOfPHI(recorded, at, "trail %q records neither reads nor writes of all objects, and no other trail here does", c.ID)
	},
	Bad: []Example{`
Resources:
  Trail:  # fails
    Type: AWS::CloudTrail::Trail
    Properties: {IsLogging: true, S3BucketName: trails, Tags: [{Key: DataClassification, Value: phi}]}
  Unclassified:  # unknown
    Type: AWS::CloudTrail::Trail
    Properties: {S3BucketName: trails}
`, `
# Half of it, of one half.
Resources:
  Trail:
    Type: AWS::CloudTrail::Trail
    Properties:
      S3BucketName: trails
      AdvancedEventSelectors:  # fails
        - FieldSelectors: [{Field: eventCategory, Equals: [Management]}]
        - FieldSelectors: [{Field: eventCategory, Equals: [Data]}, {Field: resources.type, Equals: ["AWS::Lambda::Function"]}]
        - FieldSelectors: [{Field: eventCategory, Equals: [Data]}, {Field: resources.type, Equals: ["AWS::S3::Object"]}, {Field: readOnly, Equals: ["false"]}]
        - FieldSelectors:
            - {Field: eventCategory, Equals: [Data]}
            - {Field: resources.type, Equals: ["AWS::S3::Object"]}
            - {Field: resources.ARN, NotStartsWith: [!Sub "${Documents.Arn}/"]}
      Tags: [{Key: DataClassification, Value: phi}]
  Documents: {Type: "AWS::S3::Bucket"}
`, `
Resources:
  Trail:
    Type: AWS::CloudTrail::Trail
    Properties:
      S3BucketName: trails
      EventSelectors:  # fails
        - {ReadWriteType: WriteOnly, DataResources: [{Type: "AWS::S3::Object", Values: ["arn:aws:s3"]}]}
      Tags: [{Key: DataClassification, Value: phi}]
`},
	Good: []Example{`
Resources:
  Trail:
    Type: AWS::CloudTrail::Trail
    Properties:
      S3BucketName: !Ref Audit
      AdvancedEventSelectors:
        - FieldSelectors: [{Field: eventCategory, Equals: [Management]}]
        - FieldSelectors:
            - {Field: eventCategory, Equals: [Data]}
            - {Field: resources.type, Equals: ["AWS::S3::Object"]}
            - {Field: resources.ARN, NotStartsWith: [!Sub "${Audit.Arn}/", !Sub "${Logs.Arn}/", !Sub "${History.Arn}/"]}
      Tags: [{Key: DataClassification, Value: phi}]
  Channel: {Type: "AWS::Config::DeliveryChannel", Properties: {S3BucketName: !Ref History}}
  History: {Type: "AWS::S3::Bucket"}
  Audit: {Type: "AWS::S3::Bucket", Properties: {LoggingConfiguration: {DestinationBucketName: !Ref Logs}}}
  Logs: {Type: "AWS::S3::Bucket"}
`, `
Resources:
  Trail:
    Type: AWS::CloudTrail::Trail
    Properties:
      S3BucketName: trails
      EventSelectors: [{DataResources: [{Type: "AWS::S3::Object", Values: [!Sub "arn:${AWS::Partition}:s3"]}]}]
      Tags: [{Key: DataClassification, Value: phi}]
  Other:
    Type: AWS::CloudTrail::Trail
    Properties: {S3BucketName: trails, Tags: [{Key: DataClassification, Value: phi}]}
`},
}

// recordsObjects asks whether a trail records that objects are read and written, in all buckets but those that records are written to:
// of these, each delivery would be an event, and each event a delivery.
func recordsObjects(c *Case, trail Subject) Answer {
	if advanced := trail.Get("AdvancedEventSelectors"); !advanced.Absent() {
		return template.Any(advanced.Items(), func(selector Value) Answer {
			fields := selector.Get("FieldSelectors").Items()
			ofObjects := template.Any(fields, func(f Value) Answer {
				return f.Get("Field").Is("resources.type").And(template.Any(f.Get("Equals").Items(), func(v Value) Answer { return v.Is("AWS::S3::Object") }))
			})
			return ofObjects.And(template.All(fields, func(f Value) Answer { return leavesNoneOut(c, f) }))
		})
	}
	return template.Any(trail.Get("EventSelectors").Items(), func(selector Value) Answer {
		kind := selector.Get("ReadWriteType")
		return template.Sure(kind.Absent()).Or(kind.Is("All")).And(template.Any(selector.Get("DataResources").Items(), func(data Value) Answer {
			return data.Get("Type").Is("AWS::S3::Object").And(template.Any(data.Get("Values").Items(), func(v Value) Answer {
				return v.Ends(":s3", ":s3:::").Or(template.Maybe("whether these are all buckets with PHI stands elsewhere"))
			}))
		}))
	})
}

// leavesNoneOut asks whether a field of a selector of objects leaves out nothing but the buckets of records.
func leavesNoneOut(c *Case, f Value) Answer {
	name := f.Get("Field")
	switch {
	case name.Is("eventCategory", "resources.type").Yes():
		return template.Yes
	case !name.Is("resources.ARN").Yes():
		return template.No
	}
	for _, operator := range []string{"Equals", "StartsWith", "EndsWith", "NotEquals", "NotEndsWith"} {
		if !f.Get(operator).Absent() {
			return template.Maybe("whether these are all buckets with PHI stands elsewhere")
		}
	}
	return template.All(f.Get("NotStartsWith").Items(), func(left Value) Answer {
		return template.Any(c.OfType("AWS::S3::Bucket"), func(bucket Subject) Answer {
			return template.Any(bucketArns(bucket), func(arn string) Answer { return left.Covers(arn + "/") }).And(template.Sure(takesRecords(c, bucket)))
		})
	})
}

// takesRecords reports whether a trail, a delivery channel or the access logs of a bucket are written to the bucket.
func takesRecords(c *Case, bucket Subject) bool {
	for kind, property := range map[string]string{
		"AWS::CloudTrail::Trail": "S3BucketName", "AWS::Config::DeliveryChannel": "S3BucketName", "AWS::S3::Bucket": "LoggingConfiguration.DestinationBucketName",
	} {
		for _, x := range c.OfType(kind) {
			if x.Get(property).Names(bucket) {
				return true
			}
		}
	}
	return false
}
