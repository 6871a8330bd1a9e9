package pipeline

import (
	"fmt"

	"github.com/awslabs/goformation/v7/cloudformation/codepipeline"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/schema"
)

// What the stages hand on: the repository, and what of it has been judged.
const (
	sourceArtifact  = "Source"
	checkedArtifact = "Checked"
)

type (
	stage  = codepipeline.Pipeline_StageDeclaration
	action = codepipeline.Pipeline_ActionDeclaration
)

// sourceStage fetches what was pushed. The pipeline is told of it and never asks: CodeCommit by a rule of EventBridge, a connection by itself.
func (p *pipe) sourceStage() stage {
	repository := p.Neighbour("repository")
	fetch := action{
		Name: "Fetch", Namespace: ptr("Source"),
		OutputArtifacts: []codepipeline.Pipeline_OutputArtifact{{Name: sourceArtifact}},
	}
	if p.codeCommit() {
		fetch.ActionTypeId = &codepipeline.Pipeline_ActionTypeId{Category: "Source", Owner: "AWS", Provider: "CodeCommit", Version: "1"}
		fetch.Configuration = map[string]any{
			"RepositoryName": repository.Import("RepositoryName"), "BranchName": p.branch(),
			"PollForSourceChanges": "false", "OutputArtifactFormat": "CODE_ZIP",
		}
		return stage{Name: "Source", Actions: []action{fetch}}
	}
	fetch.ActionTypeId = &codepipeline.Pipeline_ActionTypeId{Category: "Source", Owner: "AWS", Provider: "CodeStarSourceConnection", Version: "1"}
	fetch.Configuration = map[string]any{
		"ConnectionArn": p.connection(), "FullRepositoryId": repository.Fact("fullname"), "BranchName": p.branch(),
		"DetectChanges": "true", "OutputArtifactFormat": "CODE_ZIP",
	}
	return stage{Name: "Source", Actions: []action{fetch}}
}

func (p *pipe) connection() string { return p.Neighbour("repository").Import("ConnectionArn") }

// branch is the one that the repository is deployed from.
func (p *pipe) branch() string { return p.Neighbour("repository").Fact("branch") }

// checkStage judges the specs, and that the templates were reviewed to which they lead. What follows sees only what has passed.
func (p *pipe) checkStage(project *blueprints.Resource) stage {
	check := run("Check", project, sourceArtifact, 1)
	check.OutputArtifacts = []codepipeline.Pipeline_OutputArtifact{{Name: checkedArtifact}}
	return stage{Name: "Check", Actions: []action{check}}
}

// deployStage asks where somebody must be asked, and deploys one environment.
func (p *pipe) deployStage(e *schema.PipelineEnvironment, project *blueprints.Resource) stage {
	deploy := stage{Name: "Deploy-" + p.spec(e)}
	if p.needsApproval(e) {
		deploy.Actions = append(deploy.Actions, action{
			Name: "Approve", RunOrder: ptr(1),
			ActionTypeId: &codepipeline.Pipeline_ActionTypeId{Category: "Approval", Owner: "AWS", Provider: "Manual", Version: "1"},
			Configuration: map[string]any{
				"NotificationArn": p.topic.Ref(),
				"CustomData": fmt.Sprintf("Deploy commit #{Source.CommitId} to %s-%s in account %s? What it changes there stands in the repository, below golden/%s; what the steps run, below ci.",
					p.system(e), e.Name, e.Account, p.spec(e)),
			},
		})
	}
	deploy.Actions = append(deploy.Actions, run("Deploy", project, checkedArtifact, len(deploy.Actions)+1))
	return deploy
}

// run starts a build project on an artifact.
func run(name string, project *blueprints.Resource, input string, order int) action {
	return action{
		Name: name, RunOrder: &order,
		ActionTypeId:   &codepipeline.Pipeline_ActionTypeId{Category: "Build", Owner: "AWS", Provider: "CodeBuild", Version: "1"},
		Configuration:  map[string]any{"ProjectName": project.Ref()},
		InputArtifacts: []codepipeline.Pipeline_InputArtifact{{Name: input}},
	}
}
