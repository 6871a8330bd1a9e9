package controls

var backupVaultLock = &Control{
	ID:        "backup-vault-lock",
	Title:     "Backup vaults are locked",
	Tier:      Baseline,
	Severity:  High,
	Category:  "contingency",
	Citations: []string{"164.308(a)(7)(i)", "164.308(a)(7)(ii)(A)", "164.308(a)(7)(ii)(B)", "164.312(c)(1)"},
	Types:     []string{"AWS::Backup::BackupVault", "AWS::Backup::LogicallyAirGappedBackupVault"},
	Why:       "ransomware and angry administrators delete the backups first; a lock keeps them for as long as was promised",
	Fix:       "add LockConfiguration with MinRetentionDays; ChangeableForDays makes it a lock that nobody can lift",
	Judge: func(c *Case) {
		if c.Type == "AWS::Backup::LogicallyAirGappedBackupVault" {
			c.Applies() // such a vault is locked always
			return
		}
		days := c.Get("LockConfiguration.MinRetentionDays")
		if c.Require(days.Has(), days, "vault %q has no lock", c.ID) {
			c.Require(days.AtLeast(1), days, "vault %q is locked for %s days", c.ID, days)
		}
	},
	Bad: []Example{`
Resources:
  Vault:  # fails
    Type: AWS::Backup::BackupVault
    Properties: {BackupVaultName: clinic}
  Empty:
    Type: AWS::Backup::BackupVault
    Properties:
      BackupVaultName: empty
      LockConfiguration: {MinRetentionDays: 0}  # fails
`},
	Good: []Example{`
Resources:
  Vault:
    Type: AWS::Backup::BackupVault
    Properties: {BackupVaultName: clinic, LockConfiguration: {MinRetentionDays: 35, ChangeableForDays: 14}}
  AirGapped:
    Type: AWS::Backup::LogicallyAirGappedBackupVault
    Properties: {BackupVaultName: far, MinRetentionDays: 35, MaxRetentionDays: 90}
`},
}
