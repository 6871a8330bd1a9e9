package database_test

import (
	"path/filepath"
	"testing"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/database"
	"github.com/hipaac/hipaac/compiler/emit/emittest"
	"github.com/hipaac/hipaac/schema"
)

func environment(tier string, phi bool) *blueprints.Env {
	return &blueprints.Env{
		System: "clinic", Name: "prod", Tier: tier, PHI: phi,
		Account: "111122223333", Region: "us-east-1", Owner: "platform@clinic.example",
	}
}

// server is a stack as the database sees it: what it exports.
func server(blueprint string, exports ...string) *blueprints.Stack {
	s := &blueprints.Stack{Blueprint: blueprint, Key: blueprint, Name: "clinic-prod-" + blueprint}
	for _, name := range exports {
		s.Export(name, "value", "description")
	}
	return s
}

func twoZones() *blueprints.Stack {
	return server("network", "VpcId", "IsolatedSubnet1Id", "IsolatedSubnet2Id")
}

// build builds a stack named "database" with keys, a network of two zones and the further servers.
func build(env *blueprints.Env, cfg *schema.Database, further ...*blueprints.Stack) *blueprints.Stack {
	servers := append([]*blueprints.Stack{server("keys"), twoZones()}, further...)
	s := blueprints.NewStack(env, "database", "database", "clinic-prod-database", servers...)
	buildInto(s, cfg)
	return s
}

func buildInto(s *blueprints.Stack, cfg *schema.Database) { database.Blueprint.Build(s, cfg) }

// config is what the loader makes of "database: {engine: …}" in the tier, changed by hand.
func config(engine, tier string, change func(*schema.Database)) *schema.Database {
	cfg := &schema.Database{
		Engine: engine, Name: "app", Audit: "everything", AccessLogDays: 2192, BackupWindow: "02:00-03:00", MaintenanceWindow: "sun:08:00-sun:09:00",
		Insights: "standard", BackupDays: 35, MultiAz: tier == "production",
	}
	if change != nil {
		change(cfg)
	}
	return cfg
}

// TestTemplates pins what each kind of request becomes. Read the diff of testdata before you run with -update.
func TestTemplates(t *testing.T) {
	alarms := server("observability", "AlarmTopicArn")
	for name, c := range map[string]struct {
		engine, tier string
		phi          bool
		region       string
		change       func(*schema.Database)
		further      []*blueprints.Stack
		reason       string
	}{
		"development": {engine: "aurora-postgresql", tier: "development", reason: "the least: pauses when nobody uses it, and nobody is called"},
		"test":        {engine: "aurora-postgresql", tier: "test", further: []*blueprints.Stack{alarms}, reason: "one small instance"},
		"production":  {engine: "aurora-postgresql", tier: "production", phi: true, further: []*blueprints.Stack{alarms}, reason: "a reader takes over"},
		"govcloud": {engine: "aurora-postgresql", tier: "production", phi: true, region: "us-gov-west-1", further: []*blueprints.Stack{alarms},
			change: func(cfg *schema.Database) {
				cfg.Restore = &schema.DatabaseRestore{Snapshot: "arn:aws-us-gov:rds:us-gov-west-1:111122223333:cluster-snapshot:monday", Phi: true}
			}, reason: "made from a snapshot, in another partition"},
		"aurora-mysql": {engine: "aurora-mysql", tier: "production", phi: true, further: []*blueprints.Stack{alarms},
			change: func(cfg *schema.Database) {
				cfg.Serverless = &schema.ServerlessCapacity{Min: 2, Max: 16, PauseMinutes: 10}
				cfg.Readers, cfg.Insights = 2, "advanced"
			}, reason: "serverless with two readers, watched closely"},
		"postgres": {engine: "postgres", tier: "production", phi: true, further: []*blueprints.Stack{alarms}, reason: "an instance with a standby"},
		"mysql": {engine: "mysql", tier: "development", change: func(cfg *schema.Database) { cfg.Audit = "changes" },
			reason: "the smallest instance, which has no Performance Insights; audits changes only"},
		"mariadb": {engine: "mariadb", tier: "production", phi: true, region: "us-gov-west-1", further: []*blueprints.Stack{alarms},
			change: func(cfg *schema.Database) { cfg.StorageGb, cfg.MaxStorageGb = 200, 400 }, reason: "another partition, storage chosen by hand"},
		"restored": {engine: "postgres", tier: "test", change: func(cfg *schema.Database) {
			cfg.Version = "16"
			cfg.Restore = &schema.DatabaseRestore{Snapshot: "arn:aws:rds:us-east-1:111122223333:snapshot:monday"}
		}, reason: "an instance keeps what its snapshot has"},
	} {
		t.Run(name, func(t *testing.T) {
			env := environment(c.tier, c.phi)
			if c.region != "" {
				env.Region = c.region
			}
			s := build(env, config(c.engine, c.tier, c.change), c.further...)
			emittest.Pin(t, filepath.Join("testdata", name+".yaml"), s)
		})
	}
}
