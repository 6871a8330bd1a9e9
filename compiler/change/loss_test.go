package change

import (
	"slices"
	"strings"
	"testing"
)

// TestDataLoss is what is lost, and what is kept.
func TestDataLoss(t *testing.T) {
	const topic = "\n  T: {Type: 'AWS::SNS::Topic'}\n"
	tests := []struct {
		reason, old, new string
		want             []string
	}{
		{"a bucket goes", `{Type: "AWS::S3::Bucket"}`, ``, []string{"the bucket is deleted with its objects; deletion fails while it holds objects or versions"}},
		{"a kept bucket leaves", `{Type: "AWS::S3::Bucket", DeletionPolicy: Retain}`, ``, []string{"the bucket leaves the stack: it stays in the account with its objects, and goes on costing"}},
		{"a policy for failed creations keeps, too", `{Type: "AWS::S3::Bucket", DeletionPolicy: RetainExceptOnCreate}`, ``, []string{"the bucket leaves the stack: it stays in the account with its objects, and goes on costing"}},
		{"a database goes, by default with a snapshot", `{Type: "AWS::RDS::DBInstance"}`, ``, []string{"the database is deleted; a last snapshot is kept, other backups of it are not"}},
		{"an instance of a cluster holds nothing", `{Type: "AWS::RDS::DBInstance", Properties: {DBClusterIdentifier: c}}`, ``, nil},
		{"a table knows no snapshot", `{Type: "AWS::DynamoDB::Table", DeletionPolicy: Snapshot}`, ``, []string{"the table is deleted, and with it its items and its continuous backups"}},
		{"a key goes", `{Type: "AWS::KMS::Key"}`, ``, []string{"the key is deleted, and with it all that is encrypted under it: nobody can read that again once the waiting period is over"}},
		{"a type that nobody knows", `{Type: "AWS::New::Store"}`, ``, []string{"the resource is deleted, and with it whatever it holds: this type is not known here"}},
		{"a topic holds nothing", `{Type: "AWS::SNS::Topic"}`, ``, nil},
		{"replaced without a policy", `{Type: "AWS::RDS::DBCluster", Properties: {KmsKeyId: a}}`, `{Type: "AWS::RDS::DBCluster", Properties: {KmsKeyId: b}}`,
			[]string{"the database cluster is replaced, because KmsKeyId changes: the new one starts empty, and the old one is deleted, and with it its data and its automated backups"}},
		{"replaced with a snapshot", `{Type: "AWS::RDS::DBCluster", UpdateReplacePolicy: Snapshot, Properties: {KmsKeyId: a}}`, `{Type: "AWS::RDS::DBCluster", UpdateReplacePolicy: Snapshot, Properties: {KmsKeyId: b}}`,
			[]string{"the database cluster is replaced, because KmsKeyId changes: the new one starts empty, and the old one is deleted after a last snapshot, without its other backups"}},
		{"the worse of two policies", `{Type: "AWS::Logs::LogGroup", UpdateReplacePolicy: Retain, Properties: {LogGroupName: a}}`, `{Type: "AWS::Logs::LogGroup", Properties: {LogGroupName: b}}`,
			[]string{"the log group is replaced, because LogGroupName changes: the new one starts empty, and the old one is deleted, and with it its records", "once it is replaced the old one is deleted instead of kept"}},
		{"perhaps replaced", `{Type: "AWS::DynamoDB::Table", UpdateReplacePolicy: Retain, Properties: {KeySchema: [{AttributeName: a, KeyType: HASH}]}}`,
			`{Type: "AWS::DynamoDB::Table", UpdateReplacePolicy: Retain, Properties: {KeySchema: [{AttributeName: b, KeyType: HASH}]}}`,
			[]string{"the table may be replaced, because KeySchema[a] and KeySchema[b] change: the new one starts empty, and the old one stays in the account, where no stack knows it"}},
		{"a looser policy", `{Type: "AWS::S3::Bucket", DeletionPolicy: Retain}`, `{Type: "AWS::S3::Bucket"}`, []string{"once it leaves the stack it is deleted instead of kept"}},
		{"a stricter policy", `{Type: "AWS::S3::Bucket"}`, `{Type: "AWS::S3::Bucket", DeletionPolicy: Retain}`, nil},
		{"fewer days of backups", `{Type: "AWS::RDS::DBInstance", Properties: {BackupRetentionPeriod: 35}}`, `{Type: "AWS::RDS::DBInstance", Properties: {BackupRetentionPeriod: 7}}`, []string{"days of automated backups: 7 instead of 35"}},
		{"more days of backups", `{Type: "AWS::RDS::DBInstance", Properties: {BackupRetentionPeriod: 7}}`, `{Type: "AWS::RDS::DBInstance", Properties: {BackupRetentionPeriod: 35}}`, nil},
		{"logs for ever are more than for a while", `{Type: "AWS::Logs::LogGroup"}`, `{Type: "AWS::Logs::LogGroup", Properties: {RetentionInDays: 3653}}`, []string{"days of retention: 3653 instead of forever"}},
		{"days that nobody knows", `{Type: "AWS::Logs::LogGroup", Properties: {RetentionInDays: 30}}`, `{Type: "AWS::Logs::LogGroup", Properties: {RetentionInDays: !Ref T}}`,
			[]string{"days of retention may be less than before: it is !Ref T instead of 30"}},
		{"versioning is suspended", `{Type: "AWS::S3::Bucket", Properties: {VersioningConfiguration: {Status: Enabled}}}`, `{Type: "AWS::S3::Bucket", Properties: {VersioningConfiguration: {Status: Suspended}}}`, []string{"versioning: Suspended instead of Enabled"}},
		{"versioning is gone", `{Type: "AWS::S3::Bucket", Properties: {VersioningConfiguration: {Status: Enabled}}}`, `{Type: "AWS::S3::Bucket"}`, []string{"versioning: Suspended instead of Enabled"}},
		{"another lock", `{Type: "AWS::S3::Bucket", Properties: {ObjectLockConfiguration: {Rule: {DefaultRetention: {Mode: COMPLIANCE, Days: 30}}}}}`,
			`{Type: "AWS::S3::Bucket", Properties: {ObjectLockConfiguration: {Rule: {DefaultRetention: {Mode: GOVERNANCE, Days: 30}}}}}`, []string{"the mode of object lock: GOVERNANCE instead of COMPLIANCE"}},
		{"objects expire earlier", `{Type: "AWS::S3::Bucket", Properties: {LifecycleConfiguration: {Rules: [{Status: Enabled, ExpirationInDays: 2190}]}}}`,
			`{Type: "AWS::S3::Bucket", Properties: {LifecycleConfiguration: {Rules: [{Status: Enabled, ExpirationInDays: 2190}, {Status: Enabled, Prefix: a, ExpirationInDays: 30}]}}}`, []string{"objects are deleted after 30 days instead of 2190"}},
		{"objects begin to expire", `{Type: "AWS::S3::Bucket"}`, `{Type: "AWS::S3::Bucket", Properties: {LifecycleConfiguration: {Rules: [{Status: Enabled, ExpirationInDays: 30}]}}}`, []string{"objects are deleted after 30 days instead of never"}},
		{"recovery points go earlier", `{Type: "AWS::Backup::BackupPlan", Properties: {BackupPlan: {BackupPlanName: p, BackupPlanRule: [{RuleName: r, Lifecycle: {DeleteAfterDays: 90}}]}}}`,
			`{Type: "AWS::Backup::BackupPlan", Properties: {BackupPlan: {BackupPlanName: p, BackupPlanRule: [{RuleName: r, Lifecycle: {DeleteAfterDays: 35}}]}}}`, []string{"recovery points are deleted after 35 days instead of 90"}},
		{"a vault lock is gone", `{Type: "AWS::Backup::BackupVault", Properties: {BackupVaultName: v, LockConfiguration: {MinRetentionDays: 35}}}`, `{Type: "AWS::Backup::BackupVault", Properties: {BackupVaultName: v}}`,
			[]string{"the vault lock is gone", "days for which the vault keeps recovery points: 0 instead of 35"}},
		{"deletion protection is off", `{Type: "AWS::Cognito::UserPool", Properties: {DeletionProtection: ACTIVE}}`, `{Type: "AWS::Cognito::UserPool"}`, []string{"protection from deletion: INACTIVE instead of ACTIVE"}},
	}
	for _, test := range tests {
		text := func(x string) string {
			if x == "" {
				return "Resources:" + topic
			}
			return "Resources:\n  X: " + x + topic
		}
		r := stack(t, text(test.old), text(test.new))
		if got := textsOf(r.Of(DataLoss)); !slices.Equal(got, test.want) {
			t.Errorf("%s:\n got  %q\n want %q", test.reason, got, test.want)
		}
	}
}

