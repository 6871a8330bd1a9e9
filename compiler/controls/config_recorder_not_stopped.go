package controls

import (
	"strings"

	"github.com/hipaac/hipaac/compiler/template"
)

var configRecorderNotStopped = &Control{
	ID:        "config-recorder-not-stopped",
	Title:     "No function stops the account's recorder",
	Tier:      Baseline,
	Severity:  High,
	Category:  "audit",
	Citations: []string{"164.312(b)", "164.308(a)(1)(ii)(D)"},
	Types:     []string{"AWS::Lambda::Function", "AWS::IAM::Role"},
	Why:       "a region has one recorder, whoever made it: a custom resource that cleans up when its stack is deleted ends the record of all others",
	Fix:       "make the recorder with AWS::Config::ConfigurationRecorder, or leave the one that is there alone; give functions no right to stop or delete one",
	Judge: func(c *Case) {
		if c.Type == "AWS::Lambda::Function" {
			code := c.Get("Code.ZipFile")
			if code.Absent() || code.Passes(mentionsConfig).No() {
				return
			}
			c.Forbid(code.Passes(stopsRecorder), code, "function %q stops or deletes the recorder of AWS Config, or its delivery channel", c.ID)
			return
		}
		if !runsFunctions(c) {
			return
		}
		for _, d := range Documents(c.Subject) {
			for _, s := range Statements(d.Value) {
				for _, v := range s.Get("Action").Items() {
					for _, action := range stoppingActions {
						if s.Allows().And(v.CoversFold("config:"+action)).Yes() && !v.Is("*").Yes() { // what allows everything has a control of its own
							c.Fail(v, "role %q lets a function call config:%s", c.ID, action)
							break
						}
					}
				}
			}
		}
	},
	Bad: []Example{`
Resources:
  Cleaner:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: !GetAtt Role.Arn
      Code:
        ZipFile: |  # fails
          import boto3
          def handler(event, context):
              if event["RequestType"] == "Delete":
                  config = boto3.client("config")
                  config.stop_configuration_recorder(ConfigurationRecorderName="default")
                  config.delete_delivery_channel(DeliveryChannelName="default")
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: "sts:AssumeRole"}]}
      Policies:
        - PolicyName: config
          PolicyDocument:
            Statement:
              - Effect: Allow
                Action: config:*  # fails
                Resource: "*"
`, `
Resources:
  Cleaner:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: nodejs24.x
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/r
      Code: {ZipFile: "const c = require('@aws-sdk/client-config-service'); exports.handler = () => new c.ConfigServiceClient().send(new c.DeleteConfigurationRecorderCommand({}))"}  # fails
`},
	Good: []Example{`
Resources:
  Reader:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: !GetAtt Role.Arn
      Code: {ZipFile: "import boto3\ndef handler(event, context):\n  return boto3.client('config').describe_configuration_recorders()\n"}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: "sts:AssumeRole"}]}
      Policies: [{PolicyName: config, PolicyDocument: {Statement: [{Effect: Allow, Action: "config:Describe*", Resource: "*"}]}}]
  Administrator:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: cloudformation.amazonaws.com}, Action: "sts:AssumeRole"}]}
      Policies: [{PolicyName: config, PolicyDocument: {Statement: [{Effect: Allow, Action: "config:*", Resource: "*"}]}}]
`},
}

// stoppingActions end the record of a region's configuration.
var stoppingActions = []string{"DeleteConfigurationRecorder", "DeleteDeliveryChannel", "StopConfigurationRecorder"}

// plainCode is code without what languages spell differently: delete_delivery_channel and deleteDeliveryChannel are one.
func plainCode(code string) string { return strings.ReplaceAll(strings.ToLower(code), "_", "") }

func mentionsConfig(code string) bool {
	code = plainCode(code)
	return strings.Contains(code, "configurationrecorder") || strings.Contains(code, "deliverychannel")
}

func stopsRecorder(code string) bool {
	code = plainCode(code)
	for _, action := range stoppingActions {
		if strings.Contains(code, strings.ToLower(action)) {
			return true
		}
	}
	return false
}

// runsFunctions reports whether Lambda may assume a role.
func runsFunctions(c *Case) bool {
	return template.Any(Statements(c.Get("AssumeRolePolicyDocument")), func(s Statement) Answer {
		return s.Allows().And(template.Any(s.Principals(), func(p Principal) Answer { return p.Is("lambda.amazonaws.com") }))
	}).Yes()
}
