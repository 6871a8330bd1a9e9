package controls

import (
	"strings"

	"github.com/hipaac/hipaac/compiler/template"
)

var athenaResultsEncrypted = &Control{
	ID:         "athena-results-encrypted",
	Title:      "Query results are encrypted",
	Tier:       Baseline,
	Severity:   High,
	Category:   "encryption-at-rest",
	Unwaivable: true,
	Citations:  []string{"164.312(a)(2)(iv)", "164.312(e)(2)(ii)"},
	Types:      []string{"AWS::Athena::WorkGroup"},
	Why:        "each query leaves its result in a bucket as a plain file, and without enforcement whoever asks chooses which bucket and how it is encrypted",
	Fix:        "set EncryptionOption below ResultConfiguration to SSE_KMS with a customer key, and EnforceWorkGroupConfiguration to true",
	Judge: func(c *Case) {
		config := c.Get("WorkGroupConfiguration")
		managed := config.Get("ManagedQueryResultsConfiguration.Enabled").IsTrue() // Athena keeps them itself, always encrypted
		option := config.Get("ResultConfiguration.EncryptionConfiguration.EncryptionOption")
		c.Require(managed.Or(option.Is("SSE_KMS", "CSE_KMS", "SSE_S3")), option, "workgroup %q leaves results without saying how they are encrypted", c.ID)
		enforced := config.Get("EnforceWorkGroupConfiguration")
		binding := enforced.IsTrue()
		if enforced.Absent() {
			binding = template.Maybe("whether a workgroup enforces its settings that does not say so is not documented")
		}
		// The settings of notebooks cannot be overridden by clients.
		spark := config.Get("EngineVersion.SelectedEngineVersion").Passes(func(engine string) bool { return strings.Contains(engine, "Spark") })
		c.Require(managed.Or(spark).Or(binding), enforced, "workgroup %q lets clients choose how their results are encrypted", c.ID)
	},
	Bad: []Example{`
Resources:
  Analysts:
    Type: AWS::Athena::WorkGroup
    Properties:
      Name: analysts
      WorkGroupConfiguration:  # fails
        EnforceWorkGroupConfiguration: true
  Unmanaged:
    Type: AWS::Athena::WorkGroup
    Properties:
      Name: unmanaged
      WorkGroupConfiguration:  # fails
        EnforceWorkGroupConfiguration: true
        ManagedQueryResultsConfiguration: {Enabled: false}
  Nothing:  # fails
    Type: AWS::Athena::WorkGroup
    Properties: {Name: nothing}
`, `
# Encrypted, unless somebody asks for something else.
Resources:
  Analysts:
    Type: AWS::Athena::WorkGroup
    Properties:
      Name: analysts
      WorkGroupConfiguration:
        EnforceWorkGroupConfiguration: false  # fails
        ResultConfiguration: {OutputLocation: "s3://results/", EncryptionConfiguration: {EncryptionOption: SSE_KMS, KmsKey: alias/results}}
  Silent:
    Type: AWS::Athena::WorkGroup
    Properties:
      Name: silent
      WorkGroupConfiguration:  # unknown
        ResultConfiguration: {EncryptionConfiguration: {EncryptionOption: SSE_KMS, KmsKey: alias/results}}
`},
	Good: []Example{`
Resources:
  Key: {Type: "AWS::KMS::Key"}
  Analysts:
    Type: AWS::Athena::WorkGroup
    Properties:
      Name: analysts
      WorkGroupConfiguration:
        EnforceWorkGroupConfiguration: true
        ResultConfiguration: {EncryptionConfiguration: {EncryptionOption: SSE_KMS, KmsKey: !GetAtt Key.Arn}}
  Managed: {Type: "AWS::Athena::WorkGroup", Properties: {Name: managed, WorkGroupConfiguration: {ManagedQueryResultsConfiguration: {Enabled: true}}}}
  Notebooks:
    Type: AWS::Athena::WorkGroup
    Properties:
      Name: notebooks
      WorkGroupConfiguration:
        EngineVersion: {SelectedEngineVersion: PySpark engine version 3}
        ResultConfiguration: {EncryptionConfiguration: {EncryptionOption: CSE_KMS, KmsKey: !GetAtt Key.Arn}}
`},
}
