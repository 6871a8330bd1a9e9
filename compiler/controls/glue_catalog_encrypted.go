package controls

import "github.com/hipaac/hipaac/compiler/template"

var glueCatalogEncrypted = &Control{
	ID:         "glue-catalog-encrypted",
	Title:      "The data catalog is encrypted",
	Tier:       Baseline,
	Severity:   High,
	Category:   "encryption-at-rest",
	Unwaivable: true,
	Citations:  []string{"164.312(a)(2)(iv)", "164.312(e)(2)(ii)"},
	Types: []string{"AWS::Glue::DataCatalogEncryptionSettings", "AWS::Glue::SecurityConfiguration", "AWS::Glue::Job", "AWS::Glue::Crawler",
		"AWS::Glue::DevEndpoint"},
	Why: "a catalog holds passwords of databases and the limits between which values lie, and a job without a security configuration writes, logs and remembers in clear text",
	Fix: "set CatalogEncryptionMode to SSE-KMS and ReturnConnectionPasswordEncrypted to true, and give each job and crawler a SecurityConfiguration that " +
		"encrypts S3, logs and bookmarks",
	Judge: func(c *Case) {
		switch c.Type {
		case "AWS::Glue::DataCatalogEncryptionSettings":
			judgeCatalog(c)
		case "AWS::Glue::SecurityConfiguration":
			judgeGlueSecurity(c)
		case "AWS::Glue::Crawler":
			requireGlueSecurity(c, c.Get("CrawlerSecurityConfiguration"))
		default:
			requireGlueSecurity(c, c.Get("SecurityConfiguration"))
		}
	},
	Bad: []Example{`
Resources:
  Catalog:
    Type: AWS::Glue::DataCatalogEncryptionSettings
    Properties:
      CatalogId: !Ref AWS::AccountId
      DataCatalogEncryptionSettings:  # fails
        EncryptionAtRest:
          CatalogEncryptionMode: DISABLED  # fails
  Clean:  # fails
    Type: AWS::Glue::Job
    Properties: {Role: glue, Command: {Name: glueetl, ScriptLocation: "s3://scripts/clean.py"}}
  Look:  # fails
    Type: AWS::Glue::Crawler
    Properties: {Role: glue, Targets: {S3Targets: [{Path: "s3://records/"}]}}
`, `
# The catalog is encrypted, and the passwords in it are returned as they are; of the three places of a job, one was forgotten.
Resources:
  Catalog:
    Type: AWS::Glue::DataCatalogEncryptionSettings
    Properties:
      CatalogId: !Ref AWS::AccountId
      DataCatalogEncryptionSettings:
        EncryptionAtRest: {CatalogEncryptionMode: SSE-KMS, SseAwsKmsKeyId: alias/catalog}
        ConnectionPasswordEncryption:
          ReturnConnectionPasswordEncrypted: false  # fails
  Partly:
    Type: AWS::Glue::SecurityConfiguration
    Properties:
      Name: partly
      EncryptionConfiguration:  # fails
        S3Encryptions: [{S3EncryptionMode: SSE-KMS, KmsKeyArn: "arn:aws:kms:us-east-1:111122223333:key/1"}]
        CloudWatchEncryption: {CloudWatchEncryptionMode: SSE-KMS, KmsKeyArn: "arn:aws:kms:us-east-1:111122223333:key/1"}
  Clear:
    Type: AWS::Glue::SecurityConfiguration
    Properties:
      Name: clear
      EncryptionConfiguration:
        S3Encryptions:
          - S3EncryptionMode: DISABLED  # fails
        CloudWatchEncryption: {CloudWatchEncryptionMode: SSE-KMS, KmsKeyArn: "arn:aws:kms:us-east-1:111122223333:key/1"}
        JobBookmarksEncryption: {JobBookmarksEncryptionMode: CSE-KMS, KmsKeyArn: "arn:aws:kms:us-east-1:111122223333:key/1"}
  Clean:
    Type: AWS::Glue::Job
    Properties:
      Role: glue
      Command: {Name: glueetl}
      SecurityConfiguration: strict  # unknown
`},
	Good: []Example{`
Resources:
  Key: {Type: "AWS::KMS::Key"}
  Catalog:
    Type: AWS::Glue::DataCatalogEncryptionSettings
    Properties:
      CatalogId: !Ref AWS::AccountId
      DataCatalogEncryptionSettings:
        EncryptionAtRest: {CatalogEncryptionMode: SSE-KMS-WITH-SERVICE-ROLE, SseAwsKmsKeyId: !Ref Key}
        ConnectionPasswordEncryption: {ReturnConnectionPasswordEncrypted: true, KmsKeyId: !Ref Key}
  Strict:
    Type: AWS::Glue::SecurityConfiguration
    Properties:
      Name: strict
      EncryptionConfiguration:
        S3Encryptions: [{S3EncryptionMode: SSE-KMS, KmsKeyArn: !GetAtt Key.Arn}]
        CloudWatchEncryption: {CloudWatchEncryptionMode: SSE-KMS, KmsKeyArn: !GetAtt Key.Arn}
        JobBookmarksEncryption: {JobBookmarksEncryptionMode: CSE-KMS, KmsKeyArn: !GetAtt Key.Arn}
  Clean: {Type: "AWS::Glue::Job", Properties: {Role: glue, Command: {Name: glueetl}, SecurityConfiguration: !Ref Strict}}
  Look: {Type: "AWS::Glue::Crawler", Properties: {Role: glue, Targets: {}, CrawlerSecurityConfiguration: strict}}
`},
}

