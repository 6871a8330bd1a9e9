package beanstalk

import (
	_ "embed"

	"github.com/awslabs/goformation/v7/cloudformation/lambda"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
)

//go:embed encryption.py
var encryptionSource string

// Python 3.14 is supported until June 2030 (AWS Lambda guide, "Lambda runtimes", as of 2026-11).
const pythonRuntime = "python3.14"

// Seconds: the function gives up first, then Lambda stops it, then CloudFormation waits no longer.
const (
	functionTimeout = 60
	resourceTimeout = 120
)

const functionLogDays = 365

// demandEncryptedVolumes fails the deployment, before an instance starts, where volumes would not be encrypted.
//
// Elastic Beanstalk has no option for the encryption of volumes (aws/elastic-beanstalk-roadmap#202, still open in 2026-11): they are
// encrypted if the account encrypts every new volume of the region, or if the image's own are. Neither can be said in this template,
// so it asks. It asks again whenever the kind of instance, the platform or the image changes.
func (a *application) demandEncryptedVolumes() *blueprints.Resource {
	logs := guard.LogGroup(a.Stack, "VolumeCheckLogGroup", "volume-check", functionLogDays, guard.Audit)
	role := guard.ServiceRole(a.Stack, guard.Role{ID: "VolumeCheckRole", Service: "lambda"},
		// EC2 knows no resources for either.
		anywhere("ReadEncryption", "ec2:DescribeImages", "ec2:GetEbsEncryptionByDefault"),
		guard.WriteLogs(logs))
	function := a.Add("VolumeCheckFunction", &lambda.Function{
		Description:   ptr("Fails the deployment where volumes would not be encrypted"),
		Runtime:       ptr(pythonRuntime),
		Handler:       ptr("index.handler"),
		Code:          &lambda.Function_Code{ZipFile: ptr(encryptionSource)},
		Role:          role.Arn(),
		Timeout:       ptr(functionTimeout),
		LoggingConfig: &lambda.Function_LoggingConfig{LogGroup: ptr(logs.Ref())},
	})
	properties := map[string]any{
		"ServiceToken": function.Arn(), "ServiceTimeout": resourceTimeout,
		"InstanceType": a.cfg.InstanceType, "Platform": a.platform.arn(a.cfg.Version),
	}
	if a.cfg.Image != "" {
		properties["Image"] = a.cfg.Image
	}
	return a.Add("EncryptedVolumes", blueprints.Typed{Type: "Custom::EncryptedVolumes", Props: properties}).
		Say("Elastic Beanstalk has no option for encrypting volumes. The account must encrypt them by default, or the image must come encrypted;\n" +
			"where neither is so, the deployment fails here, before an instance starts.")
}
