// Package rollout carries stacks of its spec to the accounts of organizational units, by a StackSet for each. CloudFormation does the
// work: it knows the accounts, deploys to those that join, keeps an order, and stops where too many fail.
package rollout

import (
	"fmt"
	"slices"
	"strings"

	"github.com/awslabs/goformation/v7/cloudformation/cloudformation"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/schema"
)

// Blueprint is the rollout of stacks to other accounts. It exports nothing: what it makes lives in those accounts.
var Blueprint = blueprints.GatheringWith(
	blueprints.Define("rollout", "rollout to the accounts of organizational units", []string{"artifacts"}, uses, build).DeployedOnly(), carry)

// uses: what the stacks encrypt in those accounts, they encrypt with keys of those accounts.
func uses(*schema.Rollout) []blueprints.KeyUse { return nil }

// build says what only an organization can grant.
func build(s *blueprints.Stack, cfg *schema.Rollout) {
	s.Expect(blueprints.Prerequisite{
		ID:     "stacksets-trusted-access",
		What:   "the organization lets CloudFormation StackSets deploy to its accounts",
		Remedy: "in the organization's management account: aws cloudformation activate-organizations-access",
	})
	if cfg.Administrator == "delegated" {
		s.Expect(blueprints.Prerequisite{
			ID:   "stacksets-delegated-administrator",
			What: "the account administers StackSets for its organization",
			Remedy: "in the organization's management account: aws organizations register-delegated-administrator " +
				"--service-principal member.org.stacksets.cloudformation.amazonaws.com --account-id " + s.Env.Account,
		})
	}
	if owner(cfg) == "" {
		s.Refuse(blueprints.Refusal{ID: "rollout-without-order", Path: "administrator", Warn: true,
			Message: fmt.Sprintf("stack %q does not say which account manages the organization, to which its StackSets belong: an account that joins gets them in any order, and those fail that import from one that comes later", s.Key),
			Hint:    `add management with the number of that account, such as "999988887777"`})
	}
	s.Import("artifacts", bucketName) // here, because who gathers may import nothing new
}

const bucketName = "ArtifactsBucketName"

// carry adds a StackSet for each stack that is carried, in the order in which they import from each other.
func carry(s *blueprints.Stack, cfg *schema.Rollout, built []blueprints.Built) {
	carried := carriedOf(s, cfg, built)
	if slices.ContainsFunc(s.Refusals, func(r blueprints.Refusal) bool { return !r.Warn }) {
		return
	}
	sets := map[string]*blueprints.Resource{}
	for _, b := range carried {
		sets[b.Name] = stackSet(s, cfg, b, sets)
	}
}

// carriedOf finds the stacks to carry, and refuses what could not be deployed in another account.
func carriedOf(s *blueprints.Stack, cfg *schema.Rollout, built []blueprints.Built) []blueprints.Built {
	var carried []blueprints.Built
	for i, key := range cfg.Carries {
		at := slices.IndexFunc(built, func(b blueprints.Built) bool { return b.Stack == key })
		path := fmt.Sprintf("carries[%d]", i)
		switch {
		case at < 0 && !s.Env.Unread:
			s.Refuse(blueprints.Refusal{ID: "carries-unknown", Path: path,
				Message: fmt.Sprintf("stack %q would be carried to other accounts, and is none of this environment", key), Hint: "add it below stacks"})
		case at >= 0 && (built[at].Product || !slices.Contains(ofEveryAccount, built[at].Blueprint)):
			s.Refuse(blueprints.Refusal{ID: "carries-bound", Path: path,
				Message: fmt.Sprintf("stack %q (%s) means the account of this spec, and cannot be carried to others", key, built[at].Blueprint),
				Hint:    "leave it out; what every account can have of its own uses " + strings.Join(ofEveryAccount, ", ")})
		}
	}
	for _, b := range built {
		if slices.Contains(cfg.Carries, b.Stack) && slices.Contains(ofEveryAccount, b.Blueprint) {
			carried = append(carried, b)
			complete(s, cfg, b, built)
		}
	}
	return carried
}

// ofEveryAccount are the blueprints whose templates mean whatever account they are deployed in. Others mean one: its addresses, its domain
// names, its people.
var ofEveryAccount = []string{"alerts", "audit", "backup", "detection", "keys", "observability"}

// complete refuses a stack without those that it imports from: its deployment would fail in every account.
func complete(s *blueprints.Stack, cfg *schema.Rollout, b blueprints.Built, built []blueprints.Built) {
	for _, server := range built {
		if slices.Contains(b.Imports, server.Name) && !slices.Contains(cfg.Carries, server.Stack) {
			s.Refuse(blueprints.Refusal{ID: "carries-without", Path: "carries",
				Message: fmt.Sprintf("stack %q is carried to other accounts without %q, which it imports from", b.Stack, server.Stack),
				Hint:    fmt.Sprintf("add %s to carries", server.Stack)})
		}
	}
}

