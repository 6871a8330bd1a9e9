package guard

import "github.com/hipaac/hipaac/blueprints"

// PlatformBuckets names the buckets of AWS that hold the software of Elastic Beanstalk's platforms in a region. As of 2026-11, Elastic
// Beanstalk guide, "Required Amazon S3 bucket permissions for restrictive VPC endpoint policies".
func PlatformBuckets(region string) []string {
	here, end := blueprints.Region, platformBucketEnds[region]
	return []string{"elasticbeanstalk-samples-" + here, "elasticbeanstalk-env-resources-" + here + end, "elasticbeanstalk-platform-assets-" + here + end}
}

// platformBucketEnds are the ends of names that are irregular in some regions.
var platformBucketEnds = map[string]string{"me-central-1": "-f08b818c"}

// ObjectArns are the ARNs of all objects in buckets.
func ObjectArns(buckets []string) []string {
	var arns []string
	for _, b := range buckets {
		arns = append(arns, "arn:"+blueprints.Partition+":s3:::"+b+"/*")
	}
	return arns
}
