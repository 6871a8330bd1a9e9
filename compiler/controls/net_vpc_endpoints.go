package controls

import (
	"strings"

	"github.com/hipaac/hipaac/compiler/template"
)

var netVpcEndpoints = &Control{
	ID:        "net-vpc-endpoints",
	Title:     "AWS calls stay on private endpoints",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "network",
	Citations: []string{"164.312(e)(1)"},
	Types:     []string{"AWS::EC2::VPC", "AWS::EC2::VPCEndpoint"},
	Why:       "without endpoints, calls to AWS need a way to the internet, and a stolen credential can carry data to an account of somebody else by them",
	Fix:       "add an endpoint for each service that the message names, with a policy that names one's own account or its resources",
	Judge: func(c *Case) {
		if c.Type == "AWS::EC2::VPCEndpoint" {
			judgeEndpointPolicy(c)
			return
		}
		if !isPHI(c.Tag("DataClassification")).Yes() {
			return
		}
		endpoints := c.Pointing("AWS::EC2::VPCEndpoint", "VpcId")
		var missing []string
		complete := template.Yes
		for _, service := range privateServices {
			found := template.Any(endpoints, func(x Subject) Answer { return x.Get("ServiceName").Ends("." + service) })
			if complete = complete.And(found); found.No() {
				missing = append(missing, service)
			}
		}
		c.Require(complete, c.Whole(), "PHI network %q has no endpoint for %s", c.ID, strings.Join(missing, ", "))
	},
	Bad: []Example{`
Resources:
  Network:  # fails
    Type: AWS::EC2::VPC
    Properties: {Tags: [{Key: DataClassification, Value: phi}]}
  Objects:  # fails
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcId: !Ref Network
      ServiceName: !Sub com.amazonaws.${AWS::Region}.s3
`, `
# The policy that AWS gives an endpoint by default, written out; and a condition that says where from, not where to or who.
Resources:
  Objects:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      ServiceName: com.amazonaws.us-east-1.s3
      PolicyDocument:
        Statement:
          - {Effect: Allow, Principal: "*", Action: "*", Resource: "*"}  # fails
          - Effect: Allow  # fails
            Principal: "*"
            Action: s3:PutObject
            Resource: [arn:aws:s3:::clinic/*, arn:aws:s3:::*]
            Condition: {StringEquals: {"aws:SourceVpc": vpc-1}}
`, `
# Which service the endpoint leads to is a parameter's to say, and its policy says everything in other words.
Parameters:
  Service: {Type: String}
Resources:
  Network:  # unknown
    Type: AWS::EC2::VPC
    Properties: {CidrBlock: 10.0.0.0/16, Tags: [{Key: DataClassification, Value: phi}]}
  Endpoint:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcId: !Ref Network
      ServiceName: !Ref Service
      PolicyDocument:
        Statement: {Effect: Allow, Principal: "*", Action: "*", Resource: "arn:*"}  # fails
`},
	Good: []Example{`
Resources:
  Logs:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      ServiceName: com.amazonaws.us-east-1.logs
      PolicyDocument:
        Statement:
          - Effect: Allow
            Principal: "*"
            Action: "*"
            Resource: "*"
            Condition: {StringEquals: {"aws:PrincipalAccount": !Ref AWS::AccountId}}
          - {Effect: Allow, Principal: "*", Action: s3:GetObject, Resource: !Sub "arn:aws:s3:::al2023-repos-${AWS::Region}-de612dc2/*"}
          - {Effect: Allow, Principal: {AWS: !ImportValue WorkerArn}, Action: "*", Resource: "*"}
  Partner: {Type: "AWS::EC2::VPCEndpoint", Properties: {ServiceName: com.amazonaws.vpce.us-east-1.vpce-svc-1}}
  Plain: {Type: "AWS::EC2::VPC", Properties: {Tags: [{Key: DataClassification, Value: non-phi}]}}
`, `
Resources:
  Network: {Type: "AWS::EC2::VPC", Properties: {Tags: [{Key: DataClassification, Value: phi}]}}
  S3:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcId: !Ref Network
      ServiceName: com.amazonaws.us-east-1.s3
      PolicyDocument: &own
        Statement:
          Effect: Allow
          Principal: "*"
          Action: "*"
          Resource: "*"
          Condition: {StringEquals: {"aws:ResourceAccount": !Ref AWS::AccountId}}
  Tables: {Type: "AWS::EC2::VPCEndpoint", Properties: {VpcId: !Ref Network, ServiceName: com.amazonaws.us-east-1.dynamodb, PolicyDocument: *own}}
  Keys: {Type: "AWS::EC2::VPCEndpoint", Properties: {VpcId: !Ref Network, ServiceName: com.amazonaws.us-east-1.kms, PolicyDocument: *own}}
  Logs: {Type: "AWS::EC2::VPCEndpoint", Properties: {VpcId: !Ref Network, ServiceName: com.amazonaws.us-east-1.logs, PolicyDocument: *own}}
  Secrets: {Type: "AWS::EC2::VPCEndpoint", Properties: {VpcId: !Ref Network, ServiceName: com.amazonaws.us-east-1.secretsmanager, PolicyDocument: *own}}
  Ssm: {Type: "AWS::EC2::VPCEndpoint", Properties: {VpcId: !Ref Network, ServiceName: com.amazonaws.us-east-1.ssm, PolicyDocument: *own}}
  Sts: {Type: "AWS::EC2::VPCEndpoint", Properties: {VpcId: !Ref Network, ServiceName: com.amazonaws.us-east-1.sts, PolicyDocument: *own}}
`},
}

// privateServices are the services that any workload with PHI calls: for its objects and tables, keys, logs, secrets, parameters and roles.
var privateServices = []string{"s3", "dynamodb", "kms", "logs", "secretsmanager", "ssm", "sts"}

// judgeEndpointPolicy asks that an endpoint does not let anybody reach anything. That is what it does without a policy, unless its service
// is one of the few that take none.
func judgeEndpointPolicy(c *Case) {
	policy, service := c.Get("PolicyDocument"), c.Get("ServiceName")
	if c.Get("VpcEndpointType").Is("GatewayLoadBalancer", "Resource", "ServiceNetwork").Yes() || service.Starts("com.amazonaws.vpce.").Yes() {
		return // leads to no service of AWS
	}
	if policy.Absent() {
		known := template.Any(privateServices, func(name string) Answer { return service.Ends("." + name) })
		if !known.Yes() {
			c.Unsure(policy, "whether endpoints of "+called("service", service)+" take a policy is not known here")
			return
		}
		c.Fail(policy, "endpoint %q has no policy, and so lets everybody reach everything", c.ID)
		return
	}
	for _, s := range Statements(policy) {
		anything := template.Any(s.Get("Resource").Items(), func(v Value) Answer { return v.Outline(anything).Or(v.Is("arn:aws:s3:::*")) }).
			Or(template.Sure(!s.Get("NotResource").Absent()))
		confined := s.Confined("aws:PrincipalAccount", "aws:PrincipalOrgID", "aws:PrincipalArn", "aws:ResourceAccount", "aws:ResourceOrgID")
		c.Forbid(s.Allows().And(s.Everyone()).And(anything).And(confined.Not()), s.Value, "endpoint %q lets everybody reach everything", c.ID)
	}
}