func judgeCatalog(c *Case) {
	settings := c.Get("DataCatalogEncryptionSettings")
	mode := settings.Get("EncryptionAtRest.CatalogEncryptionMode")
	c.Require(mode.Is("SSE-KMS", "SSE-KMS-WITH-SERVICE-ROLE"), mode, `catalog of %q has %s for CatalogEncryptionMode, needs "SSE-KMS"`, c.ID, mode)
	hidden := settings.Get("ConnectionPasswordEncryption.ReturnConnectionPasswordEncrypted")
	c.Require(hidden.IsTrue(), hidden, "catalog of %q keeps and returns passwords of connections in clear text", c.ID)
}

// judgeGlueSecurity asks that a security configuration encrypts all three places that a job writes to.
func judgeGlueSecurity(c *Case) {
	places := c.Get("EncryptionConfiguration")
	objects := places.Get("S3Encryptions")
	c.Require(template.Sure(len(objects.Items()) > 0), objects, "security configuration %q encrypts nothing in S3", c.ID)
	for _, v := range objects.Items() {
		mode := v.Get("S3EncryptionMode")
		c.Require(mode.Is("SSE-KMS", "SSE-S3"), mode, `security configuration %q has %s for S3EncryptionMode, needs "SSE-KMS"`, c.ID, mode)
	}
	logs := places.Get("CloudWatchEncryption.CloudWatchEncryptionMode")
	c.Require(logs.Is("SSE-KMS"), logs, `security configuration %q has %s for CloudWatchEncryptionMode, needs "SSE-KMS"`, c.ID, logs)
	bookmarks := places.Get("JobBookmarksEncryption.JobBookmarksEncryptionMode")
	c.Require(bookmarks.Is("CSE-KMS"), bookmarks, `security configuration %q has %s for JobBookmarksEncryptionMode, needs "CSE-KMS"`, c.ID, bookmarks)
}

// requireGlueSecurity asks that what runs has a security configuration. One of these templates is judged itself.
func requireGlueSecurity(c *Case, name Value) {
	if !c.Require(name.Has(), name, "%q has no security configuration: it writes, logs and remembers in clear text", c.ID) {
		return
	}
	if _, here := securityConfiguration(c, name, "AWS::Glue::SecurityConfiguration"); !here {
		c.Unsure(name, unseen("what "+called("security configuration", name)+" encrypts"))
	}
}

// securityConfiguration finds the security configuration of a type that a name leads to.
func securityConfiguration(c *Case, name Value, kind string) (Subject, bool) {
	for _, own := range c.OfType(kind) {
		if name.Names(own) {
			return own, true
		}
	}
	return Subject{}, false
}
