package guard

import (
	"fmt"
	"strings"

	"github.com/hipaac/hipaac/blueprints"
)

// Arn is an ARN of the spec in its parts. Resource may hold further colons and slashes.
type Arn struct{ Partition, Service, Region, Account, Resource string }

// ParseArn reads an ARN. The schema has looked at its form.
func ParseArn(text string) Arn {
	part := strings.SplitN(text, ":", 6)
	if len(part) != 6 {
		panic("internal error: the schema lets pass an ARN that is none: " + text)
	}
	return Arn{part[1], part[2], part[3], part[4], part[5]}
}

// Start is what comes before the resource: "arn:aws:acm:us-east-1:111122223333:".
func (a Arn) Start() string {
	return strings.Join([]string{"arn", a.Partition, a.Service, a.Region, a.Account, ""}, ":")
}

// Here is the start of the ARNs of a service in the environment's own account and region, with their numbers and names: what an ARN of the
// spec is compared with. In templates stands blueprints.OwnArn.
func Here(env *blueprints.Env, service string) string {
	return Arn{Partition(env.Region), service, env.Region, env.Account, ""}.Start()
}

// Partition is the partition of a region: the second field of every ARN there.
func Partition(region string) string {
	if strings.HasPrefix(region, "us-gov-") {
		return "aws-us-gov"
	}
	return "aws"
}

// CheckPartition refuses an ARN of another partition than the stack's: nothing reaches from one into another, and AWS would say so only
// after the stack has begun to build. What says what the ARN names, such as "user".
func CheckPartition(s *blueprints.Stack, path, what, arn string) {
	got, want := ParseArn(arn).Partition, Partition(s.Env.Region)
	if got != want {
		s.Refuse(blueprints.Refusal{
			ID: "foreign-partition", Path: path,
			Message: fmt.Sprintf("%s %q is of partition %s, but region %s is of partition %s", what, arn, got, s.Env.Region, want),
			Hint:    "name one whose ARN begins with arn:" + want + ":",
		})
	}
}
