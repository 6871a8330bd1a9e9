package pipeline

import (
	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
)

// stepRole adds the role of a step, which only the step's own project may take. It writes to the step's own streams and no others: what a
// pull request runs must not be able to forge what a deployment said.
func (p *pipe) stepRole(id, project, from string, statements ...guard.Statement) *blueprints.Resource {
	return guard.ServiceRole(p.Stack, guard.Role{
		ID: id, Service: "codebuild", From: from, SourceArn: blueprints.OwnArn("codebuild", "project/"+p.projectName(project)),
	}, append([]guard.Statement{p.writeLogs(project)}, statements...)...)
}

// writeLogs is guard.WriteLogs for the streams of one step. CodeBuild names them by the step and the build: "check/0a1b…".
func (p *pipe) writeLogs(step string) guard.Statement {
	write := guard.WriteLogs(p.log)
	write.Resource = []string{blueprints.OwnArn("logs", "log-group:"+p.LogGroupName("steps")+":log-stream:"+step+"/*")}
	return write
}

// fetches lets a role read an artifact, makes lets it write one, and with no other object of the bucket anything: the code that is checked
// must not be able to put something in the place of what was fetched, nor a deployment in the place of what was checked.
func (p *pipe) fetches(artifact string) guard.Statement {
	return guard.Statement{Sid: "Fetch" + artifact, Effect: "Allow", Action: []string{"s3:GetObject", "s3:GetObjectVersion"}, Resource: p.objects(artifact)}
}

func (p *pipe) makes(artifact string) guard.Statement {
	return guard.Statement{Sid: "Make" + artifact, Effect: "Allow", Action: []string{"s3:PutObject"}, Resource: p.objects(artifact)}
}

// objects are those of an artifact of this pipeline, in whichever execution. CodePipeline puts them below the first 20 characters of the
// pipeline's name (CodePipeline User Guide, "Input and output artifacts") and the first 10 of the artifact's, as in "my-pipeline/SourceArti/0a1b".
func (p *pipe) objects(artifact string) []string {
	folder := p.name()[:min(len(p.name()), 20)]
	return []string{p.Import("artifacts", "ArtifactsBucketArn") + "/" + folder + "*/" + artifact[:min(len(artifact), 10)] + "*"}
}

// withKey adds the use of the key that artifacts are encrypted with.
func (p *pipe) withKey(statements ...guard.Statement) []guard.Statement {
	return append(statements, guard.Statement{
		Sid: "ArtifactsKey", Effect: "Allow", Action: []string{"kms:Decrypt", "kms:GenerateDataKey"},
		Resource: []string{p.KeyArn(blueprints.CodeKey)}, Condition: guard.Through("s3"),
	})
}

// addRole adds the pipeline's own role: it starts steps and asks for approvals. It can change nothing in any account.
func (p *pipe) addRole() *blueprints.Resource {
	statements := p.withKey(p.fetches(sourceArtifact), p.makes(sourceArtifact), p.fetches(checkedArtifact), p.makes(checkedArtifact))
	statements = append(statements, p.readSource()...)
	statements = append(statements, guard.Statement{
		Sid: "ArtifactsBucket", Effect: "Allow", Action: []string{"s3:GetBucketLocation", "s3:GetBucketVersioning"},
		Resource: []string{p.Import("artifacts", "ArtifactsBucketArn")},
	}, guard.Statement{
		Sid: "RunSteps", Effect: "Allow", Action: []string{"codebuild:BatchGetBuilds", "codebuild:StartBuild"}, Resource: p.stepArns(),
	})
	if p.topic != nil {
		statements = append(statements, guard.Statement{
			Sid: "AskForApproval", Effect: "Allow", Action: []string{"sns:Publish"}, Resource: []string{p.topic.Ref()},
		}, guard.Statement{
			Sid: "EncryptApproval", Effect: "Allow", Action: []string{"kms:Decrypt", "kms:GenerateDataKey"},
			Resource: []string{p.KeyArn(blueprints.MessagesKey)}, Condition: guard.Through("sns"),
		})
	}
	return guard.ServiceRole(p.Stack, guard.Role{ID: "PipelineRole", Service: "codepipeline"}, statements...)
}

// stepArns are the projects of the pipeline's steps.
func (p *pipe) stepArns() []string {
	arns := []string{blueprints.OwnArn("codebuild", "project/"+p.projectName("check"))}
	for _, e := range p.environments {
		arns = append(arns, blueprints.OwnArn("codebuild", "project/"+p.projectName(step(p.spec(e)))))
	}
	return arns
}

// readSource is what fetching takes (CodePipeline User Guide, "Add permissions to the CodePipeline service role").
func (p *pipe) readSource() []guard.Statement {
	if p.codeCommit() {
		return append(p.cloning(), guard.Statement{
			Sid: "Archive", Effect: "Allow", Resource: []string{p.Import("repository", "RepositoryArn")},
			Action: []string{"codecommit:CancelUploadArchive", "codecommit:GetUploadArchiveStatus", "codecommit:UploadArchive"},
		})
	}
	// The service has a new name, and both are checked.
	return []guard.Statement{{
		Sid: "UseConnection", Effect: "Allow", Resource: []string{p.connection()},
		Action: []string{"codeconnections:UseConnection", "codestar-connections:UseConnection"},
	}}
}

// cloning is what the repository offers to whoever reads it.
func (p *pipe) cloning() []guard.Statement {
	var statements []guard.Statement
	for _, g := range p.Neighbour("repository").Grants() {
		statements = append(statements, guard.Allow(g))
	}
	return statements
}
