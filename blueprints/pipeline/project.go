package pipeline

import (
	"fmt"

	"github.com/awslabs/goformation/v7/cloudformation/codebuild"
	"github.com/awslabs/goformation/v7/cloudformation/iam"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/schema"
)

// What the steps run stands in the repository, at these paths: "hipaac init --ci codebuild" writes them.
const (
	checkSpec       = "ci/check.yml"
	deploySpec      = "ci/deploy.yml"
	pullRequestSpec = "ci/pull-request.yml"
)

// addCheck adds the step that judges a change. It can read what was fetched, hand on what it made of it, and nothing else: it deploys
// nothing, whatever stands in the repository.
func (p *pipe) addCheck() *blueprints.Resource {
	role := p.stepRole("CheckRole", "check", "", p.withKey(p.fetches(sourceArtifact), p.makes(checkedArtifact))...)
	return p.project("Check", "check", "", role, checkSpec)
}

// addDeploy adds the step that deploys an environment, and the role that the environment's delivery stack trusts. All that it may do is to
// take the deploy role of that one environment.
func (p *pipe) addDeploy(i int, e *schema.PipelineEnvironment) *blueprints.Resource {
	id, from := blueprints.LogicalName(p.spec(e)), fmt.Sprintf("environments[%d]", i)
	target := "arn:" + blueprints.Partition + ":iam::" + e.Account + ":role/" + p.system(e) + "-" + e.Name + "-"
	statements := append(p.withKey(p.fetches(checkedArtifact)), guard.Statement{
		Sid: "TakeDeployRole", Effect: "Allow", Action: []string{"sts:AssumeRole"}, Resource: []string{target + "deploy"},
	})
	name := step(p.spec(e))
	role := p.stepRole(id+"StepRole", name, from, statements...)
	properties := role.Properties.(*iam.Role)
	properties.RoleName = ptr(p.ShortName(p.Key+"-"+name, 64))
	role.Say("The delivery stack of the environment trusts this role by its name.")
	p.Export(id+"StepRoleArn", role.Arn(), "ARN of the role that deploys "+p.spec(e))
	return p.project(id+"Deploy", name, from, role, deploySpec, variable("HIPAAC_SPEC", p.spec(e)))
}

// step is the name of the step that deploys an environment, which is none of the pipeline's others.
func step(spec string) string { return "deploy-" + spec }

type environmentVariable = codebuild.Project_EnvironmentVariable

// variable is an environment variable for a step. It never holds a secret.
func variable(name, value string) environmentVariable {
	return environmentVariable{Name: name, Type: ptr("PLAINTEXT"), Value: value}
}

// project adds a build project for a step of the pipeline.
//
// It runs outside every network of ours: it sees specs and templates, never data, and what it calls are services of AWS and, to install
// hipaac, the proxy of Go modules, which proves what it hands out.
func (p *pipe) project(id, name, from string, role *blueprints.Resource, spec string, variables ...environmentVariable) *blueprints.Resource {
	return p.Add(id, &codebuild.Project{
		Name: ptr(p.projectName(name)), ServiceRole: role.Arn(), EncryptionKey: ptr(p.KeyArn(blueprints.CodeKey)),
		Artifacts:        &codebuild.Project_Artifacts{Type: "CODEPIPELINE"},
		Source:           &codebuild.Project_Source{Type: "CODEPIPELINE", BuildSpec: &spec},
		Environment:      p.machine(variables),
		LogsConfig:       p.logs(name),
		TimeoutInMinutes: &p.cfg.TimeoutMinutes,
		Visibility:       ptr("PRIVATE"),
	}).From(from)
}

// projectName is unique in account and region; CodeBuild takes 150 characters, EventBridge and people fewer.
func (p *pipe) projectName(name string) string { return p.ShortName(p.Key+"-"+name, 100) }

// machine is what a step runs on: the smallest, unprivileged.
func (p *pipe) machine(variables []environmentVariable) *codebuild.Project_Environment {
	off := false
	return &codebuild.Project_Environment{
		Type: "LINUX_CONTAINER", ComputeType: "BUILD_GENERAL1_SMALL", Image: p.cfg.Image,
		ImagePullCredentialsType: ptr("CODEBUILD"), PrivilegedMode: &off, EnvironmentVariables: variables,
	}
}

func (p *pipe) logs(stream string) *codebuild.Project_LogsConfig {
	return &codebuild.Project_LogsConfig{CloudWatchLogs: &codebuild.Project_CloudWatchLogsConfig{
		Status: "ENABLED", GroupName: ptr(p.log.Ref()), StreamName: &stream,
	}}
}
