package controls

import (
	"strings"

	"github.com/hipaac/hipaac/compiler/template"
)

var logGroupMasksIdentifiers = &Control{
	ID:        "log-group-masks-identifiers",
	Title:     "Identifiers of patients are masked in application logs",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "monitoring",
	Citations: []string{"164.308(a)(1)(ii)(D)", "164.312(a)(1)"},
	Types:     []string{"AWS::Logs::LogGroup"},
	Why:       "one careless line copies a patient's data into a log that many more people read than the record itself",
	Fix:       "add DataProtectionPolicy with a statement whose Operation is Deidentify, for the managed identifiers of health and of people",
	Judge: func(c *Case) {
		if !writtenByApplication(c) {
			return
		}
		policy := c.Get("DataProtectionPolicy")
		masked := template.Any(eitherCase(policy, "Statement").Items(), func(s Value) Answer {
			return eitherCase(eitherCase(s, "Operation"), "Deidentify").Has().And(eitherCase(s, "DataIdentifier").Has())
		})
		c.RequireOfPHI(masked, policy, "log group %q shows whatever the application writes into it", c.ID)
	},
	Bad: []Example{`
Resources:
  Web:  # fails
    Type: AWS::Logs::LogGroup
    Properties: {LogGroupName: /clinic/web, Tags: [{Key: DataClassification, Value: phi}]}
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ContainerDefinitions: [{Name: web, LogConfiguration: {LogDriver: awslogs, Options: {awslogs-group: !Ref Web}}}]
`, `
# Counting alone hides nothing.
Resources:
  Beanstalk:
    Type: AWS::Logs::LogGroup
    Properties:
      LogGroupName: /aws/elasticbeanstalk/clinic/var/log/web.stdout.log
      DataProtectionPolicy:  # fails
        Statement: [{DataIdentifier: ["arn:aws:dataprotection::aws:data-identifier/Ssn-US"], Operation: {Audit: {FindingsDestination: {}}}}]
      Tags: [{Key: DataClassification, Value: phi}]
`},
	Good: []Example{`
Resources:
  Web:
    Type: AWS::Logs::LogGroup
    Properties:
      LogGroupName: /clinic/web
      DataProtectionPolicy:
        Name: health
        Version: "2021-06-01"
        Statement:
          - {DataIdentifier: ["arn:aws:dataprotection::aws:data-identifier/Ssn-US"], Operation: {Audit: {FindingsDestination: {}}}}
          - {DataIdentifier: ["arn:aws:dataprotection::aws:data-identifier/Ssn-US"], Operation: {Deidentify: {MaskConfig: {}}}}
      Tags: [{Key: DataClassification, Value: phi}]
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ContainerDefinitions: [{Name: web, LogConfiguration: {LogDriver: awslogs, Options: {awslogs-group: !Ref Web}}}]
  Synthesized:
    Type: AWS::Logs::LogGroup
    Properties:
      LogGroupName: /aws/elasticbeanstalk/clinic/var/log/web.stdout.log
      DataProtectionPolicy:
        name: data-protection-policy-cdk
        version: "2021-06-01"
        statement: [{sid: redact-statement-cdk, dataIdentifier: ["arn:aws:dataprotection::aws:data-identifier/Ssn-US"], operation: {deidentify: {maskConfig: {}}}}]
      Tags: [{Key: DataClassification, Value: phi}]
  Flow:
    Type: AWS::Logs::LogGroup
    Properties: {LogGroupName: /clinic/flow, Tags: [{Key: DataClassification, Value: phi}]}
`},
}

// writtenByApplication reports whether an application writes to the log group: a container, or a platform of Elastic Beanstalk on its
// behalf. What else does, no template says.
func writtenByApplication(c *Case) bool {
	if c.Get("LogGroupName").Starts("/aws/elasticbeanstalk/").Yes() {
		return true
	}
	for _, task := range c.OfType("AWS::ECS::TaskDefinition") {
		for _, container := range task.Get("ContainerDefinitions").Items() {
			if container.Get("LogConfiguration.Options").Get("awslogs-group").Names(c.Subject) {
				return true
			}
		}
	}
	return false
}

// eitherCase is an entry of a policy for data protection, whose names begin with a capital letter or, as the CDK writes them, do not.
func eitherCase(v Value, name string) Value {
	if small := v.Get(strings.ToLower(name[:1]) + name[1:]); !small.Absent() {
		return small
	}
	return v.Get(name)
}
