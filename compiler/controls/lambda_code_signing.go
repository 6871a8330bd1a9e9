package controls

var lambdaCodeSigning = &Control{
	ID:        "lambda-code-signing",
	Title:     "Function code is signed",
	Tier:      Optional,
	Severity:  Low,
	Category:  "integrity",
	Citations: []string{"164.312(c)(1)"},
	Types:     []string{"AWS::Lambda::Function", serverlessFunction, "AWS::Lambda::CodeSigningConfig"},
	Why:       "code that is not signed is whatever lay in the bucket on the day of the deployment; a check that only warns deploys it all the same",
	Fix:       "set CodeSigningConfigArn, and CodeSigningPolicies.UntrustedArtifactOnDeployment of that configuration to Enforce",
	Judge: func(c *Case) {
		if c.Type == "AWS::Lambda::CodeSigningConfig" {
			policy := c.Get("CodeSigningPolicies.UntrustedArtifactOnDeployment")
			c.Require(policy.Is("Enforce"), policy, "%q lets code through that nobody signed", c.ID)
			return
		}
		// Lambda signs no images, and what stands in the template has been reviewed with it.
		exempt := c.Get("PackageType").Is("Image").Or(c.Get("Code.ZipFile").Has()).Or(c.Get("InlineCode").Has())
		if exempt.Yes() || !c.HoldsPHI().Yes() {
			return
		}
		signing := c.Get("CodeSigningConfigArn")
		c.Require(exempt.Or(signing.Has()), signing, "nobody checks who made the code of function %q", c.ID)
	},
	Bad: []Example{`
Resources:
  Worker:  # fails
    Type: AWS::Lambda::Function
    Properties:
      Code: {S3Bucket: code, S3Key: worker.zip}
      Tags: [{Key: DataClassification, Value: phi}]
  Signed: {Type: "AWS::Lambda::Function", Properties: {Code: {S3Bucket: code, S3Key: b.zip}, CodeSigningConfigArn: !Ref Silent}}
  Silent:  # fails
    Type: AWS::Lambda::CodeSigningConfig
    Properties: {AllowedPublishers: {SigningProfileVersionArns: [!ImportValue Profile]}}
  Warning:
    Type: AWS::Lambda::CodeSigningConfig
    Properties:
      CodeSigningPolicies:
        UntrustedArtifactOnDeployment: Warn  # fails
`},
	Good: []Example{`
Resources:
  Signing: {Type: "AWS::Lambda::CodeSigningConfig", Properties: {CodeSigningPolicies: {UntrustedArtifactOnDeployment: Enforce}}}
  Worker:
    Type: AWS::Lambda::Function
    Properties: {Code: {S3Bucket: code, S3Key: w.zip}, CodeSigningConfigArn: !Ref Signing, Tags: [{Key: DataClassification, Value: phi}]}
  Inline: {Type: "AWS::Lambda::Function", Properties: {Code: {ZipFile: "pass"}, Tags: [{Key: DataClassification, Value: phi}]}}
  Image: {Type: "AWS::Lambda::Function", Properties: {PackageType: Image, Code: {ImageUri: i}, Tags: [{Key: DataClassification, Value: phi}]}}
`},
}
