package audit

import (
	"fmt"

	"github.com/awslabs/goformation/v7/cloudformation/s3"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
)

// logsID is the logical id of the bucket that receives the access logs of the others, logsName its name.
const logsID = "AccessLogs"

func logsName(s *blueprints.Stack) string { return s.Key + "-logs" }

// addTrailBucket adds the bucket of the trail's files. Each is locked from its arrival on.
func (r *records) addTrailBucket() *blueprints.Resource {
	const id = "TrailBucket"
	r.addAccessLogs()
	statements := guard.ReceiveTrail(id, guard.TrailArn(r.Stack))
	lifted := "nobody can delete it, the account's root user included"
	mode := "COMPLIANCE"
	if r.cfg.Lock == "governance" {
		mode = "GOVERNANCE"
		statements = append(statements, guard.OnlyBreakGlassLifts(r.Stack, id))
		lifted = "only the role " + r.PhysicalName("break-glass") + " can delete it"
	}
	name := guard.RecordsBucketName(r.Stack, "trail", blueprints.Region)
	properties := r.bucket(name, "trail/")
	properties.ObjectLockEnabled = ptr(true)
	properties.ObjectLockConfiguration = &s3.Bucket_ObjectLockConfiguration{
		ObjectLockEnabled: ptr("Enabled"),
		Rule:              &s3.Bucket_ObjectLockRule{DefaultRetention: &s3.Bucket_DefaultRetention{Mode: &mode, Days: &r.cfg.KeepDays}},
	}
	bucket := guard.AccountRecords(r.Stack, id, "keepDays", r.KeyArn(blueprints.LogsKey), properties, statements...)
	bucket.Say(fmt.Sprintf("Each file is locked for %d days from its arrival: %s. CloudTrail alone writes here.", r.cfg.KeepDays, lifted))
	r.Export("AuditBucketName", bucket.Ref(), "name of the bucket with the trail's files")
	r.Export("AuditBucketArn", bucket.Arn(), "ARN of the bucket with the trail's files")
	return bucket
}

// addConfigBucket adds the bucket of what AWS Config records, for all regions of the account.
//
// It has no object lock: AWS Config delivers to no bucket that locks by default (AWS Config Developer Guide, "Working with the Delivery
// Channel"). What keeps its files is the policy, which lets nobody else write and nobody but the break-glass role delete.
func (r *records) addConfigBucket() *blueprints.Resource {
	const id = "ConfigBucket"
	r.addAccessLogs()
	name := guard.RecordsBucketName(r.Stack, "config", blueprints.Region)
	bucket := guard.AccountRecords(r.Stack, id, "keepDays", r.KeyArn(blueprints.LogsKey), r.bucket(name, "config/"), guard.ReceiveConfig(id)...)
	bucket.Say("Without object lock: AWS Config delivers to no bucket that locks by default.\n" +
		"In an emergency the role " + r.PhysicalName("break-glass") + " may delete files early; nobody else may, by the bucket's policy.")
	r.Export("ConfigBucketName", bucket.Ref(), "name of the bucket with the history of the account's configuration")
	return bucket
}

// addAccessLogs adds the bucket that receives the access logs of the other two, once.
func (r *records) addAccessLogs() {
	if r.has(logsID) {
		return
	}
	sources := "arn:" + blueprints.Partition + ":s3:::"
	guard.LogBucket(r.Stack, logsID, "keepDays", guard.RecordsBucket(r.Stack, logsName(r.Stack), r.cfg.KeepDays), guard.ReceiveAccessLogs(logsID, []string{
		sources + guard.RecordsBucketName(r.Stack, "config", blueprints.Region), sources + guard.RecordsBucketName(r.Stack, "trail", blueprints.Region),
	})).Say("Who looked at the records. Encrypted with SSE-S3 and without object lock: S3 delivers access logs to no other kind of bucket.\n" +
		"In an emergency the role " + r.PhysicalName("break-glass") + " may delete files early; nobody else may, by the bucket's policy.")
}

func (r *records) has(id string) bool {
	for _, have := range r.Resources {
		if have.ID == id {
			return true
		}
	}
	return false
}

// bucket is what both buckets of records have: what is written to one ends with its time and not before, and who looks at it is logged.
func (r *records) bucket(name, prefix string) *s3.Bucket {
	return &s3.Bucket{
		BucketName: &name, LifecycleConfiguration: guard.KeepFor(r.cfg.KeepDays), NotificationConfiguration: guard.ObjectEvents(),
		LoggingConfiguration: &s3.Bucket_LoggingConfiguration{
			DestinationBucketName: ptr(blueprints.Ref(logsID)), LogFilePrefix: &prefix,
			TargetObjectKeyFormat: &s3.Bucket_TargetObjectKeyFormat{PartitionedPrefix: &s3.Bucket_PartitionedPrefix{PartitionDateSource: ptr("EventTime")}},
		},
	}
}
