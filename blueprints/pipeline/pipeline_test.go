package pipeline_test

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/awslabs/goformation/v7/cloudformation/codebuild"
	"github.com/awslabs/goformation/v7/cloudformation/codepipeline"
	"github.com/awslabs/goformation/v7/cloudformation/events"
	"github.com/awslabs/goformation/v7/cloudformation/iam"
	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/blueprints/pipeline"
	"github.com/hipaac/hipaac/compiler/emit/emittest"
	"github.com/hipaac/hipaac/schema"
)

func environment(name, tier, region string) *blueprints.Env {
	return &blueprints.Env{
		System: "clinic", Name: name, Tier: tier, PHI: tier == "production", Account: "777788889999", Region: region, Owner: "platform@clinic.example",
		Alerts: []string{"platform@clinic.example"}, Managed: "standalone",
	}
}

// servers are the stacks that serve a pipeline, with a repository of CodeCommit or one at the other end of a connection.
func servers(env *blueprints.Env, codeCommit bool) []*blueprints.Stack {
	name := env.System + "-" + env.Name + "-"
	keys := &blueprints.Stack{Blueprint: "keys", Key: "keys", Name: name + "keys"}
	artifacts := &blueprints.Stack{Blueprint: "artifacts", Key: "artifacts", Name: name + "artifacts"}
	repository := &blueprints.Stack{Blueprint: "repository", Key: "repository", Name: name + "repository"}
	repository.Tell("branch", "main")
	if codeCommit {
		repository.Export("RepositoryName", name+"repository", "")
		repository.OfferGrant(blueprints.Grant{Sid: "Clone", Actions: []string{"codecommit:GitPull"}, Resources: []string{repository.Exported("RepositoryArn")}})
	} else {
		repository.Export("ConnectionArn", "arn", "")
		repository.Tell("fullname", "clinic/platform")
	}
	return []*blueprints.Stack{keys, artifacts, repository}
}

// watched is a stack whose topic is told of failures.
func watched(env *blueprints.Env) *blueprints.Stack {
	s := &blueprints.Stack{Blueprint: "observability", Key: "observability", Name: env.System + "-" + env.Name + "-observability"}
	s.Export("AlarmTopicArn", "arn", "")
	return s
}

func plain() *schema.Pipeline {
	return &schema.Pipeline{
		PullRequests: true, Image: "aws/codebuild/amazonlinux-x86_64-standard:6.0", TimeoutMinutes: 240, LogDays: 2192,
		Environments: []*schema.PipelineEnvironment{
			{Name: "dev", Account: "444455556666", Tier: "development"},
			{Name: "prod", Account: "111122223333", Tier: "production"},
		},
	}
}

func build(env *blueprints.Env, cfg *schema.Pipeline, with ...*blueprints.Stack) *blueprints.Stack {
	s := blueprints.NewStack(env, "pipeline", "pipeline", env.System+"-"+env.Name+"-pipeline", with...)
	pipeline.Blueprint.Build(s, cfg)
	return s
}

// TestTemplates pins what each kind of request becomes. Read the diff of testdata before you run with -update.
func TestTemplates(t *testing.T) {
	tools, test, prod, gov := environment("tools", "development", "us-east-1"), environment("tools", "test", "us-east-1"),
		environment("tools", "production", "us-east-1"), environment("tools", "production", "us-gov-west-1")
	connected := plain()
	connected.Environments = append(connected.Environments[:1], &schema.PipelineEnvironment{
		Name: "prod", System: "hub", Spec: "hub", Account: "111122223333", Tier: "test", Approval: ptr(true), Region: "us-west-2",
	})
	connected.Approvers = []string{"release@clinic.example", "security@clinic.example"}
	unasked := plain()
	unasked.Environments, unasked.PullRequests = unasked.Environments[:1], false
	for name, s := range map[string]*blueprints.Stack{
		"development": build(tools, unasked, servers(tools, true)...),
		"test":        build(test, connected, servers(test, false)...),
		"production":  build(prod, plain(), append(servers(prod, true), watched(prod))...),
		"govcloud":    build(gov, plain(), servers(gov, true)...),
	} {
		t.Run(name, func(t *testing.T) { emittest.Pin(t, filepath.Join("testdata", name+".yaml"), s) })
	}
}

