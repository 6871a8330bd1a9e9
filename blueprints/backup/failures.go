package backup

import (
	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
)

// tellOfFailures tells people of jobs that fail, as they fail and with the reason, and of backups that nobody even tried.
func (j *job) tellOfFailures() {
	dimensions := []string{"BackupVaultName", j.vaultName()}
	guard.Watch(j.Stack, guard.Alarm{
		ID: "FailedAlarm", Name: "failed",
		Description: "A backup failed. Look at the failed jobs of the vault " + j.vaultName() + " in AWS Backup.",
		Namespace:   "AWS/Backup", Metric: "NumberOfBackupJobsFailed", Statistic: "Sum", Dimensions: dimensions,
		Above: ptr(1.0), Seconds: 3600, Periods: 1,
	})
	guard.Watch(j.Stack, guard.Alarm{
		ID: "MissedAlarm", Name: "missed",
		Description: "No backup was made for two days. Look whether the plan of the vault " + j.vaultName() +
			" finds its stores: the tag BackupPlan, and the settings of AWS Backup.",
		Namespace: "AWS/Backup", Metric: "NumberOfBackupJobsCompleted", Statistic: "Sum", Dimensions: dimensions,
		Below: ptr(0.0), Seconds: 86400, Periods: 2, Silence: "breaching",
	})
	j.announce("BackupFailed", news{
		name: "backup-failed", of: "Backup Job State Change", state: "state", store: "resourceArn",
		states: []string{"FAILED", "EXPIRED", "ABORTED"}, own: "backupVaultArn", value: j.vault.Att("BackupVaultArn"),
	})
	if j.tests != nil {
		// Only tests are told of: whoever restores by hand sees that it fails, and of a job that fails the event need not name the vault.
		r := j.announce("RestoreFailed", news{
			name: "restore-test-failed", of: "Restore Job State Change", state: "status", store: "sourceResourceArn",
			states: []string{"FAILED", "ABORTED"}, own: "restoreTestingPlanArn", value: j.tests.Att("RestoreTestingPlanArn"),
		})
		if r != nil {
			r.From("testRestores")
		}
	}
	j.OfferChart("Backups", j.line("completed", "NumberOfBackupJobsCompleted"), j.line("failed", "NumberOfBackupJobsFailed"))
	j.OfferChart("Backups kept", j.line("kept", "NumberOfRecoveryPointsCompleted"), j.line("incomplete", "NumberOfRecoveryPointsPartial"))
}

func (j *job) line(label, metric string) blueprints.Metric {
	return blueprints.Metric{
		Label: label, Namespace: "AWS/Backup", Name: metric, Statistic: "Sum", Dimensions: []string{"BackupVaultName", j.vaultName()}, Seconds: 86400,
	}
}

// news is an event of AWS Backup that people are told of. The fields of backups and of restores have different names (AWS Backup Developer
// Guide, "Monitoring AWS Backup events using Amazon EventBridge").
type news struct {
	name, of string
	// state and store are the fields that say what became of a job and which store it was for.
	state, store string
	states       []string
	// own is the field that has this value in events of this stack, and another in those of its neighbours in the account.
	own, value string
}

// announce tells people of jobs that ended badly.
func (j *job) announce(id string, n news) *blueprints.Resource {
	return guard.Announce(j.Stack, guard.Announcement{
		ID: id, Name: n.name,
		Pattern: map[string]any{"source": []string{"aws.backup"}, "detail-type": []string{n.of}, "detail": map[string]any{
			n.state: n.states, n.own: []string{n.value},
		}},
		Says:   j.Env.System + " " + j.Env.Name + ": " + n.name + " (<state>) of <store>. <why>",
		Values: map[string]string{"store": "$.detail." + n.store, "state": "$.detail." + n.state, "why": "$.detail.statusMessage"},
	})
}
