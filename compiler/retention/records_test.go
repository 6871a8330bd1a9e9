package retention

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// shown is a record in short: class, resource, days, floor, lock, what becomes of it.
func shown(t Table) string {
	var lines []string
	for _, r := range t.Records {
		lines = append(lines, strings.TrimSpace(fmt.Sprintf("%s %s %d/%d %s%d %s", r.Class, r.Resource, r.Days, r.Floor, r.Locked, r.LockDays, r.After)))
	}
	return strings.Join(lines, "\n")
}

// TestRecords: each rule for how long something is kept, with what holds where the template says nothing.
func TestRecords(t *testing.T) {
	for name, c := range map[string]struct{ resources, want string }{
		"a log group without retention is kept for ever": {`
  Log: {Type: AWS::Logs::LogGroup}`,
			"application log a.Log 0/365 0"},
		"the class follows from who writes": {`
  Trail: {Type: AWS::CloudTrail::Trail, Properties: {IsLogging: true, S3BucketName: elsewhere, CloudWatchLogsLogGroupArn: !GetAtt Audit.Arn}}
  Audit: {Type: AWS::Logs::LogGroup, Properties: {RetentionInDays: 90}}
  Flow: {Type: AWS::EC2::FlowLog, Properties: {LogGroupName: !Ref Traffic}}
  Traffic: {Type: AWS::Logs::LogGroup, Properties: {RetentionInDays: "365"}}
  Flows: {Type: AWS::EC2::FlowLog, Properties: {LogDestination: !GetAtt Packets.Arn}}
  Packets: {Type: AWS::Logs::LogGroup, Properties: {RetentionInDays: 400}}
  Waf: {Type: AWS::WAFv2::LoggingConfiguration, Properties: {LogDestinationConfigs: [!GetAtt Wall.Arn]}}
  Wall: {Type: AWS::Logs::LogGroup, Properties: {RetentionInDays: 2192}}
  Sessions: {Type: AWS::SSM::Document, Properties: {Content: {inputs: {cloudWatchLogGroupName: !Ref Shells}}}}
  Shells: {Type: AWS::Logs::LogGroup, Properties: {RetentionInDays: 2192}}
  Rds: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: /aws/rds/instance/x/audit, RetentionInDays: 2192}}
  Guard: {Type: AWS::Events::Rule, Properties: {EventPattern: {source: [aws.guardduty]}, Targets: [{Id: a, Arn: !GetAtt Found.Arn}]}}
  Found: {Type: AWS::Logs::LogGroup, Properties: {RetentionInDays: 2192}}
  Any: {Type: AWS::Events::Rule, Properties: {EventPattern: {source: [aws.ec2]}, Targets: [{Id: a, Arn: !GetAtt Events.Arn}]}}
  Events: {Type: AWS::Logs::LogGroup, Properties: {RetentionInDays: 90}}
  Pool: {Type: AWS::Cognito::UserPool, Properties: {LambdaConfig: {PostAuthentication: !GetAtt Note.Arn}}}
  Note: {Type: AWS::Lambda::Function, Properties: {LoggingConfig: {LogGroup: !Ref SignIns}}}
  SignIns: {Type: AWS::Logs::LogGroup, Properties: {RetentionInDays: 2192}}`, `
audit trail a.Audit 90/2192 0 deleted
database log a.Rds 2192/2192 0 deleted
event a.Events 90/0 0 deleted
finding a.Found 2192/2192 0 deleted
firewall log a.Wall 2192/2192 0 deleted
flow log a.Packets 400/365 0 deleted
flow log a.Traffic 365/365 0 deleted
session a.Shells 2192/2192 0 deleted
sign-in a.SignIns 2192/2192 0 deleted`},
		"what is not known before deployment is not guessed": {`
  Log: {Type: AWS::Logs::LogGroup, Properties: {RetentionInDays: !ImportValue days}}
  Nonsense: {Type: AWS::Logs::LogGroup, Properties: {RetentionInDays: Inf}}
  Delivered: {Type: AWS::Logs::LogGroup, Properties: {LogGroupClass: DELIVERY, RetentionInDays: 365}}
  Bucket: {Type: AWS::S3::Bucket, Properties: {LifecycleConfiguration: {Rules: [{Status: Enabled, ExpirationInDays: !ImportValue days}, {Status: Enabled, ExpirationInDays: 90}]}}}
  Dated: {Type: AWS::S3::Bucket, Properties: {LifecycleConfiguration: {Rules: [{Status: Enabled, ExpirationDate: "2030-01-01"}]}}}
  Events: {Type: AWS::CloudTrail::EventDataStore, Properties: {BillingMode: !ImportValue mode}}`, `
application log a.Delivered -1/365 0
application log a.Log -1/365 0
application log a.Nonsense -1/365 0
audit trail a.Events -1/2192 0
document a.Bucket -1/0 0
document a.Dated -1/0 0`},
		"a bucket without rules is kept for ever; the shortest rule decides; one that is off does nothing": {`
  Plain: {Type: AWS::S3::Bucket}
  Two: {Type: AWS::S3::Bucket, Properties: {LifecycleConfiguration: {Rules: [{Status: Enabled, ExpirationInDays: 90}, {Status: Enabled, ExpirationInDays: 30}, {Status: Disabled, ExpirationInDays: 1}]}}}`, `
document a.Plain 0/0 0
document a.Two 30/0 0 deleted`},
		"a rule for a part of a bucket says nothing of the rest": {`
  Bucket: {Type: AWS::S3::Bucket, Properties: {LifecycleConfiguration: {Rules: [{Status: Enabled, Prefix: tmp/, ExpirationInDays: 7}, {Status: Enabled, TagFilters: [{Key: a, Value: b}], ExpirationInDays: 9}]}}}`, `
document a.Bucket 0/0 0
document a.Bucket 7/0 0 deleted
document a.Bucket 9/0 0 deleted`},
		"what expires in a versioned bucket becomes an old version, and those have a row of their own": {`
  Bucket:
    Type: AWS::S3::Bucket
    Properties:
      VersioningConfiguration: {Status: Enabled}
      LifecycleConfiguration: {Rules: [{Status: Enabled, ExpirationInDays: 90, NoncurrentVersionExpiration: {NoncurrentDays: 35}}]}
  Kept: {Type: AWS::S3::Bucket, Properties: {VersioningConfiguration: {Status: Enabled}}}`, `
document a.Bucket 90/0 0 an old version, see there
document a.Kept 0/0 0
document, old versions a.Bucket 35/0 0 deleted
document, old versions a.Kept 0/0 0`},
		"object lock counts years with the leap days that are sure; without ObjectLockEnabled there is no lock": {`
  Sealed: {Type: AWS::S3::Bucket, Properties: {ObjectLockEnabled: true, ObjectLockConfiguration: {Rule: {DefaultRetention: {Mode: COMPLIANCE, Years: 7}}}}}
  Held: {Type: AWS::S3::Bucket, Properties: {ObjectLockEnabled: true, ObjectLockConfiguration: {Rule: {DefaultRetention: {Mode: GOVERNANCE, Days: 35}}}}}
  Open: {Type: AWS::S3::Bucket, Properties: {ObjectLockConfiguration: {Rule: {DefaultRetention: {Mode: GOVERNANCE, Days: 35}}}}}`, `
document a.Held 0/0 governance35
document a.Open 0/0 0
document a.Sealed 0/0 compliance2556`},
		"objects move before they go": {`
  Bucket: {Type: AWS::S3::Bucket, Properties: {LifecycleConfiguration: {Rules: [{Status: Enabled, Transitions: [{StorageClass: GLACIER_IR, TransitionInDays: 180}]}]}}}`,
			"document a.Bucket 0/0 0 moves to GLACIER_IR after 180 days"},
		"databases keep one day by default, members of a cluster none of their own, and 0 is none at all": {`
  Default: {Type: AWS::RDS::DBInstance, Properties: {Engine: postgres}}
  Off: {Type: AWS::RDS::DBInstance, Properties: {Engine: postgres, BackupRetentionPeriod: 0}}
  Cluster: {Type: AWS::RDS::DBCluster, Properties: {Engine: aurora-mysql, BackupRetentionPeriod: 35}}
  Member: {Type: AWS::RDS::DBInstance, Properties: {DBClusterIdentifier: !Ref Cluster}}
  Table: {Type: AWS::DynamoDB::Table, Properties: {PointInTimeRecoverySpecification: {PointInTimeRecoveryEnabled: true}}}
  Short: {Type: AWS::DynamoDB::Table, Properties: {PointInTimeRecoverySpecification: {PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 7}}}
  Bare: {Type: AWS::DynamoDB::Table}`, `
backup a.Cluster 35/35 0 deleted
backup a.Default 1/35 0 deleted
backup a.Short 7/35 0 deleted
backup a.Table 35/35 0 deleted`},
		"event data stores keep by their price what they do not state": {`
  Usual: {Type: AWS::CloudTrail::EventDataStore}
  Fixed: {Type: AWS::CloudTrail::EventDataStore, Properties: {BillingMode: FIXED_RETENTION_PRICING}}
  Stated: {Type: AWS::CloudTrail::EventDataStore, Properties: {RetentionPeriod: 2192}}`, `
audit trail a.Fixed 2557/2192 0 deleted
audit trail a.Stated 2192/2192 0 deleted
audit trail a.Usual 366/2192 0 deleted`},
		"a rule of a backup plan, its vault and its copies; a copy without a life of its own has that of what it copies": {`
  Plan:
    Type: AWS::Backup::BackupPlan
    Properties:
      BackupPlan:
        BackupPlanRule:
          - {RuleName: daily, TargetBackupVault: !Ref Vault, Lifecycle: {DeleteAfterDays: 35}, CopyActions: [{DestinationBackupVaultArn: "arn:aws:backup:us-west-2:111122223333:backup-vault:far"}]}
          - {RuleName: monthly, TargetBackupVault: !Ref Sealed, ScheduleExpression: "cron(0 5 1 * ? *)", Lifecycle: {MoveToColdStorageAfterDays: 30, DeleteAfterDays: 365}}
          - {RuleName: kept, TargetBackupVault: elsewhere}
  Vault: {Type: AWS::Backup::BackupVault, Properties: {BackupVaultName: near, LockConfiguration: {MinRetentionDays: 35}}}
  Sealed: {Type: AWS::Backup::BackupVault, Properties: {BackupVaultName: sealed, LockConfiguration: {MinRetentionDays: 35, ChangeableForDays: 3}}}`, `
backup a.Plan 35/35 governance35 deleted
backup a.Plan 365/0 compliance35 deleted, in cold storage after 30 days
backup a.Plan 0/35 0
backup copy a.Plan 35/0 0 deleted`},
	} {
		if d := cmp.Diff(strings.TrimSpace(c.want), shown(tableOf(t, "Resources:"+c.resources))); d != "" {
			t.Errorf("%s:\n%s", name, d)
		}
	}
}

