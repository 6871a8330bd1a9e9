package storage_test

import (
	"path/filepath"
	"slices"
	"testing"

	"github.com/awslabs/goformation/v7/cloudformation/s3"
	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/blueprints/storage"
	"github.com/hipaac/hipaac/compiler/emit/emittest"
	"github.com/hipaac/hipaac/schema"
)

func production() *blueprints.Env {
	return &blueprints.Env{
		System: "clinic", Name: "prod", Tier: "production", PHI: true,
		Account: "111122223333", Region: "us-east-1", Owner: "platform@clinic.example",
	}
}

func development() *blueprints.Env {
	return &blueprints.Env{
		System: "clinic", Name: "dev", Tier: "development",
		Account: "444455556666", Region: "us-east-1", Owner: "platform@clinic.example",
	}
}

// build builds a storage stack named "storage".
func build(env *blueprints.Env, cfg *schema.Storage) *blueprints.Stack {
	s := blueprints.NewStack(env, "storage", "storage", "clinic-"+env.Name+"-storage",
		&blueprints.Stack{Blueprint: "keys", Key: "keys", Name: "clinic-" + env.Name + "-keys"})
	storage.Blueprint.Build(s, cfg)
	return s
}

func bucket(change func(*schema.Bucket)) *schema.Storage {
	b := &schema.Bucket{BackupDays: 35, Lock: "compliance"}
	change(b)
	return &schema.Storage{AccessLogDays: 2192, Buckets: map[string]*schema.Bucket{"documents": b}}
}

// TestTemplates pins what each kind of request becomes. Read the diff of testdata before you run with -update.
func TestTemplates(t *testing.T) {
	gov := production()
	gov.Region = "us-gov-west-1"
	for name, c := range map[string]struct {
		env    *blueprints.Env
		cfg    *schema.Storage
		reason string
	}{
		"plain": {development(), bucket(func(*schema.Bucket) {}), "the least that can be asked for, without PHI"},
		"cors": {development(), bucket(func(b *schema.Bucket) {
			b.Cors = &schema.CORS{Origins: []string{"https://dev.clinic.example"}, Methods: []string{"GET", "PUT"}, MaxAgeSeconds: 3000}
		}), "a page of one origin may read and write"},
		"phi": {production(), &schema.Storage{AccessLogDays: 2192, Buckets: map[string]*schema.Bucket{
			"documents": {BackupDays: 35, Lock: "compliance", Retain: "7y", ArchiveAfterDays: 180},
			"exports":   {BackupDays: 35, Lock: "compliance", ExpireAfterDays: 90},
		}}, "records under a lock that nobody lifts, and working copies under one that somebody can"},
		"replicated": {production(), bucket(func(b *schema.Bucket) {
			b.Replicate = &schema.Replication{
				Bucket: "arn:aws:s3:::clinic-copies", Key: "arn:aws:kms:us-west-2:999900001111:key/0a1b2c3d", Account: "999900001111",
			}
		}), "copies in another region, owned by another account"},
		"govcloud": {gov, bucket(func(b *schema.Bucket) {
			b.Replicate = &schema.Replication{
				Bucket: "arn:aws-us-gov:s3:::clinic-copies", Key: "arn:aws-us-gov:kms:us-gov-east-1:111122223333:key/0a1b2c3d",
			}
		}), "another partition, copies in the same account"},
	} {
		t.Run(name, func(t *testing.T) {
			s := build(c.env, c.cfg)
			emittest.Pin(t, filepath.Join("testdata", name+".yaml"), s)
		})
	}
}

// TestLogsOfKeptBuckets: a bucket that leaves the spec stays in the account and goes on logging, so the log bucket must go on
// taking its records, though no resource of the template names it any more.
func TestLogsOfKeptBuckets(t *testing.T) {
	s := build(production(), bucket(func(*schema.Bucket) {}))
	i := slices.IndexFunc(s.Resources, func(r *blueprints.Resource) bool { return r.ID == "AccessLogsPolicy" })
	statements := s.Resources[i].Properties.(*s3.BucketPolicy).PolicyDocument.(guard.Policy).Statement
	received := statements[len(statements)-1]
	want := guard.Condition{
		"ArnLike": {"aws:SourceArn": {
			blueprints.GetAtt("DocumentsBucket", "Arn"),
			"arn:" + blueprints.Partition + ":s3:::clinic-prod-*-" + blueprints.AccountID + "-" + blueprints.Region,
		}},
		"StringEquals": {"aws:SourceAccount": {blueprints.AccountID}},
	}
	if d := cmp.Diff(want, received.Condition); received.Sid != "ReceiveAccessLogs" || d != "" {
		t.Errorf("%s takes logs when (-want +got):\n%s", received.Sid, d)
	}
}

// TestWhoLiftsLocks: every lock that can be lifted can be lifted by one role; a lock of compliance needs no such rule.
func TestWhoLiftsLocks(t *testing.T) {
	for mode, want := range map[string]bool{"governance": true, "compliance": false} {
		s := build(production(), bucket(func(b *schema.Bucket) { b.Retain, b.Lock = "7y", mode }))
		i := slices.IndexFunc(s.Resources, func(r *blueprints.Resource) bool { return r.ID == "DocumentsBucketPolicy" })
		got := slices.ContainsFunc(s.Resources[i].Properties.(*s3.BucketPolicy).PolicyDocument.(guard.Policy).Statement,
			func(s guard.Statement) bool { return s.Sid == "DenyLiftingLock" })
		if got != want {
			t.Errorf("%s: a rule for lifting locks is there: %v, want %v", mode, got, want)
		}
	}
}
