package retention

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// figures is a store in short: point and whether that meets the mark, time and whether that does, and what takes over.
func figures(t Table) string {
	var lines []string
	for _, s := range t.Stores {
		line := fmt.Sprintf("%s %.2f %s | %.2f %s", s.Resource, s.Point.Hours, s.Point.Meets, s.Time.Hours, s.Time.Meets)
		if _, failover, told := strings.Cut(s.Time.Why, "fails, "); told {
			line += ": " + strings.TrimSuffix(failover, "; "+grows)
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

const plan = `
  Selection: {Type: AWS::Backup::BackupSelection, Properties: {BackupPlanId: !Ref Plan, BackupSelection: {ListOfTags: [{ConditionType: STRINGEQUALS, ConditionKey: BackupPlan, ConditionValue: x}]}}}
  Plan: {Type: AWS::Backup::BackupPlan, Properties: {BackupPlan: {BackupPlanRule: [%s]}}}
  Disk: {Type: AWS::EC2::Volume, Properties: {Tags: [{Key: BackupPlan, Value: x}]}}
  Other: {Type: AWS::EC2::Volume, Properties: {Tags: [{Key: BackupPlan, Value: y}]}}
  Bucket: {Type: AWS::S3::Bucket, Properties: {Tags: [{Key: BackupPlan, Value: x}]}}`

// TestStores: how old a copy can be, and what brings a store back.
func TestStores(t *testing.T) {
	planned := func(rule string) string { return fmt.Sprintf(plan, rule) }
	none := "\na.Other -1.00 no | -1.00 no"
	for name, c := range map[string]struct{ resources, want string }{
		"logs of RDS are five minutes old at most; a standby takes two minutes, and a restoration nobody knows how long": {`
  Alone: {Type: AWS::RDS::DBInstance, Properties: {Engine: postgres}}
  Twin: {Type: AWS::RDS::DBInstance, Properties: {Engine: postgres, MultiAZ: true}}
  Off: {Type: AWS::RDS::DBInstance, Properties: {Engine: postgres, BackupRetentionPeriod: 0, MultiAZ: true}}
  Open: {Type: AWS::RDS::DBInstance, Properties: {Engine: postgres, BackupRetentionPeriod: !ImportValue days}}`, `
a.Alone 0.08 yes | -1.00 unknown
a.Off -1.00 no | -1.00 no
a.Open -1.00 unknown | -1.00 unknown
a.Twin 0.08 yes | -1.00 unknown: a standby takes over, typically within 2 minutes`},
		"Aurora has a reader, or makes an instance anew": {`
  One: {Type: AWS::RDS::DBCluster, Properties: {Engine: aurora-postgresql}}
  A: {Type: AWS::RDS::DBInstance, Properties: {DBClusterIdentifier: !Ref One}}
  Two: {Type: AWS::RDS::DBCluster, Properties: {Engine: aurora-mysql}}
  B: {Type: AWS::RDS::DBInstance, Properties: {DBClusterIdentifier: !Ref Two}}
  C: {Type: AWS::RDS::DBInstance, Properties: {DBClusterIdentifier: !Ref Two}}`, `
a.One 0.08 yes | -1.00 unknown: Aurora makes another, typically within 10 minutes
a.Two 0.08 yes | -1.00 unknown: another takes over, typically within 1 minute`},
		"tables": {`
  On: {Type: AWS::DynamoDB::Table, Properties: {PointInTimeRecoverySpecification: {PointInTimeRecoveryEnabled: true}}}
  Off: {Type: AWS::DynamoDB::Table}`, `
a.Off -1.00 no | -1.00 no
a.On 0.08 yes | -1.00 unknown`},
		"a user pool is copied by nothing": {`
  Pool: {Type: AWS::Cognito::UserPool}`, `
a.Pool -1.00 no | -1.00 no`},
		"a daily backup is given up if it has not begun within its window, and may take any time": {
			planned(`{TargetBackupVault: v, ScheduleExpression: "cron(0 5 * * ? *)", StartWindowMinutes: 60}`), `
a.Bucket 25.00 unknown | -1.00 unknown
a.Disk 25.00 unknown | -1.00 unknown` + none},
		"without a schedule it is daily, and without a window eight hours": {planned(`{TargetBackupVault: v}`), `
a.Bucket 32.00 unknown | -1.00 unknown
a.Disk 32.00 unknown | -1.00 unknown` + none},
		"a completion window bounds it, at the latest from when a job begins": {planned(`{TargetBackupVault: v, StartWindowMinutes: 60, CompletionWindowMinutes: 600}`), `
a.Bucket 35.00 yes | -1.00 unknown
a.Disk 35.00 yes | -1.00 unknown` + none},
		"one that is too wide breaks the mark": {planned(`{TargetBackupVault: v, StartWindowMinutes: 60, CompletionWindowMinutes: 10080}`), `
a.Bucket 193.00 no | -1.00 unknown
a.Disk 193.00 no | -1.00 unknown` + none},
		"a weekly backup is too rare": {planned(`{TargetBackupVault: v, ScheduleExpression: "cron(0 5 ? * SUN *)", StartWindowMinutes: 60}`), `
a.Bucket 169.00 no | -1.00 unknown
a.Disk 169.00 no | -1.00 unknown` + none},
		"a schedule that nobody can read is not guessed": {planned(`{TargetBackupVault: v, ScheduleExpression: !ImportValue often}`), `
a.Bucket -1.00 unknown | -1.00 unknown
a.Disk -1.00 unknown | -1.00 unknown` + none},
		"a continuous backup is for what knows it": {planned(`{TargetBackupVault: v, StartWindowMinutes: 60, EnableContinuousBackup: true}`), `
a.Bucket 0.25 yes | -1.00 unknown
a.Disk 25.00 unknown | -1.00 unknown` + none},
		"the youngest copy counts": {planned(`{TargetBackupVault: v, ScheduleExpression: rate(7 days)}, {TargetBackupVault: v, ScheduleExpression: rate(1 hour), StartWindowMinutes: 60}`), `
a.Bucket 2.00 unknown | -1.00 unknown
a.Disk 2.00 unknown | -1.00 unknown` + none},
		"a replica follows every mistake, and is no backup": {`
  Bucket: {Type: AWS::S3::Bucket, Properties: {ReplicationConfiguration: {Rules: [{Status: Enabled, Destination: {Bucket: "arn:aws:s3:::far"}}]}}}`, `
a.Bucket -1.00 no | -1.00 unknown`},
		"a selection that nobody can read may take it": {`
  Selection: {Type: AWS::Backup::BackupSelection, Properties: {BackupPlanId: x, BackupSelection: !ImportValue selection}}
  Disk: {Type: AWS::EC2::Volume}`, `
a.Disk -1.00 unknown | -1.00 unknown`},
	} {
		if d := cmp.Diff(strings.TrimSpace(c.want), figures(tableOf(t, "Resources:"+c.resources))); d != "" {
			t.Errorf("%s:\n%s", name, d)
		}
	}
}

// TestCopies: where they lie, across templates, and what tries to restore them.
func TestCopies(t *testing.T) {
	table := tableOf(t, `
Resources:
  Files: {Type: AWS::EFS::FileSystem, Properties: {FileSystemTags: [{Key: BackupPlan, Value: x}, {Key: RPO, Value: 24h}, {Key: RTO, Value: 1d}]}}
  Untried: {Type: AWS::EC2::Volume, Properties: {Tags: [{Key: BackupPlan, Value: x}, {Key: RPO, Value: 48h}]}}
`, `
Resources:
  Selection: {Type: AWS::Backup::BackupSelection, Properties: {BackupPlanId: !Ref Plan, BackupSelection: {ListOfTags: [{ConditionType: STRINGEQUALS, ConditionKey: BackupPlan, ConditionValue: x}]}}}
  Plan:
    Type: AWS::Backup::BackupPlan
    Properties:
      BackupPlan:
        BackupPlanRule:
          - {TargetBackupVault: !Ref Vault, StartWindowMinutes: 60, CompletionWindowMinutes: 120, CopyActions: [{DestinationBackupVaultArn: "arn:aws:backup:us-west-2:111122223333:backup-vault:far"}]}
  Vault: {Type: AWS::Backup::BackupVault, Properties: {BackupVaultName: near}}
  Tests: {Type: AWS::Backup::RestoreTestingPlan, Properties: {RestoreTestingPlanName: t, ScheduleExpression: "cron(0 9 ? * 1#1 *)"}}
  OfFiles:
    Type: AWS::Backup::RestoreTestingSelection
    Properties:
      RestoreTestingPlanName: !Ref Tests
      ProtectedResourceType: EFS
      ProtectedResourceArns: ["*"]
      ProtectedResourceConditions: {StringEquals: [{Key: "aws:ResourceTag/BackupPlan", Value: x}]}
  OfOthers:
    Type: AWS::Backup::RestoreTestingSelection
    Properties:
      RestoreTestingPlanName: !Ref Tests
      ProtectedResourceType: EBS
      ProtectedResourceArns: ["*"]
      ProtectedResourceConditions: {StringEquals: [{Key: "aws:ResourceTag/BackupPlan", Value: y}]}
`)
	files, disk := table.Stores[0], table.Stores[1]
	if d := cmp.Diff([]string{"vault far of account 111122223333 in us-west-2", "vault near"}, files.Copies); d != "" {
		t.Error(d)
	}
	if files.Tested != "b.Tests tries a restoration, at least every 35 days" || disk.Tested != "" {
		t.Errorf("tested: %q, %q", files.Tested, disk.Tested)
	}
	if files.Point.Wanted != 24 || files.Point.Keeps != "no" || files.Time.Wanted != 24 || files.Time.Keeps != "unknown" || disk.Point.Keeps != "yes" ||
		!strings.HasSuffix(files.Point.Why, "; the tag RPO promises 24 hours, which is not kept") || !strings.HasSuffix(files.Time.Why, "; the tag RTO promises 24 hours, which is not known to be kept") {
		t.Errorf("26 hours against 24 and 48: %+v, %+v", files, disk.Point)
	}
}

// TestGap: the most that lies between two runs, not what usually does.
func TestGap(t *testing.T) {
	for schedule, want := range map[string]float64{
		"rate(1 hour)": 1, "rate(30 minutes)": 0.5, "rate(7 days)": 168,
		"cron(0 5 * * ? *)": 24, "cron(0 5 ? * * *)": 24, "cron(0 0/6 * * ? *)": 6, "cron(0 1/4 * * ? *)": 4, "cron(0 */8 * * ? *)": 8,
		"cron(0 8,18 * * ? *)":    14,      // the night is longer than the day
		"cron(0 5 ? * MON-FRI *)": 72,      // from Friday to Monday
		"cron(0 5 ? * SUN *)":     168,     //
		"cron(0 5 ? * 1,4 *)":     96,      // Sunday and Wednesday
		"cron(0 5 1 * ? *)":       744,     // 31 days
		"cron(0 5 L * ? *)":       744,     //
		"cron(0 9 ? * 1#1 *)":     35 * 24, // the first Sunday of a month
		"cron(0 5 1 1 ? *)":       366 * 24,
		"cron(0 5 31 * ? *)":      61 * 24, // over a month that is too short
		"cron(0 5 1 JAN,JUL ? *)": 184 * 24,
		"cron(0/15 9-10 * * ? *)": 22.25,
	} {
		got, known := gap(schedule)
		if !known || math.Abs(got-want) > 1e-9 {
			t.Errorf("%s: %v hours, known %v, want %v", schedule, got, known, want)
		}
	}
	for _, schedule := range []string{"", "at(2026-01-01T00:00:00)", "rate(0 days)", "rate(inf days)", "rate(nan days)", "rate(1 fortnight)", "cron(0 5 * * ? 2027)", "cron(0 25 * * ? *)",
		"cron(0 5 1 * MON *)", "cron(0 5 ? * 1#6 *)", "cron(0 5 30 2 ? *)", "cron(0 5 15W * ? *)", "cron(0 5 * * ?)", "cron(5-1 5 * * ? *)", "cron(0 0/0 * * ? *)"} {
		if got, known := gap(schedule); known {
			t.Errorf("%q: %v hours, and nobody can read it", schedule, got)
		}
	}
}

func FuzzGap(f *testing.F) {
	f.Add("cron(0 5 ? * MON-FRI *)")
	f.Add("rate(12 hours)")
	f.Fuzz(func(t *testing.T, schedule string) {
		if hours, known := gap(schedule); known && !(hours > 0) {
			t.Errorf("%q: %v hours", schedule, hours)
		}
	})
}