// TestWeakened compares what controls say, across stacks, with the section of the law.
func TestWeakened(t *testing.T) {
	const bucket = `
Resources:
  B:
    Type: AWS::S3::Bucket
    DeletionPolicy: Retain
    UpdateReplacePolicy: Retain
    Properties:
      BucketName: records
      VersioningConfiguration: {Status: %s}
Outputs: {Name: {Value: !Ref B, Export: {Name: records}}}
`
	const policy = `
Resources:
  T: {Type: "AWS::SNS::Topic"}
  P:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !ImportValue records
      PolicyDocument:
        Statement:
          - {Effect: Deny, Principal: "*", Action: "s3:*", Resource: ["arn:aws:s3:::records", "arn:aws:s3:::records/*"], Condition: {Bool: {"aws:SecureTransport": false}}}
`
	stacks := func(status, policy string) []Stack {
		return []Stack{{Name: "a", Document: parsed(t, strings.Replace(bucket, "%s", status, 1))}, {Name: "b", Document: parsed(t, policy)}}
	}
	bare := "Resources:\n  T: {Type: 'AWS::SNS::Topic'}\n"
	var got []string
	r := Compare(stacks("Enabled", policy), stacks("Suspended", bare))
	for _, f := range r.Of(Weakened) {
		got = append(got, strings.Join([]string{f.Stack, f.Resource, f.Control, strings.Join(f.Citations, " ")}, " "))
	}
	for _, want := range []string{"a B s3-versioning 164.308(a)(7)(i)", "a B s3-tls-only ", "b P  "} {
		if !slices.ContainsFunc(got, func(line string) bool { return strings.HasPrefix(line, want) }) {
			t.Errorf("not found: %q in\n%s", want, strings.Join(got, "\n"))
		}
	}
	back := Compare(stacks("Suspended", bare), stacks("Enabled", policy))
	for _, f := range back.Of(Weakened) {
		if f.Control != "s3-version-lifecycle" { // it asks for more as soon as there are versions
			t.Errorf("what becomes stronger is called weaker: %+v", f)
		}
	}
}

