package controls

import "github.com/hipaac/hipaac/compiler/template"

var mskEncrypted = &Control{
	ID:         "msk-encrypted",
	Title:      "Kafka is encrypted at rest and in flight",
	Tier:       Baseline,
	Severity:   Critical,
	Category:   "encryption-at-rest",
	Unwaivable: true,
	Citations:  []string{"164.312(a)(2)(iv)", "164.312(e)(1)", "164.312(e)(2)(i)", "164.312(e)(2)(ii)"},
	Types:      []string{"AWS::MSK::Cluster"},
	Why:        "brokers keep every message for days and copy it to each other; a listener in clear text beside the one with TLS is what careless clients use",
	Fix:        "set ClientBroker to TLS, leave InCluster true, and set DataVolumeKMSKeyId to a customer key",
	Judge: func(c *Case) {
		client, inside := c.Get("EncryptionInfo.EncryptionInTransit.ClientBroker"), c.Get("EncryptionInfo.EncryptionInTransit.InCluster")
		requireKey(c, "cluster", "EncryptionInfo.EncryptionAtRest.DataVolumeKMSKeyId")
		tls := client.Is("TLS")
		if client.Absent() {
			tls = template.Maybe("the references of CloudFormation (TLS) and of the API (TLS_PLAINTEXT) disagree on the default of ClientBroker")
		}
		c.Require(tls, client, `cluster %q has %s for ClientBroker, needs "TLS"`, c.ID, client)
		c.Forbid(inside.IsFalse(), inside, "brokers of cluster %q copy messages to each other in clear text", c.ID)
	},
	Bad: []Example{`
Resources:
  Events:  # fails
    Type: AWS::MSK::Cluster
    Properties: {ClusterName: events}
`, `
# TLS is offered, and clear text beside it.
Resources:
  Events:
    Type: AWS::MSK::Cluster
    Properties:
      EncryptionInfo:
        EncryptionAtRest: {DataVolumeKMSKeyId: "arn:aws:kms:us-east-1:111122223333:key/1"}
        EncryptionInTransit:
          ClientBroker: TLS_PLAINTEXT  # fails
          InCluster: false  # fails
  Managed:
    Type: AWS::MSK::Cluster
    Properties:
      EncryptionInfo:
        EncryptionAtRest:
          DataVolumeKMSKeyId: alias/aws/kafka  # fails
        EncryptionInTransit: {ClientBroker: TLS}
  Silent:
    Type: AWS::MSK::Cluster
    Properties:
      EncryptionInfo:  # unknown
        EncryptionAtRest: {DataVolumeKMSKeyId: "arn:aws:kms:us-east-1:111122223333:key/1"}
`},
	Good: []Example{`
Resources:
  Key: {Type: "AWS::KMS::Key"}
  Events:
    Type: AWS::MSK::Cluster
    Properties: {EncryptionInfo: {EncryptionAtRest: {DataVolumeKMSKeyId: !GetAtt Key.Arn}, EncryptionInTransit: {ClientBroker: TLS}}}
  Stated:
    Type: AWS::MSK::Cluster
    Properties: {EncryptionInfo: {EncryptionAtRest: {DataVolumeKMSKeyId: !ImportValue Key}, EncryptionInTransit: {ClientBroker: TLS, InCluster: true}}}
`},
}
