// Package pipeline builds the way from a commit to the environments: a pipeline that judges every change, asks people before
// production, and lets each environment be deployed by the role that the environment itself trusts with it.
package pipeline

import (
	"github.com/awslabs/goformation/v7/cloudformation/codepipeline"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/schema"
)

// Blueprint makes the pipeline and exports "PipelineName", "PipelineArn" and, for each environment, "<Spec>StepRoleArn": the role that the
// environment's delivery stack has to trust.
var Blueprint = blueprints.Define("pipeline", "delivery pipeline", []string{"artifacts", "keys", "repository"}, uses, build).
	Wanting("observability").DeployedOnly()

// uses: the topic for approvals is encrypted, and so are the logs. Artifacts are encrypted with the key of their bucket, whose stack says so.
func uses(*schema.Pipeline) []blueprints.KeyUse {
	return []blueprints.KeyUse{
		{Class: blueprints.LogsKey, Service: "logs"},
		{Class: blueprints.MessagesKey, Service: "events"}, // the rule that tells of failures publishes to an encrypted topic
		{Class: blueprints.MessagesKey, Service: "sns"},
	}
}

// pipe is a stack under construction, with what its parts refer to.
type pipe struct {
	*blueprints.Stack
	cfg *schema.Pipeline
	// environments are those of the configuration, each once.
	environments []*schema.PipelineEnvironment
	// topic asks for approvals; nil where nothing needs one.
	topic *blueprints.Resource
	// log is where all steps write.
	log *blueprints.Resource
}

func build(s *blueprints.Stack, cfg *schema.Pipeline) {
	p := &pipe{Stack: s, cfg: cfg}
	p.environments = p.check()
	p.log = guard.LogGroup(s, "StepLog", "steps", cfg.LogDays, guard.Audit).From("logDays")
	p.addTopic()
	stages := []codepipeline.Pipeline_StageDeclaration{p.sourceStage(), p.checkStage(p.addCheck())}
	for i, e := range p.environments {
		stages = append(stages, p.deployStage(e, p.addDeploy(i, e)))
	}
	p.addPipeline(stages)
	if p.codeCommit() && cfg.PullRequests {
		p.addPullRequests()
	}
}

// addPipeline adds the pipeline itself, what starts it, and who hears of its failures.
func (p *pipe) addPipeline(stages []codepipeline.Pipeline_StageDeclaration) {
	name, kind, mode, artifacts := p.name(), "V2", "SUPERSEDED", p.Neighbour("artifacts")
	pipeline := p.Add("Pipeline", &codepipeline.Pipeline{
		Name: &name, PipelineType: &kind, ExecutionMode: &mode,
		RoleArn: p.addRole().Arn(),
		ArtifactStore: &codepipeline.Pipeline_ArtifactStore{
			Type: "S3", Location: artifacts.Import("ArtifactsBucketName"),
			EncryptionKey: &codepipeline.Pipeline_EncryptionKey{Type: "KMS", Id: p.KeyArn(blueprints.CodeKey)},
		},
		Stages: stages,
	}).Say("While one change waits for approval, newer ones wait behind it and only the newest of them goes on: what people approve is deployed.")
	if p.codeCommit() {
		p.addTrigger()
	}
	p.Export("PipelineName", pipeline.Ref(), "name of the pipeline")
	p.Export("PipelineArn", p.arn(), "ARN of the pipeline")
	guard.Announce(p.Stack, guard.Announcement{
		ID: "FailureRule", Name: "failed", Description: "Executions of the pipeline that fail",
		Pattern: map[string]any{
			"source": []string{"aws.codepipeline"}, "detail-type": []string{"CodePipeline Pipeline Execution State Change"},
			"detail": map[string]any{"pipeline": []string{name}, "state": []string{"FAILED"}},
		},
		Says:   "Pipeline " + name + " failed, in execution <execution>. Look at its steps; what is deployed stays as it was.",
		Values: map[string]string{"execution": "$.detail.execution-id"},
	})
}

func (p *pipe) name() string { return p.ShortName(p.Key, 100) }

// arn is the pipeline's ARN. CodePipeline has no attribute for it, and its roles are made before it.
func (p *pipe) arn() string { return blueprints.OwnArn("codepipeline", p.name()) }

// codeCommit reports whether the repository is one of CodeCommit, and not at the other end of a connection.
func (p *pipe) codeCommit() bool { return p.Neighbour("repository").Offers("RepositoryName") }

func ptr[T any](v T) *T { return &v }
