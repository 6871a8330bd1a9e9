package controls

import (
	"strings"

	"github.com/hipaac/hipaac/compiler/template"
)

var backupCrossRegionCopy = &Control{
	ID:        "backup-cross-region-copy",
	Title:     "Backups are copied away",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "contingency",
	Citations: []string{"164.308(a)(7)(i)", "164.308(a)(7)(ii)(A)", "164.308(a)(7)(ii)(B)"},
	Types:     []string{"AWS::Backup::BackupPlan"},
	Why:       "what takes the account or the Region, an intruder with its keys or a disaster, takes the records and every backup that lies beside them",
	Fix:       "give a rule CopyActions with DestinationBackupVaultArn of a vault in another Region, or better in another account",
	Judge: func(c *Case) {
		if c.Tag("Tier").Is("development", "test").Yes() {
			return
		}
		away := template.No
		for _, plan := range c.OfType("AWS::Backup::BackupPlan") {
			if !plan.Here(c.Subject) {
				continue // the plans of one template share what they back up
			}
			for _, rule := range backupRules(plan) {
				away = away.Or(template.Any(rule.Get("CopyActions").Items(), func(copy Value) Answer {
					return isElsewhere(c, copy.Get("DestinationBackupVaultArn"))
				}))
			}
		}
		c.RequireOfPHI(away, c.Get("BackupPlan.BackupPlanRule"), "no rule of backup plan %q copies to another Region or account", c.ID)
	},
	Bad: []Example{`
# A copy beside the original.
Resources:
  Plan:
    Type: AWS::Backup::BackupPlan
    Properties:
      BackupPlanTags: {DataClassification: phi}
      BackupPlan:
        BackupPlanName: clinic
        BackupPlanRule:  # fails
          - {RuleName: daily, TargetBackupVault: a, CopyActions: [{DestinationBackupVaultArn: !GetAtt Second.BackupVaultArn}]}
          - RuleName: weekly
            TargetBackupVault: a
            CopyActions: [{DestinationBackupVaultArn: !Sub "arn:aws:backup:${AWS::Region}:${AWS::AccountId}:backup-vault:third"}]
  Second: {Type: "AWS::Backup::BackupVault", Properties: {BackupVaultName: second}}
`, `
Parameters:
  Vault: {Type: String}
Resources:
  Alone:
    Type: AWS::Backup::BackupPlan
    Properties:
      BackupPlanTags: {DataClassification: phi}
      BackupPlan:
        BackupPlanRule:  # fails
          - {RuleName: daily, TargetBackupVault: a}
---
Parameters:
  Vault: {Type: String}
Resources:
  Asked:
    Type: AWS::Backup::BackupPlan
    Properties:
      BackupPlanTags: {DataClassification: phi}
      BackupPlan:
        BackupPlanRule:  # unknown
          - {RuleName: daily, TargetBackupVault: a, CopyActions: [{DestinationBackupVaultArn: !Ref Vault}]}
`},
	Good: []Example{`
Resources:
  Plan:
    Type: AWS::Backup::BackupPlan
    Properties:
      BackupPlanTags: {DataClassification: phi}
      BackupPlan:
        BackupPlanRule:
          - {RuleName: daily, TargetBackupVault: a}
          - RuleName: weekly
            TargetBackupVault: a
            CopyActions: [{DestinationBackupVaultArn: "arn:aws:backup:us-west-2:111122223333:backup-vault:copies"}]
  Continuous:
    Type: AWS::Backup::BackupPlan
    Properties: {BackupPlanTags: {DataClassification: phi}, BackupPlan: {BackupPlanRule: [{RuleName: all, EnableContinuousBackup: true, TargetBackupVault: a}]}}
  Trial: {Type: "AWS::Backup::BackupPlan", Properties: {BackupPlanTags: {DataClassification: phi, Tier: test}, BackupPlan: {BackupPlanRule: []}}}
`, `
Resources:
  Plan:
    Type: AWS::Backup::BackupPlan
    Properties:
      BackupPlanTags: {DataClassification: phi}
      BackupPlan: {BackupPlanRule: [{RuleName: a, TargetBackupVault: a, CopyActions: [{DestinationBackupVaultArn: !GetAtt Gap.BackupVaultArn}]}]}
  Gap: {Type: "AWS::Backup::LogicallyAirGappedBackupVault", Properties: {BackupVaultName: gap, MinRetentionDays: 7, MaxRetentionDays: 35}}
`},
}

// isElsewhere asks whether a vault is in another Region or account than the plan. One that is logically air-gapped is kept in an account of
// the service. An ARN that spells out where it is means another place: a template writes its own as AWS::Region and AWS::AccountId, and a
// vault of its own it names.
func isElsewhere(c *Case, arn Value) Answer {
	if isHere(c, arn, "AWS::Backup::LogicallyAirGappedBackupVault") {
		return template.Yes
	}
	for _, vault := range c.OfType("AWS::Backup::BackupVault") {
		if arn.Names(vault) {
			return template.No
		}
	}
	return arn.Outline(func(text string) bool {
		part := strings.SplitN(text, ":", 7)
		const own = "\ufffc" // what AWS puts in at deployment
		return len(part) == 7 && (part[3] != own || part[4] != own)
	})
}
