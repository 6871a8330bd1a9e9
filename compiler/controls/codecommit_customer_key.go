package controls

var codecommitCustomerKey = &Control{
	ID:        "codecommit-customer-key",
	Title:     "Code repositories have a customer key",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "encryption-at-rest",
	Citations: []string{"164.312(a)(2)(iv)"},
	Types:     []string{"AWS::CodeCommit::Repository"},
	Why:       "AWS's own key opens a repository to whoever has a right on it: without a key of one's own there is no second lock, and no record of its use",
	Fix:       "set KmsKeyId to a key of your own",
	Judge: func(c *Case) {
		key := c.Get("KmsKeyId")
		c.Require(customerKey(key), key, "repository %q has %s for KmsKeyId, needs a customer key", c.ID, key)
	},
	Bad: []Example{`
Parameters:
  Key: {Type: String}
Resources:
  Code:  # fails
    Type: AWS::CodeCommit::Repository
    Properties: {RepositoryName: code}
  Tools:
    Type: AWS::CodeCommit::Repository
    Properties:
      RepositoryName: tools
      KmsKeyId: alias/aws/codecommit  # fails
  Given:
    Type: AWS::CodeCommit::Repository
    Properties:
      RepositoryName: given
      KmsKeyId: !Ref Key  # unknown
`},
	Good: []Example{`
Resources:
  Code: {Type: "AWS::CodeCommit::Repository", Properties: {RepositoryName: code, KmsKeyId: !ImportValue "keys:CodeKeyArn"}}
  Tools: {Type: "AWS::CodeCommit::Repository", Properties: {RepositoryName: tools, KmsKeyId: !GetAtt Key.Arn}}
  Key: {Type: "AWS::KMS::Key"}
`},
}
