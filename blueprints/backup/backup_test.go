package backup_test

import (
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	goformation "github.com/awslabs/goformation/v7/cloudformation/backup"
	"github.com/awslabs/goformation/v7/cloudformation/events"
	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/backup"
	"github.com/hipaac/hipaac/compiler/emit/emittest"
	"github.com/hipaac/hipaac/schema"
)

func environment(change func(*blueprints.Env)) *blueprints.Env {
	e := &blueprints.Env{
		System: "clinic", Name: "prod", Tier: "production", PHI: true, Account: "111122223333", Region: "us-east-1", Owner: "platform@clinic.example",
	}
	change(e)
	return e
}

func same(*blueprints.Env) {}

func development(e *blueprints.Env) { e.Name, e.Tier, e.PHI = "dev", "development", false }

func acceptance(e *blueprints.Env) { e.Name, e.Tier, e.PHI = "test", "test", false }

// plain is what the tiers' defaults make of "backup: {}".
func plain(change func(*schema.Backup)) *schema.Backup {
	c := &schema.Backup{EveryHours: 24, StartHour: 5, BackupDays: 35, Lock: "governance", LockAfterDays: 14}
	change(c)
	return c
}

func production(c *schema.Backup) {
	c.WeeklyDays, c.MonthlyDays, c.Continuous, c.Lock = 90, 365, true, "compliance"
	c.TestRestores = []string{"Aurora", "DynamoDB", "EFS", "RDS", "S3"}
}

func build(env *blueprints.Env, cfg *schema.Backup, listening bool, databases ...*blueprints.Stack) *blueprints.Stack {
	servers := append([]*blueprints.Stack{{Blueprint: "keys", Key: "keys", Name: "clinic-" + env.Name + "-keys"}}, databases...)
	if listening {
		servers = append(servers, &blueprints.Stack{Blueprint: "observability", Key: "observability", Name: "clinic-" + env.Name + "-observability"})
	}
	s := blueprints.NewStack(env, "backup", "backup", "clinic-"+env.Name+"-backup", servers...)
	backup.Blueprint.Build(s, cfg)
	return s
}

// database is a stack with a database of an engine.
func database(key, engine string) *blueprints.Stack {
	return &blueprints.Stack{Blueprint: "database", Key: key, Name: "clinic-prod-" + key, Facts: map[string]string{"engine": engine}}
}

// TestTemplates pins what each kind of request becomes. Read the diff of testdata before you run with -update.
func TestTemplates(t *testing.T) {
	for name, s := range map[string]*blueprints.Stack{
		"commercial/phi":  build(environment(same), plain(production), true, database("ledger", "postgres"), database("records", "aurora-postgresql")),
		"development":     build(environment(development), plain(func(*schema.Backup) {}), false),
		"commercial/test": build(environment(acceptance), plain(func(c *schema.Backup) { c.TestRestores = []string{"Aurora", "RDS"} }), true),
		"commercial/copied": build(environment(same), plain(func(c *schema.Backup) {
			production(c)
			c.EveryHours, c.YearlyDays, c.ColdAfterDays = 6, 2557, 120
			c.CopyTo = &schema.BackupCopy{Vault: "arn:aws:backup:us-west-2:111122223333:backup-vault:clinic-far-backup", Days: 90}
		}), true),
		"govcloud": build(environment(func(e *blueprints.Env) { e.Region = "us-gov-west-1" }), plain(production), true),
	} {
		t.Run(name, func(t *testing.T) { emittest.Pin(t, filepath.Join("testdata", name+".yaml"), s) })
	}
}