// stackSet carries one stack. Its template is an object of the artifact bucket, named by its content, so that a set changes exactly
// when the template does. What it makes in an account stays there when the account leaves: records outlive a reorganization.
func stackSet(s *blueprints.Stack, cfg *schema.Rollout, b blueprints.Built, before map[string]*blueprints.Resource) *blueprints.Resource {
	id := blueprints.LogicalName(b.Stack)
	digest := s.Parameter(blueprints.Parameter{
		Name: id + "Template", Group: "Templates that are carried", Digest: b.Stack, Pattern: "^[0-9a-f]{64}$",
		Description: fmt.Sprintf("SHA-256 of the template of %s, which is the object templates/<SHA-256>.json of the artifact bucket. The manifest says it.", b.Name),
		Violation:   "must be the digest that stands in the manifest",
	})
	set := s.Add(id, &cloudformation.StackSet{
		StackSetName:    b.Name,
		Description:     ptr(fmt.Sprintf("Carries %s to the accounts of %s", b.Name, strings.Join(cfg.Units, ", "))),
		PermissionModel: "SERVICE_MANAGED",
		CallAs:          ptr(callers[cfg.Administrator]),
		Capabilities:    []string{"CAPABILITY_NAMED_IAM"},
		TemplateURL:     ptr(templateURL(s, digest)),
		AutoDeployment:  &cloudformation.StackSet_AutoDeployment{Enabled: ptr(true), RetainStacksOnAccountRemoval: ptr(true)},
		// Changes that do not touch each other go on side by side.
		ManagedExecution: &cloudformation.StackSet_ManagedExecution{Active: ptr(true)},
		OperationPreferences: &cloudformation.StackSet_OperationPreferences{
			FailureToleranceCount: ptr(0), MaxConcurrentPercentage: ptr(cfg.AtOnce),
		},
		StackInstancesGroup: []cloudformation.StackSet_StackInstances{{
			Regions: []string{s.Env.Region},
			DeploymentTargets: &cloudformation.StackSet_DeploymentTargets{
				OrganizationalUnitIds: cfg.Units, AccountFilterType: ptr("DIFFERENCE"), Accounts: leftOut(s, cfg),
			},
		}},
	}).From("carries")
	// Strictly, as AWS does it otherwise, no more accounts would be changed at a time than may fail, and one: account by account.
	set.With("OperationPreferences.ConcurrencyMode", "SOFT_FAILURE_TOLERANCE")
	return after(s, cfg, set, b, before)
}

var callers = map[string]string{"delegated": "DELEGATED_ADMIN", "management": "SELF"}

// leftOut are the accounts that get nothing: the spec's own has its stacks already.
func leftOut(s *blueprints.Stack, cfg *schema.Rollout) []string {
	accounts := append([]string{blueprints.AccountID}, cfg.Except...)
	return slices.DeleteFunc(accounts, func(a string) bool { return a == s.Env.Account })
}

// after puts a set behind those that its stack imports from: when it is deployed, because it names them, and when an account joins later,
// because CloudFormation then goes by their order.
func after(s *blueprints.Stack, cfg *schema.Rollout, set *blueprints.Resource, b blueprints.Built, before map[string]*blueprints.Resource) *blueprints.Resource {
	var arns []string
	for _, name := range b.Imports {
		switch server := before[name]; {
		case server == nil:
		case owner(cfg) == "":
			set.DependsOn(server)
		default:
			arns = append(arns, "arn:"+blueprints.Partition+":cloudformation:"+blueprints.Region+":"+owner(cfg)+":stackset/"+server.Att("StackSetId"))
		}
	}
	if len(arns) > 0 {
		set.With("AutoDeployment.DependsOn", arns)
	}
	return set
}

// owner is the account in the ARNs of the sets, or "" where it is not known. All are made in the management account, also for an
// administrator that it named (AWS CloudFormation API Reference, "CreateStackSet", CallAs).
func owner(cfg *schema.Rollout) string {
	if cfg.Administrator == "management" {
		return blueprints.AccountID
	}
	return cfg.Management
}

func templateURL(s *blueprints.Stack, digest string) string {
	return "https://" + s.Import("artifacts", bucketName) + ".s3." + blueprints.Region + "." + blueprints.URLSuffix + "/templates/" + digest + ".json"
}

func ptr[T any](v T) *T { return &v }
