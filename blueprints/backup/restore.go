package backup

import (
	"fmt"
	"strings"

	"github.com/awslabs/goformation/v7/cloudformation/backup"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
)

// addRestoreTests adds the plan that brings one backup of every store back each month, and deletes it again. Whether the data in it are
// whole, only somebody who knows them can say; that it can be brought back at all, and how long that takes, stands in the job's record.
func (j *job) addRestoreTests() {
	if len(j.cfg.TestRestores) == 0 {
		return
	}
	const path = "testRestores"
	// As of 2026-11, by the resource schemas of CloudFormation.
	if guard.Partition(j.Env.Region) == "aws-us-gov" {
		j.Refuse(blueprints.Refusal{
			ID: "no-restore-tests", Path: path, Warn: true,
			Message: fmt.Sprintf("AWS Backup tests no restores in region %s: nobody knows whether the backups of stack %q can be brought back", j.Env.Region, j.Key),
			Hint:    "restore a backup by hand from time to time, and write down that it worked",
		})
		return
	}
	role := j.addRole("RestoreRole", "service-role/AWSBackupServiceRolePolicyForRestores", "AWSBackupServiceRolePolicyForS3Restore").From(path)
	name := strings.ReplaceAll(j.ShortName(j.Key, 50), "-", "_") // no hyphens here
	j.tests = j.Add("RestoreTests", &backup.RestoreTestingPlan{
		RestoreTestingPlanName: name,
		ScheduleExpression:     "cron(0 9 ? * 1#1 *)",
		StartWindowHours:       ptr(8),
		RecoveryPointSelection: &backup.RestoreTestingPlan_RestoreTestingRecoveryPointSelection{
			Algorithm: "LATEST_WITHIN_WINDOW", SelectionWindowDays: ptr(7),
			IncludeVaults: []string{j.vault.Att("BackupVaultArn")}, RecoveryPointTypes: []string{"SNAPSHOT"},
		},
	}).From(path).Say("The first Sunday of each month, at 9:00 UTC. What is restored is deleted after four hours.")
	for _, kind := range j.cfg.TestRestores {
		j.Add("RestoreTestOf"+kind, &backup.RestoreTestingSelection{
			RestoreTestingPlanName: j.tests.Ref(), RestoreTestingSelectionName: strings.ToLower(kind), ProtectedResourceType: kind,
			IamRoleArn: role.Arn(), ValidationWindowHours: ptr(4), ProtectedResourceArns: []string{"*"},
			ProtectedResourceConditions: &backup.RestoreTestingSelection_ProtectedResourceConditions{
				StringEquals: []backup.RestoreTestingSelection_KeyValue{{Key: "aws:ResourceTag/BackupPlan", Value: j.mark()}},
			},
		}).From(path)
	}
}
