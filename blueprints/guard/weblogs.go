package guard

import (
	"github.com/awslabs/goformation/v7/cloudformation/s3"

	"github.com/hipaac/hipaac/blueprints"
)

// The two kinds of record that a load balancer writes, each below a prefix of its own.
const (
	requestLogs    = "requests"
	connectionLogs = "connections"
)

// expiredLogDays is how long expired log records can still be brought back.
const expiredLogDays = 30

// maxBucketName is the longest name of a bucket in characters (Amazon S3 User Guide, "Bucket naming rules").
const maxBucketName = 63

// addWebLogs adds the bucket that receives the records of all requests and connections.
func addWebLogs(s *blueprints.Stack, path string, days int) *blueprints.Resource {
	const id = "WebLogs"
	// Names of buckets are shared by all accounts of a partition: account and region are part of them, resolved by AWS.
	name := s.ShortName(s.Key+"-web-logs", maxBucketName-len("-111122223333-"+s.Env.Region)) + "-" + blueprints.AccountID + "-" + blueprints.Region
	rule, on := "keep", true
	return LogBucket(s, id, path+".accessLogDays", &s3.Bucket{
		BucketName: &name,
		LifecycleConfiguration: &s3.Bucket_LifecycleConfiguration{Rules: []s3.Bucket_Rule{{
			Id: &rule, Status: "Enabled", ExpirationInDays: &days,
			NoncurrentVersionExpiration:    &s3.Bucket_NoncurrentVersionExpiration{NoncurrentDays: expiredLogDays},
			AbortIncompleteMultipartUpload: &s3.Bucket_AbortIncompleteMultipartUpload{DaysAfterInitiation: 7},
		}}},
		NotificationConfiguration: &s3.Bucket_NotificationConfiguration{
			EventBridgeConfiguration: &s3.Bucket_EventBridgeConfiguration{EventBridgeEnabled: on},
		},
	}, receiveBalancerLogs(id)).
		Say("Encrypted with SSE-S3 and without object lock: load balancers write to no other kind of bucket. The records hold whole addresses\n" +
			"with their query: an application must not put names of patients or tokens there.")
}

// receiveBalancerLogs lets the log delivery of load balancers write the records of this account's own, whose place names the
// account. Source: Application Load Balancers guide, "Enable access logs" and "Enable connection logs".
func receiveBalancerLogs(id string) Statement {
	var places []string
	for _, prefix := range []string{connectionLogs, requestLogs} {
		places = append(places, blueprints.GetAtt(id, "Arn")+"/"+prefix+"/AWSLogs/"+blueprints.AccountID+"/*")
	}
	return Statement{
		Sid: "ReceiveLoadBalancerLogs", Effect: "Allow",
		Principal: Principals{Service: []string{"logdelivery.elasticloadbalancing.amazonaws.com"}},
		Action:    []string{"s3:PutObject"}, Resource: places,
	}
}