func TestRefusals(t *testing.T) {
	env := environment("tools", "production", "us-east-1")
	env.Alerts = nil
	cfg := plain()
	cfg.Environments = append(cfg.Environments,
		&schema.PipelineEnvironment{Name: "prod", System: "portal", Account: "111122223333", Tier: "production", Approval: ptr(false)},
		&schema.PipelineEnvironment{Name: "gov", Account: "111122223333", Tier: "test", Region: "us-gov-west-1"},
	)
	want := []blueprints.Refusal{
		{
			ID: "environment-twice", Path: "environments[2]", Message: `spec "prod" is deployed twice, or differs from "prod" in a hyphen only`,
			Hint: "leave one of them out, or name the file of its spec in spec",
		},
		{
			ID: "production-unapproved", Path: "environments[2].approval", Message: `environment "prod" is production and would be deployed without anybody's approval`,
			Hint: "leave approval out, or say of which tier it is",
		},
		{
			ID: "foreign-partition", Path: "environments[3].region",
			Message: `environment "gov" is of partition aws-us-gov, but region us-east-1 is of partition aws`,
			Hint:    "deploy it from a pipeline of its own partition: no role reaches from one into another",
		},
		{
			ID: "nobody-to-approve", Message: `stack "pipeline" has nobody to ask for approval`,
			Hint: "add approvers with a mail address, such as [operations@clinic.example], or alerts to the environment",
		},
	}
	if d := cmp.Diff(want, build(env, cfg, servers(env, true)...).Refusals); d != "" {
		t.Errorf("refusals (-want +got):\n%s", d)
	}
}

func resource(s *blueprints.Stack, id string) *blueprints.Resource {
	return s.Resources[slices.IndexFunc(s.Resources, func(r *blueprints.Resource) bool { return r.ID == id })]
}

// TestProductionWaits: before the step that deploys production there is always one that waits for people.
func TestProductionWaits(t *testing.T) {
	env := environment("tools", "production", "us-east-1")
	s := build(env, plain(), servers(env, true)...)
	for _, stage := range resource(s, "Pipeline").Properties.(*codepipeline.Pipeline).Stages {
		var actions []string
		for _, a := range stage.Actions {
			actions = append(actions, a.Name)
		}
		want := map[string][]string{
			"Source": {"Fetch"}, "Check": {"Check"}, "Deploy-dev": {"Deploy"}, "Deploy-prod": {"Approve", "Deploy"},
		}[stage.Name]
		if d := cmp.Diff(want, actions); d != "" {
			t.Errorf("%s (-want +got):\n%s", stage.Name, d)
		}
		for i, a := range stage.Actions {
			if a.RunOrder != nil && *a.RunOrder != i+1 {
				t.Errorf("%s of %s runs as number %d, want %d", a.Name, stage.Name, *a.RunOrder, i+1)
			}
		}
	}
}

// TestStepsAreLeast: no role of the pipeline can do anything to an environment but take its deploy role, each step that of its own.
func TestStepsAreLeast(t *testing.T) {
	env := environment("tools", "production", "us-east-1")
	s := build(env, plain(), servers(env, true)...)
	takes := map[string][]string{}
	for _, r := range s.Resources {
		policy, ok := r.Properties.(*iam.ManagedPolicy)
		if !ok {
			continue
		}
		for _, right := range policy.PolicyDocument.(guard.Policy).Statement {
			for _, action := range right.Action {
				service, _, _ := strings.Cut(action, ":")
				switch service {
				case "codebuild", "codecommit", "codepipeline", "kms", "logs", "s3", "sns":
				case "sts":
					takes[r.ID] = append(takes[r.ID], right.Resource...)
				default:
					t.Errorf("%s permits %s", r.ID, action)
				}
				if strings.Contains(action, "*") || slices.Contains(right.Resource, "*") {
					t.Errorf("%s permits %s on %v", r.ID, action, right.Resource)
				}
			}
		}
	}
	role := func(account, name string) []string {
		return []string{"arn:" + blueprints.Partition + ":iam::" + account + ":role/" + name}
	}
	want := map[string][]string{
		"DevStepRolePolicy": role("444455556666", "clinic-dev-deploy"), "ProdStepRolePolicy": role("111122223333", "clinic-prod-deploy"),
	}
	if d := cmp.Diff(want, takes); d != "" {
		t.Errorf("roles that are taken (-want +got):\n%s", d)
	}
	if name := *resource(s, "ProdStepRole").Properties.(*iam.Role).RoleName; name != "clinic-tools-pipeline-deploy-prod" {
		t.Errorf("the role that the environment has to trust is %s", name)
	}
}

