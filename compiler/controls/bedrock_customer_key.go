package controls

import "github.com/hipaac/hipaac/compiler/template"

var bedrockCustomerKey = &Control{
	ID:        "bedrock-customer-key",
	Title:     "Agents and knowledge flows use a customer key",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "encryption-at-rest",
	Citations: []string{"164.312(a)(2)(iv)", "164.312(e)(2)(ii)"},
	Types:     []string{"AWS::Bedrock::Agent", "AWS::Bedrock::Guardrail", "AWS::Bedrock::Flow", "AWS::Bedrock::Prompt", "AWS::Bedrock::DataSource"},
	Why:       "an agent keeps its sessions and instructions with a key of AWS's own, and without a guardrail it repeats every name and number that it reads",
	Fix: "set CustomerEncryptionKeyArn (KmsKeyArn of a guardrail, ServerSideEncryptionConfiguration.KmsKeyArn of a data source); give agents a " +
		"GuardrailConfiguration, and guardrails a SensitiveInformationPolicyConfig",
	Judge: func(c *Case) {
		if c.Tag("DataClassification").Is("non-phi").Yes() {
			return
		}
		requireKey(c, "resource", bedrockKeys[c.Type])
		if c.Type == "AWS::Bedrock::Agent" {
			judgeGuardrail(c)
		}
	},
	Bad: []Example{`
Resources:
  Silent:  # fails
    Type: AWS::Bedrock::Agent
    Properties: {AgentName: intake, GuardrailConfiguration: {GuardrailIdentifier: !ImportValue Guardrail, GuardrailVersion: "1"}}
  Unguarded:  # fails
    Type: AWS::Bedrock::Agent
    Properties: {AgentName: intake, CustomerEncryptionKeyArn: !ImportValue Key}
`, `
# A guardrail against rude words only, and one that looks and lets pass.
Resources:
  Words: {Type: "AWS::Bedrock::Guardrail", Properties: {KmsKeyArn: !ImportValue Key, WordPolicyConfig: {}}}
  Intake:
    Type: AWS::Bedrock::Agent
    Properties:
      CustomerEncryptionKeyArn: !ImportValue Key
      GuardrailConfiguration:
        GuardrailIdentifier: !GetAtt Words.GuardrailId  # fails
  Looking: {Type: "AWS::Bedrock::Guardrail", Properties: {KmsKeyArn: !ImportValue Key, SensitiveInformationPolicyConfig: {PiiEntitiesConfig: [{Type: NAME, Action: NONE}]}}}
  Results:
    Type: AWS::Bedrock::Agent
    Properties:
      CustomerEncryptionKeyArn: !ImportValue Key
      GuardrailConfiguration:
        GuardrailIdentifier: !Ref Looking  # fails
  Far:
    Type: AWS::Bedrock::Agent
    Properties:
      CustomerEncryptionKeyArn: !ImportValue Key
      GuardrailConfiguration:
        GuardrailIdentifier: gr1a2b3c  # unknown
`},
	Good: []Example{`
Resources:
  Guardrail:
    Type: AWS::Bedrock::Guardrail
    Properties: {KmsKeyArn: !ImportValue Key, SensitiveInformationPolicyConfig: {PiiEntitiesConfig: [{Type: NAME, Action: ANONYMIZE}]}}
  Intake:
    Type: AWS::Bedrock::Agent
    Properties: {CustomerEncryptionKeyArn: !ImportValue Key, GuardrailConfiguration: {GuardrailIdentifier: !GetAtt Guardrail.GuardrailArn}}
  Triage: {Type: "AWS::Bedrock::Flow", Properties: {CustomerEncryptionKeyArn: !ImportValue Key}}
  Guidelines: {Type: "AWS::Bedrock::DataSource", Properties: {ServerSideEncryptionConfiguration: {KmsKeyArn: !ImportValue Key}}}
`},
}

// bedrockKeys is where each type names its key.
var bedrockKeys = map[string]string{
	"AWS::Bedrock::Agent":      "CustomerEncryptionKeyArn",
	"AWS::Bedrock::DataSource": "ServerSideEncryptionConfiguration.KmsKeyArn",
	"AWS::Bedrock::Flow":       "CustomerEncryptionKeyArn",
	"AWS::Bedrock::Guardrail":  "KmsKeyArn",
	"AWS::Bedrock::Prompt":     "CustomerEncryptionKeyArn",
}

// judgeGuardrail asks that an agent has a guardrail that blocks or hides what says who somebody is.
func judgeGuardrail(c *Case) {
	id := c.Get("GuardrailConfiguration.GuardrailIdentifier")
	if !c.Require(id.Has(), id, "agent %q has no guardrail", c.ID) {
		return
	}
	guardrail, here := c.Target(id, "AWS::Bedrock::Guardrail")
	if !here {
		c.Unsure(id, unseen("whether "+called("guardrail", id)+" knows names and numbers"))
		return
	}
	filters := guardrail.Get("SensitiveInformationPolicyConfig")
	hides := template.Any([]string{"PiiEntitiesConfig", "RegexesConfig"}, func(list string) Answer {
		return template.Any(filters.Get(list).Items(), func(filter Value) Answer { return filter.Get("Action").Is("BLOCK", "ANONYMIZE") })
	})
	c.Require(hides, id, "guardrail %q of agent %q hides no names and numbers", guardrail.ID, c.ID)
}
