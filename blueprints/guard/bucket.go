package guard

import (
	"github.com/awslabs/goformation/v7/cloudformation/s3"

	"github.com/hipaac/hipaac/blueprints"
)

// Bucket adds a bucket with everything that does not depend on what it holds: encrypted with the given key, versioned, owned by the
// account whatever is uploaded, closed to the public, reached over TLS 1.2 or later only, kept when it leaves the stack. What
// depends on its contents, such as retention, comes in the properties, and further statements of its policy behind them.
//
// The policy is a resource "<id>Policy", kept like the bucket: what is left behind stays as protected as it was. From is the path
// of the stack's configuration that asked for both.
func Bucket(s *blueprints.Stack, id, from, keyArn string, properties *s3.Bucket, more ...Statement) *blueprints.Resource {
	return SharedBucket(s, id, from, keyArn, "", properties, more...)
}

// SharedBucket is Bucket for one that an organization reads: its policy does not deny everything to the organization's other accounts.
// What it permits them comes in further statements; the organization is its id, and "" is none.
func SharedBucket(s *blueprints.Stack, id, from, keyArn, organization string, properties *s3.Bucket, more ...Statement) *blueprints.Resource {
	bucketKey := true
	return addBucket(s, id, from, organization, properties, encryptionRule{
		// A bucket key spares a call of KMS, and its price, for nearly every object.
		BucketKeyEnabled: &bucketKey,
		ServerSideEncryptionByDefault: &s3.Bucket_ServerSideEncryptionByDefault{
			SSEAlgorithm: "aws:kms", KMSMasterKeyID: &keyArn,
		},
	}, append(onlyKey(id, keyArn), more...))
}

// LogBucket adds a bucket that AWS services deliver access logs to. It differs from Bucket in what that delivery demands:
//
//   - Encryption is SSE-S3. The log delivery of S3 and of load balancers cannot write to a bucket whose default is SSE-KMS.
//   - There is no object lock. A bucket with one cannot receive server access logs.
//
// In place of the lock, the policy lets nobody but AWS services write, overwrite or delete: see keepRecords.
//
// Source: Amazon S3 User Guide, "Enabling Amazon S3 server access logging" and "Object Lock considerations".
func LogBucket(s *blueprints.Stack, id, from string, properties *s3.Bucket, more ...Statement) *blueprints.Resource {
	return addBucket(s, id, from, "", properties, encryptionRule{
		ServerSideEncryptionByDefault: &s3.Bucket_ServerSideEncryptionByDefault{SSEAlgorithm: "AES256"},
	}, append([]Statement{keepRecords(s, id)}, more...)).
		NotBackedUp("log records are kept as long as their class asks, and versions bring back what is deleted or overwritten.")
}

const (
	// expiredLogDays is how long records can still be brought back whose time is over, or that an emergency took away.
	expiredLogDays = 30
	// abandonedUploadDays is when the parts of an upload that was never finished are deleted.
	abandonedUploadDays = 7
)

// RecordsBucket is what LogBucket takes for records that are kept for some days and then deleted.
func RecordsBucket(s *blueprints.Stack, name string, days int) *s3.Bucket {
	return &s3.Bucket{BucketName: ptr(ShortBucketName(s, name)), LifecycleConfiguration: KeepFor(days), NotificationConfiguration: ObjectEvents()}
}

// KeepFor deletes what a bucket holds when it is so many days old, and not before.
func KeepFor(days int) *s3.Bucket_LifecycleConfiguration {
	return &s3.Bucket_LifecycleConfiguration{Rules: []s3.Bucket_Rule{{
		Id: ptr("keep"), Status: "Enabled", ExpirationInDays: &days,
		NoncurrentVersionExpiration:    &s3.Bucket_NoncurrentVersionExpiration{NoncurrentDays: expiredLogDays},
		AbortIncompleteMultipartUpload: &s3.Bucket_AbortIncompleteMultipartUpload{DaysAfterInitiation: abandonedUploadDays},
	}}}
}

// ObjectEvents sends events on every change of an object to EventBridge, where detection and automation can listen. Nothing listens by
// itself, and events without a listener cost nothing.
func ObjectEvents() *s3.Bucket_NotificationConfiguration {
	return &s3.Bucket_NotificationConfiguration{
		EventBridgeConfiguration: &s3.Bucket_EventBridgeConfiguration{EventBridgeEnabled: true},
	}
}

// encryptionRule is a short name for goformation's.
type encryptionRule = s3.Bucket_ServerSideEncryptionRule

func addBucket(s *blueprints.Stack, id, from, organization string, b *s3.Bucket, encrypt encryptionRule, policy []Statement) *blueprints.Resource {
	on := true
	b.BucketEncryption = &s3.Bucket_BucketEncryption{
		ServerSideEncryptionConfiguration: []encryptionRule{encrypt},
	}
	b.VersioningConfiguration = &s3.Bucket_VersioningConfiguration{Status: "Enabled"}
	owner := "BucketOwnerEnforced" // no ACLs: policies alone decide
	b.OwnershipControls = &s3.Bucket_OwnershipControls{Rules: []s3.Bucket_OwnershipControlsRule{{ObjectOwnership: &owner}}}
	b.PublicAccessBlockConfiguration = &s3.Bucket_PublicAccessBlockConfiguration{
		BlockPublicAcls: &on, BlockPublicPolicy: &on, IgnorePublicAcls: &on, RestrictPublicBuckets: &on,
	}
	bucket := s.Add(id, b).From(from).Retain()
	s.Add(id+"Policy", &s3.BucketPolicy{
		Bucket:         bucket.Ref(),
		PolicyDocument: Document(append(onlySafely(id, organization), policy...)...),
	}).From(from).Retain()
	return bucket
}
