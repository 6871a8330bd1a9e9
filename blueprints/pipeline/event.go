package pipeline

import (
	"strings"

	"github.com/awslabs/goformation/v7/cloudformation/codebuild"
	"github.com/awslabs/goformation/v7/cloudformation/events"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
)

// addTrigger starts the pipeline when its branch changes.
func (p *pipe) addTrigger() {
	role := guard.ServiceRole(p.Stack, guard.Role{ID: "TriggerRole", Service: "events"}, guard.Statement{
		Sid: "StartPipeline", Effect: "Allow", Action: []string{"codepipeline:StartPipelineExecution"}, Resource: []string{p.arn()},
	})
	p.rule("TriggerRule", "push", "Starts the pipeline when its branch changes", "",
		guard.Pushed(p.Import("repository", "RepositoryArn"), p.branch()), events.Rule_Target{Id: "pipeline", Arn: p.arn(), RoleArn: ptr(role.Arn())})
}

// addPullRequests adds the step that judges pull requests and comments on them. What it runs comes from the pull request itself, so the
// role lets it read this repository and comment, but not approve: nobody could rely on such an approval.
func (p *pipe) addPullRequests() {
	const name = "pull-request"
	repository := p.Neighbour("repository")
	role := p.stepRole("PullRequestRole", name, "pullRequests", append(p.cloning(), guard.Statement{
		Sid: "Comment", Effect: "Allow", Resource: []string{repository.Import("RepositoryArn")},
		Action: []string{"codecommit:PostCommentForPullRequest"},
	})...)
	project := p.Add("PullRequest", &codebuild.Project{
		Name: ptr(p.projectName(name)), ServiceRole: role.Arn(), EncryptionKey: ptr(p.KeyArn(blueprints.CodeKey)),
		Artifacts: &codebuild.Project_Artifacts{Type: "NO_ARTIFACTS"},
		Source: &codebuild.Project_Source{
			Type: "CODECOMMIT", Location: ptr(repository.Import("CloneUrlHttp")), BuildSpec: ptr(pullRequestSpec),
		},
		Environment: p.machine(nil), LogsConfig: p.logs(name), TimeoutInMinutes: ptr(min(p.cfg.TimeoutMinutes, 30)), Visibility: ptr("PRIVATE"),
	}).From("pullRequests")
	starts := guard.ServiceRole(p.Stack, guard.Role{ID: "PullRequestTriggerRole", Service: "events", From: "pullRequests"}, guard.Statement{
		Sid: "StartStep", Effect: "Allow", Action: []string{"codebuild:StartBuild"}, Resource: []string{project.Arn()},
	})
	p.rule("PullRequestRule", name, "Judges pull requests", "pullRequests", map[string]any{
		"source": []string{"aws.codecommit"}, "detail-type": []string{"CodeCommit Pull Request State Change"},
		"resources": []string{repository.Import("RepositoryArn")},
		"detail":    map[string]any{"event": []string{"pullRequestCreated", "pullRequestSourceBranchUpdated"}},
	}, events.Rule_Target{
		Id: "step", Arn: project.Arn(), RoleArn: ptr(starts.Arn()),
		InputTransformer: &events.Rule_InputTransformer{InputPathsMap: pullRequestPaths, InputTemplate: pullRequestInput()},
	})
}

// pullRequestPaths are what the step must know of a pull request, as paths into the event.
var pullRequestPaths = map[string]string{
	"id": "$.detail.pullRequestId", "repository": "$.detail.repositoryNames[0]", "source": "$.detail.sourceCommit", "destination": "$.detail.destinationCommit",
}

// pullRequestInput is what the build is started with, in the form of CodeBuild's StartBuild. EventBridge puts quotes around texts itself.
func pullRequestInput() string {
	var variables []string
	for _, v := range [][2]string{
		{"PULL_REQUEST", "id"}, {"REPOSITORY", "repository"}, {"SOURCE_COMMIT", "source"}, {"DESTINATION_COMMIT", "destination"},
	} {
		variables = append(variables, `{"name": "`+v[0]+`", "type": "PLAINTEXT", "value": <`+v[1]+`>}`)
	}
	return `{"sourceVersion": <source>, "environmentVariablesOverride": [` + strings.Join(variables, ", ") + `]}`
}

func (p *pipe) rule(id, name, description, from string, pattern map[string]any, target events.Rule_Target) *blueprints.Resource {
	return p.Add(id, &events.Rule{
		Name: ptr(p.ShortName(p.Key+"-"+name, 64)), Description: &description, State: ptr("ENABLED"), EventPattern: pattern,
		Targets: []events.Rule_Target{target},
	}).From(from)
}
