package controls

import "github.com/hipaac/hipaac/compiler/template"

var codebuildNoPlaintextCredentials = &Control{
	ID:        "codebuild-no-plaintext-credentials",
	Title:     "Build projects hold no AWS keys in clear variables",
	Tier:      Baseline,
	Severity:  Critical,
	Category:  "identity",
	Citations: []string{"164.308(a)(3)(i)", "164.308(a)(4)(ii)(C)", "164.312(a)(1)"},
	Types:     []string{"AWS::CodeBuild::Project"},
	Why:       "everybody who may look at a build project reads its variables, and a key of AWS in them works from anywhere until somebody takes it back",
	Fix:       "give the project's role the rights that the build needs, and leave the variables out",
	Judge: func(c *Case) {
		c.Applies()
		for _, variable := range c.Get("Environment.EnvironmentVariables").Items() {
			kind := variable.Get("Type")
			clear := template.Sure(kind.Absent()).Or(kind.Is("PLAINTEXT"))
			key := variable.Get("Name").Is("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
			c.Forbid(clear.And(key), variable, "build project %q has the key %s in a clear variable", c.ID, variable.Get("Name"))
		}
	},
	Bad: []Example{`
Parameters:
  Kind: {Type: String}
Resources:
  Build:
    Type: AWS::CodeBuild::Project
    Properties:
      Environment:
        EnvironmentVariables:
          - {Name: AWS_ACCESS_KEY_ID, Value: !Ref Key}  # fails
          - {Name: AWS_SECRET_ACCESS_KEY, Type: PLAINTEXT, Value: !GetAtt Key.SecretAccessKey}  # fails
          - {Name: AWS_SESSION_TOKEN, Type: !Ref Kind, Value: token}  # unknown
  Key: {Type: "AWS::IAM::AccessKey"}
`},
	Good: []Example{`
Resources:
  Plain: {Type: "AWS::CodeBuild::Project"}
  Build:
    Type: AWS::CodeBuild::Project
    Properties:
      Environment:
        EnvironmentVariables:
          - {Name: ENVIRONMENT, Value: prod}
          - {Name: AWS_ACCESS_KEY_ID, Type: SECRETS_MANAGER, Value: "build:key"}
`},
}
