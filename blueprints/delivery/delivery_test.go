package delivery_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/awslabs/goformation/v7/cloudformation/iam"
	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/delivery"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/compiler/emit/emittest"
	"github.com/hipaac/hipaac/schema"
)

const bucket = "clinic-account-artifacts-111122223333-us-east-1"

func environment(name, tier, region string) *blueprints.Env {
	return &blueprints.Env{
		System: "clinic", Name: name, Tier: tier, PHI: tier == "production", Account: "111122223333", Region: region, Owner: "platform@clinic.example",
		Managed: "standalone",
	}
}

func fromPipeline() *schema.Delivery {
	return &schema.Delivery{Pipeline: &schema.DeliveryPipeline{Account: "777788889999", Role: "clinic-tools-pipeline-deploy-prod"}, Bucket: bucket}
}

func fromGitHub(repository, environment string) *schema.Delivery {
	return &schema.Delivery{Github: &schema.DeliveryGitHub{Repository: repository, Environment: environment, Branch: "main"}, Bucket: bucket}
}

// others are stacks of a small environment, and a product.
func others(env *blueprints.Env) []blueprints.Built {
	stack := func(key, kind string, types ...string) blueprints.Built {
		return blueprints.Built{Stack: key, Name: env.System + "-" + env.Name + "-" + key, Blueprint: kind, Types: types}
	}
	product := stack("web-server", "web-server", "AWS::EC2::Instance")
	product.Product = true
	return []blueprints.Built{
		stack("keys", "keys", "AWS::KMS::Alias", "AWS::KMS::Key"),
		stack("storage", "storage", "AWS::S3::Bucket", "AWS::S3::BucketPolicy"),
		stack("access", "access", "AWS::IAM::ManagedPolicy", "AWS::IAM::Role"),
		stack("database", "database", "AWS::RDS::DBCluster", "AWS::RDS::DBInstance", "AWS::SecretsManager::Secret"),
		product,
	}
}

func build(env *blueprints.Env, cfg *schema.Delivery, built []blueprints.Built, servers ...*blueprints.Stack) *blueprints.Stack {
	s := blueprints.NewStack(env, "delivery", "delivery", env.System+"-"+env.Name+"-delivery", servers...)
	delivery.Blueprint.Build(s, cfg)
	delivery.Blueprint.Gather(s, cfg, append(built, s.Built(false)))
	return s
}

// trusted is a stack of the same spec that trusts GitHub.
func trusted() *blueprints.Stack {
	s := &blueprints.Stack{Blueprint: "github", Key: "github", Name: "clinic-dev-github"}
	s.Export("ProviderArn", "arn", "")
	return s
}

// store is a stack of the same spec that has a bucket for templates.
func store() *blueprints.Stack {
	return &blueprints.Stack{Blueprint: "artifacts", Key: "artifacts", Name: "clinic-dev-artifacts", Facts: map[string]string{"bucket": "clinic-dev-artifacts-111122223333-us-east-1"}}
}

// TestTemplates pins what each kind of request becomes. Read the diff of testdata before you run with -update.
func TestTemplates(t *testing.T) {
	dev, test, prod, gov := environment("dev", "development", "us-east-1"), environment("test", "test", "us-east-1"),
		environment("prod", "production", "us-east-1"), environment("prod", "production", "us-gov-west-1")
	own := fromGitHub("clinic/platform", "development")
	own.Bucket = ""
	both := fromPipeline()
	both.Pipeline.Account = "111122223333"
	both.Github = fromGitHub("clinic@1234/platform@5678", "").Github
	for name, s := range map[string]*blueprints.Stack{
		"development": build(dev, own, others(dev), store(), trusted()),
		"test":        build(test, fromGitHub("clinic@1234/platform@5678", ""), others(test)),
		"production":  build(prod, fromPipeline(), others(prod)),
		"govcloud":    build(gov, both, others(gov)),
	} {
		t.Run(name, func(t *testing.T) { emittest.Pin(t, filepath.Join("testdata", name+".yaml"), s) })
	}
}

