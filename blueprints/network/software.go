package network

import (
	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
)

// Instances and containers read software and instructions from buckets of AWS, without credentials or with those of an AWS service:
// an endpoint policy for own principals alone would stop updates, agents, deployments and image pulls, and none of them says why.
// Each is named whole. A pattern would also admit buckets of strangers, and what is asked of those tells them something.
//
// All tables are as of 2026-11.

// softwareBuckets are the buckets of AWS to read from in a region.
func softwareBuckets(region string) []string {
	here := blueprints.Region
	buckets := []string{
		// Layers of container images in ECR (Amazon ECR guide, "Minimum Amazon S3 bucket permissions for Amazon ECR").
		"prod-" + here + "-starport-layer-bucket",
		// Packages of Amazon Linux 2023 (Amazon Linux 2023 guide, "Updating AL2023 in a VPC").
		"al2023-repos-" + here + "-de612dc2",
		// Systems Manager's agent: updates, packages, documents (Systems Manager guide, "SSM Agent communications with AWS managed S3
		// buckets").
		"amazon-ssm-" + here,
		"amazon-ssm-packages-" + here,
		"aws-ssm-" + here,
		"aws-ssm-distributor-file-" + here,
		"aws-ssm-document-attachments-" + here,
		here + "-birdwatcher-prod",
		// Patch Manager's baselines (Systems Manager guide, "Amazon S3 buckets for patching operations").
		"patch-baseline-snapshot-" + here + patchBaseline[region],
		// CloudWatch's agent (CloudWatch guide, "Download the CloudWatch agent package").
		"amazoncloudwatch-agent-" + here,
		"elasticbeanstalk-" + here,
	}
	buckets = append(buckets, guard.PlatformBuckets(region)...)
	if id := patchManager[region]; id != "" {
		buckets = append(buckets, "aws-patch-manager-"+here+"-"+id)
	}
	return buckets
}

// patchBaseline are the ends of the names of the buckets with Patch Manager's baselines, where they are irregular.
var patchBaseline = map[string]string{
	"af-south-1": "-tbxdb5b9", "ap-south-2": "-50209442", "ap-southeast-3": "-be0a3174", "ap-southeast-4": "-dc6f76ce",
	"eu-south-2": "-df2c9d70", "me-south-1": "-uduvl7q8",
}

// patchManager is the end of the name of the bucket with Patch Manager's documents (Systems Manager guide, "Amazon S3 buckets for
// patching operations"). The guide names none for the regions that are missing, GovCloud among them.
var patchManager = map[string]string{
	"af-south-1": "bdd5f65a9", "ap-east-1": "632356271", "ap-northeast-1": "4849fa78f", "ap-northeast-2": "10467995c",
	"ap-northeast-3": "67373598a", "ap-south-1": "cb7c62ff9", "ap-south-2": "32f4b4128", "ap-southeast-1": "7fdfd9ef7",
	"ap-southeast-2": "17283a275", "ap-southeast-3": "aa48fc462", "ap-southeast-4": "01e2c40d3", "ca-central-1": "3148e69e3",
	"ca-west-1": "9e3a4b2f9", "eu-central-1": "9163fdaaf", "eu-central-2": "184ce43c8", "eu-north-1": "795879e9b",
	"eu-south-1": "c52f3f594", "eu-south-2": "a4cf248b1", "eu-west-1": "5522fb710", "eu-west-2": "902a2bc74", "eu-west-3": "29bf85721",
	"il-central-1": "e221cb57b", "me-central-1": "2932f2f80", "me-south-1": "a53fc9dce", "sa-east-1": "ddf4b6a09",
	"us-east-1": "1970c647d", "us-east-2": "552881074", "us-west-1": "8badb4304", "us-west-2": "34d7f99f8",
}
