package controls

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
		switch phi := c.HoldsPHI(); {
		case holdsNothing(c.Type):
			return
		case !isEligible(c.Type):
			c.Forbid(phi, c.Whole(), "%q holds PHI, and AWS's list of HIPAA-eligible services of %s does not have %s", c.ID, eligibleListDate, c.Type)
		case phi.Yes():
			c.Applies()
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
  Nested:
    Type: AWS::CloudFormation::Stack
  Function:
    Type: AWS::Serverless::Function
  Role:
    Type: AWS::IAM::Role
    Properties: {Tags: [{Key: DataClassification, Value: phi}]}
`},
}