func TestRefusals(t *testing.T) {
	env := environment("prod", "production", "us-east-1")
	nobody := build(env, &schema.Delivery{}, others(env))
	want := []blueprints.Refusal{
		{
			ID: "nobody-to-deploy", Message: `stack "delivery" says nobody who deploys`,
			Hint: "add pipeline with the account and the role of its step, or github with the repository",
		},
		{
			ID:      "no-template-bucket",
			Message: `stack "delivery" has no bucket for templates of more than 51200 bytes, which CloudFormation takes from a bucket only`,
			Hint:    "add bucket with the name of the account's artifact bucket, such as clinic-account-artifacts-111122223333-us-east-1",
		},
	}
	if d := cmp.Diff(want, nobody.Refusals); d != "" {
		t.Errorf("refusals (-want +got):\n%s", d)
	}
	twice := build(env, fromPipeline(), append(others(env), blueprints.Built{Stack: "other", Name: "clinic-prod-other", Blueprint: "delivery"}))
	want = []blueprints.Refusal{{
		ID:      "second-delivery",
		Message: `stack "delivery" is a second delivery of the environment, as "other" is; their roles would have one name`,
		Hint:    "keep one of them: it trusts a pipeline and a repository at the same time, where both are to deploy",
	}}
	if d := cmp.Diff(want, twice.Refusals); d != "" {
		t.Errorf("refusals (-want +got):\n%s", d)
	}
}

// statements are those of a managed policy, or of a role's trust.
func statements(s *blueprints.Stack, id string) []guard.Statement {
	i := slices.IndexFunc(s.Resources, func(r *blueprints.Resource) bool { return r.ID == id })
	if i < 0 {
		return nil
	}
	switch p := s.Resources[i].Properties.(type) {
	case *iam.ManagedPolicy:
		return p.PolicyDocument.(guard.Policy).Statement
	case *iam.Role:
		return p.AssumeRolePolicyDocument.(guard.Policy).Statement
	}
	return nil
}

// execution is everything that the execution role is permitted.
func execution(s *blueprints.Stack) []guard.Statement {
	var all []guard.Statement
	for _, r := range s.Resources {
		if strings.HasPrefix(r.ID, "ExecutionPolicy") {
			all = append(all, statements(s, r.ID)...)
		}
	}
	return all
}

func permitted(statements []guard.Statement, action string) bool {
	return slices.ContainsFunc(statements, func(s guard.Statement) bool { return s.Effect == "Allow" && slices.Contains(s.Action, action) })
}

// TestRightsFollowFromTypes: what the types need is permitted, what they do not need is not, and a product's types count for nothing.
func TestRightsFollowFromTypes(t *testing.T) {
	env := environment("prod", "production", "us-east-1")
	rights := execution(build(env, fromPipeline(), others(env)))
	needed, _ := guard.RightsFor([]string{"AWS::KMS::Alias", "AWS::KMS::Key", "AWS::S3::Bucket", "AWS::S3::BucketPolicy", "AWS::IAM::ManagedPolicy",
		"AWS::IAM::Role", "AWS::RDS::DBCluster", "AWS::RDS::DBInstance", "AWS::SecretsManager::Secret"})
	allowed := map[string]bool{"iam:PassRole": true, "iam:CreateServiceLinkedRole": true, "ssm:GetParameters": true}
	for _, action := range needed.Actions {
		allowed[action] = true
		if !permitted(rights, action) {
			t.Errorf("%s is needed and not permitted", action)
		}
	}
	for _, s := range rights {
		for _, action := range s.Action {
			if s.Effect == "Allow" && !allowed[action] {
				t.Errorf("%s permits %s, which no type needs", s.Sid, action)
			}
		}
	}
	if permitted(rights, "ec2:RunInstances") {
		t.Error("what a product is made of may be made outside of the catalog")
	}
}

// TestNobodyChangesTheirOwnRights: neither role can touch the roles and policies of the stack, nor deploy the stack itself.
func TestNobodyChangesTheirOwnRights(t *testing.T) {
	env := environment("prod", "production", "us-east-1")
	s := build(env, fromPipeline(), others(env))
	role := "arn:" + blueprints.Partition + ":iam::" + blueprints.AccountID + ":"
	own := []string{role + "policy/clinic-prod-delivery-*", role + "role/clinic-prod-deploy", role + "role/clinic-prod-execution"}
	for _, where := range [][]guard.Statement{execution(s), statements(s, "ExecutionBoundary")} {
		for _, arn := range own {
			for _, action := range []string{"iam:AttachRolePolicy", "iam:CreatePolicyVersion", "iam:DeleteRolePermissionsBoundary", "iam:PassRole", "iam:UpdateAssumeRolePolicy"} {
				if !slices.ContainsFunc(where, func(s guard.Statement) bool {
					return s.Effect == "Deny" && slices.Contains(s.Resource, arn) && slices.ContainsFunc(s.Action, func(pattern string) bool { return covers(pattern, action) })
				}) {
					t.Errorf("%s of %s is not denied", action, arn)
				}
			}
		}
	}
	execution := role + "role/clinic-prod-execution"
	for _, right := range statements(s, "DeployPolicy") {
		asked := right.Condition["ArnEquals"]["cloudformation:RoleArn"]
		if slices.Contains(right.Action, "cloudformation:CreateChangeSet") && !slices.Equal(asked, []string{execution}) {
			t.Errorf("whoever deploys may let CloudFormation act as %v, and must as %s", asked, execution)
		}
		for _, arn := range right.Resource {
			if strings.Contains(arn, "clinic-prod-delivery") && slices.ContainsFunc(right.Action, changes) {
				t.Errorf("whoever deploys may %v on its own stack", right.Action)
			}
			if strings.Contains(arn, "web-server") {
				t.Errorf("whoever deploys may deploy a product: %s", arn)
			}
		}
		if slices.ContainsFunc(right.Action, func(a string) bool {
			return strings.Contains(a, "*") || strings.HasPrefix(a, "cloudformation:DeleteStack")
		}) {
			t.Errorf("whoever deploys may %v", right.Action)
		}
	}
}