// TestProducts: what people choose at launch is open, and what they cannot choose is not.
func TestProducts(t *testing.T) {
	table := tableOf(t, `
Parameters:
  Long: {Type: String, AllowedValues: ["yes", "no"]}
Conditions:
  IsLong: !Equals [!Ref Long, "yes"]
Resources:
  Chosen: {Type: AWS::Logs::LogGroup, Properties: {RetentionInDays: !If [IsLong, 2192, 30]}}
  Fixed: {Type: AWS::Logs::LogGroup, Properties: {RetentionInDays: 365}}
  Sometimes: {Type: AWS::Logs::LogGroup, Condition: IsLong, Properties: {RetentionInDays: 365}}
  Disk:
    Type: AWS::EC2::Volume
    Properties: {Tags: [{Key: DataClassification, Value: !If [IsLong, phi, non-phi]}]}
  Otherwise:
    Type: AWS::EC2::Volume
    Properties: {Tags: [{Key: DataClassification, Value: !If [IsLong, non-phi, phi]}]}
  Untagged: {Type: AWS::EC2::Volume}
`)
	want := "application log a.Chosen -1/365 0 deleted\napplication log a.Fixed 365/365 0 deleted\napplication log a.Sometimes 365/365 0 deleted"
	if d := cmp.Diff(want, shown(table)); d != "" {
		t.Error(d)
	}
	for _, s := range table.Stores {
		if !s.PHI || s.Point.Meets != "no" {
			t.Errorf("a disk that may hold PHI is %+v", s)
		}
	}
	if len(table.Stores) != 3 {
		t.Errorf("%d disks", len(table.Stores))
	}
}

// TestWithoutPHI: no floor is asked where an environment says that it holds none.
func TestWithoutPHI(t *testing.T) {
	for _, e := range environments(t) {
		if e.Manifest.PHI {
			continue
		}
		for _, r := range Of(&e).Records {
			if r.Floor != 0 {
				t.Errorf("%s: %+v", e.Folder, r)
			}
		}
	}
}
