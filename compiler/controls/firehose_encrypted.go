package controls

import "github.com/hipaac/hipaac/compiler/template"

var firehoseEncrypted = &Control{
	ID:         "firehose-encrypted",
	Title:      "Delivery streams are encrypted",
	Tier:       Baseline,
	Severity:   High,
	Category:   "encryption-at-rest",
	Unwaivable: true,
	Citations:  []string{"164.312(a)(2)(iv)", "164.312(e)(2)(ii)"},
	Types:      []string{"AWS::KinesisFirehose::DeliveryStream"},
	Why:        "records wait in the delivery stream, and what it cannot deliver elsewhere ends in a bucket: both are copies that nobody thinks of",
	Fix: "set DeliveryStreamEncryptionConfigurationInput unless the stream reads from another one, and AWSKMSKeyARN below EncryptionConfiguration of each " +
		"S3 destination, backups included",
	Judge: func(c *Case) {
		source := c.Get("DeliveryStreamType")
		direct := source.Is("DirectPut").Or(template.Sure(source.Absent())) // what has a source is encrypted there
		kind := c.Get("DeliveryStreamEncryptionConfigurationInput.KeyType")
		c.Require(direct.Not().Or(kind.Is("CUSTOMER_MANAGED_CMK", "AWS_OWNED_CMK")), kind, "delivery stream %q does not encrypt the records that it is given", c.ID)
		for _, place := range deliveries {
			if to := c.Get(place); !to.Absent() {
				key := to.Get("EncryptionConfiguration.KMSEncryptionConfig.AWSKMSKeyARN")
				c.Require(customerKey(key).Or(arrivesEncrypted(c, to.Get("BucketARN"))), key, "delivery stream %q writes to S3 without a customer key", c.ID)
			}
		}
	},
	Bad: []Example{`
Resources:
  Vitals:  # fails
    Type: AWS::KinesisFirehose::DeliveryStream
    Properties:
      ExtendedS3DestinationConfiguration:
        BucketARN: !GetAtt Plain.Arn
        EncryptionConfiguration:  # fails
          NoEncryptionConfig: NoEncryption
  Plain: {Type: "AWS::S3::Bucket"}
`, `
# The bucket for what Splunk refuses, and the one for what the transformation began with.
Resources:
  Key: {Type: "AWS::KMS::Key"}
  Audit:
    Type: AWS::KinesisFirehose::DeliveryStream
    Properties:
      DeliveryStreamType: DirectPut
      DeliveryStreamEncryptionConfigurationInput: {KeyType: AWS_OWNED_CMK}
      SplunkDestinationConfiguration:
        S3BackupMode: FailedEventsOnly
        S3Configuration:
          BucketARN: !GetAtt Sealed.Arn
          EncryptionConfiguration: {KMSEncryptionConfig: {AWSKMSKeyARN: "arn:aws:kms:us-east-1:111122223333:alias/aws/s3"}}  # fails
  Notes:
    Type: AWS::KinesisFirehose::DeliveryStream
    Properties:
      DeliveryStreamType: KinesisStreamAsSource
      ExtendedS3DestinationConfiguration:
        BucketARN: arn:aws:s3:::notes
        EncryptionConfiguration: {KMSEncryptionConfig: {AWSKMSKeyARN: !GetAtt Key.Arn}}
        S3BackupMode: Enabled
        S3BackupConfiguration:  # fails
          BucketARN: !Sub "arn:aws:s3:::${Sealed}"
  Elsewhere:
    Type: AWS::KinesisFirehose::DeliveryStream
    Properties:
      DeliveryStreamType: KinesisStreamAsSource
      ExtendedS3DestinationConfiguration:  # unknown
        BucketARN: !ImportValue Bucket
  Sealed: {Type: "AWS::S3::Bucket", Properties: {BucketEncryption: {ServerSideEncryptionConfiguration: [{ServerSideEncryptionByDefault: {SSEAlgorithm: AES256}}]}}}
`},
	Good: []Example{`
Resources:
  Key: {Type: "AWS::KMS::Key"}
  Vitals:
    Type: AWS::KinesisFirehose::DeliveryStream
    Properties:
      DeliveryStreamEncryptionConfigurationInput: {KeyType: CUSTOMER_MANAGED_CMK, KeyARN: !GetAtt Key.Arn}
      ExtendedS3DestinationConfiguration:
        BucketARN: arn:aws:s3:::vitals
        EncryptionConfiguration: {KMSEncryptionConfig: {AWSKMSKeyARN: !GetAtt Key.Arn}}
`, `
# The bucket encrypts by itself whatever arrives.
Resources:
  Copied:
    Type: AWS::KinesisFirehose::DeliveryStream
    Properties:
      DeliveryStreamType: MSKAsSource
      IcebergDestinationConfiguration: {S3Configuration: {BucketARN: !GetAtt Bucket.Arn}}
  Bucket:
    Type: AWS::S3::Bucket
    Properties: {BucketEncryption: {ServerSideEncryptionConfiguration: [{ServerSideEncryptionByDefault: {SSEAlgorithm: "aws:kms", KMSMasterKeyID: alias/vitals}}]}}
`},
}

// deliveries are the places in the properties of a delivery stream where it writes to S3, by CloudFormation's schema of 2026-06: to
// deliver there, to load from there, or to keep what it could not deliver.
var deliveries = []string{
	"S3DestinationConfiguration", "ExtendedS3DestinationConfiguration", "ExtendedS3DestinationConfiguration.S3BackupConfiguration",
	"RedshiftDestinationConfiguration.S3Configuration", "RedshiftDestinationConfiguration.S3BackupConfiguration",
	"AmazonopensearchserviceDestinationConfiguration.S3Configuration", "AmazonOpenSearchServerlessDestinationConfiguration.S3Configuration",
	"ElasticsearchDestinationConfiguration.S3Configuration", "SplunkDestinationConfiguration.S3Configuration",
	"HttpEndpointDestinationConfiguration.S3Configuration", "SnowflakeDestinationConfiguration.S3Configuration",
	"IcebergDestinationConfiguration.S3Configuration",
}

// arrivesEncrypted asks whether the bucket of a delivery encrypts with a customer key by itself.
func arrivesEncrypted(c *Case, arn Value) Answer {
	if bucket, here := bucketOf(c, arn); here {
		return keepsByKey(bucket)
	}
	return template.Maybe(unseen("how " + called("bucket", arn) + " encrypts what arrives"))
}
