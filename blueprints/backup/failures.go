package backup

import (
	"strconv"

	"github.com/awslabs/goformation/v7/cloudformation/events"

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
	j.addRule("BackupFailed", "backup-failed", "Backup Job State Change", "state",
		map[string]any{"state": []string{"FAILED", "EXPIRED", "ABORTED"}, "backupVaultArn": []string{j.vault.Att("BackupVaultArn")}})
	if j.tests != nil {
		r := j.addRule("RestoreFailed", "restore-failed", "Restore Job State Change", "status", map[string]any{"status": []string{"FAILED", "ABORTED"}})
		if r != nil {
			r.From("testRestores").Say("The event does not say which environment the restore belongs to: all of the account and region are told of.")
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

// addRule sends events of AWS Backup to everybody who is told of alarms, as a sentence. Nobody to tell, no rule.
func (j *job) addRule(id, name, detailType, state string, detail map[string]any) *blueprints.Resource {
	topics := guard.AlarmTopics(j.Stack)
	if len(topics) == 0 {
		return nil
	}
	var targets []events.Rule_Target
	for i, topic := range topics {
		targets = append(targets, events.Rule_Target{
			Id: "topic" + strconv.Itoa(i+1), Arn: topic,
			InputTransformer: &events.Rule_InputTransformer{
				InputPathsMap: map[string]string{"store": "$.detail.resourceArn", "state": "$.detail." + state, "why": "$.detail.statusMessage"},
				InputTemplate: `"` + j.Env.System + " " + j.Env.Name + `: ` + name + ` (<state>) of <store>. <why>"`,
			},
		})
	}
	return j.Add(id, &events.Rule{
		Name: ptr(j.ShortName(j.Key+"-"+name, 64)), State: ptr("ENABLED"),
		EventPattern: map[string]any{"source": []string{"aws.backup"}, "detail-type": []string{detailType}, "detail": detail},
		Targets:      targets,
	})
}
