package controls

import "github.com/hipaac/hipaac/compiler/template"

var emrSecurityConfiguration = &Control{
	ID:         "emr-security-configuration",
	Title:      "EMR encrypts local disks, S3 and traffic",
	Tier:       Baseline,
	Severity:   Critical,
	Category:   "encryption-at-rest",
	Unwaivable: true,
	Citations:  []string{"164.312(a)(2)(iv)", "164.312(e)(1)", "164.312(e)(2)(i)", "164.312(e)(2)(ii)"},
	Types:      []string{"AWS::EMR::Cluster", "AWS::EMR::SecurityConfiguration"},
	Why:        "a job spills what it cannot hold to the disks of its nodes and sends it from one to another, all of it in clear text without a security configuration",
	Fix: "name a SecurityConfiguration whose EncryptionConfiguration has EnableInTransitEncryption and EnableAtRestEncryption true, with a " +
		"LocalDiskEncryptionConfiguration and an S3EncryptionConfiguration",
	Judge: func(c *Case) {
		if c.Type == "AWS::EMR::Cluster" {
			name := c.Get("SecurityConfiguration")
			named := emrSecurity(c, func(Value) Answer { return template.Yes }) // it is judged itself
			c.Require(named, name, "cluster %q has no security configuration: nothing of it is encrypted", c.ID)
			return
		}
		encryption := c.Get("SecurityConfiguration").JSON().Get("EncryptionConfiguration")
		transit, rest := encryption.Get("EnableInTransitEncryption"), encryption.Get("EnableAtRestEncryption")
		c.Require(transit.IsTrue(), transit, "security configuration %q has %s for EnableInTransitEncryption, needs true", c.ID, transit)
		if !c.Require(rest.IsTrue(), rest, "security configuration %q has %s for EnableAtRestEncryption, needs true", c.ID, rest) {
			return
		}
		objects := encryption.Get("AtRestEncryptionConfiguration.S3EncryptionConfiguration")
		c.Require(objects.Get("EncryptionMode").Has(), objects, "security configuration %q does not encrypt what is written to S3", c.ID)
		disks := encryption.Get("AtRestEncryptionConfiguration.LocalDiskEncryptionConfiguration")
		c.Require(keepsDisks(disks), disks, "security configuration %q does not encrypt the disks of nodes with a key of the customer", c.ID)
	},
	Bad: []Example{`
Resources:
  Claims:  # fails
    Type: AWS::EMR::Cluster
    Properties: {Name: claims, ReleaseLabel: emr-7.9.0}
  Security:
    Type: AWS::EMR::SecurityConfiguration
    Properties:
      SecurityConfiguration:
        EncryptionConfiguration:
          EnableInTransitEncryption: false  # fails
          EnableAtRestEncryption: false  # fails
`, `
# Encryption at rest of S3 alone, which is all that some rules look for; in a text, and in an object.
Resources:
  Text:
    Type: AWS::EMR::SecurityConfiguration
    Properties:
      SecurityConfiguration: !Sub |  # fails
        {"EncryptionConfiguration": {"EnableInTransitEncryption": true, "EnableAtRestEncryption": true,
          "InTransitEncryptionConfiguration": {"TLSCertificateConfiguration": {"CertificateProviderType": "PEM", "S3Object": "s3://${Certificates}/emr.zip"}},
          "AtRestEncryptionConfiguration": {"S3EncryptionConfiguration": {"EncryptionMode": "SSE-S3"}}}}
  Object:
    Type: AWS::EMR::SecurityConfiguration
    Properties:
      SecurityConfiguration:
        EncryptionConfiguration:
          EnableInTransitEncryption: true
          EnableAtRestEncryption: true
          AtRestEncryptionConfiguration:
            S3EncryptionConfiguration: {EncryptionMode: SSE-S3}
            LocalDiskEncryptionConfiguration:  # fails
              EncryptionKeyProviderType: AwsKms
              AwsKmsKey: alias/aws/ebs
  Computed:
    Type: AWS::EMR::SecurityConfiguration
    Properties:
      SecurityConfiguration: !Ref Document  # unknown
  Claims:
    Type: AWS::EMR::Cluster
    Properties:
      Name: claims
      SecurityConfiguration: strict  # unknown
Parameters:
  Certificates: {Type: String}
  Document: {Type: String}
`},
	Good: []Example{`
Resources:
  Key: {Type: "AWS::KMS::Key"}
  Security:
    Type: AWS::EMR::SecurityConfiguration
    Properties:
      Name: strict
      SecurityConfiguration: !Sub |
        {"EncryptionConfiguration": {"EnableInTransitEncryption": true, "EnableAtRestEncryption": true,
          "AtRestEncryptionConfiguration": {"S3EncryptionConfiguration": {"EncryptionMode": "SSE-KMS", "AwsKmsKey": "${Key.Arn}"},
            "LocalDiskEncryptionConfiguration": {"EncryptionKeyProviderType": "AwsKms", "AwsKmsKey": "${Key.Arn}", "EnableEbsEncryption": true}}}}
  Claims: {Type: "AWS::EMR::Cluster", Properties: {Name: claims, SecurityConfiguration: !Ref Security}}
  Named: {Type: "AWS::EMR::Cluster", Properties: {Name: named, SecurityConfiguration: strict}}
`, `
Resources:
  Custom:
    Type: AWS::EMR::SecurityConfiguration
    Properties:
      SecurityConfiguration:
        EncryptionConfiguration:
          EnableInTransitEncryption: true
          EnableAtRestEncryption: "true"
          AtRestEncryptionConfiguration:
            S3EncryptionConfiguration: {EncryptionMode: CSE-Custom, S3Object: "s3://keys/provider.jar", EncryptionKeyProviderClass: com.example.Keys}
            LocalDiskEncryptionConfiguration: {EncryptionKeyProviderType: Custom, S3Object: "s3://keys/provider.jar", EncryptionKeyProviderClass: com.example.Keys}
`},
}

// keepsDisks asks whether nodes encrypt their disks, by a key of the customer or by keys that a program of the customer gives out.
func keepsDisks(disks Value) Answer {
	provider := disks.Get("EncryptionKeyProviderType")
	return provider.Is("Custom").Or(provider.Is("AwsKms").And(customerKey(disks.Get("AwsKmsKey"))))
}
