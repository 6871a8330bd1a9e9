package beanstalk

import (
	_ "embed"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
)

//go:embed encryption.py
var encryptionSource string

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
	function := guard.AddFunction(a.Stack, guard.Function{
		ID: "VolumeCheck", Description: "Fails the deployment where volumes would not be encrypted", Source: encryptionSource, Seconds: functionTimeout,
		LogName: "volume-check", LogDays: functionLogDays, Class: guard.Audit,
		// EC2 knows no resources for either.
		Rights: []guard.Statement{anywhere("ReadEncryption", "ec2:DescribeImages", "ec2:GetEbsEncryptionByDefault")},
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
