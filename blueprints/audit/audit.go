// Package audit builds the account's records: the trail of who did what, in a locked bucket and a log group; the history of every
// resource's configuration; and the rules that judge it. In a further region of the account it builds what each region needs of its own,
// and in an account of a managed organization what that leaves out.
package audit

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/schema"
)

// Blueprint makes the records. In the account's home region it exports "TrailArn", "TrailLogGroupName", "AuditBucketName",
// "AuditBucketArn" and "ConfigBucketName".
//
// The fact "trail" is "management" where the log group has the calls that manage the account, for whoever filters it; "data" where it
// has the use of objects and functions only, and the organization's trail has the rest; and absent where there is no trail here.
var Blueprint = blueprints.Define("audit", "the account's audit trail and configuration record", []string{"keys"}, uses, build).Wanting("observability").DeployedOnly()

func uses(*schema.Audit) []blueprints.KeyUse {
	var uses []blueprints.KeyUse
	for _, service := range []string{"cloudtrail", "config", "configRecorder", "logs", "s3Records"} {
		uses = append(uses, blueprints.KeyUse{Class: blueprints.LogsKey, Service: service})
	}
	return uses
}

// records is what the parts of the stack have in common.
type records struct {
	*blueprints.Stack
	cfg *schema.Audit
	// home is the account's home region, and atHome whether this is it.
	home   string
	atHome bool
	// managed says that an organization has a trail and recorders for the account.
	managed bool
}

func build(s *blueprints.Stack, cfg *schema.Audit) {
	r := &records{Stack: s, cfg: cfg, home: cfg.Home, managed: s.Env.Organized()}
	if r.home == "" {
		r.home = s.Env.Region
	}
	r.atHome = r.home == s.Env.Region
	r.checkHome()
	if !r.managed {
		r.addConfig()
	}
	if r.trails() {
		r.addTrail() // when all buckets are there, which it leaves out
	}
	r.addPack()
	r.endWithTrail()
	r.expect()
}

// endWithTrail lets the trail wait for the pack, which is what AWS most likely refuses. Where the stack's first deployment fails, CloudFormation
// takes back what it made: a bucket without a file. One that the trail wrote to it could not take back, nor could anybody for the days of
// the lock, and its name, which no other bucket can have, would stand in the way of the next attempt.
func (r *records) endWithTrail() {
	at := func(id string) int {
		return slices.IndexFunc(r.Resources, func(one *blueprints.Resource) bool { return one.ID == id })
	}
	if i := at("Trail"); i >= 0 && at("Pack") >= 0 {
		trail := r.Resources[i]
		trail.After = append(trail.After, "Pack")
		trail.Say(strings.TrimLeft(trail.Note+"\nMade last: what it wrote to its bucket is locked, even if the rest of the stack fails.", "\n"))
	}
}

// trails reports whether the stack has a trail: in the home region, and in a managed organization only for the data events of PHI.
func (r *records) trails() bool {
	return r.atHome && (!r.managed || r.Env.PHI && r.cfg.DataEvents)
}

// noGlobalTypes are the regions in which AWS Config does not record IAM (AWS Config API Reference, "RecordingGroup": those that it
// supports since February 2022). As of 2026-11.
var noGlobalTypes = map[string]bool{
	"ap-south-2": true, "ap-southeast-4": true, "ap-southeast-5": true, "ap-southeast-7": true, "ca-west-1": true, "eu-central-2": true,
	"eu-south-2": true, "il-central-1": true, "me-central-1": true, "mx-central-1": true,
}

func (r *records) checkHome() {
	if here, there := guard.Partition(r.Env.Region), guard.Partition(r.home); here != there {
		r.Refuse(blueprints.Refusal{
			ID: "foreign-partition", Path: "home",
			Message: fmt.Sprintf("stack %q has its home in %s, which is of partition %s, but region %s is of partition %s", r.Key, r.home, there, r.Env.Region, here),
			Hint:    "name a region of the same partition; accounts of different partitions are different accounts",
		})
	}
	if r.atHome && noGlobalTypes[r.home] && !r.managed {
		r.Refuse(blueprints.Refusal{
			ID: "home-without-iam", Path: "home", Warn: true,
			Message: fmt.Sprintf("AWS Config does not record IAM in %s, the home region of stack %q: changes of roles and users would be in the trail only", r.home, r.Key),
			Hint:    "add a spec for a region that records it, such as us-east-1, and name that one in home",
		})
	}
}

// expect names what the stack counts on.
func (r *records) expect() {
	switch {
	case r.managed:
		r.Expect(blueprints.Prerequisite{
			ID: "organization-trail", What: "a trail of the organization records the management events of all regions, and keeps them for six years",
			Remedy:    "aws cloudtrail describe-trails --include-shadow-trails shows it in every account; turn it on where the organization is set up",
			Citations: []string{"164.312(b)", "164.316(b)(2)(i)"},
		})
		r.Expect(blueprints.Prerequisite{
			ID: "organization-recorder", What: "AWS Config records all types of resource in the region, and IAM in one region of the account",
			Remedy:    "aws configservice describe-configuration-recorders shows it; turn it on where the organization is set up",
			Citations: []string{"164.312(b)", "164.308(a)(1)(ii)(D)"},
		})
	case !r.atHome:
		r.Expect(blueprints.Prerequisite{
			ID: "audit-home", What: "the audit stack of the account's home region is deployed, whose bucket takes what is recorded here",
			Remedy:    "deploy the spec of the account in " + r.home + " first",
			Citations: []string{"164.312(b)"},
		})
	}
	if !r.managed {
		r.Expect(blueprints.Prerequisite{
			ID: "no-other-recorder", What: "nobody has set up AWS Config in the region before: it takes one recorder and one delivery channel",
			Remedy: "aws configservice delete-delivery-channel and delete-configuration-recorder for those that are there, " +
				"or say in managed who runs them",
			Citations: []string{"164.312(b)"},
		})
	}
}

func ptr[T any](v T) *T { return &v }
