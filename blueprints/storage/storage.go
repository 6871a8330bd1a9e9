// Package storage builds object storage: named buckets, each encrypted, versioned, closed and logged, with the retention that the
// spec asks for, and the bucket that receives their access logs.
package storage

import (
	"fmt"
	"maps"
	"slices"

	"github.com/awslabs/goformation/v7/cloudformation/s3"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/schema"
)

// Blueprint makes the buckets and exports the name and the ARN of each: "<Bucket>BucketName", "<Bucket>BucketArn",
// "AccessLogsBucketName", and for one that is copied "<Bucket>BucketReplicationRoleArn".
var Blueprint = blueprints.Define("storage", "object storage", []string{"keys"}, uses, build)

// maxBuckets is how many buckets the outputs of one template can export, up to three each beside that of the access logs.
const maxBuckets = 66

func uses(*schema.Storage) []blueprints.KeyUse {
	return []blueprints.KeyUse{{Class: blueprints.DataKey, Service: "s3"}}
}

func build(s *blueprints.Stack, cfg *schema.Storage) {
	names := slices.Sorted(maps.Keys(cfg.Buckets))
	if len(names) == 0 {
		s.Refuse(blueprints.Refusal{
			ID: "no-buckets", Path: "buckets", Message: fmt.Sprintf("stack %q has no bucket", s.Key),
			Hint: "name one, such as documents: {}, or leave the stack out",
		})
		return
	}
	if len(names) > maxBuckets {
		s.Refuse(blueprints.Refusal{
			ID: "too-many-buckets", Path: "buckets", Message: fmt.Sprintf("stack %q has %d buckets, CloudFormation's 200 outputs are enough for %d", s.Key, len(names), maxBuckets),
			Hint: "move some to a second stack with \"use: storage\"",
		})
		return
	}
	names = checkNames(s, names)
	addAccessLogs(s, names, cfg.AccessLogDays)
	for _, name := range names {
		addBucket(s, name, cfg.Buckets[name])
	}
}

func addBucket(s *blueprints.Stack, name string, b *schema.Bucket) {
	id, physical, path := bucketID(name), guard.BucketName(s, name), "buckets."+name
	k := keep(s, name, b)
	properties := &s3.Bucket{
		BucketName:                &physical,
		LoggingConfiguration:      logTo(name),
		LifecycleConfiguration:    &s3.Bucket_LifecycleConfiguration{Rules: []s3.Bucket_Rule{lifecycle(k)}},
		NotificationConfiguration: guard.ObjectEvents(),
		CorsConfiguration:         cors(b.Cors),
		ReplicationConfiguration:  replicate(s, name, b.Replicate, k.lock != nil),
	}
	var statements []guard.Statement
	if k.lock != nil {
		on := true
		properties.ObjectLockEnabled, properties.ObjectLockConfiguration = &on, objectLock(k.lock)
		statements = guard.OnlyLock(id, k.lock.mode, fmt.Sprint(k.lock.leastDays()))
		if k.lock.mode == governance {
			statements = append(statements, guard.OnlyBreakGlassLifts(s, id))
		}
	}
	bucket := guard.Bucket(s, id, path, s.KeyArn(blueprints.DataKey), properties, statements...).Say(k.explain(s.PhysicalName("break-glass")))
	s.Export(id+"Name", bucket.Ref(), fmt.Sprintf("name of bucket %q", name))
	s.Export(id+"Arn", bucket.Arn(), fmt.Sprintf("ARN of bucket %q", name))
	offer(s, name)
}

// browserHeaders are what a browser may send: what the AWS SDKs and pre-signed URLs need, not "*".
var browserHeaders = []string{
	"amz-sdk-*", "authorization", "content-md5", "content-type", "if-match", "if-none-match", "range", "x-amz-*",
}

// readableHeaders are what a page may read of an answer: what uploads in parts and versions need.
var readableHeaders = []string{"ETag", "x-amz-request-id", "x-amz-version-id"}

func cors(c *schema.CORS) *s3.Bucket_CorsConfiguration {
	if c == nil {
		return nil
	}
	return &s3.Bucket_CorsConfiguration{CorsRules: []s3.Bucket_CorsRule{{
		AllowedOrigins: c.Origins, AllowedMethods: c.Methods, AllowedHeaders: browserHeaders,
		ExposedHeaders: readableHeaders, MaxAge: &c.MaxAgeSeconds,
	}}}
}
