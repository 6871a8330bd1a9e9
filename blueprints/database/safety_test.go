package database_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/awslabs/goformation/v7/cloudformation/ec2"
	"github.com/awslabs/goformation/v7/cloudformation/logs"
	"github.com/awslabs/goformation/v7/cloudformation/rds"
	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/schema"
)

var everyEngine = []string{"aurora-postgresql", "aurora-mysql", "postgres", "mysql", "mariadb"}

// TestAlwaysSafe: encryption, private placement, TLS, audit, logs, backups and protection are the same for every engine, in every tier,
// with and without PHI. Nothing but size and numbers may differ.
func TestAlwaysSafe(t *testing.T) {
	data, secrets, logsKey := key("Data"), key("Secrets"), key("Logs")
	for _, engine := range everyEngine {
		for _, tier := range []string{"development", "test", "production"} {
			for _, phi := range []bool{false, true} {
				s := build(environment(tier, phi), config(engine, tier, nil))
				name := fmt.Sprint(engine, " ", tier, " ", phi)
				stores := 0
				for _, r := range s.Resources {
					var got []any
					switch p := r.Properties.(type) {
					case *rds.DBCluster:
						stores++
						got = []any{*p.StorageEncrypted, *p.KmsKeyId, *p.MasterUserSecret.KmsKeyId, *p.ManageMasterUserPassword, *p.DeletionProtection,
							*p.CopyTagsToSnapshot, *p.EnableIAMDatabaseAuthentication, r.DeletionPolicy, r.UpdateReplacePolicy, p.MasterUserPassword == nil}
						checkLogs(t, name, s, r, p.EnableCloudwatchLogsExports, "cluster")
					case *rds.DBInstance:
						if *p.PubliclyAccessible || !*p.AutoMinorVersionUpgrade || *p.MonitoringInterval != 60 {
							t.Errorf("%s: %s is public, or not looked after", name, r.ID)
						}
						if p.DBClusterIdentifier != nil {
							continue
						}
						stores++
						got = []any{*p.StorageEncrypted, *p.KmsKeyId, *p.MasterUserSecret.KmsKeyId, *p.ManageMasterUserPassword, *p.DeletionProtection,
							*p.CopyTagsToSnapshot, *p.EnableIAMDatabaseAuthentication, r.DeletionPolicy, r.UpdateReplacePolicy, p.MasterUserPassword == nil}
						checkLogs(t, name, s, r, p.EnableCloudwatchLogsExports, "instance")
					case *logs.LogGroup:
						if *p.KmsKeyId != logsKey || *p.RetentionInDays != 2192 {
							t.Errorf("%s: log group %s with key %q for %d days", name, r.ID, *p.KmsKeyId, *p.RetentionInDays)
						}
						continue
					case *ec2.SecurityGroup:
						if len(p.SecurityGroupIngress) > 0 || len(p.SecurityGroupEgress) != 1 || *p.SecurityGroupEgress[0].CidrIp != "127.0.0.1/32" {
							t.Errorf("%s: the security group lets something in or out: %v", name, p)
						}
						continue
					default:
						continue
					}
					want := []any{true, data, secrets, true, true, true, true, "Snapshot", "Snapshot", true}
					if d := cmp.Diff(want, got); d != "" {
						t.Errorf("%s: %s (-want +got):\n%s", name, r.ID, d)
					}
				}
				if stores != 1 {
					t.Errorf("%s: %d databases", name, stores)
				}
			}
		}
	}
}

func key(class string) string { return blueprints.ImportValue("clinic-prod-keys:" + class + "KeyArn") }

// checkLogs: each log that a database exports has a group that is there before, by the name that RDS will look for.
func checkLogs(t *testing.T, name string, s *blueprints.Stack, database *blueprints.Resource, exported []string, kind string) {
	t.Helper()
	var want, got []string
	for _, log := range exported {
		want = append(want, "/aws/rds/"+kind+"/clinic-prod-database/"+log)
	}
	for _, r := range s.Resources {
		if group, is := r.Properties.(*logs.LogGroup); is && slices.Contains(database.After, r.ID) {
			got = append(got, *group.LogGroupName)
		}
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("%s: log groups that the database waits for (-want +got):\n%s", name, d)
	}
}