func covers(pattern, action string) bool {
	start, wild := strings.CutSuffix(pattern, "*")
	return pattern == action || wild && strings.HasPrefix(action, start)
}

// TestBoundaryHoldsTheRights: every right lies within the boundary, and AdministratorAccess would not.
func TestBoundaryHoldsTheRights(t *testing.T) {
	env := environment("prod", "production", "us-east-1")
	s := build(env, fromPipeline(), others(env))
	boundary := statements(s, "ExecutionBoundary")
	matches := func(effect, action string) bool {
		return slices.ContainsFunc(boundary, func(s guard.Statement) bool {
			return s.Effect == effect && slices.Contains(s.Resource, "*") && slices.ContainsFunc(s.Action, func(pattern string) bool {
				return covers(pattern, action)
			})
		})
	}
	for _, s := range execution(s) {
		for _, action := range s.Action {
			narrow := strings.HasPrefix(action, "kms:") || action == "iam:PassRole"
			if s.Effect == "Allow" && !narrow && (!matches("Allow", action) || matches("Deny", action)) {
				t.Errorf("%s is a right and beyond the boundary", action)
			}
		}
	}
	for _, action := range []string{"cloudtrail:StopLogging", "dynamodb:GetItem", "ec2:RunInstances", "lambda:CreateFunction", "organizations:LeaveOrganization", "logs:Unmask", "sts:AssumeRole"} {
		if matches("Allow", action) && !matches("Deny", action) {
			t.Errorf("the boundary admits %s", action)
		}
	}
	for _, s := range boundary {
		if s.Effect == "Allow" && slices.ContainsFunc(s.Action, func(a string) bool { return a == "kms:Decrypt" || a == "iam:PassRole" }) && slices.Contains(s.Resource, "*") {
			t.Errorf("%s admits everything", s.Sid)
		}
	}
}

// TestTrust: one step of one pipeline; one environment of one repository, and of that only what stands on the branch that was reviewed. A
// workflow on a branch of a developer's own can name any environment, even one that nobody has set up.
func TestTrust(t *testing.T) {
	env := environment("prod", "production", "us-east-1")
	cfg := fromPipeline()
	cfg.Github = fromGitHub("clinic/platform", "").Github
	root := "arn:" + blueprints.Partition + ":iam::777788889999:"
	want := []guard.Statement{
		{
			Sid: "DeployFromPipeline", Effect: "Allow", Principal: guard.Principals{AWS: []string{root + "root"}}, Action: []string{"sts:AssumeRole"},
			Condition: guard.Condition{"ArnEquals": {"aws:PrincipalArn": {root + "role/clinic-tools-pipeline-deploy-prod"}}, "StringEquals": {"sts:ExternalId": {"clinic-prod"}}},
		},
		{
			Sid: "DeployFromGitHub", Effect: "Allow",
			Principal: guard.Principals{Federated: []string{"arn:" + blueprints.Partition + ":iam::" + blueprints.AccountID + ":oidc-provider/token.actions.githubusercontent.com"}},
			Action:    []string{"sts:AssumeRoleWithWebIdentity"},
			Condition: guard.Condition{"StringEquals": {
				"token.actions.githubusercontent.com:aud": {"sts.amazonaws.com"},
				"token.actions.githubusercontent.com:sub": {"repo:clinic/platform:environment:prod"},
				"token.actions.githubusercontent.com:ref": {"refs/heads/main"},
			}},
		},
	}
	if d := cmp.Diff(want, statements(build(env, cfg, others(env)), "DeployRole")); d != "" {
		t.Errorf("trust (-want +got):\n%s", d)
	}
}

// changes reports whether an action does more than read.
func changes(action string) bool {
	_, name, _ := strings.Cut(action, ":")
	return !slices.ContainsFunc([]string{"Describe", "Get", "List"}, func(verb string) bool { return strings.HasPrefix(name, verb) }) || strings.Contains(name, "*")
}
