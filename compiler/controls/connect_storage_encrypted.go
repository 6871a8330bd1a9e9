package controls

var connectStorageEncrypted = &Control{
	ID:         "connect-storage-encrypted",
	Title:      "Contact-centre recordings are encrypted",
	Tier:       Baseline,
	Severity:   High,
	Category:   "encryption-at-rest",
	Unwaivable: true,
	Citations:  []string{"164.312(a)(2)(iv)", "164.312(e)(2)(ii)"},
	Types:      []string{"AWS::Connect::InstanceStorageConfig"},
	Why:        "recordings of calls hold names, dates of birth and complaints in the patients' own voices",
	Fix:        "set EncryptionConfig with EncryptionType KMS and KeyId of a customer key; give a stream of records a customer key itself",
	Judge: func(c *Case) {
		switch kind := c.Get("StorageType"); {
		case kind.Is("S3").Yes():
			requireKey(c, "storage", "S3Config.EncryptionConfig.KeyId")
		case kind.Is("KINESIS_VIDEO_STREAM").Yes():
			requireKey(c, "storage", "KinesisVideoStreamConfig.EncryptionConfig.KeyId")
		case kind.Is("KINESIS_STREAM").Yes():
			judgeStream(c, c.Get("KinesisStreamConfig.StreamArn"), "AWS::Kinesis::Stream", "StreamEncryption.KeyId")
		case kind.Is("KINESIS_FIREHOSE").Yes():
			judgeStream(c, c.Get("KinesisFirehoseConfig.FirehoseArn"), "AWS::KinesisFirehose::DeliveryStream", "DeliveryStreamEncryptionConfigurationInput.KeyARN")
		default:
			c.Unsure(kind, "where Connect writes to is not known")
		}
	},
	Bad: []Example{`
Parameters:
  Kind: {Type: String}
Resources:
  Asked:
    Type: AWS::Connect::InstanceStorageConfig
    Properties:
      StorageType: !Ref Kind  # unknown
  Calls:
    Type: AWS::Connect::InstanceStorageConfig
    Properties:
      ResourceType: CALL_RECORDINGS
      StorageType: S3
      S3Config:  # fails
        BucketName: calls
        BucketPrefix: connect
  Live:
    Type: AWS::Connect::InstanceStorageConfig
    Properties:
      ResourceType: MEDIA_STREAMS
      StorageType: KINESIS_VIDEO_STREAM
      KinesisVideoStreamConfig:
        EncryptionConfig:
          EncryptionType: KMS
          KeyId: arn:aws:kms:us-east-1:111122223333:alias/aws/kinesisvideo  # fails
  Records:
    Type: AWS::Connect::InstanceStorageConfig
    Properties:
      ResourceType: CONTACT_TRACE_RECORDS
      StorageType: KINESIS_STREAM
      KinesisStreamConfig:
        StreamArn: !GetAtt Stream.Arn  # fails
  Stream: {Type: "AWS::Kinesis::Stream", Properties: {StreamEncryption: {EncryptionType: KMS, KeyId: alias/aws/kinesis}}}
  Events:
    Type: AWS::Connect::InstanceStorageConfig
    Properties:
      StorageType: KINESIS_FIREHOSE
      KinesisFirehoseConfig:
        FirehoseArn: arn:aws:firehose:us-east-1:111122223333:deliverystream/events  # unknown
`},
	Good: []Example{`
Resources:
  Calls:
    Type: AWS::Connect::InstanceStorageConfig
    Properties: {StorageType: S3, S3Config: {BucketName: calls, BucketPrefix: c, EncryptionConfig: {EncryptionType: KMS, KeyId: !ImportValue Key}}}
  Records: {Type: "AWS::Connect::InstanceStorageConfig", Properties: {StorageType: KINESIS_STREAM, KinesisStreamConfig: {StreamArn: !GetAtt Stream.Arn}}}
  Stream: {Type: "AWS::Kinesis::Stream", Properties: {StreamEncryption: {EncryptionType: KMS, KeyId: !ImportValue Key}}}
`},
}

// judgeStream asks of a stream that Connect writes to that it has a customer key.
func judgeStream(c *Case, arn Value, kind, key string) {
	stream, here := c.Target(arn, kind)
	if !here {
		c.Unsure(arn, unseen("how "+called("stream", arn)+" is encrypted"))
		return
	}
	c.Require(customerKey(stream.Get(key)), arn, "stream %q, which %q writes to, has no customer key", stream.ID, c.ID)
}
