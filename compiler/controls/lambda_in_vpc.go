package controls

import "github.com/hipaac/hipaac/compiler/template"

var lambdaInVpc = &Control{
	ID:        "lambda-in-vpc",
	Title:     "Functions run in the VPC",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "network",
	Citations: []string{"164.308(a)(3)(i)", "164.308(a)(4)(ii)(C)", "164.312(a)(1)", "164.312(e)(1)"},
	Types:     functionTypes,
	Why:       "a function outside of the VPC may send what it reads to any address, and no flow log, security group or endpoint policy sees it",
	Fix:       "set VpcConfig with SubnetIds of private subnets and SecurityGroupIds",
	Judge: func(c *Case) {
		store, reaches := reachesPHI(c)
		if !reaches {
			return
		}
		network := c.Get("VpcConfig")
		placed := template.All([]string{"SubnetIds", "SecurityGroupIds"}, func(list string) Answer {
			return template.Any(network.Get(list).Items(), Value.Has)
		})
		c.Require(placed, network, "function %q reaches %q, which holds PHI, from outside of the VPC", c.ID, store.ID)
	},
	Bad: []Example{`
# Written as people write it.
Resources:
  Records: {Type: "AWS::DynamoDB::Table", Properties: {Tags: [{Key: DataClassification, Value: PHI}]}}
  Worker:  # fails
    Type: AWS::Lambda::Function
    Properties: {Environment: {Variables: {TABLE: !Ref Records}}}
`, `
Resources:
  Records: {Type: "AWS::S3::Bucket", Properties: {Tags: [{Key: DataClassification, Value: phi}]}}
  Worker:  # fails
    Type: AWS::Lambda::Function
    Properties: {Environment: {Variables: {BUCKET: !Ref Records}}}
  Silent:  # fails
    Type: AWS::Lambda::Function
    Properties: {Role: !GetAtt Role.Arn}
  Role:
    Type: AWS::IAM::Role
    Properties:
      Policies: [{PolicyName: read, PolicyDocument: {Statement: {Effect: Allow, Action: "s3:GetObject", Resource: !Sub "${Records.Arn}/*"}}}]
`, `
# Subnets without a group, and rights that stand in a policy of their own.
Resources:
  Patients: {Type: "AWS::DynamoDB::Table", Properties: {Tags: [{Key: DataClassification, Value: phi}]}}
  Half:
    Type: AWS::Lambda::Function
    Properties:
      Role: !GetAtt Role.Arn
      VpcConfig:  # fails
        SubnetIds: [subnet-1]
        SecurityGroupIds: []
  Role: {Type: "AWS::IAM::Role", Properties: {RoleName: half}}
  Rights:
    Type: AWS::IAM::ManagedPolicy
    Properties: {Roles: [!Ref Role], PolicyDocument: {Statement: [{Effect: Allow, Action: "dynamodb:GetItem", Resource: !GetAtt Patients.Arn}]}}
`},
	Good: []Example{`
Resources:
  Records: {Type: "AWS::S3::Bucket", Properties: {Tags: [{Key: DataClassification, Value: phi}]}}
  Site: {Type: "AWS::S3::Bucket", Properties: {Tags: [{Key: DataClassification, Value: non-phi}]}}
  Worker:
    Type: AWS::Lambda::Function
    Properties: {Environment: {Variables: {BUCKET: !Ref Records}}, VpcConfig: {SubnetIds: [!ImportValue Private1], SecurityGroupIds: [!ImportValue Group]}}
  Plain: {Type: "AWS::Lambda::Function", Properties: {Environment: {Variables: {BUCKET: !Ref Site}}}}
`},
}
