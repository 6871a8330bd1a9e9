package controls

import "github.com/hipaac/hipaac/compiler/template"

var s3Replication = &Control{
	ID:        "s3-replication",
	Title:     "Buckets replicate elsewhere",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "contingency",
	Citations: []string{"164.308(a)(7)(i)", "164.308(a)(7)(ii)(A)", "164.308(a)(7)(ii)(B)"},
	Types:     []string{"AWS::S3::Bucket"},
	Why:       "a bucket stands in one Region and one account: what takes either away takes the only copy of its PHI",
	Fix: "add an enabled rule to ReplicationConfiguration with a bucket of another Region and a ReplicaKmsKeyID, and SseKmsEncryptedObjects enabled where " +
		"the bucket encrypts with KMS; or let a backup plan take the bucket whose CopyActions name a vault of another Region",
	Judge: func(c *Case) {
		rules := c.Get("ReplicationConfiguration.Rules")
		lesser := c.Tag("Tier").Is("development", "test") // a copy costs as much again
		if c.HoldsPHI().No() || lesser.Yes() || rules.Absent() && (keepsTrails(c) || isReplica(c)) {
			return
		}
		copied := template.Any(rules.Items(), func(rule Value) Answer { return copiesElsewhere(c, rule) })
		if !copied.Yes() {
			copied = copied.Or(copiedByBackup(c))
		}
		c.RequireOfPHI(copied.Or(lesser), rules, "bucket %q holds PHI, and neither a rule nor a backup plan copies it, encrypted, elsewhere", c.ID)
	},
	Bad: []Example{`
Resources:
  Documents:  # fails
    Type: AWS::S3::Bucket
    Properties: {Tags: [{Key: DataClassification, Value: phi}]}
  Untold:  # unknown
    Type: AWS::S3::Bucket
`, `
# Rules that copy nothing: one that is off, one into the bucket itself, one that leaves out what KMS encrypts, which is everything. And a copy
# under the key of AWS, of which other accounts read nothing.
Resources:
  Disabled:
    Type: AWS::S3::Bucket
    Properties:
      Tags: [{Key: DataClassification, Value: phi}]
      ReplicationConfiguration:
        Role: arn:aws:iam::111122223333:role/replication
        Rules:  # fails
          - {Status: Disabled, Destination: {Bucket: "arn:aws:s3:::elsewhere", EncryptionConfiguration: {ReplicaKmsKeyID: alias/copies}}}
  Itself:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: documents
      Tags: [{Key: DataClassification, Value: phi}]
      ReplicationConfiguration:
        Role: arn:aws:iam::111122223333:role/replication
        Rules:  # fails
          - {Status: Enabled, Destination: {Bucket: "arn:aws:s3:::documents", EncryptionConfiguration: {ReplicaKmsKeyID: alias/copies}}}
  Managed:
    Type: AWS::S3::Bucket
    Properties:
      Tags: [{Key: DataClassification, Value: phi}]
      ReplicationConfiguration:
        Role: arn:aws:iam::111122223333:role/replication
        Rules:  # fails
          - {Status: Enabled, Destination: {Bucket: "arn:aws:s3:::elsewhere", EncryptionConfiguration: {ReplicaKmsKeyID: "arn:aws:kms:us-west-2:111122223333:alias/aws/s3"}}}
  Backup: {Type: "AWS::Backup::BackupPlan", Properties: {BackupPlan: {BackupPlanName: daily, BackupPlanRule: [{RuleName: daily, TargetBackupVault: here}]}}}
  Selection:
    Type: AWS::Backup::BackupSelection
    Properties:
      BackupPlanId: !Ref Backup
      BackupSelection: {SelectionName: all, IamRoleArn: "arn:aws:iam::111122223333:role/backup", Resources: ["*"]}
  LeftOut:
    Type: AWS::S3::Bucket
    Properties:
      Tags: [{Key: DataClassification, Value: phi}]
      BucketEncryption: {ServerSideEncryptionConfiguration: [{ServerSideEncryptionByDefault: {SSEAlgorithm: "aws:kms", KMSMasterKeyID: alias/documents}}]}
      ReplicationConfiguration:
        Role: arn:aws:iam::111122223333:role/replication
        Rules:  # fails
          - {Status: Enabled, Destination: {Bucket: "arn:aws:s3:::elsewhere", EncryptionConfiguration: {ReplicaKmsKeyID: alias/copies}}}
`},
	Good: []Example{`
Resources:
  Documents:
    Type: AWS::S3::Bucket
    Properties:
      Tags: [{Key: DataClassification, Value: phi}]
      BucketEncryption: {ServerSideEncryptionConfiguration: [{ServerSideEncryptionByDefault: {SSEAlgorithm: "aws:kms", KMSMasterKeyID: alias/documents}}]}
      ReplicationConfiguration:
        Role: arn:aws:iam::111122223333:role/replication
        Rules:
          - Status: Enabled
            SourceSelectionCriteria: {SseKmsEncryptedObjects: {Status: Enabled}}
            Destination:
              Bucket: arn:aws:s3:::documents-us-west-2
              EncryptionConfiguration: {ReplicaKmsKeyID: "arn:aws:kms:us-west-2:111122223333:key/1"}
`, `
# A copy in the same template is itself no original, and encrypts by itself.
Resources:
  Letters:
    Type: AWS::S3::Bucket
    Properties:
      Tags: [{Key: DataClassification, Value: phi}]
      ReplicationConfiguration: {Role: replication, Rules: [{Status: Enabled, Destination: {Bucket: !GetAtt Copy.Arn}}]}
  Copy:
    Type: AWS::S3::Bucket
    Properties:
      Tags: [{Key: DataClassification, Value: phi}]
      BucketEncryption: {ServerSideEncryptionConfiguration: [{ServerSideEncryptionByDefault: {SSEAlgorithm: "aws:kms", KMSMasterKeyID: alias/copies}}]}
  Trail: {Type: "AWS::CloudTrail::Trail", Properties: {IsLogging: true, S3BucketName: !Ref Audit}}
  Audit: {Type: "AWS::S3::Bucket", Properties: {Tags: [{Key: DataClassification, Value: phi}]}}
  Trial: {Type: "AWS::S3::Bucket", Properties: {Tags: [{Key: DataClassification, Value: phi}, {Key: Tier, Value: test}]}}
`, `
# The backup plan copies all buckets to a vault elsewhere.
Resources:
  Documents: {Type: "AWS::S3::Bucket", Properties: {Tags: [{Key: DataClassification, Value: phi}, {Key: Backup, Value: "yes"}]}}
  Plan:
    Type: AWS::Backup::BackupPlan
    Properties:
      BackupPlan:
        BackupPlanName: daily
        BackupPlanRule:
          - {RuleName: daily, TargetBackupVault: here, CopyActions: [{DestinationBackupVaultArn: "arn:aws:backup:us-west-2:111122223333:backup-vault:far"}]}
  Selection:
    Type: AWS::Backup::BackupSelection
    Properties:
      BackupPlanId: !Ref Plan
      BackupSelection:
        SelectionName: buckets
        IamRoleArn: arn:aws:iam::111122223333:role/backup
        Resources: [!Sub "arn:${AWS::Partition}:s3:::*"]
        Conditions: {StringEquals: [{ConditionKey: "aws:ResourceTag/Backup", ConditionValue: "yes"}]}
`},
}

