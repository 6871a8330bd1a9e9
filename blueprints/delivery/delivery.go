// Package delivery builds the identity with which an environment is deployed: a role for CloudFormation with the rights that the
// environment's own types of resources need, and a role for whoever hands it the templates.
package delivery

import (
	"fmt"

	"github.com/awslabs/goformation/v7/cloudformation/iam"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/schema"
)

// Blueprint makes the roles "<system>-<environment>-deploy" and "<system>-<environment>-execution" and exports "DeployRoleArn",
// "ExecutionRoleArn" and "TemplateBucketName". It gathers the types of all stacks, and so wants those that gather before it.
var Blueprint = blueprints.GatheringWith(
	blueprints.Define("delivery", "roles for deployment", nil, uses, build).Wanting("artifacts", "catalog", "github", "observability", "rollout").DeployedOnly(), gather)

func uses(*schema.Delivery) []blueprints.KeyUse { return nil }

// The logical ids of what build refers to before gather adds it.
const deployPolicy = "DeployPolicy"

// build adds the role for whoever deploys. What it may do follows when all stacks are known.
func build(s *blueprints.Stack, cfg *schema.Delivery) {
	check(s, cfg)
	expect(s, bucket(s, cfg))
	var trust []guard.Statement
	if cfg.Pipeline != nil {
		trust = append(trust, trustPipeline(s, cfg.Pipeline))
	}
	if cfg.Github != nil {
		trust = append(trust, guard.TrustGitHub(provider(s), cfg.Github.Repository, gitHubEnvironment(s, cfg.Github), cfg.Github.Branch))
		expectReview(s, cfg.Github)
	}
	role := s.Add("DeployRole", &iam.Role{
		RoleName: ptr(roleName(s, "deploy")), Description: ptr("Hands reviewed templates of " + title(s) + " to CloudFormation"),
		AssumeRolePolicyDocument: guard.Document(trust...), ManagedPolicyArns: []string{blueprints.Ref(deployPolicy)},
		MaxSessionDuration: ptr(3600),
	})
	s.Delivery = &blueprints.Delivery{
		DeployRole: roleName(s, "deploy"), ExecutionRole: roleName(s, "execution"), ExternalID: externalID(s), Bucket: bucket(s, cfg),
	}
	s.Export("TemplateBucketName", bucket(s, cfg), "name of the bucket through which long templates go")
	s.Export("DeployRoleArn", role.Arn(), "ARN of the role that deploys the environment")
}

// trustPipeline lets the step of a pipeline take the role. The account is the principal and the role a condition, so that this stack can
// be deployed before the pipeline is, and the role be made again; nobody else of the account meets the condition. The external id says for
// which environment the step means to act.
func trustPipeline(s *blueprints.Stack, from *schema.DeliveryPipeline) guard.Statement {
	account := from.Account
	if account == s.Env.Account {
		account = blueprints.AccountID
	}
	arn := "arn:" + blueprints.Partition + ":iam::" + account + ":"
	return guard.Statement{
		Sid: "DeployFromPipeline", Effect: "Allow", Principal: guard.Principals{AWS: []string{arn + "root"}}, Action: []string{"sts:AssumeRole"},
		Condition: guard.Condition{
			"ArnEquals":    {"aws:PrincipalArn": {arn + "role/" + from.Role}},
			"StringEquals": {"sts:ExternalId": {externalID(s)}},
		},
	}
}

// provider is the account's trust in GitHub: of this spec, or expected to be there.
func provider(s *blueprints.Stack) string {
	for _, n := range s.Neighbours("github") {
		return n.Import("ProviderArn")
	}
	s.Expect(blueprints.Prerequisite{
		ID:     "github-identity",
		What:   "the account trusts " + guard.GitHubIssuer + " as an identity provider with the audience " + guard.GitHubAudience,
		Remedy: "add \"github: {}\" to the stacks of the account's spec and deploy it",
	})
	return guard.GitHubProviderArn()
}

// expectReview says what GitHub asks of people before it lets a job act for the environment. No template of AWS can see it.
func expectReview(s *blueprints.Stack, cfg *schema.DeliveryGitHub) {
	what := fmt.Sprintf("nobody writes to branch %s of %s without another person's review", cfg.Branch, cfg.Repository)
	remedy := "in the repository's settings: a rule for the branch that asks for a pull request with an approval"
	if s.Env.Tier == "production" {
		what += fmt.Sprintf(", and environment %s has required reviewers, who cannot approve themselves", gitHubEnvironment(s, cfg))
		remedy += "; and the environment, with required reviewers, prevention of self-review, and the branch as the only one that deploys"
	}
	s.Expect(blueprints.Prerequisite{
		ID: "github-review", What: what, Remedy: remedy, Citations: []string{"164.308(a)(4)(ii)(B)", "164.308(a)(3)(ii)(A)"},
	})
}

func gitHubEnvironment(s *blueprints.Stack, cfg *schema.DeliveryGitHub) string {
	if cfg.Environment != "" {
		return cfg.Environment
	}
	return s.Env.Name
}

// bucket is where long templates go: the environment's own bucket, or the one that is named.
func bucket(s *blueprints.Stack, cfg *schema.Delivery) string {
	for _, n := range s.Neighbours("artifacts") {
		return n.Fact("bucket")
	}
	return cfg.Bucket
}

// check refuses roles that nobody could take, and one that could deploy only half of the templates.
func check(s *blueprints.Stack, cfg *schema.Delivery) {
	if cfg.Pipeline == nil && cfg.Github == nil {
		s.Refuse(blueprints.Refusal{
			ID: "nobody-to-deploy", Message: fmt.Sprintf("stack %q says nobody who deploys", s.Key),
			Hint: "add pipeline with the account and the role of its step, or github with the repository",
		})
	}
	if bucket(s, cfg) == "" && len(s.Neighbours("artifacts")) == 0 && !s.Env.Unread {
		s.Refuse(blueprints.Refusal{
			ID:      "no-template-bucket",
			Message: fmt.Sprintf("stack %q has no bucket for templates of more than 51200 bytes, which CloudFormation takes from a bucket only", s.Key),
			Hint:    "add bucket with the name of the account's artifact bucket, such as clinic-account-artifacts-" + s.Env.Account + "-" + s.Env.Region,
		})
	}
}

// expect says what comes first. No template can make the role that it is deployed with.
func expect(s *blueprints.Stack, bucket string) {
	s.Expect(blueprints.Prerequisite{
		ID:        "delivery-by-administrator",
		What:      "an administrator deploys stack " + s.Name + " before the first delivery and whenever it changes, since the roles in it cannot change themselves",
		Remedy:    "hipaac deploy environments/<spec>.yaml --stack " + s.Key + ", with an administrator's rights; templates go through bucket " + bucket,
		Citations: []string{"164.308(a)(4)(ii)(B)", "164.308(a)(3)(ii)(A)"},
	})
}

func externalID(s *blueprints.Stack) string { return s.Env.System + "-" + s.Env.Name }

func roleName(s *blueprints.Stack, name string) string { return s.PhysicalName(name) }

// roleArn names a role of this stack before it is there.
func roleArn(s *blueprints.Stack, name string) string {
	return "arn:" + blueprints.Partition + ":iam::" + blueprints.AccountID + ":role/" + roleName(s, name)
}

func title(s *blueprints.Stack) string { return s.Env.System + ", environment " + s.Env.Name }

func ptr[T any](v T) *T { return &v }
