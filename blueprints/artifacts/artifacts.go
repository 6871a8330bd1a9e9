// Package artifacts builds the store of what is deployed: the bucket for templates and for what pipelines hand on, and the bucket that
// receives its access logs.
package artifacts

import (
	"github.com/awslabs/goformation/v7/cloudformation/s3"
	"github.com/awslabs/goformation/v7/cloudformation/tags"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/schema"
)

// Blueprint makes the bucket and exports "ArtifactsBucketName", "ArtifactsBucketArn" and "ArtifactsLogBucketName". Its objects are encrypted
// with the key for code. The fact "bucket" is the bucket's name as it will be in the account.
var Blueprint = blueprints.Define("artifacts", "templates and build artifacts", []string{"keys"}, uses, build).DeployedOnly()

func uses(cfg *schema.Artifacts) []blueprints.KeyUse {
	return []blueprints.KeyUse{{Class: blueprints.CodeKey, Service: "s3", Organization: cfg.Organization}}
}

// The logical ids of the buckets.
const (
	bucketID = "ArtifactsBucket"
	logsID   = "AccessLogs"
)

// What is written once, and never expires: templates by their digest, the first version of each product, and the records of deployments. Other
// accounts of the organization have no business with the last.
var (
	writtenOnce = []string{"templates/", "products/", "runs/"}
	published   = writtenOnce[:2]
)

const (
	// abandonedUploadDays is when the parts of an upload that was never finished are deleted.
	abandonedUploadDays = 7
	// replacedDays is how long what was replaced or has expired can still be brought back.
	replacedDays = 30
)

func build(s *blueprints.Stack, cfg *schema.Artifacts) {
	guard.CheckBucketName(s, "", "stack", s.Key, s.Key)
	addAccessLogs(s, cfg.AccessLogDays)
	statements := guard.WriteOnce(s, bucketID, writtenOnce...)
	if cfg.Organization != "" {
		statements = append(statements, guard.ReadByOrganization(bucketID, cfg.Organization, published...))
	}
	name, key, logs, prefix := guard.BucketName(s, s.Key), s.KeyArn(blueprints.CodeKey), blueprints.Ref(logsID), s.Key+"/"
	bucket := guard.SharedBucket(s, bucketID, "", key, cfg.Organization, &s3.Bucket{
		BucketName:                &name,
		LoggingConfiguration:      &s3.Bucket_LoggingConfiguration{DestinationBucketName: &logs, LogFilePrefix: &prefix},
		LifecycleConfiguration:    &s3.Bucket_LifecycleConfiguration{Rules: lifecycle(s, cfg.PipelineDays)},
		NotificationConfiguration: guard.ObjectEvents(),
		Tags:                      []tags.Tag{{Key: "DataClassification", Value: "non-phi"}},
	}, statements...).
		NotBackedUp("templates are compiled again from the commit that made them, and artifacts built again.").
		Say("Nobody overwrites a template: uploads below templates/, products/ and runs/ must say If-None-Match: *.")
	s.Export("ArtifactsBucketName", bucket.Ref(), "name of the bucket for templates and artifacts")
	s.Export("ArtifactsBucketArn", bucket.Arn(), "ARN of the bucket for templates and artifacts")
	s.ArtifactBucket = guard.ResolvedBucketName(s.Env, s.Key)
	s.Tell("bucket", s.ArtifactBucket)
}

// lifecycle deletes what pipelines have handed on. CodePipeline puts the objects of a pipeline below the first 20 characters of its name,
// which here begin like those of everything in the environment.
func lifecycle(s *blueprints.Stack, days int) []s3.Bucket_Rule {
	id, pipelines, every, on := "pipelines", s.PhysicalName(""), "everything", true
	pipelines = pipelines[:min(len(pipelines), 20)]
	return []s3.Bucket_Rule{
		{
			Id: &id, Status: "Enabled", Prefix: &pipelines, ExpirationInDays: &days,
		},
		{
			Id: &every, Status: "Enabled", ExpiredObjectDeleteMarker: &on,
			AbortIncompleteMultipartUpload: &s3.Bucket_AbortIncompleteMultipartUpload{DaysAfterInitiation: abandonedUploadDays},
			NoncurrentVersionExpiration:    &s3.Bucket_NoncurrentVersionExpiration{NoncurrentDays: replacedDays},
		},
	}
}

// addAccessLogs adds the bucket that receives the access logs.
func addAccessLogs(s *blueprints.Stack, days int) {
	source := "arn:" + blueprints.Partition + ":s3:::" + guard.BucketName(s, s.Key)
	logs := guard.LogBucket(s, logsID, "accessLogDays", guard.RecordsBucket(s, s.Key+"-logs", days), guard.ReceiveAccessLogs(logsID, []string{source}))
	logs.Say("Encrypted with SSE-S3 and without object lock: S3 delivers access logs to no other kind of bucket.")
	s.Export("ArtifactsLogBucketName", logs.Ref(), "name of the bucket with the access logs of the templates")
}
