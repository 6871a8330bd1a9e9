package database_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/database"
	"github.com/hipaac/hipaac/schema"
)

const (
	auroraClasses = "db.r6g (large to 16xlarge), db.r6i (large to 32xlarge), db.r7g (large to 16xlarge), db.r7i (large to 48xlarge), " +
		"db.r8g (large to 48xlarge), db.t4g (medium to large)"
	otherClasses = "db.m6g (large to 16xlarge), db.m6i (large to 32xlarge), db.m7g (large to 16xlarge), db.m7i (large to 48xlarge), " +
		"db.m8g (large to 48xlarge), db.r6g (large to 16xlarge), db.r6i (large to 32xlarge), db.r7g (large to 16xlarge), db.r7i (large to 48xlarge), " +
		"db.r8g (large to 48xlarge), db.t4g (micro to 2xlarge)"
)

// TestRefusals: each request that no template can satisfy, with all that its author gets to read.
func TestRefusals(t *testing.T) {
	for name, c := range map[string]struct {
		engine string
		change func(*schema.Database)
		want   []blueprints.Refusal
	}{
		"a class that Aurora does not have": {"aurora-postgresql", func(cfg *schema.Database) { cfg.Class = "db.m7g.2xlarge" }, []blueprints.Refusal{{
			ID: "class-of-another-engine", Path: "class", Message: `aurora-postgresql has no instance class "db.m7g.2xlarge": it has ` + auroraClasses,
			Hint: "set class to db.r7g.2xlarge, or leave it out",
		}}},
		"a size that Aurora does not have": {"aurora-mysql", func(cfg *schema.Database) { cfg.Class = "db.t4g.micro" }, []blueprints.Refusal{{
			ID: "class-of-another-engine", Path: "class", Message: `aurora-mysql has no instance class "db.t4g.micro": it has ` + auroraClasses,
			Hint: "set class to db.r7g.large, or leave it out",
		}}},
		"a class of another service": {"postgres", func(cfg *schema.Database) { cfg.Class = "db.c7g.large" }, []blueprints.Refusal{{
			ID: "class-of-another-engine", Path: "class", Message: `postgres has no instance class "db.c7g.large": it has ` + otherClasses,
			Hint: "set class to db.r7g.large, or leave it out",
		}}},
		"serverless by class": {"aurora-mysql", func(cfg *schema.Database) { cfg.Class = "db.serverless" }, []blueprints.Refusal{{
			ID: "serverless-without-bounds", Path: "class", Message: `class of stack "database" is "db.serverless", which needs bounds`,
			Hint: "say serverless: {min: 1, max: 8} instead",
		}}},
		"a class and serverless, upside down": {"aurora-postgresql", func(cfg *schema.Database) {
			cfg.Class, cfg.Serverless = "db.r7g.large", &schema.ServerlessCapacity{Min: 8, Max: 4}
		}, []blueprints.Refusal{{
			ID: "class-and-serverless", Path: "class", Message: `stack "database" has the class "db.r7g.large" and is serverless, which is a class of its own`,
			Hint: "leave out class or serverless",
		}, {
			ID: "capacity-bounds", Path: "serverless.min", Message: `serverless of stack "database" goes from 8 to 4`, Hint: "set min to 4 or less",
		}}},
		"a pause that an old version does not know": {"aurora-postgresql", func(cfg *schema.Database) {
			cfg.Version, cfg.Serverless = "14.6", &schema.ServerlessCapacity{Max: 4}
		}, []blueprints.Refusal{{
			ID: "cannot-pause", Path: "serverless.min", Message: `version "14.6" of aurora-postgresql cannot pause, and needs at least 1 for min`,
			Hint: `set min to 1, or version to "14"`,
		}}},
		"a pause that an old Aurora MySQL does not know": {"aurora-mysql", func(cfg *schema.Database) {
			cfg.Version, cfg.Serverless = "8.0.mysql_aurora.3.04.6", &schema.ServerlessCapacity{Max: 4}
		}, []blueprints.Refusal{{
			ID: "cannot-pause", Path: "serverless.min", Message: `version "8.0.mysql_aurora.3.04.6" of aurora-mysql cannot pause, and needs at least 1 for min`,
			Hint: `set min to 1, or version to "8.0"`,
		}}},
		"what only Aurora has": {"mariadb", func(cfg *schema.Database) {
			cfg.Serverless, cfg.Readers = &schema.ServerlessCapacity{Min: 1, Max: 4}, 1
		}, []blueprints.Refusal{{
			ID: "only-aurora", Path: "serverless", Message: `engine of stack "database" is mariadb, and only Aurora can be serverless`,
			Hint: "leave out serverless, or set engine to aurora-mysql",
		}, {
			ID: "only-aurora", Path: "readers", Message: `engine of stack "database" is mariadb, and only Aurora has readers: ` +
				"RDS makes no replica of a database whose master password it keeps in a secret",
			Hint: "leave out readers, or set engine to aurora-mysql",
		}}},
		"storage for Aurora": {"aurora-postgresql", func(cfg *schema.Database) { cfg.StorageGb, cfg.MaxStorageGb = 100, 200 }, []blueprints.Refusal{{
			ID: "storage-of-aurora", Path: "storageGb", Message: `storageGb of stack "database" is 100, but aurora-postgresql takes the storage that it needs`, Hint: "leave it out",
		}, {
			ID: "storage-of-aurora", Path: "maxStorageGb", Message: `maxStorageGb of stack "database" is 200, but aurora-postgresql takes the storage that it needs`, Hint: "leave it out",
		}}},
		"storage without room": {"mysql", func(cfg *schema.Database) { cfg.StorageGb, cfg.MaxStorageGb = 101, 111 }, []blueprints.Refusal{{
			ID: "storage-cannot-grow", Path: "maxStorageGb",
			Message: `storage of stack "database" may grow from 101 to 111 GB, RDS wants room for a tenth: at least 112`, Hint: "set maxStorageGb to 112 or more, or leave it out",
		}}},
		"a version without support": {"mysql", func(cfg *schema.Database) { cfg.Version = "8.0" }, []blueprints.Refusal{{
			ID: "engine-version-not-offered", Path: "version", Message: `version "8.0" of mysql is not in standard support on 2026-11-22, needs "8.4"`,
			Hint: `set version to "8.4", or leave it out`,
		}}},
		"a version of which another is the start": {"postgres", func(cfg *schema.Database) { cfg.Version = "1" }, []blueprints.Refusal{{
			ID: "engine-version-not-offered", Path: "version", Message: `version "1" of postgres is not in standard support on 2026-11-22, needs "17", "18", "16", "15" or "14"`,
			Hint: `set version to "17", or leave it out`,
		}}},
		"a version that came later": {"postgres", func(cfg *schema.Database) { cfg.Version = "17.10" }, []blueprints.Refusal{{
			ID: "unknown-engine-version", Path: "version", Warn: true,
			Message: `version "17.10" of postgres was not known on 2026-11-22, when these were: 17.4, 17.5, 17.6, 17.7, 17.8, 17.9`,
			Hint:    `make sure that RDS has it in region us-east-1, or set version to "17"`,
		}}},
		"windows that overlap on Sunday": {"postgres", func(cfg *schema.Database) { cfg.BackupWindow = "08:30-09:30" }, []blueprints.Refusal{{
			ID: "windows-overlap", Path: "backupWindow",
			Message: `backupWindow 08:30-09:30 of stack "database" overlaps its maintenanceWindow sun:08:00-sun:09:00, which RDS refuses`,
			Hint:    "let one end before the other begins, or leave both out",
		}}},
		"windows that overlap over the end of the week": {"postgres", func(cfg *schema.Database) {
			cfg.BackupWindow, cfg.MaintenanceWindow = "00:10-01:10", "sun:23:30-mon:00:30"
		}, []blueprints.Refusal{{
			ID: "windows-overlap", Path: "backupWindow",
			Message: `backupWindow 00:10-01:10 of stack "database" overlaps its maintenanceWindow sun:23:30-mon:00:30, which RDS refuses`,
			Hint:    "let one end before the other begins, or leave both out",
		}}},
		"a backup over midnight": {"postgres", func(cfg *schema.Database) {
			cfg.BackupWindow, cfg.MaintenanceWindow = "23:30-00:30", "mon:00:00-mon:01:00"
		}, []blueprints.Refusal{{
			ID: "windows-overlap", Path: "backupWindow",
			Message: `backupWindow 23:30-00:30 of stack "database" overlaps its maintenanceWindow mon:00:00-mon:01:00, which RDS refuses`,
			Hint:    "let one end before the other begins, or leave both out",
		}}},
		"a short window": {"postgres", func(cfg *schema.Database) { cfg.BackupWindow = "06:00-06:29" }, []blueprints.Refusal{{
			ID: "window-length", Path: "backupWindow", Message: `backupWindow 06:00-06:29 of stack "database" is 29 minutes long, RDS wants 30 to 1440`,
			Hint: "let it last an hour, or leave it out",
		}}},
		"a snapshot of an instance for a cluster, elsewhere": {"aurora-postgresql", func(cfg *schema.Database) {
			cfg.Restore = &schema.DatabaseRestore{Snapshot: "arn:aws:rds:us-west-2:111122223333:snapshot:monday", Phi: true}
		}, []blueprints.Refusal{{
			ID: "snapshot-of-another-kind", Path: "restore.snapshot",
			Message: `stack "database" is aurora-postgresql, which is made from a cluster-snapshot, not from a snapshot`,
			Hint:    "name a snapshot of the same kind of engine, or change engine",
		}, {
			ID: "snapshot-elsewhere", Path: "restore.snapshot", Message: `the snapshot is in region us-west-2, stack "database" in us-east-1`,
			Hint: "copy it to us-east-1 with this environment's data key, and name the copy",
		}}},
		"a snapshot whose key stays": {"mysql", func(cfg *schema.Database) {
			cfg.Restore = &schema.DatabaseRestore{Snapshot: "arn:aws:rds:us-east-1:111122223333:snapshot:rds:monday", Phi: true}
		}, []blueprints.Refusal{{
			ID: "snapshot-keeps-its-key", Path: "restore.snapshot", Warn: true,
			Message: `stack "database" will be encrypted as its snapshot is, or not at all: RDS changes neither when it makes an instance of one`,
			Hint:    "name a copy of the snapshot that is encrypted with this environment's data key",
		}}},
	} {
		got := build(environment("production", true), config(c.engine, "production", c.change)).Refusals
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
}

// TestClassNotInRegion: tables grow old, so that a class which a region lacked is a warning; the usual class is one that it has.
func TestClassNotInRegion(t *testing.T) {
	env := environment("production", false)
	env.Region = "ap-southeast-4"
	want := []blueprints.Refusal{{
		ID: "class-not-in-region", Path: "class", Warn: true, Message: "region ap-southeast-4 had no db.r7g for aurora-postgresql on 2026-06-15",
		Hint: "make sure that it has by now, or set class to db.r6g.large",
	}}
	got := build(env, config("aurora-postgresql", "production", func(cfg *schema.Database) { cfg.Class = "db.r7g.large" })).Refusals
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if got := build(env, config("aurora-postgresql", "production", nil)).Refusals; len(got) > 0 {
		t.Errorf("the usual class is refused: %v", got)
	}
}

// TestZones: RDS wants two zones. Of a network with a mistake, nothing is known, and nothing is said.
func TestZones(t *testing.T) {
	want := []blueprints.Refusal{{
		ID: "too-few-zones", Message: `stack "database" needs isolated subnets in two zones, and stack "network" has 1 zone`,
		Hint: `set zones of stack "network" to 2 or 3`,
	}}
	mistaken := server("network", "VpcId")
	mistaken.Refuse(blueprints.Refusal{ID: "block-not-aligned"})
	for _, c := range []struct {
		network *blueprints.Stack
		want    []blueprints.Refusal
	}{{server("network", "VpcId", "IsolatedSubnet1Id"), want}, {mistaken, nil}} {
		s := blueprints.NewStack(environment("test", false), "database", "database", "clinic-prod-database", server("keys"), c.network)
		database.Blueprint.Build(s, config("postgres", "test", nil))
		if d := cmp.Diff(c.want, s.Refusals); d != "" || len(s.Resources) > 0 {
			t.Errorf("%d resources; refusals (-want +got):\n%s", len(s.Resources), d)
		}
	}
}
