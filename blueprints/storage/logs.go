package storage

import (
	"github.com/awslabs/goformation/v7/cloudformation/s3"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
)

// logsID is the logical id of the bucket that receives the access logs.
const logsID = "AccessLogs"

// expiredLogDays is how long expired log records can still be brought back.
const expiredLogDays = 30

// addAccessLogs adds the bucket that receives the access logs of the stack's other buckets. It is the one with the lifecycle and
// the one with the writer, and it does not log its own accesses: every delivery would cause another.
func addAccessLogs(s *blueprints.Stack, names []string, days int) {
	physical := guard.BucketName(s, logsName(s))
	var sources []string
	for _, name := range names {
		sources = append(sources, blueprints.GetAtt(bucketID(name), "Arn"))
	}
	// A bucket that leaves the spec is kept and goes on logging: its records must go on arriving.
	sources = append(sources, "arn:"+blueprints.Partition+":s3:::"+guard.BucketName(s, "*"))
	bucket := guard.LogBucket(s, logsID, "accessLogDays", &s3.Bucket{
		BucketName: &physical,
		LifecycleConfiguration: &s3.Bucket_LifecycleConfiguration{Rules: []s3.Bucket_Rule{
			lifecycle(keeping{expire: days, noncurrent: expiredLogDays}),
		}},
		NotificationConfiguration: guard.ObjectEvents(),
	}, guard.ReceiveAccessLogs(logsID, sources))
	bucket.Say("Encrypted with SSE-S3 and without object lock: S3 delivers access logs to no other kind of bucket.\n" +
		"In an emergency the role " + s.PhysicalName("break-glass") + " may delete records early; nobody else may, by the bucket's policy.")
	s.Export("AccessLogsBucketName", bucket.Ref(), "name of the bucket with the access logs of this stack's buckets")
}

// logTo sends the access logs of a bucket to the stack's log bucket, below the bucket's name and the day of the access.
func logTo(name string) *s3.Bucket_LoggingConfiguration {
	target, prefix, day := blueprints.Ref(logsID), name+"/", "EventTime"
	return &s3.Bucket_LoggingConfiguration{
		DestinationBucketName: &target, LogFilePrefix: &prefix,
		TargetObjectKeyFormat: &s3.Bucket_TargetObjectKeyFormat{PartitionedPrefix: &s3.Bucket_PartitionedPrefix{PartitionDateSource: &day}},
	}
}
