package controls

var backupRecoveryPointsEncrypted = &Control{
	ID:       "backup-recovery-points-encrypted",
	Title:    "Recovery points are encrypted",
	Tier:     Baseline,
	Severity: High,
	Category: "encryption-at-rest",
	Citations: []string{"164.308(a)(7)(i)", "164.308(a)(7)(ii)(A)", "164.308(a)(7)(ii)(B)", "164.308(a)(7)(ii)(C)", "164.310(d)(2)(iv)",
		"164.312(a)(2)(ii)"},
	Types:      []string{"AWS::Backup::BackupVault", "AWS::Backup::LogicallyAirGappedBackupVault"},
	Unwaivable: true,
	Why:        "a backup is a second copy of everything; under a key of AWS nobody here decides who reads it",
	Fix:        "set EncryptionKeyArn to a customer key",
	Judge: func(c *Case) {
		key := c.Get("EncryptionKeyArn")
		if c.Type == "AWS::Backup::LogicallyAirGappedBackupVault" && key.Absent() {
			c.Applies() // such a vault is always encrypted, with a key that its owner cannot lose
			return
		}
		if c.Require(key.Has(), key, "vault %q has no EncryptionKeyArn", c.ID) {
			c.Forbid(key.Contains("alias/aws/"), key, "vault %q is encrypted with AWS's key %s", c.ID, key)
		}
	},
	Bad: []Example{`
Resources:
  Vault:  # fails
    Type: AWS::Backup::BackupVault
    Properties: {BackupVaultName: clinic}
  Other:
    Type: AWS::Backup::BackupVault
    Properties:
      BackupVaultName: other
      EncryptionKeyArn: arn:aws:kms:us-east-1:111122223333:alias/aws/backup  # fails
`},
	Good: []Example{`
Resources:
  Vault:
    Type: AWS::Backup::BackupVault
    Properties: {BackupVaultName: clinic, EncryptionKeyArn: !ImportValue "clinic-prod-keys:BackupKeyArn"}
  AirGapped:
    Type: AWS::Backup::LogicallyAirGappedBackupVault
    Properties: {BackupVaultName: far, MinRetentionDays: 35, MaxRetentionDays: 90}
`},
}