// Properties that protect, one by one.
func TestDirections(t *testing.T) {
	tests := []struct{ old, new, want string }{
		{`{Type: "AWS::KMS::Key", Properties: {EnableKeyRotation: true}}`, `{Type: "AWS::KMS::Key", Properties: {EnableKeyRotation: false}}`, "rotation of the key: false instead of true"},
		{`{Type: "AWS::Cognito::UserPool", Properties: {MfaConfiguration: "ON"}}`, `{Type: "AWS::Cognito::UserPool", Properties: {MfaConfiguration: OPTIONAL}}`, "the second factor: OPTIONAL instead of ON"},
		{`{Type: "AWS::WAFv2::WebACL", Properties: {Rules: [{Name: a, Priority: 1}, {Name: b, Priority: 2}]}}`, `{Type: "AWS::WAFv2::WebACL", Properties: {Rules: [{Name: a, Priority: 2}]}}`, `no longer has the rule "b"`},
		{`{Type: "AWS::CloudWatch::Alarm", Properties: {AlarmActions: [a, b]}}`, `{Type: "AWS::CloudWatch::Alarm", Properties: {AlarmActions: [c]}}`, "has 1 receivers instead of 2"},
		{`{Type: "AWS::SQS::Queue", Properties: {KmsMasterKeyId: k}}`, `{Type: "AWS::SQS::Queue"}`, "the customer key is gone"},
	}
	for _, test := range tests {
		there := func(old, new string) bool {
			r := stack(t, "Resources: {X: "+old+"}", "Resources: {X: "+new+"}")
			return slices.Contains(textsOf(r.Of(Weakened)), test.want)
		}
		if !there(test.old, test.new) || there(test.new, test.old) {
			t.Errorf("%s -> %s: not %q, or also the other way round", test.old, test.new, test.want)
		}
	}
	for _, d := range directions {
		for kind := range strings.FieldsSeq(d.kinds) {
			if !Known("AWS::" + kind) {
				t.Errorf("%s is no type", kind)
			}
		}
	}
}
