package controls

import "github.com/hipaac/hipaac/compiler/template"

var s3EventNotifications = &Control{
	ID:        "s3-event-notifications",
	Title:     "Bucket changes raise events",
	Tier:      Optional,
	Severity:  Low,
	Category:  "monitoring",
	Citations: []string{"164.308(a)(1)(ii)(D)", "164.312(b)"},
	Types:     []string{"AWS::S3::Bucket"},
	Why:       "events let other systems notice deletions and changes as they happen, where access logs tell of them hours later",
	Fix:       "set EventBridgeEnabled to true under NotificationConfiguration.EventBridgeConfiguration",
	Judge: func(c *Case) {
		configuration := c.Get("NotificationConfiguration")
		raised := configuration.Get("EventBridgeConfiguration.EventBridgeEnabled").IsTrue()
		for _, target := range []string{"LambdaConfigurations", "QueueConfigurations", "TopicConfigurations"} {
			raised = raised.Or(template.Any(configuration.Get(target).Items(), func(v Value) Answer { return v.Get("Event").Has() }))
		}
		c.Require(raised, configuration, "bucket %q raises no events", c.ID)
	},
	Bad: []Example{`
Resources:
  Documents:  # fails
    Type: AWS::S3::Bucket
`, `
Resources:
  Documents:
    Type: AWS::S3::Bucket
    Properties:
      NotificationConfiguration:  # fails
        EventBridgeConfiguration: {EventBridgeEnabled: false}
        QueueConfigurations: []
`},
	Good: []Example{`
Resources:
  Documents:
    Type: AWS::S3::Bucket
    Properties:
      NotificationConfiguration: {EventBridgeConfiguration: {EventBridgeEnabled: true}}
  Uploads:
    Type: AWS::S3::Bucket
    Properties:
      NotificationConfiguration:
        QueueConfigurations: [{Event: "s3:ObjectCreated:*", Queue: "arn:aws:sqs:us-east-1:111122223333:uploads"}]
`},
}