// TestStepsKeepApart: what a developer's branch makes the steps run writes into the log as nobody else, and replaces nothing that another step
// trusts.
func TestStepsKeepApart(t *testing.T) {
	env := environment("tools", "production", "us-east-1")
	s := build(env, plain(), servers(env, true)...)
	folder := s.Import("artifacts", "ArtifactsBucketArn") + "/clinic-tools-pipelin*/"
	stream := "arn:" + blueprints.Partition + ":logs:" + blueprints.Region + ":" + blueprints.AccountID + ":log-group:/hipaac/clinic/tools/pipeline/steps:log-stream:"
	want := map[string]map[string][]string{
		"CheckRolePolicy":       {"s3:PutObject": {folder + "Checked*"}, "s3:GetObject": {folder + "Source*"}, "logs:PutLogEvents": {stream + "check/*"}},
		"ProdStepRolePolicy":    {"s3:GetObject": {folder + "Checked*"}, "logs:PutLogEvents": {stream + "deploy-prod/*"}},
		"PullRequestRolePolicy": {"logs:PutLogEvents": {stream + "pull-request/*"}},
	}
	for id, rights := range want {
		got := map[string][]string{}
		for _, right := range resource(s, id).Properties.(*iam.ManagedPolicy).PolicyDocument.(guard.Policy).Statement {
			for _, action := range right.Action {
				if action == "logs:PutLogEvents" || action == "s3:GetObject" || action == "s3:PutObject" {
					got[action] = append(got[action], right.Resource...)
				}
			}
		}
		if d := cmp.Diff(rights, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", id, d)
		}
	}
}

// TestProjectsAreUnprivileged: whatever a repository makes them run.
func TestProjectsAreUnprivileged(t *testing.T) {
	env := environment("tools", "production", "us-east-1")
	for _, r := range build(env, plain(), servers(env, true)...).Resources {
		p, ok := r.Properties.(*codebuild.Project)
		if !ok {
			continue
		}
		if *p.Environment.PrivilegedMode || p.LogsConfig.CloudWatchLogs.Status != "ENABLED" || p.EncryptionKey == nil || *p.Visibility != "PRIVATE" {
			t.Errorf("%s: %+v", r.ID, p)
		}
	}
}

// TestPullRequestInput: what EventBridge makes of an event is what CodeBuild takes.
func TestPullRequestInput(t *testing.T) {
	env := environment("tools", "production", "us-east-1")
	transformer := resource(build(env, plain(), servers(env, true)...), "PullRequestRule").Properties.(*events.Rule).Targets[0].InputTransformer
	filled := transformer.InputTemplate
	for name := range transformer.InputPathsMap {
		filled = strings.ReplaceAll(filled, "<"+name+">", `"`+name+`"`) // EventBridge puts quotes around texts
	}
	var got struct {
		SourceVersion                string              `json:"sourceVersion"`
		EnvironmentVariablesOverride []map[string]string `json:"environmentVariablesOverride"`
	}
	if err := json.Unmarshal([]byte(filled), &got); err != nil {
		t.Fatalf("%v: %s", err, filled)
	}
	if got.SourceVersion != "source" || len(got.EnvironmentVariablesOverride) != len(transformer.InputPathsMap) {
		t.Errorf("got %+v", got)
	}
}

func ptr[T any](v T) *T { return &v }
