package controls

var fsxCustomerKey = &Control{
	ID:        "fsx-customer-key",
	Title:     "FSx uses a customer key",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "encryption-at-rest",
	Citations: []string{"164.312(a)(2)(iv)", "164.312(e)(2)(ii)"},
	Types:     []string{"AWS::FSx::FileSystem"},
	Why:       "file systems are always encrypted, but by default with a key that AWS manages: everybody in the account reads with it whose IAM policy allows it",
	Fix:       "set KmsKeyId to a customer key; scratch file systems of Lustre take none, persistent ones do",
	Judge:     func(c *Case) { requireKey(c, "file system", "KmsKeyId") },
	Bad: []Example{`
Resources:
  Images:  # fails
    Type: AWS::FSx::FileSystem
    Properties: {FileSystemType: LUSTRE, SubnetIds: [subnet-1], LustreConfiguration: {DeploymentType: SCRATCH_2}}
`, `
Resources:
  Shares:
    Type: AWS::FSx::FileSystem
    Properties:
      FileSystemType: WINDOWS
      KmsKeyId: alias/aws/fsx  # fails
      SubnetIds: [subnet-1]
`},
	Good: []Example{`
Resources:
  Key: {Type: "AWS::KMS::Key"}
  Shares: {Type: "AWS::FSx::FileSystem", Properties: {FileSystemType: WINDOWS, KmsKeyId: !GetAtt Key.Arn, SubnetIds: [subnet-1]}}
`},
}