// TestParametersAreForTheVersion: a parameter group of another family cannot be attached, nor an option of another version.
func TestParametersAreForTheVersion(t *testing.T) {
	for _, c := range []struct{ engine, version, whole, family string }{
		{"aurora-postgresql", "", "17.9", "aurora-postgresql17"}, {"aurora-postgresql", "16", "16.13", "aurora-postgresql16"},
		{"aurora-postgresql", "15.14", "15.14", "aurora-postgresql15"}, {"aurora-mysql", "8.0", "8.0.mysql_aurora.3.10.4", "aurora-mysql8.0"},
		{"postgres", "18", "18.3", "postgres18"}, {"mysql", "", "8.4.9", "mysql8.4"}, {"mariadb", "11.4", "11.4.10", "mariadb11.4"},
		{"mariadb", "10.11.15", "10.11.15", "mariadb10.11"},
	} {
		s := build(environment("test", false), config(c.engine, "test", func(cfg *schema.Database) { cfg.Version = c.version }))
		whole, family := "", ""
		for _, r := range s.Resources {
			switch p := r.Properties.(type) {
			case *rds.DBCluster:
				whole = *p.EngineVersion
			case *rds.DBInstance:
				if p.EngineVersion != nil {
					whole = *p.EngineVersion
				}
			case *rds.DBClusterParameterGroup:
				family = p.Family
			case *rds.DBParameterGroup:
				family = p.Family
			case *rds.OptionGroup:
				if p.MajorEngineVersion != strings.TrimPrefix(c.family, c.engine) || p.EngineName != c.engine {
					t.Errorf("%s %s: options of %s %s", c.engine, c.version, p.EngineName, p.MajorEngineVersion)
				}
			}
		}
		if whole != c.whole || family != c.family {
			t.Errorf("%s %q: version %q, parameters %q", c.engine, c.version, whole, family)
		}
	}
}

// TestOffers: what a workload gets of the database, and that no secret is among it.
func TestOffers(t *testing.T) {
	s := build(environment("production", true), config("aurora-postgresql", "production", nil))
	at := func(name string) string { return blueprints.ImportValue("clinic-prod-database:" + name) }
	want := []blueprints.Variable{
		{Name: "DATABASE_HOST", Value: at("Endpoint")}, {Name: "DATABASE_PORT", Value: "5432"}, {Name: "DATABASE_NAME", Value: "app"},
		{Name: "DATABASE_SECRET_ARN", Value: at("SecretArn")}, {Name: "DATABASE_IAM_USER", Value: "workload"}, {Name: "DATABASE_READER_HOST", Value: at("ReaderEndpoint")},
	}
	if d := cmp.Diff(want, s.Variables); d != "" {
		t.Errorf("variables (-want +got):\n%s", d)
	}
	if d := cmp.Diff(map[string]string{"engine": "aurora-postgresql", "port": "5432"}, s.Facts); d != "" {
		t.Errorf("facts (-want +got):\n%s", d)
	}
	var rights []string
	for _, g := range s.Grants {
		rights = append(rights, g.Actions...)
	}
	if d := cmp.Diff([]string{"secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue", "kms:Decrypt", "rds-db:connect"}, rights); d != "" {
		t.Errorf("rights (-want +got):\n%s", d)
	}
	if got, want := s.Grants[2].Resources[0], "dbuser:"+at("ResourceId")+"/workload"; !strings.HasSuffix(got, want) {
		t.Errorf("may sign in as %q, want …%q", got, want)
	}
}

// TestRestoredClusterIsReencrypted: a cluster made from a snapshot has this environment's key, and neither a master user nor a database
// that RDS would refuse.
func TestRestoredClusterIsReencrypted(t *testing.T) {
	s := build(environment("production", true), config("aurora-mysql", "production", func(cfg *schema.Database) {
		cfg.Restore = &schema.DatabaseRestore{Snapshot: "arn:aws:rds:us-east-1:111122223333:cluster-snapshot:monday", Phi: true}
	}))
	i := slices.IndexFunc(s.Resources, func(r *blueprints.Resource) bool { return r.ID == "Cluster" })
	p := s.Resources[i].Properties.(*rds.DBCluster)
	if p.SnapshotIdentifier == nil || *p.KmsKeyId != key("Data") || !*p.StorageEncrypted || !*p.ManageMasterUserPassword || p.MasterUsername != nil || p.DatabaseName != nil {
		text, _ := json.Marshal(p)
		t.Errorf("got %s", text)
	}
}

