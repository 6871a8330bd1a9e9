package controls

import "github.com/hipaac/hipaac/compiler/template"

var lambdaDlq = &Control{
	ID:        "lambda-dlq",
	Title:     "Failed asynchronous events are kept",
	Tier:      Optional,
	Severity:  Low,
	Category:  "monitoring",
	Citations: []string{"164.312(b)"},
	Types:     functionTypes,
	Why:       "Lambda throws an event away that a function failed on three times, and nobody learns which record was never written",
	Fix:       "set DeadLetterConfig.TargetArn to an encrypted queue, or add an EventInvokeConfig with DestinationConfig.OnFailure",
	Judge: func(c *Case) {
		if !calledWithoutWaiting(c).Yes() {
			return // whoever calls it hears of the failure
		}
		targets := []Value{c.Get("DeadLetterConfig.TargetArn"), c.Get("DeadLetterQueue.TargetArn"), c.Get("EventInvokeConfig.DestinationConfig.OnFailure.Destination")}
		for _, config := range c.Pointing("AWS::Lambda::EventInvokeConfig", "FunctionName") {
			targets = append(targets, config.Get("DestinationConfig.OnFailure.Destination"))
		}
		kept := template.Any(targets, Value.Has)
		if !c.Require(kept, targets[0], "events that function %q fails on are thrown away", c.ID) {
			return
		}
		for _, target := range targets {
			if queue, here := c.Target(target, "AWS::SQS::Queue"); here {
				managed := queue.Get("SqsManagedSseEnabled")
				c.Forbid(managed.IsFalse().And(queue.Get("KmsMasterKeyId").Has().Not()), managed, "queue %q keeps failed events of %q unencrypted", queue.ID, c.ID)
			}
			if topic, here := c.Target(target, "AWS::SNS::Topic"); here {
				c.Require(topic.Get("KmsMasterKeyId").Has(), topic.Whole(), "topic %q keeps failed events of %q unencrypted", topic.ID, c.ID)
			}
		}
	},
	Bad: []Example{`
Resources:
  Worker:  # fails
    Type: AWS::Lambda::Function
    Properties: {Runtime: python3.14}
  Uploads: {Type: "AWS::Lambda::Permission", Properties: {FunctionName: !Ref Worker, Action: "lambda:InvokeFunction", Principal: s3.amazonaws.com}}
`, `
# Failures are kept, in the clear.
Resources:
  Worker:
    Type: AWS::Lambda::Function
    Properties: {DeadLetterConfig: {TargetArn: !Ref Failures}}
  Clock: {Type: "AWS::Lambda::Permission", Properties: {FunctionName: !GetAtt Worker.Arn, Action: "lambda:InvokeFunction", Principal: events.amazonaws.com}}
  Failures:  # fails
    Type: AWS::SNS::Topic
    Properties: {TopicName: failures}
  Other:
    Type: AWS::Lambda::Function
    Properties: {DeadLetterConfig: {TargetArn: !GetAtt Left.Arn}}
  OtherClock: {Type: "AWS::Lambda::Permission", Properties: {FunctionName: !Ref Other, Action: "lambda:InvokeFunction", Principal: events.amazonaws.com}}
  Left:
    Type: AWS::SQS::Queue
    Properties:
      SqsManagedSseEnabled: false  # fails
`},
	Good: []Example{`
Resources:
  Worker: {Type: "AWS::Lambda::Function", Properties: {DeadLetterConfig: {TargetArn: !GetAtt Left.Arn}}}
  Clock: {Type: "AWS::Lambda::Permission", Properties: {FunctionName: !Ref Worker, Action: "lambda:InvokeFunction", Principal: events.amazonaws.com}}
  Left: {Type: "AWS::SQS::Queue"}
  Other: {Type: "AWS::Lambda::Function"}
  Topic: {Type: "AWS::Lambda::Permission", Properties: {FunctionName: !Ref Other, Action: "lambda:InvokeFunction", Principal: sns.amazonaws.com}}
  Kept:
    Type: AWS::Lambda::EventInvokeConfig
    Properties: {FunctionName: !Ref Other, Qualifier: $LATEST, DestinationConfig: {OnFailure: {Destination: !GetAtt Left.Arn}}}
  Answering: {Type: "AWS::Lambda::Function"}
  Api: {Type: "AWS::Lambda::Permission", Properties: {FunctionName: !Ref Answering, Action: "lambda:InvokeFunction", Principal: apigateway.amazonaws.com}}
`},
}

// calledWithoutWaiting asks whether something calls the function and does not wait for its answer (Lambda Developer Guide, "Invoking
// Lambda with events from other AWS services").
func calledWithoutWaiting(c *Case) Answer {
	called := invokedBy(c, "s3.amazonaws.com", "sns.amazonaws.com", "events.amazonaws.com", "ses.amazonaws.com", "iot.amazonaws.com",
		"config.amazonaws.com", "codecommit.amazonaws.com", "logs.amazonaws.com")
	return called.Or(hasEvent(c, "S3", "SNS", "EventBridgeRule", "CloudWatchEvent", "Schedule", "CloudWatchLogs", "IoTRule"))
}
