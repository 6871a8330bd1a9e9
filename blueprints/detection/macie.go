package detection

import (
	"fmt"
	"maps"
	"slices"

	"github.com/awslabs/goformation/v7/cloudformation/macie"

	"github.com/hipaac/hipaac/blueprints"
)

// withoutMacie are the regions of the schema that have no Macie, as of 2026-11: CloudFormation's registry of AWS::Macie::Session.
var withoutMacie = []string{
	"ap-south-2", "ap-southeast-3", "ap-southeast-4", "ap-southeast-5", "ap-southeast-7", "ca-west-1", "eu-central-2", "eu-south-2",
	"me-central-1", "mx-central-1", "us-gov-east-1", "us-gov-west-1",
}

// addMacie adds Macie, where the region has it.
func (d *detection) addMacie() {
	if slices.Contains(withoutMacie, d.Env.Region) {
		d.Expect(blueprints.Prerequisite{
			ID:        "sensitive-data-searched",
			What:      fmt.Sprintf("somebody looks for sensitive data in buckets by other means, because Macie is not in region %s", d.Env.Region),
			Remedy:    "list what each bucket is for, and look through samples of those that should hold none",
			Citations: []string{"164.308(a)(1)(ii)(A)"},
		})
		return
	}
	session := d.Add("Macie", &macie.Session{Status: ptr("ENABLED"), FindingPublishingFrequency: ptr("FIFTEEN_MINUTES")}).From("macie")
	for _, name := range slices.Sorted(maps.Keys(d.cfg.AllowLists)) {
		d.Add("Allow"+blueprints.LogicalName(name), &macie.AllowList{
			Name: d.PhysicalName(d.Key + "-" + name), Criteria: &macie.AllowList_Criteria{Regex: ptr(d.cfg.AllowLists[name])},
		}).From("allowLists." + name).DependsOn(session)
	}
	d.Expect(blueprints.Prerequisite{
		ID: "macie-discovery", What: "Macie samples the objects of buckets by itself and keeps what it found in an encrypted bucket",
		Remedy: d.command("macie2 update-automated-discovery-configuration --status ENABLED") + "; " +
			d.command("macie2 put-classification-export-configuration --configuration 's3Destination={bucketName=BUCKET,kmsKeyArn=KEY}'"),
		Citations: []string{"164.308(a)(1)(ii)(A)"},
	})
}