func TestRefusals(t *testing.T) {
	copyTo := func(vault string) func(*schema.Backup) {
		return func(c *schema.Backup) { c.CopyTo = &schema.BackupCopy{Vault: vault} }
	}
	for name, c := range map[string]struct {
		change func(*schema.Backup)
		want   []blueprints.Refusal
	}{
		"deleted on the way to cold storage": {func(c *schema.Backup) { c.MonthlyDays, c.YearlyDays, c.ColdAfterDays = 179, 2557, 90 }, []blueprints.Refusal{{
			ID: "cold-storage-too-short", Path: "coldAfterDays",
			Message: `stack "backup" moves backups to cold storage after 90 days and deletes them after 179 (monthlyDays), they stay there for 90 days at least`,
			Hint:    "set monthlyDays to 180 or more, or coldAfterDays lower",
		}}},
		"just long enough": {func(c *schema.Backup) { c.MonthlyDays, c.ColdAfterDays = 180, 90 }, nil},
		"nothing to move": {func(c *schema.Backup) { c.MonthlyDays, c.ColdAfterDays = 35, 30 }, []blueprints.Refusal{{
			ID: "cold-storage-unused", Path: "coldAfterDays",
			Message: `stack "backup" has no monthly or yearly backups that could be moved to cold storage`,
			Hint:    "set monthlyDays or yearlyDays to 120 or more, or leave coldAfterDays out",
		}}},
		"a copy beside the original": {copyTo("arn:aws:backup:us-east-1:999900001111:backup-vault:far"), []blueprints.Refusal{{
			ID: "copy-in-same-region", Path: "copyTo.vault",
			Message: `stack "backup" copies backups to a vault of its own region us-east-1, which would be lost with them`,
			Hint:    "name a vault in another region",
		}}},
		"a copy to another partition": {copyTo("arn:aws-us-gov:backup:us-gov-west-1:999900001111:backup-vault:far"), []blueprints.Refusal{{
			ID: "foreign-partition", Path: "copyTo.vault",
			Message: `vault "arn:aws-us-gov:backup:us-gov-west-1:999900001111:backup-vault:far" is of another partition than region us-east-1, and nothing can be copied between partitions`,
			Hint:    "name a vault whose ARN begins with arn:aws: and has a region of that partition",
		}}},
		"a region that is not of the partition": {copyTo("arn:aws:backup:us-gov-west-1:999900001111:backup-vault:far"), []blueprints.Refusal{{
			ID: "foreign-partition", Path: "copyTo.vault",
			Message: `vault "arn:aws:backup:us-gov-west-1:999900001111:backup-vault:far" is of another partition than region us-east-1, and nothing can be copied between partitions`,
			Hint:    "name a vault whose ARN begins with arn:aws: and has a region of that partition",
		}}},
	} {
		if d := cmp.Diff(c.want, build(environment(same), plain(c.change), true).Refusals); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
}

// TestGovCloudHasNoRestoreTests: the template leaves out what AWS does not offer, and a warning says that nobody tests.
func TestGovCloudHasNoRestoreTests(t *testing.T) {
	s := build(environment(func(e *blueprints.Env) { e.Region = "us-gov-west-1" }), plain(production), true)
	want := []blueprints.Refusal{{
		ID: "no-restore-tests", Path: "testRestores", Warn: true,
		Message: `AWS Backup tests no restores in region us-gov-west-1: nobody knows whether the backups of stack "backup" can be brought back`,
		Hint:    "restore a backup by hand from time to time, and write down that it worked",
	}}
	if d := cmp.Diff(want, s.Refusals); d != "" {
		t.Error(d)
	}
}

// TestRestoresStayInside: left alone, AWS Backup restores databases into the account's default VPC, or fails where there is none, and
// buckets under a key of S3. Patients' records must not come to lie there, not even for the hours of a test.
func TestRestoresStayInside(t *testing.T) {
	in := func(stack string) map[string]string {
		return map[string]string{
			"dbSubnetGroupName":   blueprints.ImportValue("clinic-prod-" + stack + ":SubnetGroupName"),
			"vpcSecurityGroupIds": `["` + blueprints.ImportValue("clinic-prod-"+stack+":SecurityGroupId") + `"]`,
		}
	}
	bucket := map[string]string{"encryptionType": "SSE-KMS", "kmsKey": blueprints.ImportValue("clinic-prod-keys:BackupKeyArn")}
	for name, c := range map[string]struct {
		databases []*blueprints.Stack
		want      map[string]map[string]string
	}{
		"each to its own kind": {
			[]*blueprints.Stack{database("ledger", "mysql"), database("other", "mariadb"), database("records", "aurora-mysql")},
			map[string]map[string]string{"Aurora": in("records"), "RDS": in("ledger"), "S3": bucket, "DynamoDB": nil},
		},
		"no database": {nil, map[string]map[string]string{"Aurora": nil, "RDS": nil, "S3": bucket}},
	} {
		s := build(environment(same), plain(production), true, c.databases...)
		for kind, want := range c.want {
			got := resource(s, "RestoreTestOf"+kind).Properties.(*goformation.RestoreTestingSelection).RestoreMetadataOverrides
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("%s, %s (-want +got):\n%s", name, kind, d)
			}
		}
	}
}