// copiesElsewhere asks whether a rule copies the bucket's objects to another bucket, encrypted with a customer key there. What KMS encrypts is
// left out unless the rule asks for it.
func copiesElsewhere(c *Case, rule Value) Answer {
	to := rule.Get("Destination.Bucket")
	if to.Names(c.Subject) {
		return template.No
	}
	sealed := customerKey(rule.Get("Destination.EncryptionConfiguration.ReplicaKmsKeyID"))
	if own, here := bucketOf(c, to); here {
		sealed = sealed.Or(keepsByKey(own))
	}
	all := rule.Get("SourceSelectionCriteria.SseKmsEncryptedObjects.Status").Is("Enabled").Or(keepsByKey(c.Subject).Not())
	return rule.Get("Status").Is("Enabled").And(to.Has()).And(sealed).And(all)
}

// keepsTrails reports whether AWS writes its own records into the bucket: those of calls and of configuration, or access logs. They are no
// copy of what patients are treated by.
func keepsTrails(c *Case) bool {
	return receivesAccessLogs(c) || len(c.Pointing("AWS::CloudTrail::Trail", "S3BucketName")) > 0 ||
		len(c.Pointing("AWS::Config::DeliveryChannel", "S3BucketName")) > 0
}

// isReplica reports whether another bucket of these templates is copied into this one.
func isReplica(c *Case) bool {
	for _, bucket := range c.OfType("AWS::S3::Bucket") {
		for _, rule := range bucket.Get("ReplicationConfiguration.Rules").Items() {
			if bucket.ID != c.ID && rule.Get("Destination.Bucket").Names(c.Subject) {
				return true
			}
		}
	}
	return false
}
