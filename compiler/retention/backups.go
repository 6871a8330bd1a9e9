package retention

import (
	"fmt"
	"strings"

	"github.com/hipaac/hipaac/compiler/template"
)

func backupRules(plan template.Subject) []template.Value {
	return plan.Get("BackupPlan.BackupPlanRule").Items()
}

// plan gives a row for what each rule of a backup plan keeps, and for each copy.
func (v *view) plan() []Record {
	var rows []Record
	for _, rule := range backupRules(v.Subject) {
		rows = append(rows, v.kept(backup, rule, rule.Get("TargetBackupVault"), rule.Get("Lifecycle")))
		for _, copy := range rule.Get("CopyActions").Items() {
			lifecycle := copy.Get("Lifecycle")
			if lifecycle.Absent() {
				lifecycle = rule.Get("Lifecycle") // AWS Backup then takes that of what it copies
			}
			row := v.kept(backupCopy, rule, copy.Get("DestinationBackupVaultArn"), lifecycle)
			row.Why += ", in " + v.place(copy.Get("DestinationBackupVaultArn"))
			rows = append(rows, row)
		}
	}
	return rows
}

// kept is a row about one vault.
func (v *view) kept(class string, rule, vault, lifecycle template.Value) Record {
	name, _ := rule.Get("RuleName").Literal()
	period := days(lifecycle.Get("DeleteAfterDays"), 0)
	row := v.record(class, period, fmt.Sprintf("DeleteAfterDays of rule %q", name))
	if period == 0 {
		row.Why = fmt.Sprintf("rule %q deletes nothing", name)
	}
	if cold := days(lifecycle.Get("MoveToColdStorageAfterDays"), 0); cold > 0 {
		row.After = strings.TrimPrefix(fmt.Sprintf("%s, in cold storage after %d days", row.After, cold), ", ")
	}
	if v.isRare(rule) {
		row.Floor = 0 // a rule beside others may keep what it makes for any time
	}
	if made, here := v.Target(vault, "AWS::Backup::BackupVault"); here {
		row.Locked, row.LockDays = vaultLock(made)
	}
	return row
}

// isRare is true of a rule that runs more seldom than daily.
func (v *view) isRare(rule template.Value) bool {
	every, known := interval(rule)
	return known && every > dailyBackup
}

// vaultLock is who can delete a backup before its time. A lock that can no longer be changed from some day on is one of compliance.
func vaultLock(vault template.Subject) (mode string, held int) {
	lock := vault.Get("LockConfiguration")
	held = days(lock.Get("MinRetentionDays"), 0)
	switch {
	case lock.Absent() || held <= 0:
		return "", 0
	case lock.Get("ChangeableForDays").Absent():
		return "governance", held
	}
	return "compliance", held
}

// interval is how many hours a rule lets pass between two backups.
func interval(rule template.Value) (hours float64, known bool) {
	schedule := rule.Get("ScheduleExpression")
	if schedule.Absent() {
		return dailyBackup, true
	}
	text, literal := schedule.Literal()
	if !literal {
		return 0, false
	}
	return gap(text)
}

// place names a vault: one of these templates by its name, another by what its ARN says.
func (v *view) place(arn template.Value) string {
	if vault, here := v.Target(arn, "AWS::Backup::BackupVault"); here {
		if name, written := vault.Get("BackupVaultName").Literal(); written {
			return "vault " + name
		}
		return "vault " + v.names[vault.Resource]
	}
	if parts := strings.SplitN(arn.Shown(), ":", 7); len(parts) == 7 {
		return fmt.Sprintf("vault %s of account %s in %s", parts[6], parts[4], parts[3])
	}
	return "a vault that is not known before deployment"
}

// ownBackups are those that a store makes of itself.
func (v *view) ownBackups() []Record {
	switch v.Type {
	case "AWS::DynamoDB::Table":
		pitr := v.Get("PointInTimeRecoverySpecification")
		if pitr.Get("PointInTimeRecoveryEnabled").IsTrue().Yes() {
			return []Record{v.record(backup, days(pitr.Get("RecoveryPeriodInDays"), tableDays), "point-in-time recovery of the table")}
		}
		return nil
	case "AWS::RDS::DBInstance":
		if !v.Get("DBClusterIdentifier").Absent() {
			return nil // the data is the cluster's
		}
	}
	period := v.Get("BackupRetentionPeriod")
	row := v.record(backup, days(period, rdsBackupDays), "BackupRetentionPeriod")
	switch {
	case period.Absent():
		row.Why = fmt.Sprintf("no BackupRetentionPeriod: RDS keeps %d day", rdsBackupDays)
	case row.Days == Unknown:
		row.Why = "BackupRetentionPeriod is not known before deployment"
	case row.Days == 0:
		return nil // switched off: nothing is kept, and not for ever
	}
	return []Record{row}
}
