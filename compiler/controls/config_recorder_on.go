package controls

import "github.com/hipaac/hipaac/compiler/template"

var configRecorderOn = &Control{
	ID:        "config-recorder-on",
	Title:     "Configuration history is recorded",
	Tier:      Baseline,
	Severity:  High,
	Category:  "audit",
	Citations: []string{"164.308(a)(1)(ii)(A)", "164.308(a)(1)(ii)(D)", "164.312(b)"},
	Types:     []string{"AWS::Config::ConfigurationRecorder"},
	Why:       "what a resource looked like on the day of an incident is known to nobody but AWS Config, and only of types that it recorded",
	Fix:       "set AllSupported of RecordingGroup to true, and add a delivery channel with a bucket",
	Judge: func(c *Case) {
		group := c.Get("RecordingGroup")
		all, strategy := group.Get("AllSupported"), group.Get("RecordingStrategy.UseOnly")
		// Without a group, AWS Config records all types that are not of all regions.
		every := template.Sure(group.Absent()).Or(all.IsTrue()).Or(strategy.Is("ALL_SUPPORTED_RESOURCE_TYPES"))
		c.Require(every, group, "recorder %q does not record all types of resource", c.ID)
		channels := c.OfType("AWS::Config::DeliveryChannel")
		if len(channels) == 0 {
			c.Unsure(c.Whole(), "no template here has a delivery channel, without which a recorder records nothing")
			return
		}
		bucket := channels[0].Get("S3BucketName")
		c.Require(bucket.Has(), bucket, "the delivery channel of recorder %q has no bucket", c.ID)
	},
	Bad: []Example{`
Resources:
  Channel: {Type: "AWS::Config::DeliveryChannel", Properties: {S3BucketName: history}}
  Recorder:
    Type: AWS::Config::ConfigurationRecorder
    Properties:
      RoleARN: arn:aws:iam::111122223333:role/config
      RecordingGroup:  # fails
        ResourceTypes: ["AWS::EC2::Instance"]
`, `
# What is excluded is what somebody wants to hide.
Resources:
  Channel: {Type: "AWS::Config::DeliveryChannel", Properties: {S3BucketName: history}}
  Recorder:
    Type: AWS::Config::ConfigurationRecorder
    Properties:
      RoleARN: arn:aws:iam::111122223333:role/config
      RecordingGroup:  # fails
        AllSupported: false
        ExclusionByResourceTypes: {ResourceTypes: ["AWS::IAM::Role"]}
        RecordingStrategy: {UseOnly: EXCLUSION_BY_RESOURCE_TYPES}
`, `
# Nobody sees a channel that it delivers to.
Resources:
  Recorder:  # unknown
    Type: AWS::Config::ConfigurationRecorder
    Properties:
      RoleARN: arn:aws:iam::111122223333:role/config
      RecordingGroup:  # fails
        AllSupported: false
`},
	Good: []Example{`
Resources:
  Bucket: {Type: "AWS::S3::Bucket"}
  Channel: {Type: "AWS::Config::DeliveryChannel", Properties: {S3BucketName: !Ref Bucket}}
  Recorder:
    Type: AWS::Config::ConfigurationRecorder
    Properties: {RoleARN: "arn:aws:iam::111122223333:role/config", RecordingGroup: {AllSupported: true, IncludeGlobalResourceTypes: true}}
`, `
Resources:
  Channel: {Type: "AWS::Config::DeliveryChannel", Properties: {S3BucketName: history}}
  Recorder: {Type: "AWS::Config::ConfigurationRecorder", Properties: {RoleARN: "arn:aws:iam::111122223333:role/config"}}
---
Resources:
  Recorder:
    Type: AWS::Config::ConfigurationRecorder
    Properties: {RoleARN: "arn:aws:iam::111122223333:role/config", RecordingGroup: {RecordingStrategy: {UseOnly: ALL_SUPPORTED_RESOURCE_TYPES}}}
`},
}
