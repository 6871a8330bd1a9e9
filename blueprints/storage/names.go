package storage

import (
	"fmt"
	"strings"

	"github.com/hipaac/hipaac/blueprints"
)

// maxBucketName is the longest name of a bucket in characters (Amazon S3 User Guide, "Bucket naming rules").
const maxBucketName = 63

// bucketName is "<system>-<environment>-<name>-<account>-<region>". Names of buckets are shared by all accounts of a partition, so
// account and region are part of them: a name that was free yesterday may be somebody else's today.
func bucketName(s *blueprints.Stack, name string) string {
	return s.PhysicalName(name) + "-" + blueprints.AccountID + "-" + blueprints.Region
}

// resolvedName is a bucket's name as it will be in the account that the spec names.
func resolvedName(env *blueprints.Env, name string) string {
	return strings.Join([]string{env.System, env.Name, name, env.Account, env.Region}, "-")
}

// logsName is the name of the stack's bucket of access logs: two storage stacks of one environment each have their own.
func logsName(s *blueprints.Stack) string { return s.Key + "-logs" }

// bucketID is the logical id of a bucket: "patient-files" is "PatientFilesBucket".
func bucketID(name string) string { return blueprints.LogicalName(name) + "Bucket" }

// checkNames refuses names that S3 would not take, or that two buckets cannot share. It returns the names that can be built all the
// same, so that the mistakes of the other buckets are found in the same run.
func checkNames(s *blueprints.Stack, names []string) []string {
	checkLength(s, "", "stack", s.Key, logsName(s))
	const logs = "the access logs of the stack"
	owners := map[string]string{logsID + "Bucket": logs}
	var usable []string
	for _, name := range names {
		path := "buckets." + name
		checkLength(s, path, "bucket", name, name)
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

// checkLength judges the whole name of a bucket that a stack or a bucket of the spec, what and its key, asked for.
func checkLength(s *blueprints.Stack, path, what, key, name string) {
	full := resolvedName(s.Env, name)
	over := len(full) - maxBucketName
	if over <= 0 {
		return
	}
	s.Refuse(blueprints.Refusal{
		ID: "bucket-name-too-long", Path: path,
		Message: fmt.Sprintf("%s %q needs a bucket named %q: %d characters, S3 takes up to %d", what, key, full, len(full), maxBucketName),
		Hint:    fmt.Sprintf("shorten the name of the %s, the environment or the system by %s", what, characters(over)),
	})
}

func characters(n int) string {
	if n == 1 {
		return "1 character"
	}
	return fmt.Sprintf("%d characters", n)
}
