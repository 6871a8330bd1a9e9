package controls

import "github.com/hipaac/hipaac/compiler/template"

var backupNoManualDeletion = &Control{
	ID:       "backup-no-manual-deletion",
	Title:    "Recovery points cannot be deleted by hand",
	Tier:     Baseline,
	Severity: High,
	Category: "contingency",
	Citations: []string{"164.308(a)(7)(i)", "164.308(a)(7)(ii)(A)", "164.308(a)(7)(ii)(B)", "164.308(a)(7)(ii)(C)", "164.310(d)(2)(iv)",
		"164.312(a)(2)(ii)"},
	Types: []string{"AWS::Backup::BackupVault"},
	Why:   "what one person can delete is no backup: it has to outlive a mistake and a theft of that person's rights",
	Fix: "deny backup:DeleteRecoveryPoint, backup:UpdateRecoveryPointLifecycle and backup:PutBackupVaultAccessPolicy in AccessPolicy, or add " +
		"LockConfiguration",
	Judge: func(c *Case) {
		policy := c.Get("AccessPolicy")
		denied := template.All([]string{"backup:DeleteRecoveryPoint", "backup:UpdateRecoveryPointLifecycle", "backup:PutBackupVaultAccessPolicy"},
			func(action string) Answer {
				return template.Any(Statements(policy), func(s Statement) Answer { return s.DeniesEveryone().And(s.Action(action)) })
			})
		locked := c.Get("LockConfiguration.MinRetentionDays").AtLeast(1)
		c.Require(locked.Or(denied), policy, "recovery points of vault %q can be deleted by hand", c.ID)
	},
	Bad: []Example{`
Resources:
  Vault:  # fails
    Type: AWS::Backup::BackupVault
    Properties: {BackupVaultName: clinic}
`, `
# Whoever may change the policy may then delete.
Resources:
  Vault:
    Type: AWS::Backup::BackupVault
    Properties:
      BackupVaultName: clinic
      AccessPolicy:  # fails
        Statement: [{Effect: Deny, Principal: "*", Action: ["backup:DeleteRecoveryPoint", "backup:UpdateRecoveryPointLifecycle"], Resource: "*"}]
`},
	Good: []Example{`
Resources:
  Denied:
    Type: AWS::Backup::BackupVault
    Properties:
      BackupVaultName: clinic
      AccessPolicy:
        Statement:
          - Effect: Deny
            Principal: "*"
            Action: ["backup:DeleteRecoveryPoint", "backup:UpdateRecoveryPointLifecycle", "backup:PutBackupVaultAccessPolicy"]
            Resource: "*"
            Condition: {ArnNotEquals: {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/break-glass"}}
  Locked:
    Type: AWS::Backup::BackupVault
    Properties: {BackupVaultName: clinic, LockConfiguration: {MinRetentionDays: 35}}
`},
}
