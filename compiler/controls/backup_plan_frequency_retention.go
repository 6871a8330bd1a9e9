package controls

import "github.com/hipaac/hipaac/compiler/template"

// leastBackupDays is what AWS's rules of conformance ask for by default.
const leastBackupDays = 35

var backupPlanFrequencyRetention = &Control{
	ID:       "backup-plan-frequency-retention",
	Title:    "Backup plans run often enough and keep long enough",
	Tier:     Baseline,
	Severity: High,
	Category: "contingency",
	Citations: []string{"164.308(a)(7)(i)", "164.308(a)(7)(ii)(A)", "164.308(a)(7)(ii)(B)", "164.308(a)(7)(ii)(C)", "164.310(d)(2)(iv)",
		"164.312(a)(2)(ii)"},
	Types: []string{"AWS::Backup::BackupPlan"},
	Why:   "a mistake is often noticed weeks later; a plan that has forgotten the day before it, or never knew that day, brings nothing back",
	Fix:   "give one rule a schedule of at least once a day and a Lifecycle.DeleteAfterDays of 35 or more; further rules may be rarer",
	Judge: func(c *Case) {
		enough := template.Any(backupRules(c.Subject), func(rule Value) Answer {
			days := rule.Get("Lifecycle.DeleteAfterDays")
			return runsDaily(rule).And(template.Sure(days.Absent()).Or(days.AtLeast(leastBackupDays)))
		})
		c.Require(enough, c.Get("BackupPlan.BackupPlanRule"), "no rule of backup plan %q runs daily and keeps backups for %d days", c.ID, leastBackupDays)
	},
	Bad: []Example{`
Resources:
  Plan:
    Type: AWS::Backup::BackupPlan
    Properties:
      BackupPlan:
        BackupPlanName: clinic
        BackupPlanRule:  # fails
          - {RuleName: daily, TargetBackupVault: v, ScheduleExpression: "cron(0 5 * * ? *)", Lifecycle: {DeleteAfterDays: 34}}
          - {RuleName: weekdays, TargetBackupVault: v, ScheduleExpression: "cron(0 5 ? * MON-FRI *)", Lifecycle: {DeleteAfterDays: 90}}
          - {RuleName: rate, TargetBackupVault: v, ScheduleExpression: "rate(2 days)", Lifecycle: {DeleteAfterDays: 90}}
          - {RuleName: monthly, TargetBackupVault: v, ScheduleExpression: "cron(0 5 1 * ? *)"}
`},
	Good: []Example{`
Resources:
  Plan:
    Type: AWS::Backup::BackupPlan
    Properties:
      BackupPlan:
        BackupPlanName: clinic
        BackupPlanRule:
          - {RuleName: often, TargetBackupVault: v, ScheduleExpression: "cron(0 1/4 * * ? *)", Lifecycle: {DeleteAfterDays: "35"}}
          - {RuleName: yearly, TargetBackupVault: v, ScheduleExpression: "cron(0 5 1 1 ? *)", Lifecycle: {DeleteAfterDays: 7}}
  Forever:
    Type: AWS::Backup::BackupPlan
    Properties: {BackupPlan: {BackupPlanName: clinic, BackupPlanRule: [{RuleName: daily, TargetBackupVault: v, ScheduleExpression: "rate(12 hours)"}]}}
  Default:
    Type: AWS::Backup::BackupPlan
    Properties: {BackupPlan: {BackupPlanName: clinic, BackupPlanRule: [{RuleName: daily, TargetBackupVault: v}]}}
`},
}
