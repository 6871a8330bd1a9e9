package storage_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/schema"
)

func named(names ...string) *schema.Storage {
	cfg := &schema.Storage{AccessLogDays: 2192, Buckets: map[string]*schema.Bucket{}}
	for _, name := range names {
		cfg.Buckets[name] = &schema.Bucket{BackupDays: 35, Lock: "governance"}
	}
	return cfg
}

func copied(to, key, account string) *schema.Storage {
	return bucket(func(b *schema.Bucket) {
		b.Replicate = &schema.Replication{Bucket: to, Key: key, Account: account}
	})
}

// TestRefusals: each request that no template can satisfy, with all that its author gets to read.
func TestRefusals(t *testing.T) {
	const elsewhere, farKey = "arn:aws:s3:::clinic-copies", "arn:aws:kms:us-west-2:111122223333:key/0a1b"
	for name, c := range map[string]struct {
		cfg  *schema.Storage
		want []blueprints.Refusal
	}{
		"no bucket": {named(), []blueprints.Refusal{{
			ID: "no-buckets", Path: "buckets", Message: `stack "storage" has no bucket`,
			Hint: "name one, such as documents: {}, or leave the stack out",
		}}},
		"more buckets than outputs": {named(numbered(67)...), []blueprints.Refusal{{
			ID: "too-many-buckets", Path: "buckets", Message: `stack "storage" has 67 buckets, CloudFormation's 200 outputs are enough for 66`,
			Hint: `move some to a second stack with "use: storage"`,
		}}},
		"a bucket with the name of the log bucket": {named("storage-logs"), []blueprints.Refusal{{
			ID: "bucket-name-taken", Path: "buckets.storage-logs",
			Message: `bucket "storage-logs" cannot be told apart from the access logs of the stack`, Hint: "choose another name",
		}}},
		"a bucket with the exports of the log bucket": {named("access-logs"), []blueprints.Refusal{{
			ID: "bucket-name-taken", Path: "buckets.access-logs",
			Message: `bucket "access-logs" cannot be told apart from the access logs of the stack`, Hint: "choose another name",
		}}},
		"two names that are one in a template": {named("scans-1st", "scans1st"), []blueprints.Refusal{{
			ID: "bucket-name-taken", Path: "buckets.scans1st",
			Message: `bucket "scans1st" cannot be told apart from bucket "scans-1st": both are "Scans1stBucket" in a template`,
			Hint:    "choose another name",
		}}},
		"records that would be deleted": {bucket(func(b *schema.Bucket) { b.Retain, b.ExpireAfterDays = "7y", 2556 }), []blueprints.Refusal{{
			ID: "expiry-before-retention", Path: "buckets.documents.expireAfterDays",
			Message: `bucket "documents" deletes objects after 2556 days, but retains them as records for 7y (2557 days)`,
			Hint:    "set expireAfterDays to 2557 or more, or leave it out",
		}}},
		"an archive for what is gone": {bucket(func(b *schema.Bucket) { b.ArchiveAfterDays, b.ExpireAfterDays = 90, 90 }), []blueprints.Refusal{{
			ID: "archive-after-expiry", Path: "buckets.documents.archiveAfterDays",
			Message: `bucket "documents" archives objects after 90 days, but deletes them after 90`,
			Hint:    "set archiveAfterDays below 90, or leave it out",
		}}},
		"a lock beyond S3": {bucket(func(b *schema.Bucket) { b.Retain = "101y" }), []blueprints.Refusal{{
			ID: "retention-too-long", Path: "buckets.documents.retain",
			Message: `bucket "documents" retains objects for 101y, S3 takes up to 36500d or 100y`, Hint: "set retain to 100y or less",
		}}},
		"months beyond S3": {bucket(func(b *schema.Bucket) { b.Retain = "1200m" }), []blueprints.Refusal{{
			ID: "retention-too-long", Path: "buckets.documents.retain",
			Message: `bucket "documents" retains objects for 1200m, S3 takes up to 36500d or 100y`, Hint: "set retain to 100y or less",
		}}},
		"one day beyond S3": {bucket(func(b *schema.Bucket) { b.Retain = "1199m" }), []blueprints.Refusal{{
			ID: "retention-too-long", Path: "buckets.documents.retain",
			Message: `bucket "documents" retains objects for 1199m, S3 takes up to 36500d or 100y`, Hint: "set retain to 100y or less",
		}}},
		"copies in another partition": {copied("arn:aws-us-gov:s3:::clinic-copies", farKey, ""), []blueprints.Refusal{{
			ID: "replica-foreign-partition", Path: "buckets.documents.replicate",
			Message: `bucket "documents" is copied to partition aws-us-gov with a key of partition aws, but region us-east-1 is of partition aws`,
			Hint:    "name a bucket and a key whose ARNs begin with arn:aws:",
		}}},
		"a copy of itself": {copied("arn:aws:s3:::clinic-prod-documents-111122223333-us-east-1", farKey, ""), []blueprints.Refusal{{
			ID: "replica-of-itself", Path: "buckets.documents.replicate.bucket",
			Message: `bucket "documents" is copied to itself`, Hint: "name a bucket in another region or account, or leave replicate out",
		}}},
		"copies whose account was forgotten": {copied(elsewhere, "arn:aws:kms:us-west-2:999900001111:key/0a1b", ""), []blueprints.Refusal{{
			ID: "replica-account-missing", Path: "buckets.documents.replicate",
			Message: `bucket "documents" is copied with a key of account 999900001111 to a bucket of this account, 111122223333`,
			Hint:    `set account to "999900001111", or name a key of account 111122223333`,
		}}},
		"copies beside the original": {copied(elsewhere, "arn:aws:kms:us-east-1:111122223333:key/0a1b", ""), []blueprints.Refusal{{
			ID: "replica-same-region", Path: "buckets.documents.replicate.key", Warn: true,
			Message: `bucket "documents" is copied within region us-east-1: what happens to the region happens to the copies`,
			Hint:    "name a bucket and a key in another region",
		}}},
		"all mistakes at once": {bucket(func(b *schema.Bucket) { b.Retain, b.ExpireAfterDays, b.ArchiveAfterDays = "90d", 30, 60 }), []blueprints.Refusal{
			{
				ID: "expiry-before-retention", Path: "buckets.documents.expireAfterDays",
				Message: `bucket "documents" deletes objects after 30 days, but retains them as records for 90d (90 days)`,
				Hint:    "set expireAfterDays to 90 or more, or leave it out",
			},
			{
				ID: "archive-after-expiry", Path: "buckets.documents.archiveAfterDays",
				Message: `bucket "documents" archives objects after 60 days, but deletes them after 30`,
				Hint:    "set archiveAfterDays below 30, or leave it out",
			},
		}},
		"nothing to refuse": {copied(elsewhere, farKey, "111122223333"), nil},
	} {
		t.Run(name, func(t *testing.T) {
			if d := cmp.Diff(c.want, build(production(), c.cfg).Refusals); d != "" {
				t.Errorf("refusals (-want +got):\n%s", d)
			}
		})
	}
}

