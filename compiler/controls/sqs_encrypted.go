package controls

var sqsEncrypted = &Control{
	ID:         "sqs-encrypted",
	Title:      "Queues are encrypted",
	Tier:       Baseline,
	Severity:   High,
	Category:   "encryption-at-rest",
	Unwaivable: true,
	Citations:  []string{"164.312(a)(2)(iv)", "164.312(e)(2)(ii)"},
	Types:      []string{"AWS::SQS::Queue"},
	Why:        "a queue keeps messages for up to two weeks, and the dead-letter queue keeps exactly those that somebody will open",
	Fix:        "set KmsMasterKeyId to a customer key; SqsManagedSseEnabled is the least",
	Judge: func(c *Case) {
		key, managed := c.Get("KmsMasterKeyId"), c.Get("SqsManagedSseEnabled")
		// SQS encrypts new queues by itself since 2022; the statement is the evidence, and an explicit false switches it off.
		c.Require(key.Has().Or(managed.IsTrue()), managed, "queue %q states no encryption: it has neither KmsMasterKeyId nor SqsManagedSseEnabled", c.ID)
	},
	Bad: []Example{`
Resources:
  Jobs:  # fails
    Type: AWS::SQS::Queue
`, `
# The queue is encrypted, and its dead letters are not.
Resources:
  Jobs:
    Type: AWS::SQS::Queue
    Properties:
      KmsMasterKeyId: alias/messages
      RedrivePolicy: {deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 3}
  Dead:
    Type: AWS::SQS::Queue
    Properties:
      SqsManagedSseEnabled: false  # fails
`},
	Good: []Example{`
Resources:
  Jobs:
    Type: AWS::SQS::Queue
    Properties: {KmsMasterKeyId: !ImportValue "keys:MessagesKeyArn"}
  Dead:
    Type: AWS::SQS::Queue
    Properties: {SqsManagedSseEnabled: true}
`},
}