// TestEventsAreOurs: another environment of the account has its own backups fail without waking ours, and what is told names the store by
// the field that the event has. Events of restores know no resourceArn.
func TestEventsAreOurs(t *testing.T) {
	s := build(environment(same), plain(production), true)
	for id, want := range map[string]struct {
		own   map[string]any
		store string
	}{
		"BackupFailed": {map[string]any{"backupVaultArn": []string{resource(s, "Vault").Att("BackupVaultArn")}}, "$.detail.resourceArn"},
		"RestoreFailed": {map[string]any{"restoreTestingPlanArn": []string{resource(s, "RestoreTests").Att("RestoreTestingPlanArn")}},
			"$.detail.sourceResourceArn"},
	} {
		rule := resource(s, id).Properties.(*events.Rule)
		detail := maps.Clone(rule.EventPattern.(map[string]any)["detail"].(map[string]any))
		delete(detail, "state")
		delete(detail, "status")
		if d := cmp.Diff(want.own, detail); d != "" {
			t.Errorf("%s (-want +got):\n%s", id, d)
		}
		if got := rule.Targets[0].InputTransformer.InputPathsMap["store"]; got != want.store {
			t.Errorf("%s names the store by %s, want %s", id, got, want.store)
		}
	}
}

// TestSchedulesCoverTheDay: however often and from which hour on, no two backups of a day are further apart than was asked for.
func TestSchedulesCoverTheDay(t *testing.T) {
	for _, every := range []int{1, 2, 3, 4, 6, 8, 12, 24} {
		for start := range 24 {
			s := build(environment(same), plain(func(c *schema.Backup) { c.EveryHours, c.StartHour = every, start }), false)
			r := resource(s, "Plan").Properties.(*goformation.BackupPlan).BackupPlan.BackupPlanRule[0]
			hours := regexp.MustCompile(`^cron\(0 (\d+)(?:/(\d+))? \* \* \? \*\)$`).FindStringSubmatch(*r.ScheduleExpression)
			if hours == nil {
				t.Fatalf("every %d from %d: %s", every, start, *r.ScheduleExpression)
			}
			var runs []int
			for h := number(hours[1]); h < 24; h += max(number(hours[2]), 1) {
				runs = append(runs, h)
				if hours[2] == "" {
					break
				}
			}
			runs = append(runs, runs[0]+24)
			for i := 1; i < len(runs); i++ {
				if runs[i]-runs[i-1] != every || !slices.Contains(runs, start) {
					t.Errorf("every %d from %d runs at %v", every, start, runs)
					break
				}
			}
		}
	}
}

// TestLockLetsEverySpecIn: a lock of compliance cannot be changed, so it must let in whatever the schema may ever be asked for, and what
// continuous backups need.
func TestLockLetsEverySpecIn(t *testing.T) {
	for _, phi := range []bool{false, true} {
		s := build(environment(func(e *blueprints.Env) { e.PHI = phi }), plain(production), false)
		lock := resource(s, "Vault").Properties.(*goformation.BackupVault).LockConfiguration
		if lock.MinRetentionDays != 35 || *lock.MaxRetentionDays != 3653 || *lock.ChangeableForDays != 14 {
			t.Errorf("PHI %v: %+v", phi, lock)
		}
	}
	lock := resource(build(environment(development), plain(func(*schema.Backup) {}), false), "Vault").Properties.(*goformation.BackupVault).LockConfiguration
	if lock == nil || lock.ChangeableForDays != nil {
		t.Errorf("a lock of governance must be one that can be lifted: %+v", lock)
	}
}

// TestOnlyLongerRulesAreAdded: a weekly backup that is kept no longer than the daily ones is the same backup.
func TestOnlyLongerRulesAreAdded(t *testing.T) {
	s := build(environment(same), plain(func(c *schema.Backup) { production(c); c.BackupDays = 90 }), false)
	var names []string
	for _, r := range resource(s, "Plan").Properties.(*goformation.BackupPlan).BackupPlan.BackupPlanRule {
		names = append(names, r.RuleName)
	}
	if d := cmp.Diff([]string{"all", "monthly"}, names); d != "" {
		t.Error(d)
	}
}

// TestNamesFit: names of vaults and of restore testing plans are short, and the latter have no hyphens.
func TestNamesFit(t *testing.T) {
	env := environment(func(e *blueprints.Env) { e.System, e.Name = "hospital-records", "acceptance-tests" })
	s := blueprints.NewStack(env, "backup", "backups-of-the-hospital", "n", &blueprints.Stack{Blueprint: "keys", Key: "keys", Name: "k"})
	backup.Blueprint.Build(s, plain(production))
	vault := resource(s, "Vault").Properties.(*goformation.BackupVault).BackupVaultName
	plan := resource(s, "RestoreTests").Properties.(*goformation.RestoreTestingPlan).RestoreTestingPlanName
	if len(vault) > 50 || len(plan) > 50 || strings.Contains(plan, "-") {
		t.Errorf("vault %q, plan %q", vault, plan)
	}
}

func resource(s *blueprints.Stack, id string) *blueprints.Resource {
	return s.Resources[slices.IndexFunc(s.Resources, func(r *blueprints.Resource) bool { return r.ID == id })]
}

func number(s string) (n int) {
	for _, c := range s {
		n = 10*n + int(c-'0')
	}
	return n
}
