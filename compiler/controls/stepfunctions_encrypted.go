package controls

var stepfunctionsEncrypted = &Control{
	ID:        "stepfunctions-encrypted",
	Title:     "Workflow histories use a customer key",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "encryption-at-rest",
	Citations: []string{"164.312(a)(2)(iv)", "164.312(e)(2)(ii)"},
	Types:     []string{"AWS::StepFunctions::StateMachine", "AWS::StepFunctions::Activity"},
	Why:       "the history of a workflow keeps the input and output of every step for 90 days, records among them, with a key that nobody but AWS controls",
	Fix:       "set EncryptionConfiguration with Type CUSTOMER_MANAGED_KMS_KEY and KmsKeyId of a customer key",
	Judge: func(c *Case) {
		if c.Tag("DataClassification").Is("non-phi").Yes() {
			return
		}
		kind := c.Get("EncryptionConfiguration.Type")
		if c.Require(kind.Is("CUSTOMER_MANAGED_KMS_KEY"), kind, "%q keeps its history with a key of AWS's own", c.ID) {
			requireKey(c, "workflow", "EncryptionConfiguration.KmsKeyId")
		}
	},
	Bad: []Example{`
# The key alone is not used: the type decides.
Resources:
  Silent:  # fails
    Type: AWS::StepFunctions::StateMachine
    Properties: {RoleArn: !ImportValue Role}
  Named:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      EncryptionConfiguration:
        Type: AWS_OWNED_KEY  # fails
        KmsKeyId: !ImportValue Key
  Keyless:
    Type: AWS::StepFunctions::Activity
    Properties:
      EncryptionConfiguration:  # fails
        Type: CUSTOMER_MANAGED_KMS_KEY
`},
	Good: []Example{`
Resources:
  Intake:
    Type: AWS::StepFunctions::StateMachine
    Properties: {EncryptionConfiguration: {Type: CUSTOMER_MANAGED_KMS_KEY, KmsKeyId: !ImportValue Key}}
  Builds: {Type: "AWS::StepFunctions::StateMachine", Properties: {Tags: [{Key: DataClassification, Value: non-phi}]}}
`},
}
