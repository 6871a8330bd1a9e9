package controls

var efsEncrypted = &Control{
	ID:         "efs-encrypted",
	Title:      "File systems are encrypted",
	Tier:       Baseline,
	Severity:   Critical,
	Category:   "encryption-at-rest",
	Unwaivable: true,
	Citations:  []string{"164.312(a)(2)(iv)", "164.312(e)(2)(ii)"},
	Types:      []string{"AWS::EFS::FileSystem"},
	Why:        "a file system cannot be encrypted later: everything on it has to be copied to another",
	Fix:        "set Encrypted to true and KmsKeyId to a customer key",
	Judge: func(c *Case) {
		encrypted, key := c.Get("Encrypted"), c.Get("KmsKeyId")
		if c.Require(encrypted.IsTrue(), encrypted, "file system %q has %s for Encrypted, needs true", c.ID, encrypted) {
			c.Require(customerKey(key), key, "file system %q has %s for KmsKeyId, needs a customer key", c.ID, key)
		}
	},
	Bad: []Example{`
Resources:
  Files:  # fails
    Type: AWS::EFS::FileSystem
`, `
# A key is named and encryption is not switched on.
Resources:
  Files:  # fails
    Type: AWS::EFS::FileSystem
    Properties: {KmsKeyId: alias/files}
  Other:
    Type: AWS::EFS::FileSystem
    Properties:
      Encrypted: true
      KmsKeyId: alias/aws/elasticfilesystem  # fails
`},
	Good: []Example{`
Resources:
  Files:
    Type: AWS::EFS::FileSystem
    Properties: {Encrypted: true, KmsKeyId: !ImportValue "keys:DataKeyArn"}
`},
}
