package storage

import (
	"fmt"

	"github.com/awslabs/goformation/v7/cloudformation/s3"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/schema"
)

// replicate copies every new object to a bucket elsewhere, with a role that can do that and nothing else.
//
// Deletions are not copied: the copies are there for the day on which somebody deletes everything here.
func replicate(s *blueprints.Stack, name string, r *schema.Replication, locked bool) *s3.Bucket_ReplicationConfiguration {
	if r == nil || !checkReplica(s, name, r) {
		return nil
	}
	path := "buckets." + name + ".replicate"
	id := bucketID(name)
	role := guard.ServiceRole(s, guard.Role{ID: id + "ReplicationRole", Service: "s3", From: path}, replicationRights(s, name, r)...)
	if locked {
		role.Say("The receiving bucket must have object lock, too: S3 refuses to copy locked objects to one without.")
	}
	s.Export(id+"ReplicationRoleArn", role.Arn(), fmt.Sprintf("ARN of the role that copies bucket %q, for the policies of the receiving bucket and key", name))
	everything, disabled := "", "Disabled"
	ruleID, priority := "copy", 1
	return &s3.Bucket_ReplicationConfiguration{
		Role: role.Arn(),
		Rules: []s3.Bucket_ReplicationRule{{
			Id: &ruleID, Priority: &priority, Status: "Enabled",
			Filter:                  &s3.Bucket_ReplicationRuleFilter{Prefix: &everything},
			DeleteMarkerReplication: &s3.Bucket_DeleteMarkerReplication{Status: &disabled},
			SourceSelectionCriteria: &s3.Bucket_SourceSelectionCriteria{
				// Objects under a KMS key are left out unless this is said, and all objects here are.
				SseKmsEncryptedObjects: &s3.Bucket_SseKmsEncryptedObjects{Status: "Enabled"},
			},
			Destination: destination(s.Env, r),
		}},
	}
}

func destination(env *blueprints.Env, r *schema.Replication) *s3.Bucket_ReplicationDestination {
	d := &s3.Bucket_ReplicationDestination{
		Bucket:                  r.Bucket,
		EncryptionConfiguration: &s3.Bucket_EncryptionConfiguration{ReplicaKmsKeyID: r.Key},
		Metrics:                 &s3.Bucket_Metrics{Status: "Enabled"},
	}
	if elsewhere(env, r) {
		// The copies belong to the account that keeps them, out of reach of this one.
		d.Account = &r.Account
		d.AccessControlTranslation = &s3.Bucket_AccessControlTranslation{Owner: "Destination"}
	}
	return d
}

// elsewhere reports whether another account owns the receiving bucket.
func elsewhere(env *blueprints.Env, r *schema.Replication) bool {
	return r.Account != "" && r.Account != env.Account
}

// replicationRights are what S3 needs to copy, as of 2026-11: Amazon S3 User Guide, "Setting up permissions for live replication",
// "Replicating encrypted objects", "Object Lock considerations".
//
// The source bucket is named by its ARN in words, because the bucket refers to the role and cannot be referred to by it.
func replicationRights(s *blueprints.Stack, name string, r *schema.Replication) []guard.Statement {
	source := "arn:" + blueprints.Partition + ":s3:::" + guard.BucketName(s, name)
	write := []string{"s3:ReplicateObject", "s3:ReplicateTags"}
	if elsewhere(s.Env, r) {
		write = append(write, "s3:ObjectOwnerOverrideToBucketOwner")
	}
	return []guard.Statement{
		{Sid: "ReadConfiguration", Effect: "Allow", Resource: []string{source}, Action: []string{
			"s3:GetReplicationConfiguration", "s3:ListBucket",
		}},
		{Sid: "ReadObjects", Effect: "Allow", Resource: []string{source + "/*"}, Action: []string{
			"s3:GetObjectLegalHold", "s3:GetObjectRetention",
			"s3:GetObjectVersionAcl", "s3:GetObjectVersionForReplication", "s3:GetObjectVersionTagging",
		}},
		{Sid: "WriteCopies", Effect: "Allow", Action: write, Resource: []string{r.Bucket + "/*"}},
		{Sid: "DecryptObjects", Effect: "Allow", Action: []string{"kms:Decrypt"}, Resource: []string{s.KeyArn(blueprints.DataKey)},
			Condition: throughS3(blueprints.Region, source)},
		// Decrypt, because S3 checks the receiving bucket's bucket key before it uses it.
		{Sid: "EncryptCopies", Effect: "Allow", Action: []string{"kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"}, Resource: []string{r.Key},
			Condition: throughS3(guard.ParseArn(r.Key).Region, r.Bucket)},
	}
}

// throughS3 admits S3 in a region, for one bucket: the encryption context is the bucket's ARN with a bucket key, the object's
// without.
func throughS3(region, bucket string) guard.Condition {
	return guard.Condition{
		"StringEquals": {"kms:ViaService": {"s3." + region + ".amazonaws.com"}},
		"StringLike":   {"kms:EncryptionContext:aws:s3:arn": {bucket, bucket + "/*"}},
	}
}

// checkReplica refuses copies that S3 could never write, and warns of those that would not survive what they are made for.
func checkReplica(s *blueprints.Stack, name string, r *schema.Replication) bool {
	path := "buckets." + name + ".replicate"
	partition := guard.Partition(s.Env.Region)
	own := "arn:" + partition + ":s3:::" + guard.ResolvedBucketName(s.Env, name)
	bucket, key := guard.ParseArn(r.Bucket), guard.ParseArn(r.Key)
	switch {
	case bucket.Partition != partition || key.Partition != partition:
		s.Refuse(blueprints.Refusal{
			ID: "replica-foreign-partition", Path: path,
			Message: fmt.Sprintf("bucket %q is copied to partition %s with a key of partition %s, but region %s is of partition %s",
				name, bucket.Partition, key.Partition, s.Env.Region, partition),
			Hint: "name a bucket and a key whose ARNs begin with arn:" + partition + ":",
		})
	case r.Bucket == own:
		s.Refuse(blueprints.Refusal{
			ID: "replica-of-itself", Path: path + ".bucket",
			Message: fmt.Sprintf("bucket %q is copied to itself", name),
			Hint:    "name a bucket in another region or account, or leave replicate out",
		})
	case r.Account == "" && key.Account != s.Env.Account:
		s.Refuse(blueprints.Refusal{
			ID: "replica-account-missing", Path: path,
			Message: fmt.Sprintf("bucket %q is copied with a key of account %s to a bucket of this account, %s", name, key.Account, s.Env.Account),
			Hint:    fmt.Sprintf("set account to %q, or name a key of account %s", key.Account, s.Env.Account),
		})
	default:
		if key.Region == s.Env.Region {
			s.Refuse(blueprints.Refusal{
				ID: "replica-same-region", Path: path + ".key", Warn: true,
				Message: fmt.Sprintf("bucket %q is copied within region %s: what happens to the region happens to the copies", name, s.Env.Region),
				Hint:    "name a bucket and a key in another region",
			})
		}
		return true
	}
	return false
}