// TestOptionsOutliveTheDatabase: the last snapshot of a database refers to its option group, which RDS then does not delete. A group
// that went with its stack kept every deletion of such a stack from ending.
func TestOptionsOutliveTheDatabase(t *testing.T) {
	for _, engine := range []string{"mysql", "mariadb"} {
		s := build(environment("production", true), config(engine, "production", nil))
		i := slices.IndexFunc(s.Resources, func(r *blueprints.Resource) bool { return r.ID == "Options" })
		if r := s.Resources[i]; r.DeletionPolicy != "RetainExceptOnCreate" || r.UpdateReplacePolicy != "Retain" {
			t.Errorf("%s: the option group is deleted with its database (%q, %q)", engine, r.DeletionPolicy, r.UpdateReplacePolicy)
		}
	}
}

// TestUpgrades: RDS takes another major version for an instance only with permission, which whoever writes a version gives; one that
// hipaac chose by itself must not move a database on. Extended support is for MySQL and PostgreSQL: RDS has none for MariaDB.
func TestUpgrades(t *testing.T) {
	for _, c := range []struct {
		engine, version string
		major, declined bool
	}{
		{"postgres", "", false, true}, {"postgres", "16", true, true}, {"mysql", "8.4", true, true}, {"mariadb", "", false, false}, {"mariadb", "11.4", true, false},
	} {
		s := build(environment("test", false), config(c.engine, "test", func(cfg *schema.Database) { cfg.Version = c.version }))
		i := slices.IndexFunc(s.Resources, func(r *blueprints.Resource) bool { return r.ID == "Instance" })
		r := s.Resources[i]
		allowed := r.Properties.(*rds.DBInstance).AllowMajorVersionUpgrade
		if major := allowed != nil && *allowed; major != c.major {
			t.Errorf("%s, version %q: allows another major version: %t, want %t", c.engine, c.version, major, c.major)
		}
		if _, declined := r.Extra["EngineLifecycleSupport"]; declined != c.declined {
			t.Errorf("%s: declines extended support: %t, want %t", c.engine, declined, c.declined)
		}
	}
}

// TestZonesComeLater: a network that takes on a third zone moves no instance of a database that is there. Each has a name, so that
// CloudFormation could not replace it, and the update failed.
func TestZonesComeLater(t *testing.T) {
	places := func(network *blueprints.Stack) []string {
		s := blueprints.NewStack(environment("production", false), "database", "database", "n", server("keys"), network)
		buildInto(s, config("aurora-postgresql", "production", func(cfg *schema.Database) { cfg.Readers = 3 }))
		var list []string
		for _, r := range s.Resources {
			if p, is := r.Properties.(*rds.DBInstance); is {
				zone := "chosen by Aurora"
				if p.AvailabilityZone != nil {
					zone = *p.AvailabilityZone
				}
				list = append(list, *p.DBInstanceIdentifier+" "+zone)
			}
		}
		return list
	}
	before, after := places(twoZones()), places(server("network", "VpcId", "IsolatedSubnet1Id", "IsolatedSubnet2Id", "IsolatedSubnet3Id"))
	if d := cmp.Diff(before, after); d != "" || len(before) != 4 {
		t.Errorf("instances and their zones (-with two zones +with three):\n%s", d)
	}
}

// TestNames: the longest names that a spec can have still fit into the 63 characters of RDS's identifiers.
func TestNames(t *testing.T) {
	env := environment("production", false)
	env.System, env.Name = strings.Repeat("s", 16), strings.Repeat("e", 16)
	s := blueprints.NewStack(env, "database", strings.Repeat("d", 24), "n", server("keys"), twoZones())
	buildInto(s, config("aurora-postgresql", "production", func(cfg *schema.Database) { cfg.Readers = 15 }))
	for _, r := range s.Resources {
		if p, is := r.Properties.(*rds.DBInstance); is && len(*p.DBInstanceIdentifier) > 63 {
			t.Errorf("%q has %d characters", *p.DBInstanceIdentifier, len(*p.DBInstanceIdentifier))
		}
	}
}
