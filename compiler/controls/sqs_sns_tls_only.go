package controls

import "github.com/hipaac/hipaac/compiler/template"

var sqsSNSTLSOnly = &Control{
	ID:         "sqs-sns-tls-only",
	Title:      "Queues and topics refuse clear calls",
	Tier:       Baseline,
	Severity:   High,
	Category:   "encryption-in-transit",
	Unwaivable: true,
	Citations:  []string{"164.312(e)(1)", "164.312(e)(2)(i)", "164.312(e)(2)(ii)"},
	Types:      []string{"AWS::SQS::QueuePolicy", "AWS::SNS::TopicPolicy", "AWS::SNS::Subscription", "AWS::SNS::Topic"},
	Why:        "both services answer plain HTTP, and SNS delivers to plain HTTP, unless they are told not to",
	Fix:        `deny "*" when aws:SecureTransport is false, and deliver to https, sqs, lambda or firehose`,
	Judge: func(c *Case) {
		switch c.Type {
		case "AWS::SNS::Subscription":
			refusePlainDelivery(c, c.Properties())
		case "AWS::SNS::Topic":
			for _, subscription := range c.Get("Subscription").Items() {
				refusePlainDelivery(c, subscription)
			}
		default:
			document, carrying := c.Get("PolicyDocument"), []string{"sqs:SendMessage", "sqs:ReceiveMessage"}
			if c.Type == "AWS::SNS::TopicPolicy" {
				carrying = []string{"sns:Publish"}
			}
			refused := template.Any(Statements(document), func(s Statement) Answer { return refusesClearText(s, carrying...) })
			c.Require(refused, document, "%q does not refuse calls in clear text", c.ID)
		}
	},
	Bad: []Example{`
Resources:
  Policy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Jobs]
      PolicyDocument:  # fails
        Statement:
          - {Effect: Allow, Principal: {AWS: !Ref AWS::AccountId}, Action: "sqs:SendMessage", Resource: "*"}
          - {Effect: Deny, Principal: "*", Action: "sqs:SendMessage", Resource: "*", Condition: {Bool: {aws:SecureTransport: "false"}}}
  Jobs:
    Type: AWS::SQS::Queue
  Hook:
    Type: AWS::SNS::Subscription
    Properties:
      TopicArn: arn:aws:sns:us-east-1:111122223333:alerts
      Protocol: http  # fails
      Endpoint: http://hooks.clinic.example
`, `
# Refused for one caller, and for a second condition that lets the others through.
Resources:
  Policy:
    Type: AWS::SNS::TopicPolicy
    Properties:
      Topics: [!Ref Alerts]
      PolicyDocument:  # fails
        Statement:
          - Effect: Deny
            Principal: {AWS: "arn:aws:iam::111122223333:role/app"}
            Action: sns:Publish
            Resource: "*"
            Condition: {Bool: {aws:SecureTransport: "false"}}
          - Effect: Deny
            Principal: "*"
            Action: sns:Publish
            Resource: "*"
            Condition: {Bool: {aws:SecureTransport: "false"}, StringEquals: {aws:SourceVpc: vpc-1}}
  Alerts:
    Type: AWS::SNS::Topic
    Properties:
      Subscription:
        - {Protocol: https, Endpoint: "https://hooks.clinic.example"}
        - {Protocol: http, Endpoint: "http://hooks.clinic.example"}  # fails
`},
	Good: []Example{`
Resources:
  Policy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Jobs]
      PolicyDocument:
        Statement:
          - {Effect: Deny, Principal: "*", Action: "sqs:*", Resource: "*", Condition: {Bool: {aws:SecureTransport: "false"}}}
  Jobs:
    Type: AWS::SQS::Queue
  Topics:
    Type: AWS::SNS::TopicPolicy
    Properties:
      Topics: [!Ref Alerts]
      PolicyDocument:
        Statement:
          - {Effect: Deny, Principal: {AWS: "*"}, Action: "sns:Publish", Resource: !Ref Alerts, Condition: {Bool: {aws:SecureTransport: false}}}
  Alerts:
    Type: AWS::SNS::Topic
    Properties: {Subscription: [{Protocol: sqs, Endpoint: !GetAtt Jobs.Arn}]}
`},
}

func refusePlainDelivery(c *Case, subscription Value) {
	protocol := subscription.Get("Protocol")
	c.Forbid(protocol.Is("http"), protocol, "%q delivers messages over plain HTTP", c.ID)
}
