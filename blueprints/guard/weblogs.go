package guard

import (
	"slices"

	"github.com/hipaac/hipaac/blueprints"
)

// The two kinds of record that a load balancer writes, each below a prefix of its own.
const (
	requestLogs    = "requests"
	connectionLogs = "connections"
)

// addWebLogs adds the bucket that receives the records of all requests and connections.
func addWebLogs(s *blueprints.Stack, path string, days int) *blueprints.Resource {
	const id = "WebLogs"
	bucket := RecordsBucket(s, s.Key+"-web-logs", days)
	if s.Launched {
		bucket.BucketName = nil // of one name there is one bucket only, and the name of a launched stack may have capitals
	}
	logs := LogBucket(s, id, below(path, "accessLogDays"), bucket, receiveBalancerLogs(id)).
		Say("Encrypted with SSE-S3 and without object lock: load balancers write to no other kind of bucket. The records hold whole addresses\n" +
			"with their query: an application must not put names of patients or tokens there.")
	if s.Launched {
		leaveBehind(s, id, id+"Policy")
	}
	return logs
}

// leaveBehind keeps resources even when the launch that made them fails. A load balancer writes a first object as soon as it is made:
// taking the bucket away again would fail, and with it the taking back of all the rest, before people who may not empty a bucket. A
// second launch has a bucket of its own, so what is left stands in nobody's way.
func leaveBehind(s *blueprints.Stack, ids ...string) {
	for _, r := range s.Resources {
		if slices.Contains(ids, r.ID) {
			r.DeletionPolicy = "Retain"
		}
	}
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
