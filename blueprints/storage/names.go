package storage

import (
	"fmt"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
)

// logsName is the name of the stack's bucket of access logs: two storage stacks of one environment each have their own.
func logsName(s *blueprints.Stack) string { return s.Key + "-logs" }

// bucketID is the logical id of a bucket: "patient-files" is "PatientFilesBucket".
func bucketID(name string) string { return blueprints.LogicalName(name) + "Bucket" }

// checkNames refuses names that S3 would not take, or that two buckets cannot share. It returns the names that can be built all the
// same, so that the mistakes of the other buckets are found in the same run.
func checkNames(s *blueprints.Stack, names []string) []string {
	guard.CheckBucketName(s, "", "stack", s.Key, logsName(s))
	const logs = "the access logs of the stack"
	owners := map[string]string{logsID + "Bucket": logs}
	var usable []string
	for _, name := range names {
		path := "buckets." + name
		guard.CheckBucketName(s, path, "bucket", name, name)
		owner, taken := owners[bucketID(name)]
		if name == logsName(s) {
			owner, taken = logs, true
		}
		if taken {
			s.Refuse(blueprints.Refusal{
				ID: "bucket-name-taken", Path: path,
				Message: fmt.Sprintf("bucket %q cannot be told apart from %s", name, owner),
				Hint:    "choose another name",
			})
			continue
		}
		owners[bucketID(name)] = fmt.Sprintf("bucket %q: both are %q in a template", name, bucketID(name))
		usable = append(usable, name)
	}
	return usable
}
