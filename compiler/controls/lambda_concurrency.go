package controls

import "github.com/hipaac/hipaac/compiler/template"

var lambdaConcurrency = &Control{
	ID:        "lambda-concurrency",
	Title:     "Functions have a concurrency limit",
	Tier:      Optional,
	Severity:  Low,
	Category:  "monitoring",
	Citations: []string{"164.312(b)"},
	Types:     functionTypes,
	Why:       "all functions of a region share one limit: a flood of requests to one of them stops the others, those that record and alarm among them",
	Fix:       "set ReservedConcurrentExecutions to what the function needs and its back ends bear",
	Judge: func(c *Case) {
		if !takesFloods(c).Yes() {
			return // nothing here calls it as often as somebody outside likes
		}
		limit := c.Get("ReservedConcurrentExecutions")
		c.Require(limit.Has(), limit, "function %q is called from outside and may take all the concurrency that there is", c.ID)
	},
	Bad: []Example{`
Resources:
  Worker:  # fails
    Type: AWS::Lambda::Function
    Properties: {Runtime: python3.14}
  Called: {Type: "AWS::Lambda::Permission", Properties: {FunctionName: !GetAtt Worker.Arn, Action: "lambda:InvokeFunction", Principal: apigateway.amazonaws.com}}
  Linked:  # fails
    Type: AWS::Lambda::Function
    Properties: {Runtime: python3.14}
  Link: {Type: "AWS::Lambda::Url", Properties: {TargetFunctionArn: !Ref Linked, AuthType: AWS_IAM}}
`},
	Good: []Example{`
Resources:
  Worker: {Type: "AWS::Lambda::Function", Properties: {ReservedConcurrentExecutions: 20}}
  Called: {Type: "AWS::Lambda::Permission", Properties: {FunctionName: !Ref Worker, Action: "lambda:InvokeFunction", Principal: s3.amazonaws.com}}
  Daily: {Type: "AWS::Lambda::Function"}
  Clock: {Type: "AWS::Lambda::Permission", Properties: {FunctionName: !Ref Daily, Action: "lambda:InvokeFunction", Principal: events.amazonaws.com}}
`},
}

// takesFloods asks whether something calls the function as often as people or other systems like: an API, a load balancer, a URL, a
// bucket, a topic. Sources that are read in batches limit themselves.
func takesFloods(c *Case) Answer {
	called := invokedBy(c, "apigateway.amazonaws.com", "elasticloadbalancing.amazonaws.com", "s3.amazonaws.com", "sns.amazonaws.com", "iot.amazonaws.com")
	linked := template.Sure(len(c.Pointing("AWS::Lambda::Url", "TargetFunctionArn")) > 0).Or(c.Get("FunctionUrlConfig").Has())
	return called.Or(linked).Or(hasEvent(c, "Api", "HttpApi", "S3", "SNS", "IoTRule"))
}
