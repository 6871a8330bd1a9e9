package controls

import "github.com/hipaac/hipaac/compiler/eligible"

var scopeEligibleServicesOnly = &Control{
	ID:        "scope-eligible-services-only",
	Title:     "PHI only touches HIPAA-eligible services",
	Tier:      Baseline,
	Severity:  Critical,
	Category:  "scope",
	Citations: []string{"164.308(b)(1)", "164.308(b)(3)", "164.314(a)(1)", "164.314(a)(2)(i)"},
	Types:     []string{AnyType},
	Why:       "the agreement with AWS covers PHI only in the services on its list; elsewhere nobody has promised to protect it",
	Fix:       "use a listed service, or keep PHI out of it and classify it non-phi",
	Judge: func(c *Case) {
		known := eligible.Of(c.Type)
		if holdsNothing(c.Type, known) {
			return
		}
		phi := c.HoldsPHI()
		if why := notCovered(c.Type, known); why != "" {
			c.Forbid(phi, c.Whole(), "%q holds PHI, and %s", c.ID, why)
			return
		}
		if phi.Yes() {
			c.Applies()
		}
		if !phi.No() {
			c.forbidExcluded(known, phi, "%q holds PHI, and %s")
		}
	},
	Bad: []Example{`
Resources:
  Server:  # fails
    Type: AWS::Lightsail::Instance
    Properties:
      InstanceName: clinic
      Tags: [{Key: DataClassification, Value: phi}]
`, `
# The service is listed, this part of it is not; and one that may be a feature of a listed service is not until AWS says so.
Resources:
  Directory:  # fails
    Type: AWS::DirectoryService::SimpleAD
    Properties: {Name: corp.clinic.example, Tags: [{Key: DataClassification, Value: phi}]}
  Schedule:  # unknown
    Type: AWS::Scheduler::Schedule
  Pipe:  # fails
    Type: AWS::Pipes::Pipe
    Properties: {Tags: {DataClassification: phi}}
`, `
# A number for messages may be for voice as well, which the list excludes; an agreement of its own is not this one; and what AWS did not
# make, its agreement does not cover.
Parameters:
  Capability: {Type: String}
Resources:
  Voice:
    Type: AWS::SMSVOICE::PhoneNumber
    Properties:
      IsoCountryCode: US
      NumberCapabilities:
        - SMS
        - VOICE  # fails
      Tags: [{Key: DataClassification, Value: phi}]
  Either:
    Type: AWS::SMSVOICE::PhoneNumber
    Properties:
      IsoCountryCode: US
      NumberCapabilities: [!Ref Capability]  # unknown
      Tags: [{Key: DataClassification, Value: phi}]
  Skill:  # fails
    Type: Alexa::ASK::Skill
    Properties: {Tags: [{Key: DataClassification, Value: phi}]}
  Cluster:  # fails
    Type: MongoDB::Atlas::Cluster
    Properties: {Tags: [{Key: DataClassification, Value: phi}]}
`},
	Good: []Example{`
Resources:
  Documents:
    Type: AWS::S3::Bucket
    Properties: {Tags: [{Key: DataClassification, Value: phi}]}
  Server:
    Type: AWS::Lightsail::Instance
    Properties: {InstanceName: blog, Tags: [{Key: DataClassification, Value: non-phi}]}
  Lookup:
    Type: Custom::Lookup
  Messages:
    Type: AWS::SMSVOICE::PhoneNumber
    Properties: {IsoCountryCode: US, NumberCapabilities: [SMS], Tags: [{Key: DataClassification, Value: phi}]}
  Nested:
    Type: AWS::CloudFormation::Stack
  Function:
    Type: AWS::Serverless::Function
  Role:
    Type: AWS::IAM::Role
    Properties: {Tags: [{Key: DataClassification, Value: phi}]}
`},
}
