package controls

var lambdaNotPublic = &Control{
	ID:        "lambda-not-public",
	Title:     "Functions are not invokable by anyone",
	Tier:      Baseline,
	Severity:  Critical,
	Category:  "access-control",
	Citations: []string{"164.308(a)(3)(i)", "164.308(a)(4)(ii)(C)", "164.312(a)(1)", "164.312(e)(1)"},
	Types:     []string{"AWS::Lambda::Permission", "AWS::Lambda::LayerVersionPermission", "AWS::Lambda::Url", serverlessFunction},
	Why:       "a function acts with its role: whoever may invoke it reaches what the role reaches, and a service may call it for anybody's account",
	Fix:       "name the principal, give service principals SourceArn or SourceAccount, and set AuthType of function URLs to AWS_IAM",
	Judge: func(c *Case) {
		switch c.Type {
		case serverlessFunction:
			if url := c.Get("FunctionUrlConfig"); !url.Absent() {
				auth := url.Get("AuthType")
				c.Require(auth.Is("AWS_IAM"), auth, `the URL of function %q has %s for AuthType, needs "AWS_IAM"`, c.ID, auth)
			}
		case "AWS::Lambda::Url":
			auth := c.Get("AuthType")
			c.Require(auth.Is("AWS_IAM"), auth, `function URL %q has %s for AuthType, needs "AWS_IAM"`, c.ID, auth)
		case "AWS::Lambda::LayerVersionPermission":
			principal := c.Get("Principal")
			c.Forbid(principal.Is("*").And(c.Get("OrganizationId").Has().Not()), principal, "%q gives the layer to every AWS account", c.ID)
		default:
			judgePermission(c)
		}
	},
	Bad: []Example{`
Resources:
  Anybody:
    Type: AWS::Lambda::Permission
    Properties:
      FunctionName: worker
      Action: lambda:InvokeFunction
      Principal: "*"  # fails
  AnyBucket:
    Type: AWS::Lambda::Permission
    Properties:
      FunctionName: worker
      Action: lambda:InvokeFunction
      Principal: s3.amazonaws.com  # fails
  Link:
    Type: AWS::Lambda::Url
    Properties:
      TargetFunctionArn: worker
      AuthType: NONE  # fails
  Layer:
    Type: AWS::Lambda::LayerVersionPermission
    Properties:
      Action: lambda:GetLayerVersion
      LayerVersionArn: arn:aws:lambda:us-east-1:111122223333:layer:shared:1
      Principal: "*"  # fails
`, `
# The URL's own auth type does not confine a permission for everybody.
Resources:
  Open:
    Type: AWS::Lambda::Permission
    Properties:
      FunctionName: worker
      Action: lambda:InvokeFunctionUrl
      FunctionUrlAuthType: NONE
      Principal: "*"  # fails
`, `
# A source that may be in any account confines nothing.
Resources:
  Bucket:
    Type: AWS::Lambda::Permission
    Properties: {FunctionName: f, Action: "lambda:InvokeFunction", Principal: s3.amazonaws.com, SourceArn: "arn:aws:s3:::*"}  # fails
  Rule:
    Type: AWS::Lambda::Permission
    Properties: {FunctionName: f, Action: "lambda:InvokeFunction", Principal: events.amazonaws.com, SourceArn: "arn:aws:events:*:*:rule/*"}  # fails
`, `
Transform: AWS::Serverless-2016-10-31
Resources:
  Web:
    Type: AWS::Serverless::Function
    Properties:
      FunctionUrlConfig: {AuthType: NONE}  # fails
`},
	Good: []Example{`
Resources:
  FromBucket:
    Type: AWS::Lambda::Permission
    Properties: {FunctionName: worker, Action: "lambda:InvokeFunction", Principal: s3.amazonaws.com, SourceAccount: !Ref AWS::AccountId}
  FromRule:
    Type: AWS::Lambda::Permission
    Properties: {FunctionName: worker, Action: "lambda:InvokeFunction", Principal: events.amazonaws.com, SourceArn: !GetAtt Rule.Arn}
  Rule:
    Type: AWS::Events::Rule
  Organization:
    Type: AWS::Lambda::Permission
    Properties: {FunctionName: worker, Action: "lambda:InvokeFunction", Principal: "*", PrincipalOrgID: o-a1b2c3d4e5}
  Own:
    Type: AWS::Lambda::Permission
    Properties: {FunctionName: worker, Action: "lambda:InvokeFunction", Principal: !Ref AWS::AccountId}
  Link:
    Type: AWS::Lambda::Url
    Properties: {TargetFunctionArn: worker, AuthType: AWS_IAM}
  Layer:
    Type: AWS::Lambda::LayerVersionPermission
    Properties: {Action: "lambda:GetLayerVersion", LayerVersionArn: layer, Principal: "111122223333"}
  Shared:
    Type: AWS::Lambda::LayerVersionPermission
    Properties: {Action: "lambda:GetLayerVersion", LayerVersionArn: layer, Principal: "*", OrganizationId: o-a1b2c3d4e5}
`},
}

// judgePermission judges who may invoke a function. Any principal but an account or an ARN is a service, which acts for whoever asks
// it to unless the source is confined.
func judgePermission(c *Case) {
	principal, source := c.Get("Principal"), c.Get("SourceArn")
	confined := c.Get("SourceAccount").Has().Or(source.Has().And(source.Outline(admitsStrangers).Not())).Or(c.Get("PrincipalOrgID").Has())
	c.Forbid(principal.Is("*").And(confined.Not()), principal, "%q lets everybody invoke the function", c.ID)
	if ownPrincipal(Principal{Kind: "AWS", Value: principal}) {
		return
	}
	c.Forbid(principal.Ends(".amazonaws.com").And(confined.Not()), principal,
		"%q lets %s invoke the function for any account: it has neither SourceArn nor SourceAccount", c.ID, principal)
}