func numbered(n int) []string {
	var names []string
	for i := range n {
		names = append(names, fmt.Sprintf("b%d", i))
	}
	return names
}

// TestLengthOfNames: 63 characters are the most that S3 takes, account and region included.
func TestLengthOfNames(t *testing.T) {
	tooLong := func(what, key, full string, n int, by string) blueprints.Refusal {
		path := ""
		if what == "bucket" {
			path = "buckets." + key
		}
		return blueprints.Refusal{
			ID: "bucket-name-too-long", Path: path,
			Message: what + ` "` + key + `" needs a bucket named "` + full + `": ` + by + " characters, S3 takes up to 63",
			Hint:    "shorten the name of the " + what + ", the environment or the system by " + plural(n),
		}
	}
	for name, c := range map[string]struct {
		system, environment, region, bucket string
		want                                []blueprints.Refusal
	}{
		"63 characters": {"clinic", "production", "us-east-1", "patient-document-of-us", nil},
		"64 characters": {"clinic", "production", "us-east-1", "patient-documents-of-us", []blueprints.Refusal{
			tooLong("bucket", "patient-documents-of-us", "clinic-production-patient-documents-of-us-111122223333-us-east-1", 1, "64"),
		}},
		"a region with a long name": {"clinic", "production", "ap-southeast-1", "patient-document-of-us", []blueprints.Refusal{
			tooLong("bucket", "patient-document-of-us", "clinic-production-patient-document-of-us-111122223333-ap-southeast-1", 5, "68"),
		}},
		"a system for which even the logs are too long": {"university-hosp", "user-acceptance", "us-east-1", "x1", []blueprints.Refusal{
			tooLong("stack", "storage", "university-hosp-user-acceptance-storage-logs-111122223333-us-east-1", 4, "67"),
		}},
	} {
		t.Run(name, func(t *testing.T) {
			env := production()
			env.System, env.Name, env.Region = c.system, c.environment, c.region
			if d := cmp.Diff(c.want, build(env, named(c.bucket)).Refusals); d != "" {
				t.Errorf("refusals (-want +got):\n%s", d)
			}
		})
	}
}

func plural(n int) string {
	if n == 1 {
		return "1 character"
	}
	return string(rune('0'+n)) + " characters"
}
