// Package github builds an account's trust in what GitHub says of its workflows.
package github

import (
	"github.com/awslabs/goformation/v7/cloudformation/iam"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/schema"
)

// Blueprint makes the identity provider and exports "ProviderArn".
var Blueprint = blueprints.Define("github", "trust in workflows of GitHub", nil, uses, build).DeployedOnly()

// thumbprints are those of the authorities behind GitHub's certificate, as GitHub named them on 2023-06-27. AWS trusts GitHub by its own list
// of authorities and looks at none of them since (IAM User Guide, "Create an OpenID Connect identity provider in IAM").
var thumbprints = []string{"6938fd4d98bab03faadb97b34396831e3780aea1", "1c58a3a8518e8759bf075b76b750d4f2df264fcd"}

func uses(*schema.GitHub) []blueprints.KeyUse { return nil }

func build(s *blueprints.Stack, _ *schema.GitHub) {
	url := "https://" + guard.GitHubIssuer
	provider := s.Add("Provider", &iam.OIDCProvider{
		Url: &url, ClientIdList: []string{guard.GitHubAudience},
		ThumbprintList: thumbprints,
	}).Say("Admits nobody by itself: each role names the repository and the environment that may take it.")
	s.Export("ProviderArn", provider.Arn(), "ARN of the identity provider of GitHub")
}
