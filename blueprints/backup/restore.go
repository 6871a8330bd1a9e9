package backup

import (
	"fmt"
	"slices"
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
			RestoreMetadataOverrides: j.whereRestored(kind),
			IamRoleArn:               role.Arn(), ValidationWindowHours: ptr(4), ProtectedResourceArns: []string{"*"},
			ProtectedResourceConditions: &backup.RestoreTestingSelection_ProtectedResourceConditions{
				StringEquals: []backup.RestoreTestingSelection_KeyValue{{Key: "aws:ResourceTag/BackupPlan", Value: j.mark()}},
			},
		}).From(path)
	}
}

// whereRestored is what AWS Backup is told of a restored store, where it would choose what nothing here may have: it puts databases into
// the account's default VPC, and fails where there is none; it encrypts buckets with a key of S3. A database comes into the subnets of
// one of its kind, behind the same security group. What the keys are called and what they take: AWS Backup Developer Guide, "Restore
// testing inferred metadata" and "Restore S3 data".
func (j *job) whereRestored(kind string) map[string]string {
	switch kind {
	case "S3":
		return map[string]string{"encryptionType": "SSE-KMS", "kmsKey": j.KeyArn(blueprints.BackupKey)}
	case "Aurora", "RDS":
		databases := j.Neighbours("database")
		i := slices.IndexFunc(databases, func(n blueprints.Neighbour) bool {
			return strings.HasPrefix(n.Fact("engine"), "aurora") == (kind == "Aurora")
		})
		if i >= 0 {
			return map[string]string{
				"dbSubnetGroupName":   databases[i].Import("SubnetGroupName"),
				"vpcSecurityGroupIds": `["` + databases[i].Import("SecurityGroupId") + `"]`,
			}
		}
	}
	return nil
}
