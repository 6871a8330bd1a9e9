package backup

import (
	"fmt"

	"github.com/awslabs/goformation/v7/cloudformation/backup"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
)

// The retention that the lock of a vault lets in. A lock of compliance can never be changed again, so its bounds are those of the schema,
// not the numbers of today's spec: whatever a spec may ask for tomorrow fits, PHI or none.
const (
	leastLockedDays = 35
	mostLockedDays  = 3653
)

// vaultName is unique in account and region, and has up to 50 characters.
func (j *job) vaultName() string { return j.ShortName(j.Key, 50) }

// addVault adds the vault. It outlives the stack: the backups are needed most when everything else is gone.
func (j *job) addVault() {
	key := j.KeyArn(blueprints.BackupKey)
	lock := &backup.BackupVault_LockConfigurationType{MinRetentionDays: leastLockedDays, MaxRetentionDays: ptr(mostLockedDays)}
	note := fmt.Sprintf("Only the role %s may delete a backup before its time, or lift the lock.", j.PhysicalName("break-glass"))
	if j.cfg.Lock == "compliance" {
		lock.ChangeableForDays = &j.cfg.LockAfterDays
		note = fmt.Sprintf("%d days after it is made, nobody can lift this lock any more, AWS included: no backup can be deleted before its time, "+
			"nor the vault before its last backup.", j.cfg.LockAfterDays)
	}
	vault := &backup.BackupVault{
		BackupVaultName: j.vaultName(), EncryptionKeyArn: &key, LockConfiguration: lock,
		AccessPolicy: guard.Document(j.keepBackups()...),
	}
	if topics := guard.AlarmTopics(j.Stack); len(topics) > 0 {
		// What the events of EventBridge do not say; a vault notifies one topic.
		vault.Notifications = &backup.BackupVault_NotificationObjectType{
			SNSTopicArn: topics[0], BackupVaultEvents: []string{"COPY_JOB_FAILED", "S3_BACKUP_OBJECT_FAILED", "S3_RESTORE_OBJECT_FAILED"},
		}
	}
	j.vault = j.Add("Vault", vault).Retain().From("lock").Say(note)
}

// keepBackups denies to delete backups, or to shorten their lives, to all but the break-glass role. What reaches the end of its life is
// deleted by AWS Backup itself. The vault's own policy may be changed: CloudFormation could not follow the spec otherwise, and the
// change stands in CloudTrail. A vault that holds a backup cannot be deleted at all.
func (j *job) keepBackups() []guard.Statement {
	deny := func(sid string, actions ...string) guard.Statement {
		return guard.Statement{
			Sid: sid, Effect: "Deny", Principal: "*", Action: actions, Resource: []string{"*"},
			Condition: guard.Condition{"ArnNotEquals": {"aws:PrincipalArn": {guard.BreakGlassRoleArn(j.Stack)}}},
		}
	}
	return []guard.Statement{
		deny("KeepBackups", "backup:DeleteRecoveryPoint", "backup:DisassociateRecoveryPoint", "backup:UpdateRecoveryPointLifecycle"),
		deny("KeepVault", "backup:DeleteBackupVaultAccessPolicy", "backup:DeleteBackupVaultLockConfiguration"),
	}
}
