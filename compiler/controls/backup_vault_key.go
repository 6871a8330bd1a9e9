package controls

import "github.com/hipaac/hipaac/compiler/template"

var backupVaultKey = &Control{
	ID:        "backup-vault-key",
	Title:     "Backup vaults use a customer key",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "encryption-at-rest",
	Citations: []string{"164.312(a)(2)(iv)", "164.312(e)(2)(ii)"},
	Types:     []string{"AWS::Backup::BackupVault"},
	Why:       "whoever loses or locks the key of the data has lost their backups, too, if both have the same key",
	Fix:       "set EncryptionKeyArn to a customer key that encrypts nothing else",
	Judge: func(c *Case) {
		key := c.Get("EncryptionKeyArn")
		if key.Absent() {
			return // backup-recovery-points-encrypted asks for one
		}
		shared := template.Any(keyUses(c), func(use keyUse) Answer { return sameKey(c, use.key, key) })
		c.Forbid(shared, key, "vault %q has the key of the data that it is to bring back", c.ID)
	},
	Bad: []Example{`
Resources:
  Key: {Type: "AWS::KMS::Key"}
  Records:
    Type: AWS::RDS::DBCluster
    Properties: {StorageEncrypted: true, KmsKeyId: !GetAtt Key.Arn}
  Vault:
    Type: AWS::Backup::BackupVault
    Properties:
      BackupVaultName: clinic
      EncryptionKeyArn: !GetAtt Key.Arn  # fails
`, `
Resources:
  Documents:
    Type: AWS::S3::Bucket
    Properties:
      BucketEncryption:
        ServerSideEncryptionConfiguration: [{ServerSideEncryptionByDefault: {SSEAlgorithm: aws:kms, KMSMasterKeyID: "arn:aws:kms:us-east-1:111122223333:key/1"}}]
  Vault:
    Type: AWS::Backup::BackupVault
    Properties:
      BackupVaultName: clinic
      EncryptionKeyArn: arn:aws:kms:us-east-1:111122223333:key/1  # fails
`},
	Good: []Example{`
Resources:
  DataKey: {Type: "AWS::KMS::Key"}
  BackupKey: {Type: "AWS::KMS::Key"}
  Records:
    Type: AWS::RDS::DBCluster
    Properties: {StorageEncrypted: true, KmsKeyId: !GetAtt DataKey.Arn}
  Vault:
    Type: AWS::Backup::BackupVault
    Properties: {BackupVaultName: clinic, EncryptionKeyArn: !GetAtt BackupKey.Arn}
`},
}

// sameKey asks whether two values are one key. Two keys of the templates given are two, though their ARNs are not known yet.
func sameKey(c *Case, a, b Value) Answer {
	x, okX := c.Target(a, "AWS::KMS::Key")
	y, okY := c.Target(b, "AWS::KMS::Key")
	if okX && okY {
		return template.Sure(x.Whole().SamePlace(y.Whole()))
	}
	return a.Same(b)
}
