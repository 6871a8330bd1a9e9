package controls

import (
	"strings"

	"github.com/hipaac/hipaac/compiler/template"
)

var mqEncrypted = &Control{
	ID:         "mq-encrypted",
	Title:      "Message brokers use a customer key and are private",
	Tier:       Baseline,
	Severity:   Critical,
	Category:   "encryption-at-rest",
	Unwaivable: true,
	Citations:  []string{"164.312(a)(2)(iv)", "164.312(e)(2)(ii)"},
	Types:      []string{"AWS::AmazonMQ::Broker"},
	Why:        "a broker keeps messages until somebody takes them, under a key that AWS owns and no policy of one's own guards; its key is fixed when it is made",
	Fix:        "set UseAwsOwnedKey of EncryptionOptions to false, KmsKeyId to a customer key, and PubliclyAccessible to false",
	Judge: func(c *Case) {
		public := c.Get("PubliclyAccessible")
		c.Forbid(public.IsTrue(), public, "broker %q has public addresses", c.ID)
		owned, key := c.Get("EncryptionOptions.UseAwsOwnedKey"), c.Get("EncryptionOptions.KmsKeyId")
		rabbit := c.Get("EngineType").Passes(func(engine string) bool { return strings.EqualFold(engine, "RABBITMQ") })
		if c.Get("EncryptionOptions").Absent() && rabbit.Yes() {
			// CloudFormation's reference says in some languages that EncryptionOptions does not apply to these (2026-06).
			c.Unsure(c.Get("EncryptionOptions"), "whether a RabbitMQ broker takes a customer key depends on its Region and version")
			return
		}
		own := customerKey(key).And(owned.IsFalse().Or(template.Sure(owned.Absent())))
		c.Require(own, c.Get("EncryptionOptions"), "broker %q has %s for KmsKeyId and %s for UseAwsOwnedKey, needs a customer key and false", c.ID, key, owned)
	},
	Bad: []Example{`
Resources:
  Hl7:  # fails
    Type: AWS::AmazonMQ::Broker
    Properties:
      EngineType: ACTIVEMQ
      PubliclyAccessible: true  # fails
`, `
# A key is named, and the one of AWS is used.
Resources:
  Hl7:
    Type: AWS::AmazonMQ::Broker
    Properties:
      EngineType: ACTIVEMQ
      PubliclyAccessible: false
      EncryptionOptions:  # fails
        UseAwsOwnedKey: true
        KmsKeyId: alias/messages
  Managed:
    Type: AWS::AmazonMQ::Broker
    Properties:
      EngineType: ACTIVEMQ
      PubliclyAccessible: false
      EncryptionOptions:  # fails
        UseAwsOwnedKey: false
        KmsKeyId: alias/aws/mq
  Rabbit:  # unknown
    Type: AWS::AmazonMQ::Broker
    Properties: {EngineType: RabbitMQ, PubliclyAccessible: false}
`},
	Good: []Example{`
Resources:
  Key: {Type: "AWS::KMS::Key"}
  Hl7: {Type: "AWS::AmazonMQ::Broker", Properties: {EngineType: ACTIVEMQ, PubliclyAccessible: false, EncryptionOptions: {UseAwsOwnedKey: false, KmsKeyId: !Ref Key}}}
  Rabbit: {Type: "AWS::AmazonMQ::Broker", Properties: {EngineType: RABBITMQ, PubliclyAccessible: false, EncryptionOptions: {UseAwsOwnedKey: false, KmsKeyId: !Ref Key}}}
`},
}
