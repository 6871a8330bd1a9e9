package guard

import (
	"fmt"
	"strings"

	"github.com/hipaac/hipaac/blueprints"
)

// maxBucketName is the longest name of a bucket in characters (Amazon S3 User Guide, "Bucket naming rules").
const maxBucketName = 63

// BucketName is "<system>-<environment>-<name>-<account>-<region>". Names of buckets are shared by all accounts of a partition, so
// account and region are part of them: a name that was free yesterday may be somebody else's today.
func BucketName(s *blueprints.Stack, name string) string {
	return s.PhysicalName(name) + "-" + blueprints.AccountID + "-" + blueprints.Region
}

// ShortBucketName is BucketName, cut where it would be too long for S3. For buckets with a key of AWS only: a customer key knows its
// buckets by the start of their names, which is what gets lost.
func ShortBucketName(s *blueprints.Stack, name string) string {
	return s.ShortName(name, maxBucketName-len("-111122223333-"+s.Env.Region)) + "-" + blueprints.AccountID + "-" + blueprints.Region
}

// ResolvedBucketName is a bucket's name as it will be in the account that the spec names.
func ResolvedBucketName(env *blueprints.Env, name string) string {
	return strings.Join([]string{env.System, env.Name, name, env.Account, env.Region}, "-")
}

// CheckBucketName refuses a name that is too long for S3. What and key say which thing of the spec asked for it: "bucket", "documents".
func CheckBucketName(s *blueprints.Stack, path, what, key, name string) {
	full := ResolvedBucketName(s.Env, name)
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
