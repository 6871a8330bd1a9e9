package guard

import "github.com/hipaac/hipaac/blueprints"

// How GitHub speaks of its workflows to AWS (GitHub, "OpenID Connect reference", as of 2026-11). The audience is what workflows ask for.
const (
	GitHubIssuer   = "token.actions.githubusercontent.com"
	GitHubAudience = "sts.amazonaws.com"
)

// GitHubProviderArn is the ARN of the account's identity provider for GitHub, of which there is one.
func GitHubProviderArn() string {
	return "arn:" + blueprints.Partition + ":iam::" + blueprints.AccountID + ":oidc-provider/" + GitHubIssuer
}

// TrustGitHub lets the jobs of one repository take a role that name one environment of GitHub, whose reviewers have been asked by then, and
// that run what stands on one branch. GitHub itself makes an environment that a job names and nobody has set up, without any rule: by
// its name alone, whoever may push a branch could take the role with a workflow of his own.
//
// Every word of the subject is compared: a pattern would admit branches, pull requests and environments that nobody reviews.
func TrustGitHub(provider, repository, environment, branch string) Statement {
	return Statement{
		Sid: "DeployFromGitHub", Effect: "Allow", Principal: Principals{Federated: []string{provider}},
		Action: []string{"sts:AssumeRoleWithWebIdentity"},
		Condition: Condition{"StringEquals": {
			GitHubIssuer + ":aud": {GitHubAudience},
			GitHubIssuer + ":sub": {"repo:" + repository + ":environment:" + environment},
			// AWS compares this claim since 2026-01 (AWS, "STS supports validation of select identity provider specific claims").
			GitHubIssuer + ":ref": {"refs/heads/" + branch},
		}},
	}
}
