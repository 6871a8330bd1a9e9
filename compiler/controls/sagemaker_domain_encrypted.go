package controls

var sagemakerDomainEncrypted = &Control{
	ID:         "sagemaker-domain-encrypted",
	Title:      "Studio domains are encrypted and VPC-only",
	Tier:       Baseline,
	Severity:   High,
	Category:   "encryption-at-rest",
	Unwaivable: true,
	Citations:  []string{"164.312(a)(2)(iv)", "164.312(e)(2)(ii)"},
	Types:      []string{"AWS::SageMaker::Domain"},
	Why:        "everybody's notebooks and extracts of records lie on the domain's file system, and its applications reach the internet past the VPC unless told not to",
	Fix:        "set KmsKeyId to a customer key and AppNetworkAccessType to VpcOnly",
	Judge: func(c *Case) {
		requireKey(c, "domain", "KmsKeyId")
		access := c.Get("AppNetworkAccessType")
		c.Require(access.Is("VpcOnly"), access, "domain %q has %s for AppNetworkAccessType, needs \"VpcOnly\"", c.ID, access)
	},
	Bad: []Example{`
# The names of SageMaker's own key and network are what it takes where nothing is said.
Resources:
  Silent:  # fails
    Type: AWS::SageMaker::Domain
    Properties: {DomainName: research, AuthMode: IAM}
  Half:
    Type: AWS::SageMaker::Domain
    Properties:
      KmsKeyId: alias/aws/elasticfilesystem  # fails
      AppNetworkAccessType: PublicInternetOnly  # fails
`},
	Good: []Example{`
Resources:
  Research: {Type: "AWS::SageMaker::Domain", Properties: {KmsKeyId: !ImportValue Key, AppNetworkAccessType: VpcOnly}}
`},
}
