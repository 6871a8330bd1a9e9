package controls

import "github.com/hipaac/hipaac/compiler/template"

var eksSecretsEncrypted = &Control{
	ID:         "eks-secrets-encrypted",
	Title:      "Kubernetes secrets are envelope-encrypted",
	Tier:       Baseline,
	Severity:   High,
	Category:   "encryption-at-rest",
	Unwaivable: true,
	Citations:  []string{"164.312(a)(2)(iv)", "164.312(e)(2)(ii)"},
	Types:      []string{"AWS::EKS::Cluster"},
	Why:        "by itself EKS encrypts what Kubernetes keeps with a key of AWS's own, which nobody else can withdraw, and whose use no log of the account shows",
	Fix:        "add an entry to EncryptionConfig with Resources [secrets] and Provider.KeyArn of a customer key",
	Judge: func(c *Case) {
		configs := c.Get("EncryptionConfig")
		keyed := template.Any(configs.Items(), func(config Value) Answer {
			secrets := template.Any(config.Get("Resources").Items(), func(v Value) Answer { return v.Is("secrets") })
			return secrets.And(customerKey(config.Get("Provider.KeyArn")))
		})
		c.Require(keyed, configs, "the secrets of cluster %q have no customer key", c.ID)
	},
	Bad: []Example{`
Resources:
  Silent:  # fails
    Type: AWS::EKS::Cluster
    Properties: {Name: records}
  Keyless:
    Type: AWS::EKS::Cluster
    Properties:
      EncryptionConfig:  # fails
        - {Resources: [secrets], Provider: {KeyArn: alias/aws/eks}}
        - {Resources: [], Provider: {KeyArn: !ImportValue Key}}
`},
	Good: []Example{`
Resources:
  Key: {Type: "AWS::KMS::Key"}
  Records: {Type: "AWS::EKS::Cluster", Properties: {EncryptionConfig: [{Resources: [secrets], Provider: {KeyArn: !GetAtt Key.Arn}}]}}
`},
}
