package controls

import "github.com/hipaac/hipaac/compiler/template"

var backupRecency = &Control{
	ID:        "backup-recency",
	Title:     "Backups are at most two days behind",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "contingency",
	Citations: []string{"164.308(a)(7)(ii)(A)"},
	Types:     []string{"AWS::Backup::BackupPlan"},
	Why:       "what was written since the last backup is lost with the store; the proposed Security Rule of 2025 speaks of 48 hours",
	Fix:       "run one rule daily, or keep backups continuously (EnableContinuousBackup)",
	Judge: func(c *Case) {
		recent := template.Any(backupRules(c.Subject), func(rule Value) Answer {
			return runsDaily(rule).Or(rule.Get("EnableContinuousBackup").IsTrue())
		})
		c.Require(recent, c.Get("BackupPlan.BackupPlanRule"), "no rule of backup plan %q runs daily or continuously", c.ID)
	},
	Bad: []Example{`
Resources:
  Plan:
    Type: AWS::Backup::BackupPlan
    Properties:
      BackupPlan:
        BackupPlanName: clinic
        BackupPlanRule:  # fails
          - {RuleName: weekly, TargetBackupVault: v, ScheduleExpression: "cron(0 5 ? * SUN *)", EnableContinuousBackup: false}
`},
	Good: []Example{`
Resources:
  Plan:
    Type: AWS::Backup::BackupPlan
    Properties:
      BackupPlan:
        BackupPlanName: clinic
        BackupPlanRule:
          - {RuleName: weekly, TargetBackupVault: v, ScheduleExpression: "cron(0 5 ? * SUN *)", EnableContinuousBackup: true}
  Daily:
    Type: AWS::Backup::BackupPlan
    Properties:
      BackupPlan: {BackupPlanName: clinic, BackupPlanRule: [{RuleName: daily, TargetBackupVault: v, ScheduleExpression: "cron(0 5 * * ? *)"}]}
`},
}
