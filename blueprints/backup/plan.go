package backup

import (
	"fmt"

	"github.com/awslabs/goformation/v7/cloudformation/backup"

	"github.com/hipaac/hipaac/blueprints"
)

// continuousDays is the longest time for which AWS Backup keeps every change of a bucket.
const continuousDays = 35

// addPlan adds the plan of every store, and the selection by tag. Where several rules fall on one time, AWS Backup makes one backup and
// keeps it as long as the longest of them says.
func (j *job) addPlan() {
	hour := j.cfg.StartHour
	every := fmt.Sprintf("cron(0 %d * * ? *)", hour)
	if j.cfg.EveryHours < 24 {
		every = fmt.Sprintf("cron(0 %d/%d * * ? *)", hour%j.cfg.EveryHours, j.cfg.EveryHours)
	}
	rules := []rule{j.rule("all", every, j.cfg.BackupDays)}
	for _, more := range []struct {
		name, schedule string
		days           int
		cold           bool
	}{
		{"weekly", fmt.Sprintf("cron(0 %d ? * SUN *)", hour), j.cfg.WeeklyDays, false},
		{"monthly", fmt.Sprintf("cron(0 %d 1 * ? *)", hour), j.cfg.MonthlyDays, true},
		{"yearly", fmt.Sprintf("cron(0 %d 1 1 ? *)", hour), j.cfg.YearlyDays, true},
	} {
		if more.days <= j.cfg.BackupDays {
			continue // kept that long anyway
		}
		r := j.rule(more.name, more.schedule, more.days)
		if more.cold && j.cfg.ColdAfterDays > 0 {
			r.Lifecycle.MoveToColdStorageAfterDays = ptr(float64(j.cfg.ColdAfterDays))
			r.Lifecycle.OptInToArchiveForSupportedResources = ptr(true)
		}
		rules = append(rules, r)
	}
	plan := j.Add("Plan", &backup.BackupPlan{BackupPlan: &backup.BackupPlan_BackupPlanResourceType{
		BackupPlanName: j.PhysicalName(j.Key), BackupPlanRule: rules,
	}})
	j.Add("Selection", &backup.BackupSelection{
		BackupPlanId: plan.Ref(),
		BackupSelection: &backup.BackupSelection_BackupSelectionResourceType{
			SelectionName: "every-store", IamRoleArn: j.role.Arn(),
			ListOfTags: []backup.BackupSelection_ConditionResourceType{
				{ConditionType: "STRINGEQUALS", ConditionKey: "BackupPlan", ConditionValue: j.mark()},
			},
		},
	}).Say("hipaac puts the tag on every store of the environment.\n" +
		"Kinds of store that nobody has opted in to, in the settings of AWS Backup, are passed over without a word.")
}

// rule is a short name for goformation's.
type rule = backup.BackupPlan_BackupRuleResourceType

func (j *job) rule(name, schedule string, days int) rule {
	r := rule{
		RuleName: name, ScheduleExpression: &schedule, TargetBackupVault: j.vault.Ref(), StartWindowMinutes: ptr(60.0),
		Lifecycle: &backup.BackupPlan_LifecycleResourceType{DeleteAfterDays: ptr(float64(days))}, RecoveryPointTags: j.recoveryPointTags(),
	}
	if to := j.cfg.CopyTo; to != nil {
		if to.Days > 0 {
			days = to.Days
		}
		r.CopyActions = []backup.BackupPlan_CopyActionResourceType{{
			DestinationBackupVaultArn: to.Vault,
			Lifecycle:                 &backup.BackupPlan_LifecycleResourceType{DeleteAfterDays: ptr(float64(days))},
		}}
	}
	return r
}

// recoveryPointTags say of a backup what the tags of its store say of the store.
func (j *job) recoveryPointTags() map[string]string {
	classification := "non-phi"
	if j.Env.PHI {
		classification = "phi"
	}
	return map[string]string{
		"System": j.Env.System, "Environment": j.Env.Name, "Tier": j.Env.Tier, "DataClassification": classification,
		"Owner": j.Env.Owner, "ManagedBy": "hipaac",
	}
}

// addContinuousPlan adds the plan that keeps every change of the buckets. Databases keep theirs themselves: a second keeper would take the
// backup window and the retention of a database out of CloudFormation's hands.
func (j *job) addContinuousPlan() {
	r := j.rule("continuous", fmt.Sprintf("cron(0 %d * * ? *)", j.cfg.StartHour), continuousDays)
	r.EnableContinuousBackup, r.CopyActions = ptr(true), nil
	plan := j.Add("ContinuousPlan", &backup.BackupPlan{BackupPlan: &backup.BackupPlan_BackupPlanResourceType{
		BackupPlanName: j.PhysicalName(j.Key + "-continuous"), BackupPlanRule: []rule{r},
	}}).From("continuous")
	j.Add("ContinuousSelection", &backup.BackupSelection{
		BackupPlanId: plan.Ref(),
		BackupSelection: &backup.BackupSelection_BackupSelectionResourceType{
			SelectionName: "every-bucket", IamRoleArn: j.role.Arn(), Resources: []string{"arn:" + blueprints.Partition + ":s3:::*"},
			Conditions: &backup.BackupSelection_Conditions{StringEquals: []backup.BackupSelection_ConditionParameter{
				{ConditionKey: ptr("aws:ResourceTag/BackupPlan"), ConditionValue: ptr(j.mark())},
			}},
		},
	}).From("continuous")
}
